"""What stands, within areas, as frames."""

import pytest
from sqlalchemy import Connection

from registry.actor import SYSTEM, Actor, Role
from registry.errors import Forbidden, NotFound
from registry.redraw import present
from tests.conftest import NOW
from tests.maps.prints import town
from tests.registry import quarter


@pytest.fixture
def settled(conn: Connection) -> Connection:
    town.settle(conn)
    return conn


def test_cells_and_grids_by_code(settled: Connection) -> None:
    cells = present.cells(settled, [town.GRID])
    assert cells["code"].tolist() == [f"{town.GRID}00{n}" for n in (1, 2, 3)]
    assert cells["households"].tolist() == [60, 0, 3]
    assert str(cells["floor_from"].dtype) == "Int64"
    assert cells.crs is not None
    assert cells.crs.to_epsg() == 4326
    (grid,) = present.grids(settled, [""]).itertuples()
    assert (grid.code, grid.community_zh, grid.street_zh, grid.division_zh) == (
        town.GRID, "大连路社区", "辽宁路街道", "市北区",
    )  # fmt: skip
    assert present.cells(settled, [quarter.EAST]).empty
    assert present.cells(settled, [quarter.EAST]).columns.tolist() == cells.columns.tolist()


def test_streets_of_whoever_asks(settled: Connection) -> None:
    for areas in (("370203",), (town.GRID[:9],), (town.GRID[:12],)):
        actor = Actor(None, "x", None, frozenset({Role.PLANNER}), areas)
        assert town.GRID[:9] in {one["code"] for one in present.streets(settled, actor)}
    assert present.streets(settled, Actor(None, "x", None, frozenset(), ("990109",))) == []


def test_the_plan_in_effect(settled: Connection) -> None:
    plan = present.plan(settled, [quarter.WEST])
    assert plan is not None
    assert (plan.name, plan.effective_at) == ("试点方案", NOW)
    assert present.plan(settled, [quarter.EAST]) is None


def test_whoever_asks_gets_their_areas(settled: Connection) -> None:
    walker = Actor(None, "walker", None, frozenset({Role.PLANNER}), (quarter.WEST,))
    assert present.areas_of(settled, SYSTEM, None) == [""]
    assert present.areas_of(settled, walker, None) == [quarter.WEST]
    assert present.areas_of(settled, walker, [town.GRID]) == [town.GRID]
    with pytest.raises(Forbidden):
        present.areas_of(settled, walker, ["370203"])
    for nowhere in ("999999", "37%", ""):
        with pytest.raises(NotFound):
            present.areas_of(settled, SYSTEM, [nowhere])
