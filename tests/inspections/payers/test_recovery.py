"""What an act makes of a recovery, for any walk of any people: the invariants of the table hold wherever it leads."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inspections.payers.costs import Kind, Line
from inspections.payers.recovery import Deed, Recovery, check, check_brings, open_steps, stands, take
from inspections.payers.terms import ENDED, OWNERLESS, Act, Bar, Need, State
from inspections.payers.workflow import STEPS, Step, step_of, steps_from
from inspections.tickets.ticket import Party
from registry.actor import SYSTEM, Actor, Role
from registry.errors import Conflict, Invalid, JinggeError, Stale

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LINE = Line(Kind.LABOUR, "抢修人工", "工日", Decimal("2.5"), 36_000)
PEOPLE = tuple(UUID(int=n) for n in (1, 2, 3))
OPENED = Recovery(uuid4(), uuid4(), 1, State.ASKED, 1, NOW, owner_code="PSGS", due_at=NOW)


def brings(step: Step, recovery: Recovery | None = None, *, amount: int | None = None) -> Deed:
    """A deed with everything its act needs."""
    owed = recovery.owed_fen if recovery else None
    given: dict[Need, dict[str, Any]] = {
        Need.REASON: {"reason": "因为"},
        Need.PHOTO: {"photos": ("a" * 64,)},
        Need.OWNER: {"owner_code": "GSGS"},
        Need.STAND_IN: {"stand_in_code": "SZGS"},
        Need.LINES: {"lines": (LINE,)},
        Need.AMOUNT: {"amount_fen": owed if amount is None else amount},
        Need.RECEIPT: {"receipt": "R-1"},
    }
    return Deed(step.act, **{name: value for need in step.needs for name, value in given[need].items()})


@pytest.mark.parametrize("state", State, ids=str)
@pytest.mark.parametrize("step", STEPS, ids=lambda step: str(step.act))
def test_every_edge_of_the_table_is_there_and_every_other_is_refused(step: Step, state: State) -> None:
    recovery = replace(OPENED, state=state, version=7)
    if state not in step.before:
        with pytest.raises(Conflict, match=f"is {state}: {step.act} cannot follow"):
            check(recovery, step, if_version=7)
        return
    check(recovery, step, if_version=7)
    with pytest.raises(Stale, match="at version 7, not 6"):
        check(recovery, step, if_version=6)


@given(st.lists(st.tuples(st.integers(0, 20), st.sampled_from(PEOPLE), st.integers(0, 100_000)), max_size=25))
@example([(1, PEOPLE[0], 0), (2, PEOPLE[0], 0)])  # denied, then public notice
def test_any_walk_keeps_what_must_hold(walk: list[tuple[int, UUID, int]]) -> None:
    one, now = OPENED, NOW
    for n, by, amount in walk:
        possible = steps_from(one.state)
        if not possible:
            break
        step = possible[n % len(possible)]
        now += timedelta(hours=1)
        deed = brings(step, one, amount=amount if step.act is Act.SETTLE else None)
        try:
            check(one, step, if_version=one.version)
            check_brings(step, deed)
            after = take(one, step, deed, by=by, now=now, due_at=now if step.limit else None)
        except JinggeError:
            continue
        assert after.version == one.version + 1
        assert (after.closed_at is not None) == (after.state in ENDED) == (after.due_at is None)
        assert (after.owner_code is None) <= (after.state in OWNERLESS | {State.WITHDRAWN})
        assert (after.state in OWNERLESS) <= (after.owner_code is None)
        assert (after.sheet > 0) == (after.cost_fen is not None) == (after.costed_by is not None)
        assert after.settled_by is None or after.settled_by != after.costed_by
        assert after.agreed_fen is None or 0 <= after.agreed_fen <= (after.cost_fen or 0)
        if after.state is State.PAID:
            assert after.owed_fen is not None
            assert after.owed_fen == deed.amount_fen
        if after.state is State.STANDING_IN:
            assert after.stand_in_code not in {None, after.owner_code}
        one = after


def test_the_clock_bars_the_system_until_it_has_run_out() -> None:
    running = replace(OPENED, due_at=NOW + timedelta(minutes=30))
    step = step_of(Act.SILENCE)
    with pytest.raises(Conflict, match="not over yet"):
        take(running, step, Deed(Act.SILENCE), by=None, now=NOW + timedelta(minutes=29), due_at=NOW)
    after = take(running, step, Deed(Act.SILENCE), by=None, now=NOW + timedelta(minutes=30), due_at=NOW)
    assert after.state is State.SILENT


@pytest.mark.parametrize(
    ("act", "changes", "deed", "words"),
    [
        (Act.STAND_IN, {}, Deed(Act.STAND_IN, stand_in_code="PSGS"), "nobody stands in for themselves"),
        (Act.PAY, {"cost_fen": 100}, Deed(Act.PAY, amount_fen=99), "not what is owed"),
        (Act.PAY, {"cost_fen": 100, "agreed_fen": 60}, Deed(Act.PAY, amount_fen=100), "not what is owed"),
        (Act.SETTLE, {"cost_fen": 100}, Deed(Act.SETTLE, amount_fen=101), "no more is owed"),
        (Act.SETTLE, {"cost_fen": 100, "costed_by": PEOPLE[0]}, Deed(Act.SETTLE, amount_fen=1), "does not decide"),
    ],
)
def test_what_stands_in_the_way(act: Act, changes: dict[str, object], deed: Deed, words: str) -> None:
    one = replace(OPENED, **changes)  # type: ignore[arg-type]  # fields by name
    with pytest.raises(Conflict, match=words) as refused:
        take(one, step_of(act), deed, by=PEOPLE[0], now=NOW, due_at=NOW)
    assert str(one.id) in refused.value.message
    assert refused.value.fields["recovery_id"] == str(one.id)


def test_a_refusal_says_which_recovery_and_how_much() -> None:
    one = replace(OPENED, cost_fen=123_450, agreed_fen=90_000)
    with pytest.raises(Conflict, match=re.escape(f"¥900.00 is owed, not ¥80.05, recovery {one.id}")) as refused:
        take(one, step_of(Act.PAY), Deed(Act.PAY, amount_fen=8_005), by=PEOPLE[0], now=NOW, due_at=None)
    told = refused.value.fields
    assert (told["owed_fen"], told["amount_fen"], told["recovery_id"]) == (90_000, 8_005, str(one.id))
    with pytest.raises(Conflict, match=re.escape("it cost ¥1,234.50, not ¥1,234.51")) as refused:
        take(one, step_of(Act.SETTLE), Deed(Act.SETTLE, amount_fen=123_451), by=PEOPLE[0], now=NOW, due_at=None)
    assert refused.value.fields["cost_fen"] == 123_450
    later = replace(OPENED, due_at=NOW + timedelta(minutes=30))
    with pytest.raises(Conflict, match=r"not over yet.*: due 2026-11-23T01:30"):
        take(later, step_of(Act.SILENCE), Deed(Act.SILENCE), by=None, now=NOW, due_at=None)
    with pytest.raises(Stale) as stale:
        check(one, step_of(Act.ANSWER), if_version=9)
    assert stale.value.fields["recovery_id"] == str(one.id)


def test_software_settles_nothing() -> None:
    one = replace(OPENED, cost_fen=100, costed_by=PEOPLE[0])
    with pytest.raises(Conflict, match="does not decide"):
        take(one, step_of(Act.WAIVE), Deed(Act.WAIVE), by=None, now=NOW, due_at=None)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: str(step.act))
def test_an_act_brings_what_it_needs_and_nothing_else(step: Step) -> None:
    whole = brings(step, replace(OPENED, cost_fen=5))
    check_brings(step, whole)
    empty = Deed(step.act)
    for need in step.needs:
        field = {"lines": "lines", "photo": "photos", "receipt": "receipt", "reason": "reason"}.get(str(need), "")
        lacking = replace(whole, **{name: getattr(empty, name) for name in ([field] if field else _codes(need))})
        with pytest.raises(Invalid, match="needs"):
            check_brings(step, lacking)
    takes = {*step.needs, *step.may}
    extra = {
        Need.RECEIPT: {"receipt": "1"},
        Need.LINES: {"lines": (LINE,)},
        Need.AMOUNT: {"amount_fen": 0},
        Need.PHOTO: {"photos": ("a" * 64,)},
        Need.OWNER: {"owner_code": "X"},
    }
    for need, more in extra.items():
        if need not in takes:
            with pytest.raises(Invalid, match="has no use for"):
                check_brings(step, replace(whole, **more))  # type: ignore[arg-type]  # fields by name


def _codes(need: Need) -> list[str]:
    return {Need.OWNER: ["owner_code"], Need.STAND_IN: ["stand_in_code"], Need.AMOUNT: ["amount_fen"]}[need]


def test_reasons_and_photos_have_their_form() -> None:
    with pytest.raises(Invalid, match="at most 2000"):
        check_brings(step_of(Act.ANSWER), Deed(Act.ANSWER, reason="长" * 2001))
    with pytest.raises(Invalid, match="64 hex digits"):
        check_brings(step_of(Act.FILL), Deed(Act.FILL, photos=("a.jpg",)))


def person(*roles: Role, areas: tuple[str, ...] = ("370203",)) -> Actor:
    return Actor(PEOPLE[0], "x", "CGJ", frozenset(roles), areas)


def test_buttons_are_what_one_may_do_now() -> None:
    desk, house = Party(person(Role.DISPATCHER), "CGJ"), Party(person(Role.CREW, areas=()), "PSGS")
    stranger = Party(person(Role.CREW, areas=()), "GSGS")
    running = replace(OPENED, due_at=NOW + timedelta(minutes=30))

    def acts(one: Recovery, party: Party, now: datetime = NOW) -> set[Act]:
        return {step.act for step in open_steps(one, party, "370203005001", now=now)}

    assert acts(running, house) == {Act.ANSWER, Act.DENY}
    assert acts(running, stranger) == set()
    assert acts(running, desk) == {Act.ANSWER, Act.DENY, Act.STAND_IN, Act.FULFIL, Act.WITHDRAW}
    assert Act.SILENCE in acts(running, Party(SYSTEM, None), NOW + timedelta(minutes=30))
    assert Act.SILENCE not in acts(running, Party(SYSTEM, None))
    disputed = replace(OPENED, state=State.DISPUTED, costed_by=PEOPLE[0], cost_fen=5, sheet=1)
    leader = Party(person(Role.LEADER), "CGJ")
    assert acts(disputed, leader) == set()
    assert acts(replace(disputed, costed_by=PEOPLE[1]), leader) == {Act.SETTLE, Act.WAIVE}
    outside = Party(person(Role.DISPATCHER, areas=("370202",)), "CGJ")
    assert stands(running, step_of(Act.ANSWER), outside, "370203005001") == "the ticket lies outside your areas"
    own_desk = Party(replace(person(Role.DISPATCHER), org_code="PSGS"), "PSGS")
    assert Act.WITHDRAW not in acts(running, own_desk), "an owner is not rid of a recovery by its own desk"
    refusal = stands(running, step_of(Act.WITHDRAW), own_desk, "370203005001")
    assert refusal == "whoever owes does not withdraw"
    assert {step.act for step in steps_from(State.DISPUTED)} == {Act.COST, Act.SETTLE, Act.WAIVE}
    assert Bar.OTHER_AMOUNT in step_of(Act.PAY).bars
