"""A frame as a layer: every bit of a shape in the system stays, other systems to a hundredth of a millimetre."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from registry.errors import Invalid
from registry.exporting.frames import layer_of
from registry.exporting.layer import Layer
from registry.exporting.shapefile import ALIAS
from registry.exporting.systems import named

SHAPES = [
    shapely.box(533_700.123, 3_995_200.456, 533_800, 3_995_300),
    shapely.box(533_800, 3_995_200, 533_900, 3_995_300),
]


def frame(**columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"code": ["a", "b"], **columns}, geometry=SHAPES, crs=4549)


def layer(given: gpd.GeoDataFrame, datum: str = "EPSG:4549") -> Layer:
    return layer_of(given, name="cells", system=named(datum), about={}, aliases={"code": "编码"})


def coordinates(made: Layer) -> np.ndarray:
    (rows,) = made.rows
    found: np.ndarray = shapely.get_coordinates(rows.shapes)
    return found


def test_a_shape_in_the_system_stays_to_the_last_bit() -> None:
    made = layer(frame())
    assert np.array_equal(coordinates(made), shapely.get_coordinates(SHAPES))
    assert (made.shape, made.system.label) == ("MultiPolygon", "EPSG:4549")


@pytest.mark.parametrize("there", ["EPSG:4528", "CGCS2000", "EPSG:4550"])
def test_there_and_back_again(there: str) -> None:
    moved = layer(frame(), there)
    (rows,) = moved.rows
    back = layer(gpd.GeoDataFrame({"code": ["a", "b"]}, geometry=rows.shapes, crs=moved.system.crs))
    assert np.abs(coordinates(back) - shapely.get_coordinates(SHAPES)).max() < 1e-5
    assert np.abs(coordinates(moved) - shapely.get_coordinates(SHAPES)).max() > 1


def test_gaps_are_gaps_and_names_in_full_go_along() -> None:
    made = layer(frame(floor=pd.array([None, 3], dtype="Int64"), nothing=[None, None]))
    (rows,) = made.rows
    assert rows.fields.to_pydict() == {"code": ["a", "b"], "floor": [None, 3], "nothing": [None, None]}
    assert [str(kind) for kind in made.schema.types][1:] == ["int64", "string"]
    assert (made.schema.field("code").metadata or {})[ALIAS].decode() == "编码"


def test_an_empty_frame_is_an_empty_layer() -> None:
    assert coordinates(layer(frame()[:0])).shape == (0, 2)


def test_a_collection_keeps_what_is_of_its_own_kind() -> None:
    hanging = shapely.GeometryCollection([SHAPES[0], shapely.LineString([(0, 0), (1, 1)])])
    made = layer(gpd.GeoDataFrame({"code": ["a"]}, geometry=[hanging], crs=4549))
    (rows,) = made.rows
    assert rows.shapes[0].equals(SHAPES[0])
    assert rows.shapes[0].geom_type == "MultiPolygon"


def test_what_cannot_be_one_layer_is_refused() -> None:
    with pytest.raises(Invalid, match="says no CRS"):
        layer(frame().set_crs(None, allow_override=True))
    mixed = gpd.GeoDataFrame({"code": ["a", "b"]}, geometry=[SHAPES[0], shapely.Point(0, 0)], crs=4549)
    with pytest.raises(Invalid, match="several kinds"):
        layer(mixed)
