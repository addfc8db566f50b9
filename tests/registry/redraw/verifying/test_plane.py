"""Metres are metres in any CRS, lines stay straight, and the way back is the way out."""

import math

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import Invalid
from registry.redraw.verifying.plane import Plane

SHIBEI = (120.370, 36.085, 120.372, 36.087)
GEOD = pyproj.Geod(ellps="WGS84")


@pytest.mark.parametrize(
    "crs", ["EPSG:4326", "EPSG:4490", "EPSG:4549", "EPSG:4528", "EPSG:32651", "EPSG:3857", "EPSG:2249"]
)
def test_areas_and_lengths_are_those_on_the_ground(crs: str) -> None:
    """To a ten-thousandth of the geodesic area, also where a unit is a foot or a web map's stretched metre."""
    lonlat = shapely.box(-71.11, 42.37, -71.108, 42.372) if crs == "EPSG:2249" else shapely.box(*SHIBEI)
    there = pyproj.Transformer.from_crs(4326, crs, always_xy=True)
    shape = shapely.transform(lonlat, lambda xy: np.column_stack(there.transform(xy[:, 0], xy[:, 1])))
    plane = Plane.of(pyproj.CRS(crs), shape.bounds)
    laid = plane.metres(np.array([shape]))[0]
    area, around = GEOD.geometry_area_perimeter(lonlat)
    assert laid.area == pytest.approx(abs(area), rel=1e-4)
    assert laid.length == pytest.approx(around, rel=1e-3)


@given(st.floats(0, 1), st.floats(0, 1))
def test_there_and_back(x: float, y: float) -> None:
    plane = Plane.of(pyproj.CRS(4326), SHIBEI)
    point = np.array([shapely.Point(120.37 + x / 500, 36.085 + y / 500)])
    assert shapely.distance(plane.back(plane.metres(point)), point)[0] < 1e-12


def test_what_has_no_metres_is_refused() -> None:
    with pytest.raises(Invalid, match="no CRS"):
        Plane.of(None, SHIBEI)
    with pytest.raises(Invalid, match="every shape of the layer is empty"):
        Plane.of(pyproj.CRS(4326), (math.nan, 0, 1, 1))
    with pytest.raises(Invalid, match="neither of degrees nor projected"):
        Plane.of(pyproj.CRS(4978), (0, 0, 1, 1))
