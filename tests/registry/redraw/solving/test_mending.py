"""A grid mended: the cheapest way is taken, and the weight says what is cheap."""

from collections.abc import Sequence
from itertools import pairwise

import geopandas as gpd
import pytest
import shapely

from registry.errors import Invalid
from registry.redraw.solving.planning import Before, Plan, make_plan
from registry.redraw.solving.rules import Rules
from tests.registry.redraw.town import frame, square

RULES = Rules(minutes=100)


def _town(minutes: Sequence[float]) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Nine houses in a row."""
    houses = [square(10, 10 + 30 * i, 15) for i in range(len(minutes))]
    return frame([shapely.box(0, 0, 30 * len(minutes) + 10, 40)], code=["7"]), frame(houses, minutes=minutes)


def _cells(*bounds: int, **columns: object) -> gpd.GeoDataFrame:
    shapes = [shapely.box(west, 0, east, 40) for west, east in pairwise(bounds)]
    return frame(shapes, code=[f"700{i + 1}" for i in range(len(shapes))], grid=["7"] * len(shapes), **columns)


def _again(minutes: Sequence[float], cells: gpd.GeoDataFrame, weight: float = 0.5, count: int | None = None) -> Plan:
    grids, demand = _town(minutes)
    return make_plan(grids, demand, rules=Rules(minutes=100, count=count), before=Before(cells, weight=weight))


CELLS = _cells(0, 95, 185, 280)  # three houses each


def test_a_cell_too_full_is_drawn_anew_with_a_neighbour_that_has_room() -> None:
    made = _again([40, 40, 40, 20, 20, 20, 30, 30, 30], CELLS)
    assert made.words == ("cell 7001 takes 120 of 100 minutes: drawn anew with cell 7002 as 2 cells",)
    assert sorted(made.cells["code"]) == ["7003", "7004", "7005"]


def test_a_great_weight_would_rather_have_one_cell_more() -> None:
    made = _again([40, 40, 40, 20, 20, 20, 30, 30, 30], CELLS, weight=2)
    assert made.words == ("cell 7001 takes 120 of 100 minutes: drawn anew as 2 cells",)
    assert sorted(made.cells["code"]) == ["7002", "7003", "7004", "7005"]


def test_no_weight_draws_all_anew_and_what_is_drawn_the_same_keeps_its_code() -> None:
    minutes = [40, 40, 40, 20, 20, 20, 30, 30, 30]
    made = _again(minutes, CELLS, weight=0)
    grids, demand = _town(minutes)
    fresh = make_plan(grids, demand, rules=RULES)
    assert sorted(made.cells["drawn"]) == sorted(fresh.cells["drawn"])
    assert min(made.cells["code"]) > "7003"
    assert sorted(_again(minutes, fresh.cells, weight=0).cells["code"]) == sorted(fresh.cells["code"])


def test_a_neighbour_that_is_locked_is_left_alone() -> None:
    cells = CELLS.assign(locked=[0, 1, 0])
    made = _again([40, 40, 40, 20, 20, 20, 30, 30, 30], cells)
    assert made.words == ("cell 7001 takes 120 of 100 minutes: drawn anew as 2 cells",)


def test_as_many_cells_as_asked_for() -> None:
    minutes = [20.0] * 9
    made = _again(minutes, CELLS, count=5)
    assert len(made.cells) == 5
    with pytest.raises(Invalid, match="--count 2: 3 cells are needed when those before keep their shape"):
        _again(minutes, CELLS, count=2)
    with pytest.raises(Invalid, match="only 9 cells that can be made here"):
        _again(minutes, CELLS, count=10)


def test_ground_in_no_cell_goes_to_a_neighbour() -> None:
    made = _again([20.0] * 9, _cells(0, 95, 185, 250))
    assert len(made.cells) == 3
    assert made.words == ("some ground is in no cell: drawn anew with cell 7003 as 1 cells",)


def test_a_grid_that_is_new_is_divided_as_any() -> None:
    grids, demand = _town([20.0] * 9)
    other = frame([square(40, 0, 100)], code=["8"])
    both = gpd.GeoDataFrame({"code": ["7", "8"]}, geometry=[*grids.geometry, *other.geometry], crs=grids.crs)
    made = make_plan(both, demand, rules=RULES, before=Before(CELLS))
    assert made.cells["code"].tolist() == ["7001", "7002", "7003", "8001"]


def test_a_slit_between_two_borders_through_a_building_is_no_border_of_the_cells_that_follow() -> None:
    minutes = [20.0] * 9
    east = shapely.difference(shapely.box(105, 0, 185, 40), shapely.box(105, 14, 105 + 12e-6, 22))
    cells = frame(
        [shapely.box(0, 0, 105, 40), east, shapely.box(185, 0, 280, 40)], code=["7001", "7002", "7003"], grid=["7"] * 3
    )
    made = _again(minutes, cells)
    assert "cuts through a building" in made.words[0]
    houses = _town(minutes)[1].geometry.to_numpy()
    cut = [
        cell.boundary.intersection(shapely.buffer(house, -0.1)).length
        for cell in made.cells.geometry
        for house in houses
    ]
    assert max(cut) == 0
