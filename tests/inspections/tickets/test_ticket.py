"""What a step makes of a ticket: any walk by anybody keeps the invariants, every absent edge is refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.tickets.ticket import Clock, Deed, Party, Ticket, check_step, open_steps, stands, take_step
from inspections.tickets.workflow import ENDED, STEPS, Action, State, Step, step_of
from registry.actor import SYSTEM, Actor, Role
from registry.errors import Conflict, Forbidden, Invalid, JinggeError, Stale

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
CLOCK = Clock(NOW + timedelta(hours=6), "6 hours")
PHOTO = "a" * 64


def ticket(state: State = State.REPORTED, **changes: object) -> Ticket:
    plain = Ticket(
        id=UUID(int=1), number="20261123-00001", state=state, version=1, asset_code=None, class_code=None,
        defect_code="missing", severity=2, hazard=True, campaign_id=None, place_zh="辽宁路", place_en="Liaoning Road",
        community_code="370203005001", grid_code=None, lon=120.37, lat=36.08, accuracy_m=4.0, assignee_code="PSGS",
        crew_code=None, route_rule_id=4, route_reason_zh="", route_reason_en="", limit_reason="", reported_at=NOW,
        filed_at=None, dispatched_at=None, due_at=None, repaired_at=None, repaired_by=None, repaired_house=None,
        verified_at=None, verified_by=None, closed_at=None, reworks=0,
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields by name


def party(
    *roles: Role, org: str | None = None, house: str | None = None, areas: tuple[str, ...] = ("370203",)
) -> Party:
    return Party(Actor(uuid4(), "tester", org, frozenset(roles), areas), house or org)


DESK = party(Role.DISPATCHER, org="CGJ")
CREW = party(Role.CREW, org="PSGS-01", house="PSGS", areas=())
SIBLING = party(Role.CREW, org="PSGS-02", house="PSGS", areas=())
INSPECTOR = party(Role.INSPECTOR, org="YJJ")
EVERYBODY = [DESK, CREW, SIBLING, INSPECTOR, party(Role.CREW, org="SZGS-01", house="SZGS"), party(Role.LEADER)]
EVERYBODY += [party(Role.DISPATCHER, Role.CREW, Role.INSPECTOR, org="PSGS-01", house="PSGS")]
EVERYBODY += [party(Role.DISPATCHER, org="CGJ", areas=("370203006",)), party(Role.INSPECTOR, org="PSGS")]


def full(action: Action) -> Deed:
    return Deed(action, reason="because", note="seen", photos=(PHOTO,))


def take(now: Ticket, deed: Deed, who: Party, *, if_version: int | None = None, at: datetime = NOW) -> Ticket:
    step = step_of(deed.action)
    check_step(now, step, deed, who, if_version=now.version if if_version is None else if_version)
    return take_step(now, step, deed, who, now=at, clock=CLOCK)


def walk(*actions: tuple[Action, Party]) -> Ticket:
    reached = ticket()
    for action, who in actions:
        reached = take(reached, full(action), who)
    return reached


TO_REPAIRED = ((Action.FILE, DESK), (Action.DISPATCH, DESK), (Action.ACCEPT, CREW), (Action.REPAIR, CREW))


def test_the_straight_way() -> None:
    closed = walk(*TO_REPAIRED, (Action.VERIFY, INSPECTOR), (Action.CLOSE, DESK))
    assert (closed.state, closed.version, closed.crew_code) == (State.CLOSED, 7, "PSGS-01")
    assert (closed.repaired_by, closed.repaired_house) == (CREW.actor.account_id, "PSGS")
    assert closed.verified_by == INSPECTOR.actor.account_id
    assert (closed.due_at, closed.limit_reason, closed.closed_at) == (CLOCK.due_at, "6 hours", NOW)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.action)
def test_every_edge_is_there_or_refused(state: State, step: Step) -> None:
    """For whoever may: an absent edge is a conflict, a present one leads where the table says."""
    who = Party(
        Actor(uuid4(), "all", "PSGS", frozenset(Role), ("370203",)), None if step.action is Action.VERIFY else "PSGS"
    )
    start = ticket(state, repaired_house="SZGS")
    if state in step.before:
        assert take(start, full(step.action), who).state is step.after
    else:
        with pytest.raises(Conflict, match=f"is {state}: {step.action} cannot follow"):
            take(start, full(step.action), who)


@st.composite
def moves(draw: st.DrawFn, now: Ticket) -> tuple[Deed, Party, int]:
    """Somebody does something: mostly what is open to them, sometimes anything with anything missing."""
    able = [(who, step.action) for who in EVERYBODY for step in open_steps(now, who)]
    if able and draw(st.sampled_from([True, True, True, False])):
        who, action = able[draw(st.integers(0, len(able) - 1))]
        deed = full(action)
    else:
        who, action = draw(st.sampled_from(EVERYBODY)), draw(st.sampled_from(Action))
        photos = draw(st.sampled_from([(), (PHOTO,), ("no photo",)]))
        deed = Deed(action, reason=draw(st.sampled_from(["", "because"])), photos=photos)
    if action is Action.DISPATCH:
        deed = replace(deed, assignee_code=draw(st.sampled_from([None, "SZGS", "PSGS"])))
    return deed, who, now.version + draw(st.sampled_from([0, 0, 0, 0, -1, 1]))


@given(st.data())
def test_any_walk_keeps_the_invariants(data: st.DataObject) -> None:
    now, dispatched, events = ticket(), False, 1
    for n in range(data.draw(st.integers(1, 30))):
        deed, who, version = data.draw(moves(now))
        try:
            after = take(now, deed, who, if_version=version, at=NOW + timedelta(minutes=n))
        except JinggeError:
            continue
        events += 1
        dispatched |= deed.action is Action.DISPATCH
        assert version == now.version
        assert after.version == events
        assert now.state in step_of(deed.action).before
        assert after.state is step_of(deed.action).after
        assert who.actor.has(*step_of(deed.action).roles)
        assert (after.due_at is not None) == (after.dispatched_at is not None) == dispatched
        assert now.due_at is None or after.due_at == now.due_at
        assert after.verified_by is None or after.verified_by != after.repaired_by
        assert (after.repaired_at is not None) == (after.state in {State.REPAIRED, State.VERIFIED, State.CLOSED})
        assert (after.verified_at is not None) == (after.state in {State.VERIFIED, State.CLOSED})
        assert (after.closed_at is not None) == (after.state in ENDED)
        assert after.reworks == now.reworks + (deed.action is Action.REWORK)
        now = after


@given(st.sampled_from(State), st.sampled_from(EVERYBODY))
def test_the_buttons_are_what_works(state: State, who: Party) -> None:
    start = ticket(state, repaired_house="SZGS")
    offered = {step.action for step in open_steps(start, who)}
    for step in STEPS:
        try:
            take(start, full(step.action), who)
        except (Forbidden, Conflict):
            assert step.action not in offered
        else:
            assert step.action in offered


def test_whoever_repaired_does_not_verify_nor_does_the_house() -> None:
    repaired = walk(*TO_REPAIRED)
    turncoat = Party(replace(CREW.actor, roles=frozenset({Role.INSPECTOR}), areas=("370203",)), "YJJ")
    with pytest.raises(Forbidden, match="whoever repaired may not verify"):
        take(repaired, full(Action.VERIFY), turncoat)
    for org in ("PSGS", "PSGS-02"):
        with pytest.raises(Forbidden, match="own house"):
            take(repaired, full(Action.VERIFY), party(Role.INSPECTOR, org=org, house="PSGS"))
    assert take(repaired, full(Action.VERIFY), party(Role.INSPECTOR)).state is State.VERIFIED


def test_a_job_is_for_the_crew_it_was_given_to_or_its_house() -> None:
    given_to_crew = take(walk((Action.FILE, DESK)), Deed(Action.DISPATCH, crew_code="PSGS-02"), DESK)
    with pytest.raises(Forbidden, match="another organisation or crew"):
        take(given_to_crew, full(Action.ACCEPT), CREW)
    assert take(given_to_crew, full(Action.ACCEPT), SIBLING).crew_code == "PSGS-02"
    at_the_house = party(Role.CREW, org="PSGS")
    assert take(given_to_crew, full(Action.ACCEPT), at_the_house).crew_code == "PSGS-02"
    given_to_house = walk(*TO_REPAIRED[:2])
    assert take(given_to_house, full(Action.ACCEPT), at_the_house).crew_code is None
    with pytest.raises(Forbidden):
        take(given_to_house, full(Action.ACCEPT), party(Role.CREW, org="SZGS-01", house="SZGS"))
    with pytest.raises(Forbidden):
        take(given_to_house, full(Action.ACCEPT), party(Role.CREW))


def test_another_street_is_not_ones_own() -> None:
    with pytest.raises(Forbidden, match="outside your areas"):
        take(ticket(), full(Action.FILE), party(Role.DISPATCHER, areas=("370203006",)))
    assert stands(ticket(community_code=None), step_of("file"), party(Role.DISPATCHER, areas=("370203005",)))
    assert stands(ticket(community_code=None), step_of("file"), DESK) is None


def test_rework_keeps_house_and_clock_and_takes_the_verification_back() -> None:
    verified = walk(*TO_REPAIRED, (Action.VERIFY, INSPECTOR))
    again = take(verified, full(Action.REWORK), DESK, at=NOW + timedelta(days=1))
    assert (again.state, again.reworks, again.crew_code) == (State.ACCEPTED, 1, "PSGS-01")
    assert (again.due_at, again.repaired_by, again.verified_by) == (CLOCK.due_at, None, None)


def test_a_second_dispatch_buys_no_time_and_says_who_chose() -> None:
    returned = walk(*TO_REPAIRED[:2], (Action.RETURN, CREW))
    assert returned.assignee_code == "PSGS"
    given = Deed(Action.DISPATCH, reason="their pipe", assignee_code="SZGS")
    moved = take_step(returned, step_of("dispatch"), given, DESK, now=NOW + timedelta(days=2), clock=None)
    assert (moved.assignee_code, moved.due_at, moved.dispatched_at) == ("SZGS", CLOCK.due_at, NOW)
    assert (moved.route_rule_id, moved.route_reason_zh) == (None, "受理台指定：their pipe")
    assert moved.route_reason_en == "the desk's own choice: their pipe"


def test_a_dispatch_without_a_limit_is_refused() -> None:
    with pytest.raises(Invalid, match="no time limit is set for missing"):
        take_step(ticket(State.FILED), step_of("dispatch"), full(Action.DISPATCH), DESK, now=NOW, clock=None)


@pytest.mark.parametrize(
    ("state", "deed", "who", "lacking"),
    [
        (State.ACCEPTED, Deed(Action.REPAIR), CREW, "needs at least one photo"),
        (State.REPAIRED, Deed(Action.VERIFY, note="  "), INSPECTOR, "needs a photo or a note"),
        (State.REPAIRED, Deed(Action.REWORK, reason=" "), INSPECTOR, "needs a reason"),
        (State.DISPATCHED, Deed(Action.RETURN), CREW, "needs a reason"),
        (State.REPORTED, Deed(Action.VOID), DESK, "needs a reason"),
        (State.ACCEPTED, Deed(Action.REPAIR, photos=("A" * 64,)), CREW, "64 hex digits"),
    ],
)
def test_what_a_step_lacks_is_told(state: State, deed: Deed, who: Party, lacking: str) -> None:
    with pytest.raises(Invalid, match=lacking):
        take(ticket(state), deed, who)


def test_a_dispatch_needs_somebody_to_answer() -> None:
    with pytest.raises(Invalid, match="needs an organisation to answer"):
        take(ticket(State.FILED, assignee_code=None), Deed(Action.DISPATCH), DESK)


def test_who_then_version_then_state_then_needs() -> None:
    with pytest.raises(Forbidden):
        take(ticket(State.CLOSED), Deed(Action.VOID), CREW, if_version=9)
    with pytest.raises(Stale, match="is at version 1, not 9"):
        take(ticket(State.CLOSED), Deed(Action.VOID), DESK, if_version=9)
    with pytest.raises(Conflict):
        take(ticket(State.CLOSED), Deed(Action.VOID), DESK)


def test_the_software_itself_does_not_judge() -> None:
    assert open_steps(ticket(), Party(SYSTEM, None)) == ()


def test_late_is_what_should_be_repaired_by_now() -> None:
    after = NOW + timedelta(hours=7)
    assert not ticket().is_late(after)
    assert walk(*TO_REPAIRED[:3]).is_late(after)
    assert not walk(*TO_REPAIRED[:3]).is_late(NOW)
    assert not walk(*TO_REPAIRED).is_late(after)
    assert not walk(*TO_REPAIRED[:2], (Action.RETURN, CREW), (Action.VOID, DESK)).is_late(after)
