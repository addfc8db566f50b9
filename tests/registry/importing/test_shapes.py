"""Shapes are taken as their table wants them, or told to be wrong."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from registry.importing.kinds import SORTS, Geometries
from registry.importing.shapes import check_shapes, positions, swap

SQUARE = "POLYGON ((120 36, 120.1 36, 120.1 36.1, 120 36.1, 120 36))"


def _check(wkt: str | None, sort: str) -> tuple[object, list[str]]:
    shapes = np.array([None if wkt is None else shapely.from_wkt(wkt)], dtype=object)
    raw = gpd.GeoDataFrame({"a": ["x"]}, geometry=list(shapes), index=[1], crs=4326)
    stored, found = check_shapes(shapes, raw, sort=SORTS[sort], position_columns=("geometry",))
    return stored[0], list(found["reason"])


@pytest.mark.parametrize(
    ("wkt", "sort", "kind"),
    [
        ("POINT (120 36)", "assets", "Point"),
        ("MULTIPOINT ((120 36))", "assets", "Point"),
        ("MULTILINESTRING ((120 36, 121 36))", "roads", "LineString"),
        (SQUARE, "compounds", "MultiPolygon"),
        (SQUARE, "landmarks", "Polygon"),
        ("MULTILINESTRING ((120 36, 121 36), (120 37, 121 37))", "landmarks", "MultiLineString"),
    ],
)
def test_good_shapes_fit_their_table(wkt: str, sort: str, kind: str) -> None:
    shape, found = _check(wkt, sort)
    assert found == []
    assert isinstance(shape, shapely.Geometry)
    assert shape.geom_type == kind


@pytest.mark.parametrize(
    ("wkt", "sort", "reason"),
    [
        (None, "assets", "no_geometry"),
        ("POINT EMPTY", "assets", "no_geometry"),
        ("POINT (36 120)", "assets", "swapped_axes"),
        ("POINT (500 36)", "assets", "out_of_range"),
        ("POINT (533774 3995327)", "assets", "out_of_range"),
        (SQUARE, "assets", "wrong_shape"),
        ("MULTIPOINT ((120 36), (121 36))", "assets", "wrong_shape"),
        ("POINT (120 36)", "compounds", "wrong_shape"),
        ("POLYGON ((120 36, 120.1 36.1, 120.1 36, 120 36.1, 120 36))", "buildings", "invalid_shape"),
    ],
)
def test_wrong_shapes_are_told(wkt: str | None, sort: str, reason: str) -> None:
    assert _check(wkt, sort)[1] == [reason]


def test_infinite_positions_are_out_of_range() -> None:
    shapes = shapely.points([(np.inf, 36.0)])
    raw = pd.DataFrame({"lon": ["inf"], "lat": ["36"]}, index=[1])
    _, found = check_shapes(shapes, raw, sort=SORTS["assets"], position_columns=("lon", "lat"))
    assert found.to_numpy().tolist() == [[1, "lon+lat", "inf 36", "out_of_range"]]


def test_a_table_tells_what_stood_there() -> None:
    none: Geometries = np.full(2, None, dtype=object)
    raw = pd.DataFrame({"lon": ["x", ""], "lat": ["36", " "]}, index=[1, 2])
    _, found = check_shapes(none, raw, sort=SORTS["assets"], position_columns=("lon", "lat"))
    assert found[["value", "reason"]].to_numpy().tolist() == [["x 36", "not_a_number"], ["  ", "no_geometry"]]


def test_a_list_of_names_needs_no_shape() -> None:
    none: Geometries = np.full(1, None, dtype=object)
    raw = pd.DataFrame({"code": ["990101"]}, index=[1])
    assert check_shapes(none, raw, sort=SORTS["divisions"], position_columns=())[1].empty
    assert not check_shapes(none, raw, sort=SORTS["assets"], position_columns=())[1].empty


def test_axes_swap() -> None:
    assert swap(shapely.points([(1.0, 2.0)]))[0].coords[0] == (2.0, 1.0)


def test_an_area_has_one_form_whatever_ring_comes_first() -> None:
    turned = "MULTIPOLYGON (((121 36, 121 36.1, 121.1 36.1, 121 36)), ((120.1 36.1, 120.1 36, 120 36, 120.1 36.1)))"
    other = "MULTIPOLYGON (((120 36, 120.1 36.1, 120.1 36, 120 36)), ((121 36, 121.1 36.1, 121 36.1, 121 36)))"
    first, second = _check(turned, "compounds")[0], _check(other, "compounds")[0]
    assert isinstance(first, shapely.Geometry)
    assert isinstance(second, shapely.Geometry)
    assert first.wkb == second.wkb
    assert _check("LINESTRING (121 36, 120 36)", "roads")[0] == shapely.LineString([(121, 36), (120, 36)])


@pytest.mark.parametrize("wkt", ["POINT ({} {})", "POLYGON (({0} {1}, 121 {1}, 121 37, {0} {1}))"])
def test_positions_lie_on_a_grid_so_that_another_datum_and_back_is_the_same(wkt: str) -> None:
    sort = "landmarks" if wkt.startswith("POINT") else "compounds"
    first, second = (_check(wkt.format(*at), sort)[0] for at in ((120.123456789, 36.1), (120.12345678900002, 36.1)))
    assert isinstance(first, shapely.Geometry)
    assert first == second
    assert _check(wkt.format(120.123456790, 36.1), sort)[0] != first


def test_positions_of_points_and_of_none() -> None:
    """An empty point has no x; it ended in a traceback."""
    shapes = shapely.from_wkt(
        ["POINT (120.1234567891 36)", "POINT EMPTY", None, "LINESTRING (0 0, 1 1)", "POINT (1e308 -1e308)"]
    )
    lon, lat = positions(shapes)
    assert lon[:1].tolist() == [120.123456789]
    assert lat[:1].tolist() == [36.0]
    assert np.isnan(lon[1:4]).all()
    assert not np.isfinite(lon[4])
    assert _check("POINT EMPTY", "assets")[1] == _check(None, "assets")[1] == ["no_geometry"]
    assert _check("POINT (1e308 1e308)", "landmarks")[1] == ["out_of_range"]
