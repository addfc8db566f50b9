"""A cell hangs together by more than a point; a barrier divides where it runs from side to side."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon

from registry.redraw.verifying.connecting import check_barriers, check_contiguity, sides
from tests.registry.redraw.scene import WEST_GRID, at, plan, with_cell
from tests.registry.redraw.verifying.reading import read

CODE = f"{WEST_GRID}001"


def shaped(shape: shapely.Geometry) -> list[str]:
    cells, _, _ = read(with_cell(plan(), CODE, geometry=at(shape)))
    return [fault.rule for fault in check_contiguity(cells)]


@pytest.mark.parametrize(("width_m", "rules"), [(0.5, []), (0.01, []), (0.001, ["contiguity"]), (0.0, ["contiguity"])])
def test_a_neck(width_m: float, rules: list[str]) -> None:
    """Two halves of 20 m, joined by a way of some width."""
    halves = [shapely.box(0, 0, 20, 20), shapely.box(30, 0, 50, 20)]
    way = [shapely.box(20, 10, 30, 10 + width_m)] if width_m else []
    assert shaped(shapely.union_all([*halves, *way])) == rules


def test_a_hole_that_touches_the_outline_in_a_point_leaves_one_cell() -> None:
    assert shaped(Polygon([(0, 0), (50, 0), (50, 50), (0, 50)], [[(0, 25), (10, 20), (10, 30)]])) == []
    parted = shapely.box(0, 0, 50, 50).difference(Polygon([(0, 25), (25, 20), (50, 25), (25, 30)]))
    assert shaped(parted) == ["contiguity"]


def test_a_speck_is_no_part() -> None:
    assert shaped(MultiPolygon([shapely.box(0, 0, 50, 50), shapely.box(60, 0, 60.05, 0.05)])) == []


def barred(*rows: tuple[str, shapely.Geometry]) -> int:
    cells, _, _ = read(plan())
    kinds, shapes = zip(*rows, strict=True)
    frame = gpd.GeoDataFrame({"kind": kinds}, geometry=list(shapes))
    return len(check_barriers(cells, frame, np.array(shapes, dtype=object)))


@given(st.integers(2, 48), st.integers(2, 48))
def test_a_line_across_a_cell(west: int, east: int) -> None:
    assert barred(("railway", LineString([(0, west), (50, east)]))) == 1
    assert barred(("railway", LineString([(0, west), (49, east)]))) == 0, "there is a metre to walk round"


def test_two_lines_that_only_together_divide() -> None:
    halves = [("railway", LineString([(-1, 20), (25, 22)])), ("railway", LineString([(25, 22), (51, 20)]))]
    assert barred(halves[0]) == 0
    assert barred(*halves) == 1
    assert barred(*halves, ("gate", Point(25, 22))) == 0
    assert barred(*halves, ("gate", Point(90, 22))) == 1, "a gate elsewhere opens nothing"


@pytest.mark.parametrize(("kind", "faults"), [("residential", 0), ("wall", 0), ("compound", 1), ("what it is", 1)])
def test_what_a_line_is_tells_whether_it_divides(kind: str, faults: int) -> None:
    assert barred((kind, LineString([(-1, 20), (51, 20)]))) == faults


def test_a_building_over_a_line_is_whole_but_leads_nobody_across() -> None:
    line, house = LineString([(-1, 20), (51, 20)]), shapely.box(10, 10, 20, 30)

    def faults(shape: shapely.Geometry, *buildings: shapely.Geometry) -> int:
        cells, _, _ = read(with_cell(plan(), CODE, geometry=at(shape)))
        lines = gpd.GeoDataFrame({"kind": ["railway"]}, geometry=[line])
        built = np.array(buildings, dtype=object)
        return len(check_barriers(cells, lines, np.array([line], dtype=object), buildings=built))

    south = shapely.union(shapely.box(0, 0, 50, 20), house)
    assert faults(south) == 1, "that it is a building must be known"
    assert faults(south, house) == 0
    assert faults(shapely.box(0, 0, 50, 50), house) == 1, "there is ground on both sides"


def test_a_line_along_a_border_divides_nothing() -> None:
    """Drawn a hand's breadth off, as files in two CRS are."""
    assert barred(("railway", LineString([(50.1, -10), (49.9, 110)]))) == 0


def test_sides_are_ground() -> None:
    cell = shapely.box(0, 0, 50, 50)
    assert len(sides(cell, LineString([(0, 0.3), (50, 0.3)]))) == 1
    assert len(sides(cell, LineString([(0, 3), (50, 3)]))) == 2
    assert len(sides(cell, shapely.box(-1, 20, 51, 30))) == 2
