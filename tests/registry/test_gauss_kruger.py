"""Strips have the codes that EPSG gives them, and their numbers give away the zone."""

import numpy as np
import pyproj
import pytest

from registry import gauss_kruger
from registry.gauss_kruger import BEIJING54, CGCS2000, XIAN80, Strip, by_meridian, by_zone, strip_of, zone_in

NAMES = {CGCS2000: "CGCS2000", XIAN80: "Xian 1980", BEIJING54: "Beijing 1954"}
ESRI = (
    'PROJCS["CGCS2000_3_Degree_GK_Zone_40",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",'
    'SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
    'PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",40500000.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",120.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],'
    'UNIT["Meter",1.0]]'
)


@pytest.mark.parametrize("family", NAMES)
def test_codes_are_those_of_epsg(family: int) -> None:
    strips = [by_zone(zone, family=family) for zone in (*range(13, 24), *range(25, 46))]
    strips += [by_meridian(meridian, family=family) for meridian in gauss_kruger.MERIDIANS]
    for strip in (strip for found in strips if (strip := found)):
        for one in (strip, strip.counterpart):
            crs = pyproj.CRS(one.epsg)
            told = f"zone {one.zone}" if one.zone else f"CM {one.meridian_deg}E"
            wide = "3-degree " if one.width_deg == 3 else ""
            assert crs.name == f"{NAMES[family]} / {wide}Gauss-Kruger {told}"
            assert strip_of(crs) == one
            operation = crs.coordinate_operation
            assert operation is not None
            assert {p.name: float(p.value) for p in operation.params}["False easting"] == one.false_easting_m


def test_no_number_is_two_things() -> None:
    assert [number for number in range(200) if by_zone(number) and by_meridian(number)] == []
    assert by_zone(24) is None
    assert by_zone(0) is None
    assert by_meridian(121) is None


def test_a_strip_is_known_by_what_it_does() -> None:
    assert strip_of(pyproj.CRS(ESRI)) == Strip(120, 3, 40)
    assert strip_of(pyproj.CRS("+proj=tmerc +lon_0=120 +x_0=500000 +ellps=krass +towgs84=15.8,-154.4,-82.3")) == Strip(
        120, 3, None
    )
    for other in ("EPSG:32651", "EPSG:4490", "EPSG:3857", "+proj=tmerc +lon_0=120.5 +x_0=500000 +ellps=GRS80"):
        assert strip_of(pyproj.CRS(other)) is None


def test_the_prefix_is_read_from_eastings() -> None:
    assert zone_in(np.array([40_533_774.0, 40_400_000.0])) == 40
    assert zone_in(np.array([533_774.0, 400_000.0])) == 0
    assert zone_in(np.array([40_533_774.0, 39_400_000.0])) is None
    assert zone_in(np.array([99_533_774.0])) is None


def test_eastings_and_northings_are_told_apart() -> None:
    assert gauss_kruger.share_of_eastings(np.array([533_774.0, 40_533_774.0, 3_995_327.0, 24_500_000.0])) == 0.5
    assert gauss_kruger.share_of_northings(np.array([3_995_327.0, 533_774.0, 40_533_774.0])) == pytest.approx(1 / 3)
