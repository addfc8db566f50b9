"""Tickets as they stood at a moment, told by their events alone."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from inspections.tickets import rehoming
from inspections.tickets.filing import report_defects
from inspections.tickets.listing import Listed, Wanted, list_tickets
from inspections.tickets.steps import take
from inspections.tickets.workflow import Action, State
from registry.actor import Actor
from registry.errors import JinggeError
from registry.history.rules import Said
from tests.inspections.tickets.scene import (
    AFTER_PHOTO,
    CREW,
    DESK,
    INSPECTOR,
    NOW,
    OTHER_SEWER,
    SEWER,
    SIBLING,
    STRANGER,
    see,
)

WAY = [("file", DESK), ("dispatch", DESK), ("accept", CREW), ("repair", CREW), ("verify", INSPECTOR), ("close", DESK)]
HOUSES = [{}, {"assignee_code": "SZGS"}, {"assignee_code": "PSGS"}, {"assignee_code": "PSGS", "crew_code": "PSGS-02"}]


def at(step: int) -> datetime:
    return NOW + timedelta(hours=step)


def listed(conn: Connection, then: datetime | None = None) -> list[Listed]:
    return list_tickets(conn, DESK, Wanted(then=then), now=NOW).tickets


def known(conn: Connection, then: datetime | None = None) -> list[object]:
    """What is told of each ticket; who was only proposed to answer is not kept by events."""
    found: list[object] = []
    for one in listed(conn, then):
        given_to = one.ticket.dispatched_at is not None
        silent = {"route_rule_id": None, "route_reason_zh": "", "route_reason_en": "", "limit_reason": ""}
        ticket = replace(one.ticket, **silent if given_to else silent | {"assignee_code": None})  # type: ignore[arg-type]
        found.append((ticket, one.defect, one.assignee if given_to else None))
    return found


def open_one(conn: Connection, *, now: datetime) -> UUID:
    seen = see(conn)
    ticket_id = report_defects(conn, INSPECTOR, [seen], now=now)[seen.observation_id].ticket_id
    assert ticket_id is not None
    return ticket_id


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(Action),
            st.sampled_from([DESK, CREW, INSPECTOR, SIBLING, STRANGER]),
            st.sampled_from(HOUSES),
        ),
        max_size=40,
    )
)
def test_what_was_listed_is_listed_again(
    furnished: Connection, path: list[tuple[Action, Actor, dict[str, str]]]
) -> None:
    nested = furnished.begin_nested()
    try:
        for moment, told in _walk(furnished, path):
            assert known(furnished, moment) == told
    finally:
        nested.rollback()


def _walk(conn: Connection, path: list[tuple[Action, Actor, dict[str, str]]]) -> list[tuple[datetime, list[object]]]:
    """Take the steps; what was told after each."""
    ticket_id, version = open_one(conn, now=at(0)), 1
    notes = [(at(0), known(conn))]
    straight = [(Action(action), actor, HOUSES[2]) for action, actor in WAY[: len(path) % 7]]
    for n, (action, actor, house) in enumerate([*straight, *path], start=1):
        data = house if action is Action.DISPATCH else {}
        try:
            take(
                conn, actor, ticket_id, action=action, event_id=uuid4(), if_version=version, now=at(n),
                reason="because", data=data, photos=(AFTER_PHOTO,),
            )  # fmt: skip
        except JinggeError:
            continue
        version += 1
        notes.append((at(n), known(conn)))
    return notes


def test_before_it_was_reported_it_was_not(furnished: Connection) -> None:
    open_one(furnished, now=at(1))
    assert listed(furnished, at(0)) == []
    assert [one.ticket.state for one in listed(furnished, at(1))] == [State.REPORTED]


def test_a_ticket_that_went_to_another_asset_was_about_the_first(furnished: Connection) -> None:
    open_one(furnished, now=at(0))
    said = Said(id=uuid4(), account="wang", areas=None, reason="同一口井")
    rehoming.merge(furnished, DESK, OTHER_SEWER, said, others=[SEWER], now=at(2))
    assert [one.ticket.asset_code for one in listed(furnished)] == [OTHER_SEWER]
    assert [one.ticket.asset_code for one in listed(furnished, at(1))] == [SEWER]


def test_conditions_hold_for_then(furnished: Connection) -> None:
    ticket_id = open_one(furnished, now=at(0))
    take(furnished, DESK, ticket_id, action="file", event_id=uuid4(), if_version=1, now=at(2))
    wanted = Wanted(states=(State.FILED,))
    assert len(list_tickets(furnished, DESK, wanted, now=NOW).tickets) == 1
    assert list_tickets(furnished, DESK, replace(wanted, then=at(1)), now=NOW).tickets == []
