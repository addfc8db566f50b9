"""Datums shift by what is published, and come back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from registry.datum import Datum, from_wgs84, metric_crs, named, to_wgs84
from registry.errors import Invalid

GEOD = Geod(ellps="WGS84")
SHIBEI = (120.375, 36.0876)


def _apart_m(lon: float, lat: float, there: tuple[float, float]) -> float:
    return float(GEOD.inv(lon, lat, *there)[2])


def test_offsets_at_shibei() -> None:
    """domain.md §6.3: WGS 84 to GCJ-02 453 to 464 m towards the east, to BD-09 1,263 m at the centre."""
    gcj = from_wgs84(*SHIBEI, datum=Datum.GCJ02)
    assert 453 < _apart_m(*SHIBEI, gcj) < 464
    assert gcj[0] > SHIBEI[0]
    assert _apart_m(*SHIBEI, from_wgs84(*SHIBEI, datum=Datum.BD09)) == pytest.approx(1263, abs=1)


@given(st.floats(75, 135), st.floats(5, 53), st.sampled_from(list(Datum)))
def test_there_and_back_is_below_a_millimetre(lon: float, lat: float, datum: Datum) -> None:
    assert _apart_m(lon, lat, to_wgs84(*from_wgs84(lon, lat, datum=datum), datum=datum)) < 1e-3


def test_arrays_go_as_numbers_do() -> None:
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(120.3, 120.45, 20_000), rng.uniform(36.05, 36.15, 20_000)
    there = from_wgs84(lon, lat, datum=Datum.GCJ02)
    back = to_wgs84(*there, datum=Datum.GCJ02)
    assert np.max(GEOD.inv(lon, lat, *back)[2]) < 1e-3
    assert (there[0][7], there[1][7]) == from_wgs84(float(lon[7]), float(lat[7]), datum=Datum.GCJ02)


def test_cgcs2000_is_taken_as_wgs84_and_arguments_are_kept() -> None:
    lon, lat = np.array([120.0]), np.array([36.0])
    x, _ = to_wgs84(lon, lat, datum=Datum.CGCS2000)
    x[0] = 0.0
    assert lon[0] == 120.0


def test_missing_positions_stay_missing() -> None:
    lon, lat = to_wgs84(np.array([np.nan, 120.4]), np.array([36.0, 36.1]), datum=Datum.GCJ02)
    assert np.isnan(lon[0])
    assert lon[1] == pytest.approx(120.395, abs=1e-3)
    assert len(to_wgs84(np.array([]), np.array([]), datum=Datum.BD09)[0]) == 0
    assert lat.shape == (2,)


def test_nothing_is_shifted_abroad() -> None:
    assert from_wgs84(24.94, 60.17, datum=Datum.GCJ02) == (24.94, 60.17)


def test_names() -> None:
    assert named("GCJ-02") is Datum.GCJ02
    with pytest.raises(Invalid, match="WGS84, CGCS2000, GCJ-02, BD-09"):
        named("NAD27")


@pytest.mark.parametrize(
    ("lon", "lat", "crs"),
    [
        (120.375, 36.0876, "EPSG:4549"),
        (75.0, 40.0, "EPSG:4534"),
        (135.0, 48.0, "EPSG:4554"),
        (-71.1, 42.37, "EPSG:32619"),
        (24.94, 60.17, "EPSG:32635"),
        (151.2, -33.9, "EPSG:32756"),
    ],
)
def test_metric_crs(lon: float, lat: float, crs: str) -> None:
    assert metric_crs(lon, lat) == crs
