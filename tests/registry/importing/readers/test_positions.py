"""What positions are in, where they stand in a table, and the same as WGS 84."""

import gc

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from registry import crs
from registry.datum import Datum, from_wgs84
from registry.errors import Invalid
from registry.importing.readers.positions import (
    file_system,
    flat,
    many_made,
    position_columns,
    shapes_of,
    to_wgs84,
)

SPOT = (120.375, 36.0876)


def test_what_the_file_says_and_what_was_asked_for() -> None:
    assert file_system("EPSG:4549", "WGS84", name="a").label == "CGCS2000"
    assert file_system(None, "EPSG:4490", name="a").label == "CGCS2000"
    assert file_system("EPSG:4326", "GCJ-02", name="a").label == "GCJ-02"
    assert file_system("OGC:CRS84", "WGS84", name="a").plain
    for told, datum, word in (
        (None, "WGS84", "does not say its CRS"),
        ("nonsense", "WGS84", "does not say its CRS"),
        ("EPSG:4549", "EPSG:4326", "not in EPSG:4326"),
        ("EPSG:4549", "GCJ-02", "cannot be in GCJ-02"),
        ("EPSG:5773", "WGS84", "does not place things on the map"),
    ):
        with pytest.raises(Invalid, match=word):
            file_system(told, datum, name="a")


def test_positions_become_wgs84() -> None:
    wgs = shapely.points([SPOT])
    assert to_wgs84(wgs, crs.resolve("WGS84")) is wgs
    assert to_wgs84(wgs, crs.resolve("CGCS2000")) is wgs
    metric = pyproj.Transformer.from_crs(4326, 4549, always_xy=True).transform(*SPOT)
    shifted = from_wgs84(*SPOT, datum=Datum.BD09)
    for said, xy in (("EPSG:4549", metric), ("GK:120", metric), ("BD-09", shifted)):
        found = to_wgs84(shapely.points([xy]), crs.resolve(said))
        assert shapely.get_coordinates(found)[0] == pytest.approx(SPOT, abs=1e-9)
    swapped = to_wgs84(shapely.points([SPOT[::-1]]), crs.resolve("WGS84"), swap=True)
    assert shapely.equals(swapped, wgs).all()
    assert to_wgs84(np.array([None], dtype=object), crs.resolve("EPSG:4549")).tolist() == [None]


@pytest.mark.parametrize(
    ("names", "asked", "found"),
    [
        (("Lon", "LAT"), {}, ("Lon", "LAT")),
        (("经度", "纬度", "x"), {}, ("经度", "纬度")),
        (("X", "Y"), {}, ("X", "Y")),
        (("WKT",), {}, ("WKT",)),
        (("lon",), {}, ()),
        (("lon", "lat", "e", "n"), {"lon": "e", "lat": "n"}, ("e", "n")),
        (("a",), {"wkt": "a"}, ("a",)),
    ],
)
def test_columns_of_positions(names: tuple[str, ...], asked: dict[str, str], found: tuple[str, ...]) -> None:
    assert position_columns(names, asked) == found


def test_a_column_that_is_not_there_is_told() -> None:
    with pytest.raises(Invalid, match="there is no column west; the file has a, b"):
        position_columns(("a", "b"), {"lon": "west"})


def test_numbers_and_texts_become_shapes() -> None:
    raw = pd.DataFrame({"x": ["120", "", "十", "inf", None], "y": ["36", "36", "36", "36", "36"]}, dtype="str")
    points = shapes_of(raw, ("x", "y"))
    assert [None if one is None else (one.x, one.y) for one in points] == [(120, 36), None, None, (np.inf, 36), None]
    texts = ["POINT Z (1 2 3)", "", None, "POINT (1", "CIRCULARSTRING (0 0, 1 1, 2 0)"]
    shapes = shapes_of(pd.DataFrame({"w": texts}, dtype="str"), ("w",))
    assert [None if one is None else one.wkt for one in shapes] == ["POINT (1 2)", None, None, None, None]
    assert shapes_of(raw, ()).tolist() == [None] * 5


def test_collections_nested_to_end_the_process_are_none() -> None:
    deep = "GEOMETRYCOLLECTION (" * 200_000 + "POINT (1 2)" + ")" * 200_000
    assert shapes_of(pd.DataFrame({"w": [deep]}, dtype="str"), ("w",)).tolist() == [None]


def test_flat_shapes_stay_what_they_are() -> None:
    shapes = shapely.points([SPOT])
    assert flat(shapes) is shapes


def _fails() -> None:
    with many_made():
        assert not gc.isenabled()
        raise KeyError


def test_the_collector_works_again_whatever_happens() -> None:
    with pytest.raises(KeyError):
        _fails()
    assert gc.isenabled()
    gc.disable()
    try:
        with many_made():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
