"""Places on any version of the cells: what a plan says is what stood, and every place is in at most one cell."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text

from registry.database import open_engine, reading, writing
from registry.errors import Invalid, NotFound
from registry.redraw.publishing import Published
from registry.redraw.versions import Home, Version, homes_on, version_of
from tests.conftest import Databases
from tests.registry.redraw import test_publishing as strips

GRID, NEXT = strips.GRID, f"{strips.GRID[:-1]}2"
NEIGHBOUR = f"""
insert into registry.grid (code, community_code, name_zh, geom)
    values ('{NEXT}', '990101001001', '甲二', st_multi(st_makeenvelope(120.41, 36.00, 120.42, 36.01, 4326)))
"""


@dataclass(frozen=True, slots=True)
class Town:
    """A divided grid beside an undivided one, and three plans: superseded, in effect, waiting."""

    engine: Engine
    old: Published
    new: Published
    waiting: Published
    between: datetime


@pytest.fixture(scope="module")
def town(databases: Databases, template: str) -> Iterator[Town]:
    engine = open_engine(databases.url(databases.create("versions", template=template)))
    with writing(engine) as conn:
        conn.execute(text(strips.TOWN))
        conn.execute(text(NEIGHBOUR))
    old = strips._publish(engine, strips._strips(1, 2, ends=(0.5, 1)))
    between = strips._now(engine)
    new = strips._publish(engine, strips._strips(1, 2, 3, ends=(0.25, 0.5, 1)))
    waiting = strips._publish(engine, strips._strips(1, ends=(1,)), days=3)
    yield Town(engine, old, new, waiting, between)
    engine.dispose()


def _on(conn: Connection, asked: str, places: list[tuple[float, float]]) -> list[Home]:
    return homes_on(conn, version_of(conn, asked, now=strips_now(conn)), places)


def strips_now(conn: Connection) -> datetime:
    now: datetime = conn.execute(text("select clock_timestamp()")).scalar_one()
    return now


def test_a_place_is_in_another_cell_on_another_version(town: Town) -> None:
    places = [(120.401, 36.005), (120.404, 36.005), (120.409, 36.005), (120.415, 36.005), (120.5, 36.005)]
    found = {}
    with reading(town.engine) as conn:
        for asked in ("", str(town.old.plan), str(town.new.plan), str(town.waiting.plan), town.between.isoformat()):
            found[asked] = [home.micro_grid and home.micro_grid[-3:] for home in _on(conn, asked, places)]
        assert [home.grid for home in _on(conn, "", places)] == [GRID] * 3 + [NEXT, None]
    assert found[str(town.old.plan)] == ["001", "001", "002", None, None]
    assert found[town.between.isoformat()] == found[str(town.old.plan)]
    assert found[str(town.new.plan)] == found[""] == ["004", "005", "002", None, None]
    assert found[str(town.waiting.plan)] == ["006", "006", "006", None, None]


@given(
    st.lists(
        st.tuples(st.floats(120.3999, 120.4201), st.floats(35.9999, 36.0101))
        | st.sampled_from([(120.4025, 36.0), (120.405, 36.005), (120.41, 36.005), (120.41, 36.01)]),
        min_size=1,
        max_size=30,
    )
)
def test_what_a_plan_says_is_what_stood_when_it_took_effect(town: Town, places: list[tuple[float, float]]) -> None:
    with reading(town.engine) as conn:
        told = {}
        for asked in ("", str(town.old.plan), str(town.new.plan), town.between.isoformat()):
            told[asked] = _on(conn, asked, places)
            for home in told[asked]:  # a cell is one of its place's own grid, and a divided grid leaves nobody out
                assert (home.micro_grid or GRID)[:15] == (home.grid if home.grid == GRID or home.micro_grid else GRID)
                assert (home.grid == GRID) == (home.micro_grid is not None)
    assert told[str(town.new.plan)] == told[""]
    assert told[str(town.old.plan)] == told[town.between.isoformat()]


def test_which_version_is_asked_for(town: Town) -> None:
    with reading(town.engine) as conn:
        now = strips_now(conn)
        assert version_of(conn, " ", now=now) == Version(
            None, "", laid=False, moments=version_of(conn, "", now=now).moments
        )
        assert version_of(conn, str(town.waiting.plan), now=now).laid
        assert version_of(conn, str(town.old.plan), now=now).moments.as_of == town.old.effective_at
        with pytest.raises(NotFound, match="no plan 77"):
            version_of(conn, "77", now=now)
        with pytest.raises(NotFound, match="no plan 999999"):
            version_of(conn, "9" * 30, now=now)
        with pytest.raises(Invalid, match="cells_of is a moment with its offset"):
            version_of(conn, "yesterday", now=now)
        with pytest.raises(Invalid, match="not drawn yet"):
            version_of(conn, (now + timedelta(days=1)).isoformat(), now=now)


def test_a_plan_that_was_withdrawn_is_laid_over_what_stands(fresh: Callable[[], Engine]) -> None:
    engine = fresh()
    with writing(engine) as conn:
        conn.execute(text(strips.TOWN))
    plan = strips._publish(engine, strips._strips(1, ends=(1,)), days=1).plan
    strips._undo(engine, plan)
    with reading(engine) as conn:
        version = version_of(conn, str(plan), now=strips_now(conn))
        assert version.laid
        assert [home.micro_grid for home in homes_on(conn, version, [(120.401, 36.005)])] == [f"{GRID}001"]
        assert homes_on(conn, version, []) == []
