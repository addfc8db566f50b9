"""Whoever takes steps in whatever order, the invariants hold."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.requests.life import ENDED, Action, Channel, Opinion, Result, State, step_of
from inspections.requests.request import Deed, Limits, Request, check_step, open_steps, take_step
from inspections.tickets.ticket import Party
from registry.actor import Role
from registry.errors import Conflict, Forbidden, Invalid, JinggeError, Stale
from tests.conftest import NOW
from tests.inspections.tickets.scene import person

DESK = Party(person(Role.DISPATCHER, org="CGJ"), "CGJ")
HOUSE = Party(person(Role.CREW, org="LDGL", areas=()), "LDGL")
STRANGER = Party(person(Role.CREW, org="HWZX", areas=()), "HWZX")
FAR = Party(person(Role.DISPATCHER, areas=("370203099",)), None)
FRESH = Request(
    uuid4(), "SQ20261123-00001", Channel.PHONE, "desk", None, State.RECEIVED, 1, "Q0001", "路灯", "", "370203005",
    None, "LDGL", "", "", NOW, NOW, NOW,
)  # fmt: skip
FULL = Deed(Action.ACCEPT, "因故", None, None, "已修", Result.SOLVED, Opinion.UNSATISFIED, contacted=True, solved=False)


def deed(action: Action, **changes: object) -> Deed:
    given = {name: getattr(FULL, name) for name in FULL.__slots__} | {"action": action} | changes
    return Deed(**given)


WALKS = st.lists(st.tuples(st.sampled_from(Action), st.sampled_from([DESK, HOUSE, STRANGER, FAR])), max_size=40)


@given(WALKS)
def test_any_walk_keeps_the_invariants(walk: list[tuple[Action, Party]]) -> None:
    request, at = FRESH, NOW
    for action, party in walk:
        at += timedelta(hours=1)
        step = step_of(action)
        offered = step in open_steps(request, party)
        try:
            check_step(request, step, deed(action), party, if_version=request.version, now=at)
        except JinggeError:
            continue
        assert offered
        assert party not in {STRANGER, FAR}
        after = take_step(request, step, deed(action), now=at, limits=Limits(due_at=at))
        assert after.version == request.version + 1
        assert after.answered_at is None or (after.accepted_at is not None and after.accepted_at <= after.answered_at)
        assert (after.answered_at is None) == (after.result_code is None)
        assert (after.closed_at is not None) == (after.state in ENDED)
        assert after.respond_by == FRESH.respond_by
        assert request.contacted_at is None or after.contacted_at == request.contacted_at
        assert after.opinion is None or after.answered_at is not None
        assert after.extensions <= 1
        request = after


def test_everything_can_be_walked() -> None:
    """The walk above is no proof if nothing ever gets far: one that does."""
    way = [Action.ACCEPT, Action.ASSIGN, Action.RETURN, Action.ASSIGN, Action.CONTACT, Action.EXTEND, Action.ANSWER,
           Action.CALL_BACK, Action.REOPEN, Action.ANSWER, Action.CALL_BACK, Action.CLOSE, Action.REOPEN]  # fmt: skip
    request = FRESH
    for action in way:
        party = HOUSE if action is Action.RETURN else DESK
        check_step(request, step_of(action), deed(action), party, if_version=request.version, now=NOW)
        request = take_step(request, step_of(action), deed(action), now=NOW, limits=Limits(due_at=NOW))
    assert (request.state, request.reopens, request.returns) == (State.ASSIGNED, 2, 1)


def refuse(request: Request, action: Action, error: type[JinggeError], *, by: Party = DESK, **changes: object) -> None:
    with pytest.raises(error):
        check_step(request, step_of(action), deed(action, **changes), by, if_version=changes.pop("version", 1), now=NOW)  # type: ignore[arg-type]  # a number


def test_what_is_refused() -> None:
    refuse(FRESH, Action.ANSWER, Conflict)
    refuse(FRESH, Action.ACCEPT, Forbidden, by=HOUSE)
    refuse(FRESH, Action.ACCEPT, Forbidden, by=FAR)
    refuse(FRESH, Action.REFUSE, Invalid, reason=" ")
    with pytest.raises(Stale):
        check_step(FRESH, step_of("accept"), deed(Action.ACCEPT), DESK, if_version=2, now=NOW)
    taken = take_step(FRESH, step_of("accept"), deed(Action.ACCEPT), now=NOW, limits=Limits())
    given_to = take_step(taken, step_of("assign"), deed(Action.ASSIGN), now=NOW, limits=Limits(return_due_at=NOW))
    for lacking in ({"answer": ""}, {"result_code": None}):
        with pytest.raises(Invalid):
            check_step(given_to, step_of("answer"), deed(Action.ANSWER, **lacking), HOUSE, if_version=3, now=NOW)
    later = NOW + timedelta(seconds=1)
    with pytest.raises(Conflict, match="time to give it back"):
        check_step(given_to, step_of("return"), deed(Action.RETURN), HOUSE, if_version=3, now=later)


def test_satisfied_people_reopen_nothing() -> None:
    request = FRESH
    for action in (Action.ACCEPT, Action.ASSIGN, Action.ANSWER, Action.CALL_BACK):
        happy = deed(action, opinion=Opinion.SATISFIED, solved=True)
        request = take_step(request, step_of(action), happy, now=NOW, limits=Limits())
    with pytest.raises(Conflict, match="not good"):
        check_step(request, step_of("reopen"), deed(Action.REOPEN), DESK, if_version=5, now=NOW)
    assert request.is_late(NOW + timedelta(days=9)) is False
    assert FRESH.is_late(NOW + timedelta(days=9)) is True
