"""Who may, from where, what stands in the way, what is needed: every edge, every absent edge, any walk by anybody."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspections.tickets.stepping import open_steps, stands
from inspections.tickets.terms import BARS, Action, Bar, Level, Relation, State
from inspections.tickets.ticket import Deed, Facts, Party, Plea
from inspections.tickets.workflow import STEPS, Step, step_of
from registry.actor import Actor, Role
from registry.errors import Conflict, Forbidden, Invalid, Stale
from tests.inspections.tickets.walks import (
    CREW,
    DESK,
    EVERYBODY,
    HOUSE,
    INSPECTOR,
    LEADER,
    NOW,
    PARTNER,
    PHOTO,
    SIBLING,
    SOFTWARE,
    TO_REPAIRED,
    Walk,
    full,
    go,
    party,
    take,
    ticket,
)

WALKS = 10_000
ASKED = Plea(Action.SUSPEND, NOW + timedelta(days=3), uuid4(), None)


def able(step: Step) -> tuple[Party, Facts]:
    """Somebody who may take the step wherever it may be taken, and facts that do not stand in its way."""
    org = {Relation.HOUSE: "PSGS", Relation.PARTNER: "SZGS"}.get(step.relation, "PSGS-01")
    house = {Relation.OTHER: None, Relation.PARTNER: "SZGS"}.get(step.relation, "PSGS")
    kind = Action.EXTEND if step.action is Action.EXTEND else Action.SUSPEND
    approved = None if step.action is Action.APPROVE else uuid4()
    asks = step.action in {Action.APPROVE, Action.DENY, Action.SUSPEND, Action.EXTEND}
    facts = Facts(
        parts=frozenset({"SZGS"}) if step.relation is Relation.PARTNER else frozenset(),
        plea=replace(ASKED, kind=kind, first_by=approved) if asks else None,
        drawn=False,
    )
    return Party(Actor(uuid4(), "all", org, frozenset(Role), ("370203",)), house), facts


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.action)
def test_every_edge_is_there_or_refused(state: State, step: Step) -> None:
    """For whoever may: an absent edge is a conflict, a present one leads where the table says."""
    who, facts = able(step)
    start = ticket(state, repaired_house="GSGS", level=Level.GRID)
    if step.action is Action.RAISE:
        start = replace(start, dispatched_at=None)
    elif step.relation in {Relation.ASSIGNEE, Relation.HAND} or step.action is Action.REWORK:
        start = replace(start, dispatched_at=NOW, due_at=NOW)
    if state in step.before:
        assert take(start, full(step), who, facts).state is step.leads_to(state)
    else:
        with pytest.raises(Conflict, match=f"is {state}: {step.action} cannot follow"):
            take(start, full(step), who, facts)


def test_ten_thousand_walks_by_anybody_with_two_clients_racing_keep_every_invariant() -> None:
    """The invariants are asserted at each step (see `walks.Walk`); a failure names its seed."""
    seen: set[State] = set()
    done: set[Action] = set()
    for seed in range(WALKS):
        walk = Walk.of(seed)
        try:
            for _ in range(walk.random.randint(1, 25)):
                walk.step()
                seen.add(walk.now.state)
        except AssertionError as error:
            raise AssertionError(f"walk {seed} broke at {walk.at} in {walk.now}") from error
        done |= walk.done
    assert seen == set(State)
    assert done == set(Action) - {Action.REPORT}


@settings(max_examples=300)
@given(st.integers(0, 2**32), st.sampled_from(EVERYBODY))
def test_the_buttons_are_what_works(seed: int, who: Party) -> None:
    walk = Walk.of(seed)
    for _ in range(seed % 12):
        walk.step()
    offered = {step.action for step in open_steps(walk.now, who, walk.facts, now=walk.at)}
    for step in STEPS:
        try:
            take(walk.now, full(step, at=walk.at), who, walk.facts, at=walk.at)
        except (Forbidden, Conflict):
            assert step.action not in offered
        except Invalid:
            continue
        else:
            assert step.action in offered


def test_whoever_repaired_does_not_verify_nor_does_the_house_nor_its_kin() -> None:
    repaired = go(*TO_REPAIRED)
    turncoat = Party(replace(CREW.actor, roles=frozenset({Role.INSPECTOR}), areas=("370203",)), "YJJ")
    with pytest.raises(Forbidden, match="whoever repaired may not verify"):
        take(repaired, full(step_of("verify")), turncoat)
    for org in ("PSGS", "PSGS-02"):
        with pytest.raises(Forbidden, match="own house"):
            take(repaired, full(step_of("verify")), party(Role.INSPECTOR, org=org, house="PSGS"))
    with pytest.raises(Forbidden, match="whom the repairer works for"):
        take(repaired, full(step_of("verify")), INSPECTOR, Facts(kin=frozenset({"YJJ"})))
    assert take(repaired, full(step_of("verify")), party(Role.INSPECTOR)).state is State.VERIFIED


def test_a_job_is_for_the_crew_it_was_given_to_or_its_house() -> None:
    given_to_crew = take(go((Action.FILE, DESK)), Deed(Action.DISPATCH, crew_code="PSGS-02"), DESK)
    with pytest.raises(Forbidden, match="another organisation or crew"):
        take(given_to_crew, Deed(Action.ACCEPT), CREW)
    assert take(given_to_crew, Deed(Action.ACCEPT), SIBLING).crew_code == "PSGS-02"
    assert take(given_to_crew, Deed(Action.ACCEPT), HOUSE).crew_code == "PSGS-02"
    given_to_house = go(*TO_REPAIRED[:2])
    assert take(given_to_house, Deed(Action.ACCEPT), HOUSE).crew_code is None
    for stranger in (PARTNER, party(Role.CREW)):
        with pytest.raises(Forbidden):
            take(given_to_house, Deed(Action.ACCEPT), stranger)


def test_inside_an_organisation_only_its_own_desk_hands_on() -> None:
    given_to_house = go(*TO_REPAIRED[:2])
    with pytest.raises(Forbidden, match="the organisation itself"):
        take(given_to_house, full(step_of("assign")), CREW)
    assert take(given_to_house, full(step_of("assign")), HOUSE).crew_code == "PSGS-02"


def test_another_street_is_not_ones_own() -> None:
    with pytest.raises(Forbidden, match="outside your areas"):
        take(ticket(), full(step_of("file")), party(Role.DISPATCHER, areas=("370203006",)))
    nowhere = ticket(community_code=None)
    assert stands(nowhere, step_of("file"), party(Role.DISPATCHER, areas=("370203005",)), Facts())
    assert stands(nowhere, step_of("file"), DESK, Facts()) is None


def test_whoever_stands_at_the_hole_may_make_it_safe() -> None:
    dispatched = go(*TO_REPAIRED[:2])
    for who in (CREW, INSPECTOR, DESK):
        assert take(dispatched, full(step_of("make_safe")), who).made_safe_at == NOW
    with pytest.raises(Forbidden):
        take(dispatched, full(step_of("make_safe")), PARTNER)


OPEN_PLEA, APPROVED = Facts(plea=ASKED), Facts(plea=replace(ASKED, first_by=uuid4()))


@pytest.mark.parametrize(
    ("bar", "state", "changes", "facts", "action", "who"),
    [
        (Bar.HOLE, State.REPORTED, {}, Facts(hole=True), Action.SETTLE, INSPECTOR),
        (Bar.NOT_SAFE, State.ACCEPTED, {}, Facts(hole=True), Action.REPAIR, CREW),
        (Bar.PARTS_OPEN, State.ACCEPTED, {}, Facts(parts=frozenset({"SZGS"})), Action.REPAIR, CREW),
        (Bar.SOMEBODY_DOWN, State.ACCEPTED, {}, Facts(somebody_down=True), Action.REPAIR, CREW),
        (Bar.CHILDREN_OPEN, State.VERIFIED, {}, Facts(open_children=1), Action.CLOSE, DESK),
        (Bar.UNVERIFIED, State.REPAIRED, {}, Facts(drawn=True), Action.CLOSE, DESK),
        (Bar.FINAL, State.DISPATCHED, {"final": True}, Facts(), Action.RETURN, CREW),
        (Bar.RETURN_LATE, State.DISPATCHED, {}, Facts(return_due_at=NOW - timedelta(1)), Action.RETURN, CREW),
        (Bar.TOP_LEVEL, State.REPORTED, {}, Facts(), Action.RAISE, INSPECTOR),
        (Bar.WAS_DISPATCHED, State.REPAIRED, {}, Facts(), Action.RAISE, INSPECTOR),
        (Bar.NOT_DISPATCHED, State.REPAIRED, {"dispatched_at": None}, Facts(), Action.REWORK, DESK),
        (Bar.SIGNED, State.DISPATCHED, {"signed_at": NOW}, Facts(), Action.SIGN, CREW),
        (Bar.ARRIVED, State.DISPATCHED, {"arrived_at": NOW}, Facts(), Action.ARRIVE, CREW),
        (Bar.ASKED, State.ACCEPTED, {}, OPEN_PLEA, Action.ASK_EXTENSION, CREW),
        (Bar.NOTHING_ASKED, State.ACCEPTED, {}, Facts(), Action.APPROVE, DESK),
        (Bar.APPROVED, State.ACCEPTED, {}, APPROVED, Action.APPROVE, DESK),
        (Bar.NOT_APPROVED, State.ACCEPTED, {}, OPEN_PLEA, Action.SUSPEND, LEADER),
        (Bar.NOT_EXTENSION, State.ACCEPTED, {}, APPROVED, Action.EXTEND, LEADER),
        (
            Bar.NOT_SUSPENSION,
            State.ACCEPTED,
            {},
            Facts(plea=replace(ASKED, kind=Action.EXTEND, first_by=uuid4())),
            Action.SUSPEND,
            LEADER,
        ),
        (
            Bar.SAME_PERSON,
            State.ACCEPTED,
            {},
            Facts(plea=replace(ASKED, first_by=LEADER.actor.account_id)),
            Action.SUSPEND,
            LEADER,
        ),
    ],
)
def test_what_stands_in_the_way_is_told(
    bar: Bar, state: State, changes: dict[str, object], facts: Facts, action: Action, who: Party
) -> None:
    start, step = ticket(state, repaired_house="GSGS", **changes), step_of(action)
    with pytest.raises(Conflict) as refused:
        take(start, full(step), who, facts)
    assert BARS[bar].en in refused.value.message
    assert step not in open_steps(start, who, facts, now=NOW)


def test_every_bar_is_used_and_told() -> None:
    assert {bar for step in STEPS for bar in step.bars} == set(Bar) == set(BARS)


@pytest.mark.parametrize(
    ("state", "deed", "who", "lacking"),
    [
        (State.ACCEPTED, Deed(Action.REPAIR), CREW, "needs at least one photo"),
        (State.REPAIRED, Deed(Action.VERIFY, note="  "), INSPECTOR, "needs a photo or a note"),
        (State.REPAIRED, Deed(Action.REWORK, reason=" "), INSPECTOR, "needs a reason"),
        (State.DISPATCHED, Deed(Action.RETURN), CREW, "needs a reason"),
        (State.REPORTED, Deed(Action.VOID), DESK, "needs a reason"),
        (State.REPORTED, Deed(Action.SETTLE, photos=(PHOTO,)), INSPECTOR, "a photo before and a photo after"),
        (State.DISPATCHED, Deed(Action.TRANSFER, reason="x", assignee_code="PSGS"), DESK, "another organisation"),
        (State.REPORTED, Deed(Action.RECATEGORISE, reason="x", defect_code="broken"), DESK, "another defect"),
        (State.ACCEPTED, Deed(Action.ASK_EXTENSION, reason="x", until=NOW), CREW, "later than now"),
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
    closed = ticket(State.CLOSED, closed_at=NOW)
    with pytest.raises(Forbidden):
        take(closed, Deed(Action.VOID), CREW, if_version=9)
    with pytest.raises(Stale, match="is at version 1, not 9"):
        take(closed, Deed(Action.VOID), DESK, if_version=9)
    with pytest.raises(Conflict):
        take(closed, Deed(Action.VOID), DESK)


def test_two_may_urge_and_neither_is_stale_nor_makes_another_so() -> None:
    dispatched = replace(go(*TO_REPAIRED[:2]), version=7)
    urged = take(dispatched, full(step_of("urge")), DESK, if_version=5)
    assert urged.version == 7
    with pytest.raises(Stale):
        take(dispatched, full(step_of("urge")), DESK, if_version=8)


def test_the_software_warns_and_does_not_judge() -> None:
    offered = {step.action for step in open_steps(ticket(), SOFTWARE, Facts(), now=NOW)}
    assert offered == {Action.SUPERVISE, Action.WARN, Action.LATE, Action.ESCALATE}
