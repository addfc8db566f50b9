import time

import pytest
from sqlalchemy import Engine, text

from maps import tiles
from maps.tilestore import TileStore
from registry.actor import Role
from registry.database import open_engine
from registry.errors import Unavailable
from tests.maps import scene
from tests.maps.test_tiles import column, row


@pytest.fixture
def asked(small: Engine) -> tiles.Request:
    """A tile with covers in it."""
    with small.connect() as conn:
        lon, lat = conn.execute(
            text("select st_x(geom), st_y(geom) from registry.asset where class_code like '010%' order by code limit 1")
        ).one()
    return tiles.asked("covers", 17, column(lon, 17), row(lat, 17), actor=scene.person(Role.LEADER))


def test_a_tile_is_kept_until_its_table_changes(small: Engine, asked: tiles.Request) -> None:
    store = TileStore(small)
    assert store.kept(asked) is None
    first = store.get(asked)
    assert store.kept(asked) is first
    with small.begin() as conn:
        conn.execute(text("update inspections.defect set priority = priority"))
    assert store.kept(asked) is first  # another table
    with small.begin() as conn:
        conn.execute(text("update registry.asset set status = 'removed'"))
    end = time.monotonic() + 1
    while store.kept(asked) is not None and time.monotonic() < end:
        time.sleep(0.005)
    assert store.kept(asked) is None  # within a second
    assert store.get(asked).body == b""


def test_areas_do_not_share_tiles(small: Engine, asked: tiles.Request) -> None:
    store = TileStore(small)
    store.get(asked)
    other = tiles.asked("covers", asked.z, asked.x, asked.y, actor=scene.person(Role.LEADER, areas=("110101",)))
    assert store.kept(other) is None
    assert store.get(other).body == b""


def test_memory_is_bounded_and_none_keeps_nothing(small: Engine, asked: tiles.Request) -> None:
    store = TileStore(small, most_bytes=0)
    store.get(asked)
    assert store.kept(asked) is None
    size = len(store.get(asked).body)
    room = TileStore(small, most_bytes=size + 1000)
    room.get(asked)
    assert room.kept(asked) is not None
    room.get(tiles.asked("covers", 16, asked.x // 2, asked.y // 2, actor=scene.person(Role.LEADER)))
    assert room.kept(asked) is None


def test_a_broken_connection_is_told_and_replaced(small: Engine, asked: tiles.Request) -> None:
    store = TileStore(small, most_bytes=0)
    first = store.get(asked)
    with small.connect() as conn:
        conn.execute(
            text(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where application_name like 'jingge %' and datname = current_database()"
            )
        )
    with pytest.raises(Unavailable):
        store.get(asked)
    assert store.get(asked) == first


def test_no_server_is_unavailable(asked: tiles.Request) -> None:
    engine = open_engine("postgresql:///nothing?host=/nonexistent")
    with pytest.raises(Unavailable):
        TileStore(engine).get(asked)
