"""The table of steps: whole, reachable, without doubles."""

import re

import pytest

from inspections.tickets.terms import ENDED, Action, Need, State
from inspections.tickets.workflow import STEPS, step_of, steps_from
from registry.actor import Role
from registry.errors import Invalid


def test_every_action_has_one_step() -> None:
    assert sorted(step.action for step in STEPS) == sorted(Action)


def test_every_state_is_reached_and_only_ended_ones_are_left_by_nothing_that_works() -> None:
    reached: set[State] = set()
    ahead = [step.after for step in STEPS if not step.before]
    while ahead:
        state = ahead.pop()
        assert state is not None
        if state not in reached:
            reached.add(state)
            ahead += [step.leads_to(state) for step in steps_from(state)]
    assert reached == set(State)
    left_by = {state: {step.action for step in steps_from(state)} for state in ENDED}
    assert left_by[State.CLOSED] == {Action.CALL_BACK, Action.ARCHIVE, Action.REOPEN}
    assert left_by[State.ARCHIVED] == {Action.REOPEN}
    assert left_by[State.VOID] == left_by[State.REFUSED] == set()


def test_what_goes_back_waits_or_ends_early_needs_a_reason() -> None:
    with_reason = {step.action for step in STEPS if Need.REASON in step.needs}
    going_back = {Action.RETURN, Action.REFUSE_RETURN, Action.REWORK, Action.REOPEN, Action.RAISE, Action.TRANSFER}
    ending = {Action.VOID, Action.REFUSE, Action.DENY}
    asking = {Action.ASK_SUSPENSION, Action.ASK_EXTENSION, Action.RECATEGORISE, Action.URGE, Action.SUPERVISE}
    assert with_reason == going_back | ending | asking


def test_crews_work_and_do_not_judge() -> None:
    deciding = {Action.FILE, Action.REFUSE, Action.DISPATCH, Action.TRANSFER, Action.CLOSE, Action.VOID, Action.REOPEN}
    pleading = {Action.APPROVE, Action.SUSPEND, Action.EXTEND, Action.DENY, Action.ACCEPT_RETURN, Action.REFUSE_RETURN}
    judging = deciding | pleading | {Action.VERIFY, Action.REWORK}
    assert not judging & {step.action for step in STEPS if Role.CREW in step.roles}


def test_the_software_only_tells_and_resumes() -> None:
    by_itself = {step.action for step in STEPS if Role.SYSTEM in step.roles}
    assert by_itself == {Action.REPORT, Action.RESUME, Action.SUPERVISE, Action.WARN, Action.LATE, Action.ESCALATE}


def test_what_is_quiet_leaves_the_state() -> None:
    assert all(step.after is None for step in STEPS if step.quiet)


def test_every_step_says_why_in_both_languages() -> None:
    for step in STEPS:
        assert step.label.zh
        assert step.why.zh
        assert re.search("[a-z]", step.why.en)


def test_an_unknown_action_is_told() -> None:
    with pytest.raises(Invalid, match="unknown action 'repaint'; one of: report, raise"):
        step_of("repaint")
