"""Tiles of the register as it was: every layer, at every zoom, from the same statements."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text

from maps import tiles
from maps.tilestore import TileStore
from registry.database import open_engine, reading, writing
from registry.errors import Invalid
from registry.history.moments import Moments
from tests.maps import sheets
from tests.maps.sheets import person, tile_at, values

ACTOR = person()
CELLS = "insert into registry.micro_grid (code, grid_code, geom) select code || '001', code, geom from registry.grid"
LAYERS = [name for name in tiles.LAYERS if name != "tickets"]


@pytest.fixture
def store(small: Engine) -> Iterator[TileStore]:
    made = TileStore(small)
    yield made
    small.dispose()


def clock(engine: Engine) -> datetime:
    with reading(engine) as conn:
        return conn.execute(text("select clock_timestamp()")).scalar_one()  # type: ignore[no-any-return]


def everything(store: TileStore, moments: Moments) -> dict[tuple[str, int], list[str]]:
    """What a tile of every layer shows, far out and near, in whatever order it was drawn."""
    return {
        (layer, zoom): shown(store.get(tiles.asked(layer, *tile_at(zoom), actor=ACTOR, moments=moments)).body)
        for layer in LAYERS
        for zoom in (13, 16, 18)
    }


def shown(body: bytes) -> list[str]:
    """The features of a tile as text: dots of one class in order, for together they are one picture."""
    found = []
    for name, layer in sheets.read(body).items():
        for feature in layer["features"]:
            geometry = feature["geometry"]
            dots = geometry["coordinates"]
            place = sorted(dots) if geometry["type"] == "MultiPoint" else dots
            found.append(f"{name} {feature['properties']} {geometry['type']} {place}")
    return sorted(found)


def test_a_map_of_yesterday_is_the_map_that_was_drawn_yesterday(small: Engine, store: TileStore) -> None:
    with writing(small) as conn:
        conn.execute(text(CELLS))
    drawn, before = everything(store, Moments()), clock(small)
    with writing(small) as conn:
        conn.execute(text("update registry.asset set status = 'removed'"))
        conn.execute(text("update registry.road_segment set road_name = road_name || '旧', width_m = width_m + 5"))
        for table in ("grid", "micro_grid", "compound", "building", "community"):
            conn.execute(text(f"update registry.{table} set geom = st_multi(st_buffer(geom, 0.0001))"))
    now = drawn_anew(small)
    changed = {layer for layer, zoom in drawn if now[layer, zoom] != drawn[layer, zoom]}
    assert changed == set(LAYERS)
    for moments in (Moments(as_of=before), Moments(as_known_at=before), Moments(as_of=before, as_known_at=before)):
        assert everything(store, moments) == drawn
    assert drawn_anew(small) == now


def drawn_anew(engine: Engine) -> dict[tuple[str, int], list[str]]:
    """The present, from no memory: what a store keeps may be a moment old."""
    own = open_engine(engine.url.render_as_string(hide_password=False))
    try:
        return everything(TileStore(own), Moments())
    finally:
        own.dispose()


def test_before_anything_was_known_the_map_is_empty(store: TileStore) -> None:
    request = tiles.asked(
        "covers", *tile_at(17), actor=ACTOR, moments=Moments(as_known_at=datetime(2020, 1, 1, tzinfo=UTC))
    )
    assert store.get(request).body == b""
    assert not values(sheets.read(b""), "covers")


def test_a_tile_of_another_moment_is_not_kept(store: TileStore) -> None:
    request = tiles.asked("covers", *tile_at(17), actor=ACTOR, moments=Moments(as_of=datetime.now(UTC)))
    store.get(request)
    assert store.kept(request) is None


def test_what_is_not_yet_is_not_drawn(store: TileStore) -> None:
    moments = Moments(as_of=datetime(2999, 1, 1, tzinfo=UTC))
    with pytest.raises(Invalid, match="is not yet"):
        store.get(tiles.asked("grids", *tile_at(14), actor=ACTOR, moments=moments))


def test_tickets_are_drawn_as_they_are() -> None:
    with pytest.raises(Invalid, match="as they are"):
        tiles.asked("tickets", *tile_at(14), actor=ACTOR, moments=Moments(as_of=datetime.now(UTC)))


def test_every_statement_has_its_twin_over_the_past() -> None:
    assert tiles.STATEMENTS.keys() == tiles.STATEMENTS_THEN.keys()
    for name, statement in tiles.STATEMENTS_THEN.items():
        assert name == "tickets" or b"registry_then." in statement
