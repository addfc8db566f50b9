"""What a step makes of a ticket."""

from dataclasses import replace
from datetime import timedelta

import pytest

from inspections.tickets.effects import take_step
from inspections.tickets.terms import FINAL_AFTER, Action, Level, State
from inspections.tickets.ticket import Deed, Facts
from inspections.tickets.workflow import step_of
from registry.errors import Conflict, Invalid
from tests.inspections.tickets.walks import (
    CLOCK,
    CREW,
    DESK,
    INSPECTOR,
    LEADER,
    NOW,
    TO_REPAIRED,
    full,
    go,
    take,
    ticket,
)


def test_the_straight_way() -> None:
    closed = go(*TO_REPAIRED, (Action.VERIFY, INSPECTOR), (Action.CLOSE, DESK))
    assert (closed.state, closed.version, closed.crew_code) == (State.CLOSED, 7, "PSGS-01")
    assert (closed.repaired_by, closed.repaired_house) == (CREW.actor.account_id, "PSGS")
    assert closed.verified_by == INSPECTOR.actor.account_id
    assert (closed.due_at, closed.limit_reason, closed.closed_at) == (CLOCK.due_at, "6 hours", NOW)
    assert (closed.signed_at, closed.filing_condition, closed.closing_condition) == (NOW, "J-restored", "J-restored")
    assert take(closed, full(step_of("archive")), DESK).closed_at == NOW


def test_rework_keeps_house_and_clock_and_takes_the_verification_back() -> None:
    verified = go(*TO_REPAIRED, (Action.VERIFY, INSPECTOR))
    again = take(verified, full(step_of("rework")), DESK, at=NOW + timedelta(days=1))
    assert (again.state, again.reworks, again.crew_code) == (State.ACCEPTED, 1, "PSGS-01")
    assert (again.due_at, again.repaired_by, again.verified_by) == (CLOCK.due_at, None, None)


def test_a_second_dispatch_buys_no_time_and_says_who_chose() -> None:
    returned = go(*TO_REPAIRED[:2], (Action.RETURN, CREW))
    assert returned.assignee_code == "PSGS"
    given = Deed(Action.DISPATCH, reason="their pipe", assignee_code="SZGS")
    moved = take_step(returned, step_of("dispatch"), given, DESK, now=NOW + timedelta(days=2), clock=None)
    assert (moved.assignee_code, moved.due_at, moved.dispatched_at) == ("SZGS", CLOCK.due_at, NOW)
    assert (moved.route_rule_id, moved.route_reason_zh) == (None, "受理台指定：their pipe")
    assert moved.route_reason_en == "the desk's own choice: their pipe"


def test_a_dispatch_without_a_limit_is_refused() -> None:
    with pytest.raises(Invalid, match="no time limit is set for broken"):
        take_step(ticket(State.FILED), step_of("dispatch"), Deed(Action.DISPATCH), DESK, now=NOW, clock=None)


def test_the_third_return_is_decided_for_good() -> None:
    now = go(*TO_REPAIRED[:2])
    for n in range(1, FINAL_AFTER + 1):
        now = take(now, full(step_of("return")), CREW)
        assert (now.bounces, now.final) == (n, False)
        now = take(now, full(step_of("refuse_return")), DESK)
        assert now.final is (n == FINAL_AFTER)
    with pytest.raises(Conflict, match="final"):
        take(now, full(step_of("return")), CREW)
    by_dispatch = replace(ticket(State.RETURNED, bounces=FINAL_AFTER))
    assert take(by_dispatch, Deed(Action.DISPATCH, assignee_code="GSGS"), DESK).final


def test_a_transfer_runs_on_and_the_new_house_signs_for_itself() -> None:
    signed = go(*TO_REPAIRED[:3], (Action.ARRIVE, CREW))
    assert signed.arrived_at
    moved = take(signed, full(step_of("transfer")), DESK)
    assert (moved.state, moved.assignee_code, moved.crew_code) == ("dispatched", "GSGS", None)
    assert moved.due_at == CLOCK.due_at
    assert (moved.signed_at, moved.arrived_at) == (None, None)


def test_what_is_not_settled_goes_up() -> None:
    grid = ticket(level=Level.GRID)
    settled = take(grid, full(step_of("settle")), INSPECTOR)
    assert (settled.state, settled.repaired_by) == (State.REPAIRED, INSPECTOR.actor.account_id)
    raised = take(settled, full(step_of("raise")), DESK)
    assert (raised.state, raised.level, raised.repaired_at) == (State.REPORTED, Level.COMMUNITY, None)
    for level in (Level.STREET, Level.DISTRICT):
        raised = take(raised, full(step_of("raise")), DESK)
        assert raised.level is level
    assert take(grid, full(step_of("file")), DESK).level is Level.DISTRICT


def test_what_came_back_is_filed_again_with_a_clock_of_its_own() -> None:
    closed = go(*TO_REPAIRED, (Action.VERIFY, INSPECTOR), (Action.CLOSE, DESK), (Action.ARCHIVE, DESK))
    again = take(closed, full(step_of("reopen")), LEADER)
    assert (again.state, again.reopens, again.assignee_code, again.bounces) == (State.FILED, 1, "PSGS", 0)
    gone = (again.dispatched_at, again.due_at, again.closed_at, again.repaired_at, again.verified_at, again.signed_at)
    assert gone == (None,) * 6
    later = NOW + timedelta(days=9)
    assert take(again, Deed(Action.DISPATCH), DESK, at=later).dispatched_at == later


def test_made_safe_stays_the_first_time() -> None:
    hole = Facts(hole=True)
    safe = take(go(*TO_REPAIRED[:3]), full(step_of("make_safe")), CREW, hole)
    again = take(safe, full(step_of("make_safe")), CREW, hole, at=NOW + timedelta(hours=1))
    assert (safe.made_safe_at, again.made_safe_at) == (NOW, NOW)
    assert take(again, full(step_of("repair")), CREW, hole).state is State.REPAIRED
