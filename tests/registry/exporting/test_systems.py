"""What positions are in, and what a file may say of it."""

import numpy as np
import pytest
import shapely

from registry import datum as datums
from registry.datum import Datum
from registry.errors import Invalid
from registry.exporting.systems import named

SPOTS = shapely.points([(120.38, 36.08), (120.4, 36.1)])
CITY = "+proj=tmerc +lat_0=0 +lon_0=120.33 +k=1 +x_0=123456 +y_0=-3900000 +ellps=GRS80 +towgs84=1,2,3,0,0,0,0 +units=m"


@pytest.mark.parametrize(
    ("said", "label", "code", "axes"),
    [
        ("WGS84", "WGS84", 4326, ("lon", "lat")),
        ("CGCS2000", "CGCS2000", 4490, ("lon", "lat")),
        ("EPSG:4326", "WGS84", 4326, ("lon", "lat")),
        ("EPSG:4549", "EPSG:4549", 4549, ("x", "y")),
        ("GK:40", "EPSG:4528", 4528, ("x", "y")),
        ("GCJ-02", "GCJ-02", None, ("lon", "lat")),
        ("BD-09", "BD-09", None, ("lon", "lat")),
    ],
)
def test_systems_by_their_names(said: str, label: str, code: int | None, axes: tuple[str, str]) -> None:
    system = named(said)
    assert (system.label, system.axes) == (label, axes)
    assert (None if system.crs is None else system.crs.to_epsg()) == code


def test_positions_are_put_where_the_system_has_them() -> None:
    assert named("WGS84").of_wgs84(SPOTS) is SPOTS
    east, north = shapely.get_coordinates(named("EPSG:4549").of_wgs84(SPOTS))[0]
    assert (round(east), round(north)) == (534228, 3994486)
    shifted = shapely.get_coordinates(named("GCJ-02").of_wgs84(SPOTS))
    assert shifted[0] == pytest.approx(datums.from_wgs84(120.38, 36.08, datum=Datum.GCJ02), abs=1e-12)


def test_a_citys_own_grid_is_used_and_not_told() -> None:
    system = named(CITY)
    assert system.crs is None
    assert "123456" not in system.label
    assert np.isfinite(shapely.get_coordinates(system.of_wgs84(SPOTS))).all()


def test_a_system_that_does_not_reach_is_told() -> None:
    with pytest.raises(Invalid, match="EPSG:2154 does not reach"):
        named("EPSG:2154").of_wgs84(shapely.points([(120.0, -90.0)]))
    with pytest.raises(Invalid, match="is no reference system known here"):
        named("Mars")
