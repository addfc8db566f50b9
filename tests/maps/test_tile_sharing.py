"""What is kept in memory goes to nobody it was not drawn for, and is never old for longer than a moment."""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest
from sqlalchemy import Engine, text

from maps import tiles
from maps.tilestore import TileStore
from registry.actor import Role
from tests.maps import sheets
from tests.maps.sheets import EAST, WEST, covers, person, tile_at, values

ACTORS = [
    person(),
    person(areas=(WEST,)),
    person(areas=(EAST,)),
    person(areas=(EAST, WEST)),
    person(areas=()),
    person(Role.CREW, areas=(), org="PSGS-01"),
    person(Role.CREW, areas=(), org="PSGS-02"),
    person(Role.CREW, areas=(), org="SZGS-01"),
]
PLACES = [tile_at(zoom) for zoom in (12, 15, 17)]


@pytest.fixture
def asked(small: Engine) -> list[tiles.Request]:
    """Every layer for every actor, with tickets for two crews of one house."""
    with small.begin() as conn:
        for crew in ("PSGS-01", "PSGS-02", None):
            sheets.add_ticket(conn, assignee="PSGS", crew=crew, dispatched_at="2026-11-23 01:00Z", state="dispatched")
            sheets.add_ticket(conn, assignee="SZGS", crew=crew, dispatched_at="2026-11-23 01:00Z", state="dispatched")
    return [tiles.asked(layer, *place, actor=one) for layer, place, one in product(tiles.LAYERS, PLACES, ACTORS)]


def _all_at_once(store: TileStore, requests: list[tiles.Request]) -> list[tiles.Tile]:
    with ThreadPoolExecutor(6) as threads:
        return list(threads.map(store.get, requests))


def test_everybody_gets_what_is_drawn_for_them_from_memory_too(small: Engine, asked: list[tiles.Request]) -> None:
    nothing_kept, store = TileStore(small, most_bytes=0), TileStore(small)
    drawn = [nothing_kept.get(request) for request in asked]
    assert len({tile.etag for tile in drawn}) > 40
    assert _all_at_once(store, asked * 2) == drawn * 2
    assert [store.kept(request) for request in asked] == drawn


def test_an_edit_shows_within_a_second_to_all_and_what_it_does_not_touch_keeps_its_tag(small: Engine) -> None:
    store = TileStore(small)
    with small.connect() as conn:
        row = covers(conn)[0]
    zoom, x, y = tile_at(18, row.lon, row.lat)
    places = [(zoom, x + right, y) for right in (-3, 0, 3)]
    asked = [tiles.asked("covers", *place, actor=one) for place in places for one in ACTORS]
    below = tiles.asked("base", zoom, x, y, actor=ACTORS[0])
    base, before = store.get(below), _all_at_once(store, asked)
    with small.begin() as conn:
        conn.execute(text("update registry.asset set status = 'removed' where code = :code"), {"code": row.code})
    end = time.monotonic() + 1
    while row.code in values(sheets.read(store.get(asked[len(ACTORS)]).body), "covers"):
        assert time.monotonic() < end, "an edit did not show within a second"
    after = _all_at_once(store, asked)
    assert after == [TileStore(small, most_bytes=0).get(request) for request in asked]
    moved = {
        (request.x, request.y) for request, old, new in zip(asked, before, after, strict=True) if old.etag != new.etag
    }
    assert moved == {(x, y)}
    assert store.kept(below) is base


def test_a_crew_that_moves_to_another_house_sees_what_that_house_was_given(
    small: Engine, asked: list[tiles.Request]
) -> None:
    store = TileStore(small)
    tickets = next(one for one in asked if one.layer == "tickets" and one.org == "PSGS-01")
    before = store.get(tickets)
    with small.begin() as conn:
        conn.execute(text("update registry.organisation set parent_code = 'SZGS' where code = 'PSGS-01'"))
    end = time.monotonic() + 1
    while store.get(tickets) == before and time.monotonic() < end:
        time.sleep(0.005)
    assert store.get(tickets) != before


def test_what_changes_while_nobody_listens_is_not_missed(small: Engine, asked: list[tiles.Request]) -> None:
    store = TileStore(small)
    tile = store.get(asked[0])
    deaf = text("select pg_terminate_backend(pid) from pg_stat_activity"
                " where application_name = 'jingge changes' and datname = current_database()")  # fmt: skip
    with small.begin() as conn:
        assert conn.execute(deaf).scalar_one()
    end = time.monotonic() + 1
    while store.kept(asked[0]) is not None and time.monotonic() < end:
        time.sleep(0.005)
    assert store.kept(asked[0]) is None
    assert store.get(asked[0]) == tile
    assert store.kept(asked[0]) == tile


def test_connections_end_with_the_engine(small: Engine, asked: list[tiles.Request]) -> None:
    store = TileStore(small)
    _all_at_once(store, asked[:12])
    small.dispose()
    open_ones = text(
        "select count(*) from pg_stat_activity where datname = current_database()"
        " and application_name in ('jingge tiles', 'jingge changes')"
    )
    end = time.monotonic() + 2
    with small.connect() as conn:
        while conn.execute(open_ones).scalar_one() and time.monotonic() < end:
            conn.rollback()
            time.sleep(0.02)
        assert conn.execute(open_ones).scalar_one() == 0
    assert store.kept(asked[0]) is None
