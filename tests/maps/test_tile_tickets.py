"""Tickets on tiles: for whoever sees them in the list, and for nobody else."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection

from inspections.tickets.listing import Wanted, list_tickets
from registry.actor import Actor, Role
from tests.maps import sheets
from tests.maps.sheets import DIVISION, EAST, WEST, draw, features, person, read, tile_at, values

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
WHOLE = person()
CREW, SIBLING = person(Role.CREW, areas=(), org="PSGS-01"), person(Role.CREW, areas=(), org="PSGS-02")
BY_AREA_BUT_CREW = person(Role.CREW, areas=(DIVISION,))
NO_CREW = person(Role.DISPATCHER, areas=(), org="PSGS")
READERS = [
    WHOLE,
    person(areas=(WEST,)),
    person(areas=(EAST,)),
    CREW,
    SIBLING,
    BY_AREA_BUT_CREW,
    NO_CREW,
    person(Role.CREW, areas=(DIVISION,), org="SZGS-01"),
    person(Role.CREW, areas=(), org="PSGS"),
    person(Role.CREW, Role.INSPECTOR, areas=(EAST,), org="PSGS-02"),
]


def _shown(conn: Connection, actor: Actor, zoom: int = 14) -> set[str]:
    return set(values(read(draw(conn, "tickets", tile_at(zoom), actor).body), "tickets", "id"))


def test_tickets_on_the_map_are_those_of_the_list(small_conn: Connection) -> None:
    given = {"state": "dispatched", "dispatched_at": NOW}
    tickets: list[dict[str, object]] = [
        {},
        {"community": EAST + "002"},
        {"community": None},
        {"assignee": "PSGS"},  # proposed, not given
        {"assignee": "PSGS", **given},
        {"assignee": "PSGS", "crew": "PSGS-01", **given},
        {"assignee": "SZGS", "crew": "SZGS-01", "community": EAST + "002", **given},
        {"assignee": "SZGS", "crew": "PSGS-02", "community": None, **given},
    ]
    for ticket in tickets:
        sheets.add_ticket(small_conn, **ticket)
    shown = {actor: _shown(small_conn, actor) for actor in READERS}
    for actor in READERS:
        page = list_tickets(small_conn, actor, Wanted(), now=NOW)
        assert shown[actor] == {str(listed.ticket.id) for listed in page.tickets}, actor
    assert len(shown[WHOLE]) == len(tickets)
    assert shown[CREW] != shown[SIBLING]
    assert shown[BY_AREA_BUT_CREW] == shown[NO_CREW] == set()


def test_a_void_ticket_leaves_the_map_and_every_zoom_shows_the_others(small_conn: Connection) -> None:
    kept = str(sheets.add_ticket(small_conn))
    sheets.add_ticket(small_conn, state="void")
    for zoom in range(8, 21):
        assert _shown(small_conn, WHOLE, zoom) == {kept}
    ticket = features(read(draw(small_conn, "tickets", tile_at(16), WHOLE).body), "tickets")[0]
    assert ticket["properties"] == {
        "id": kept,
        "number": kept,
        "state": "reported",
        "hazard": True,
        "defect_code": "missing",
        "place_zh": "辽宁路",
        "place_en": "Liaoning Road",
    }
    assert ticket["geometry"]["coordinates"] == pytest.approx(sheets.units(tile_at(16), *sheets.CENTRE), abs=1)
