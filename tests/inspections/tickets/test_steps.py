"""Steps on stored tickets: what is kept, what is refused, what two clients at once see."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from inspections.tickets.steps import Asked, take, take_many
from inspections.tickets.ticket import Ticket
from inspections.tickets.workflow import ENDED, Action, State
from registry.actor import Actor, Role
from registry.database import told
from registry.errors import Conflict, Forbidden, Invalid, JinggeError, NotFound, Stale
from tests.inspections.tickets.scene import (
    AFTER_PHOTO,
    CREW,
    DESK,
    FAR,
    INSPECTOR,
    NOW,
    OTHER_SEWER,
    SIBLING,
    STRANGER,
    hazard,
    person,
)

ALL_NEEDS: Mapping[str, object] = {"reason": "because", "photos": (AFTER_PHOTO,)}
LEADER = person(Role.LEADER)
WAY: list[tuple[str, Actor]] = [
    ("file", DESK), ("dispatch", DESK), ("accept", CREW), ("make_safe", CREW), ("repair", CREW), ("verify", INSPECTOR),
    ("close", DESK),
]  # fmt: skip
DAY = "2026-12-01T00:00:00+08:00"
BROUGHT: Mapping[str, Mapping[str, object]] = {
    "ask_check": {"checker_id": str(uuid4())},
    "check": {"finding": "confirmed"},
    "assign": {"crew_code": "PSGS-01"},
    "transfer": {"assignee_code": "SZGS"},
    "invite": {"partner_code": "SZGS"},
    "recategorise": {"defect_code": "collapsed"},
    "ask_suspension": {"until": DAY},
    "ask_extension": {"until": DAY},
    "close": {"condition": "J-restored"},
    "call_back": {"answer": "satisfied"},
}


def step(conn: Connection, ticket_id: UUID, actor: Actor, action: str, version: int, **more: object) -> Ticket:
    given = {**ALL_NEEDS, **more}
    data = {**BROUGHT.get(action, {}), **given.pop("data", {})}  # type: ignore[dict-item]  # a mapping by name
    return take(
        conn,
        actor,
        ticket_id,
        action=action,
        event_id=uuid4(),
        if_version=version,
        now=NOW,
        data=data,
        **given,  # type: ignore[arg-type]  # by name
    )


def bring(conn: Connection, ticket_id: UUID, last: str) -> Ticket:
    """The ticket after the straight way as far as an action."""
    version = 1
    for action, actor in WAY[: [action for action, _ in WAY].index(last) + 1]:
        ticket = step(conn, ticket_id, actor, action, version)
        version = ticket.version
    return ticket


def test_the_whole_way_is_kept_event_by_event(furnished: Connection) -> None:
    ticket_id = hazard(furnished)
    closed = bring(furnished, ticket_id, "close")
    assert (closed.state, closed.version, closed.assignee_code, closed.crew_code) == ("closed", 7, "PSGS", "PSGS-01")
    assert closed.due_at == NOW + timedelta(hours=6)
    row = furnished.execute(text("select * from inspections.ticket")).one()
    assert (row.state, row.version, row.due_at, row.repaired_house) == ("closed", 7, closed.due_at, "PSGS")
    assert (row.repaired_by, row.verified_by) == (CREW.account_id, INSPECTOR.account_id)
    events = furnished.execute(text("select * from inspections.ticket_event order by seq")).all()
    assert [event.version for event in events] == [1, 2, 3, 4, 4, 5, 6, 7]
    assert [event.action for event in events] == ["report", *(action for action, _ in WAY)]
    assert [event.from_state for event in events[1:]] == [event.to_state for event in events[:-1]]
    assert [event.quiet for event in events] == [False] * 4 + [True] + [False] * 3
    assert events[5].data == {"photos": [AFTER_PHOTO]}
    conditions = [event.data.get("condition") for event in events]
    assert conditions == [None, "L-missing", *[None] * 5, "J-restored"]
    promised = furnished.execute(text("select subject_id from inspections.photo_promise")).scalars().all()
    assert events[5].id in promised


def test_a_step_sent_again_changes_nothing(furnished: Connection) -> None:
    ticket_id, event_id = hazard(furnished), uuid4()
    asked = {"action": "file", "event_id": event_id, "if_version": 1, "now": NOW}
    once = take(furnished, DESK, ticket_id, **asked)  # type: ignore[arg-type]  # by name
    again = take(furnished, DESK, ticket_id, **asked)  # type: ignore[arg-type]  # by name
    assert again == once
    step(furnished, ticket_id, DESK, "dispatch", 2)
    later = take(furnished, DESK, ticket_id, **asked)  # type: ignore[arg-type]  # by name
    assert later.state is State.DISPATCHED
    assert furnished.execute(text("select count(*) from inspections.ticket_event")).scalar_one() == 3


def test_an_id_that_names_another_step_is_refused(furnished: Connection) -> None:
    ticket_id, other_id, event_id = hazard(furnished), hazard(furnished, OTHER_SEWER), uuid4()
    take(furnished, DESK, ticket_id, action="file", event_id=event_id, if_version=1, now=NOW)
    for ticket, actor, action, reason in (
        (other_id, DESK, "file", ""),
        (ticket_id, DESK, "void", "because"),
        (ticket_id, DESK, "file", "for another reason"),
        (ticket_id, person(Role.DISPATCHER), "file", ""),
    ):
        with pytest.raises(Conflict, match="names another step"):
            take(furnished, actor, ticket, action=action, event_id=event_id, if_version=1, now=NOW, reason=reason)


def test_refusals_by_kind(furnished: Connection) -> None:
    ticket_id = hazard(furnished)
    with pytest.raises(NotFound):
        step(furnished, uuid4(), DESK, "file", 1)
    with pytest.raises(Invalid, match="unknown action"):
        step(furnished, ticket_id, DESK, "paint", 1)
    with pytest.raises(Forbidden, match="file is for dispatcher"):
        step(furnished, ticket_id, INSPECTOR, "file", 1)
    with pytest.raises(Forbidden, match="outside your areas"):
        step(furnished, hazard(furnished, FAR), person(Role.DISPATCHER, areas=("370203005",)), "file", 1)
    with pytest.raises(Stale):
        step(furnished, ticket_id, DESK, "file", 2)
    with pytest.raises(Conflict, match="close cannot follow"):
        step(furnished, ticket_id, DESK, "close", 1)
    with pytest.raises(Invalid, match="needs a reason"):
        step(furnished, ticket_id, DESK, "void", 1, reason=" ")
    bring(furnished, ticket_id, "accept")
    with pytest.raises(Forbidden, match="another organisation or crew"):
        step(furnished, ticket_id, STRANGER, "repair", 4)
    with pytest.raises(Invalid, match="at least one photo"):
        step(furnished, ticket_id, CREW, "make_safe", 4, photos=())


def test_the_house_of_the_repairer_does_not_verify(furnished: Connection) -> None:
    ticket_id = hazard(furnished)
    bring(furnished, ticket_id, "repair")
    for org in ("PSGS", "PSGS-02"):
        with pytest.raises(Forbidden, match="own house"):
            step(furnished, ticket_id, person(Role.INSPECTOR, org=org), "verify", 5)
    assert step(furnished, ticket_id, INSPECTOR, "verify", 5, photos=(), data={"note": "flush"}).state is State.VERIFIED


def test_the_database_too_keeps_the_repairer_from_verifying(furnished: Connection) -> None:
    bring(furnished, hazard(furnished), "repair")
    with pytest.raises(Conflict, match="whoever repaired may not verify"), told():
        furnished.execute(text("update inspections.ticket set verified_by = repaired_by"))


@pytest.mark.parametrize(
    "deed", ["update inspections.ticket_event set reason = 'x'", "delete from inspections.ticket_event"]
)
def test_events_are_only_ever_added(furnished: Connection, deed: str) -> None:
    hazard(furnished)
    with pytest.raises(Conflict, match="only ever added"), told():
        furnished.execute(text(deed))


def test_dispatch_names_an_organisation_and_one_of_its_crews(furnished: Connection) -> None:
    ticket_id = hazard(furnished)
    bring(furnished, ticket_id, "file")
    for data, wrong in (
        ({"assignee_code": "NOBODY"}, "'NOBODY' is no organisation"),
        ({"assignee_code": "PSGS-01"}, "PSGS-01 is a crew: name its organisation PSGS"),
        ({"crew_code": "SZGS-01"}, "SZGS-01 is no crew of PSGS"),
        ({"crew_code": "CGJ"}, "CGJ is no crew of PSGS"),
        ({"colour": "red"}, "not colour"),
    ):
        with pytest.raises(Invalid, match=wrong):
            step(furnished, ticket_id, DESK, "dispatch", 2, data=data)
    given_to = step(furnished, ticket_id, DESK, "dispatch", 2, data={"assignee_code": "SZGS", "crew_code": "SZGS-01"})
    assert (given_to.assignee_code, given_to.crew_code) == ("SZGS", "SZGS-01")
    assert given_to.route_reason_en == "the desk's own choice: because"
    with pytest.raises(Invalid, match="accept takes note, not crew_code"):
        step(furnished, ticket_id, STRANGER, "accept", 3, data={"crew_code": "SZGS-01"})


def test_the_limit_is_of_the_profile_in_force(furnished: Connection) -> None:
    ticket_id = hazard(furnished)
    bring(furnished, ticket_id, "file")
    with pytest.raises(Invalid, match="profile 'none' has no time limit for missing"):
        step(furnished, ticket_id, DESK, "dispatch", 2, profile="none")
    strict = step(furnished, ticket_id, DESK, "dispatch", 2, profile="strict")
    assert strict.due_at == NOW + timedelta(hours=2)
    assert "Yuncheng" in strict.limit_reason


def test_file_and_dispatch_are_one_key(furnished: Connection) -> None:
    one, other = hazard(furnished), hazard(furnished, OTHER_SEWER)
    asked = [
        Asked(one, uuid4(), "file", 1),
        Asked(one, uuid4(), "dispatch", 2),
        Asked(other, uuid4(), "void", 1),
        Asked(other, uuid4(), "file", 1),
        Asked(uuid4(), uuid4(), "file", 1),
    ]
    outcomes = take_many(furnished, DESK, asked, now=NOW)
    assert [outcome.ticket.state if outcome.ticket else None for outcome in outcomes] == [
        "filed", "dispatched", None, "filed", None,
    ]  # fmt: skip
    errors = [outcome.error for outcome in outcomes if outcome.error]
    assert [type(error) for error in errors] == [Invalid, NotFound]
    again = take_many(furnished, DESK, asked[:2], now=NOW)
    assert [outcome.error for outcome in again] == [None, None]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(Action), st.sampled_from([DESK, CREW, INSPECTOR, SIBLING, LEADER])), max_size=40
    ),
    st.integers(0, 7),
)
def test_any_stored_walk_keeps_the_invariants(
    furnished: Connection, path: list[tuple[Action, Actor]], straight: int
) -> None:
    nested = furnished.begin_nested()
    ticket_id, version, loud = hazard(furnished), 1, [1]
    for n, (action, actor) in enumerate([*[(Action(a), b) for a, b in WAY[:straight]], *path]):
        try:
            stored = step(furnished, ticket_id, actor, action, version, data={"note": f"step {n}"})
        except JinggeError:
            continue
        loud += [stored.version] if stored.version > version else []
        version = stored.version
        row = furnished.execute(text("select * from inspections.ticket where id = :id"), {"id": ticket_id}).one()
        assert (row.state, row.version) == (stored.state, version)
        assert (row.due_at is None) == (row.dispatched_at is None)
        assert row.verified_by is None or row.verified_by != row.repaired_by
        assert (row.closed_at is not None) == (stored.state in ENDED)
        assert (row.bounces, row.final, row.reopens) == (stored.bounces, stored.final, stored.reopens)
    events = text("select version from inspections.ticket_event where ticket_id = :id and not quiet order by seq")
    assert furnished.execute(events, {"id": ticket_id}).scalars().all() == loud
    assert loud == list(range(1, version + 1))
    nested.rollback()
