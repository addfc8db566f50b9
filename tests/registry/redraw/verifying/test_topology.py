"""Each kind of finding, planted once into a good plan."""

import geopandas as gpd
import shapely

from registry.redraw.verifying.door import Given
from registry.redraw.verifying.topology import report
from registry.redraw.verifying.verdict import COLUMNS
from tests.registry.redraw.scene import WEST_GRID, at, plan, square, with_cell

FIRST = f"{WEST_GRID}001"


def told(given: Given) -> gpd.GeoDataFrame:
    return report(given.cells, given.grids)


def drawn(shape: shapely.Geometry) -> gpd.GeoDataFrame:
    return told(with_cell(plan(), FIRST, geometry=shape))


def test_a_good_plan_has_no_findings() -> None:
    found = told(plan())
    assert found.empty
    assert found.columns.tolist() == [*COLUMNS, "geometry"]


def test_a_gap_and_an_overlap() -> None:
    gap = drawn(square(0, 0, 50).difference(square(20, 20, 3)))
    assert gap["rule"].tolist() == ["gap"]
    assert abs(gap["measure"][0] - 9) < 0.01
    assert gap.crs == plan().grids.crs
    assert square(20, 20, 3).buffer(0.01).contains(gap.geometry[0])
    overlap = drawn(square(0, 0, 50).union(square(50, 0, 10)))
    assert overlap["rule"].tolist() == ["overlap"]
    assert abs(overlap["measure"][0] - 100) < 0.1


def test_a_cell_in_parts_and_a_sliver() -> None:
    far = at(shapely.box(60, 60, 60.4, 90))  # ground of another cell: nowhere as wide as a metre
    found = drawn(shapely.MultiPolygon([square(0, 0, 50), far]))
    assert found["rule"].tolist() == ["overlap", "contiguity", "sliver"]
    sliver = found.iloc[2]
    assert sliver["cell"] == FIRST
    assert abs(sliver["measure"] - 12) < 0.05
    assert sliver.geometry.distance(far) < 0.01


def test_a_vertex_drawn_twice_is_where_it_is_said() -> None:
    corners = list(square(0, 0, 50).exterior.coords)
    x, y = corners[1]
    found = drawn(shapely.Polygon([corners[0], (x, y - 0.0004), *corners[1:]]))
    assert found["rule"].tolist() == ["vertex"]
    assert "0.40 mm apart" in found["words"][0]
    assert found.geometry[0].distance(shapely.Point(x, y)) < 0.001
    wide = drawn(shapely.Polygon([corners[0], (x, y - 0.5), *corners[1:]]))
    assert wide.empty


def test_a_bow_tie_is_no_shape() -> None:
    x, y = square(0, 0, 50).exterior.coords[1]
    tie = shapely.Polygon([(x, y), (x, y + 50), (x - 50, y), (x - 50, y + 50)])
    assert "shape" in drawn(tie)["rule"].tolist()
