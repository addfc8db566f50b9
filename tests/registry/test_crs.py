"""What a user may say of a file's numbers, and where they lie then."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from registry import crs
from registry.crs import agreed, from_wgs84, lon_lat, numbers, of_crs, resolve, to_wgs84
from registry.datum import Datum
from registry.errors import Invalid, NotFound
from tests.registry.test_gauss_kruger import ESRI

# domain.md §6.1: the middle of Shibei
CENTRE, EASTING, NORTHING = (120.375, 36.0876), 533_774.02, 3_995_327.85
FAR = "the shift from its datum to WGS 84 is not known here"


@pytest.mark.parametrize(
    ("said", "label", "datum", "again"),
    [
        ("WGS84", "WGS84", Datum.WGS84, "WGS84"),
        ("wgs 84", "WGS84", Datum.WGS84, "WGS84"),
        ("CGCS-2000", "CGCS2000", Datum.CGCS2000, "CGCS2000"),
        ("国家2000", "CGCS2000", Datum.CGCS2000, "CGCS2000"),
        ("gcj02", "GCJ-02", Datum.GCJ02, "GCJ-02"),
        ("火星坐标", "GCJ-02", Datum.GCJ02, "GCJ-02"),
        ("BD-09", "BD-09", Datum.BD09, "BD-09"),
        ("EPSG:4549", "CGCS2000", Datum.CGCS2000, "EPSG:4549"),
        ("epsg:4326", "WGS84", Datum.WGS84, "EPSG:4326"),
        ("GK:120", "CGCS2000", Datum.CGCS2000, "EPSG:4549"),
        ("gk:40", "CGCS2000", Datum.CGCS2000, "EPSG:4528"),
        ("GK:21", "CGCS2000", Datum.CGCS2000, "EPSG:4499"),
        ("EPSG:32651", "WGS84", Datum.WGS84, "EPSG:32651"),
        ("EPSG:3067", "EPSG:3067", Datum.WGS84, "EPSG:3067"),
        ("EPSG:7415", "EPSG:28992", Datum.WGS84, "EPSG:7415"),
        (ESRI, "CGCS2000", Datum.CGCS2000, ESRI),
        ("+proj=longlat +datum=WGS84", "WGS84", Datum.WGS84, "+proj=longlat +datum=WGS84"),
    ],
)
def test_what_may_be_said(said: str, label: str, datum: Datum, again: str) -> None:
    system = resolve(said)
    assert (system.label, system.datum, system.said) == (label, datum, again)
    assert resolve(system.said) == system


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Mars", "say one of WGS84, CGCS2000, GCJ-02"),
        ("4549", "EPSG:4549 perhaps"),
        ("EPSG:99999", "is no CRS that is known here"),
        ("GK:50", "there is no such strip"),
        ("GK:121", "central meridian"),
        ("EPSG:5773", "Vertical CRS"),
        ("EPSG:4978", "Geocentric CRS"),
        ('LOCAL_CS["site",UNIT["metre",1]]', "does not place things on the map"),
        ("PROJCS[nonsense", "is no CRS that is known here"),
        ("", "is no reference system"),
    ],
)
def test_what_is_not_understood_is_told(said: str, told: str) -> None:
    with pytest.raises(Invalid, match=told):
        resolve(said)


def test_a_prj_is_read(tmp_path: Path) -> None:
    path = tmp_path / "covers.PRJ"
    path.write_text(ESRI, "utf-8")
    system = resolve(str(path))
    assert (system.label, system.said) == ("CGCS2000", str(path))
    assert lon_lat(np.array([[40_000_000 + EASTING, NORTHING]]), system)[0] == pytest.approx(CENTRE, abs=1e-6)
    path.write_text("not WKT", "utf-8")
    with pytest.raises(Invalid, match=r"covers\.PRJ is no CRS"):
        resolve(str(path))
    path.write_text(" ", "utf-8")
    with pytest.raises(Invalid, match="holds no WKT"):
        resolve(str(path))
    with pytest.raises(NotFound):
        resolve(str(tmp_path / "none.prj"))


def test_axes_are_east_north_whatever_the_crs_lists_first() -> None:
    for said, east in (("EPSG:4549", EASTING), ("EPSG:4528", 40_000_000 + EASTING)):
        assert numbers(np.array([CENTRE]), resolve(said))[0] == pytest.approx((east, NORTHING), abs=0.01)
        assert lon_lat(np.array([[east, NORTHING]]), resolve(said))[0] == pytest.approx(CENTRE, abs=1e-7)
    assert lon_lat(np.array([CENTRE]), resolve("EPSG:4490"))[0] == pytest.approx(CENTRE)


def test_cgcs2000_is_taken_as_wgs84_through_any_of_its_strips() -> None:
    slow = pyproj.Transformer.from_crs(4549, 4326, always_xy=True).transform(EASTING, NORTHING)
    assert lon_lat(np.array([[EASTING, NORTHING]]), resolve("EPSG:4549"))[0] == pytest.approx(slow, abs=1e-12)


@given(
    st.floats(118.6, 121.4),
    st.floats(20, 50),
    st.sampled_from(["WGS84", "GCJ-02", "BD-09", "CGCS2000", "GK:120", "GK:40", "GK:123", "EPSG:32651", "EPSG:3857"]),
)
def test_there_and_back(lon: float, lat: float, said: str) -> None:
    system = resolve(said)
    back = to_wgs84(from_wgs84(np.array([shapely.Point(lon, lat)]), system), system)[0]
    assert (back.x, back.y) == pytest.approx((lon, lat), abs=1e-8)


def test_shapes_lose_their_heights_and_keep_their_nulls() -> None:
    shapes = np.array([shapely.Point(120, 36, 7), None, shapely.LineString([(120, 36, 1), (120.1, 36, 2)])])
    for said in ("WGS84", "GCJ-02"):
        flat = to_wgs84(shapes, resolve(said))
        assert flat[1] is None
        assert not shapely.has_z(flat[[0, 2]]).any()
    assert shapely.has_z(shapes[0])


def test_what_a_projection_does_not_reach_is_infinite() -> None:
    assert not np.isfinite(lon_lat(np.array([[40_533_774.0, NORTHING]]), resolve("EPSG:4549"))).any()


def test_an_unknown_shift_of_the_datum_is_told() -> None:
    assert FAR in resolve("EPSG:2379").notes[0]
    assert FAR in resolve("+proj=tmerc +lon_0=120 +x_0=500000 +ellps=krass").notes[0]
    for known in ("EPSG:4549", "EPSG:32651", "EPSG:3067", "EPSG:2249"):
        assert resolve(known).notes == ()
    assert resolve("+proj=tmerc +lon_0=120 +x_0=500000 +ellps=krass +towgs84=15.8,-154.4,-82.3").notes == ()


def test_plain_degrees_need_nothing() -> None:
    assert [resolve(said).plain for said in ("WGS84", "CGCS2000", "EPSG:4490", "OGC:CRS84")] == [True] * 4
    assert [resolve(said).plain for said in ("GCJ-02", "BD-09", "EPSG:4549", "EPSG:4258")] == [False] * 4


# What a file says and what the user says ---------------------------------------------------------------------------

LON_LAT, METRES, CHINA = pyproj.CRS(4326), pyproj.CRS(4549), pyproj.CRS(4490)


def test_file_and_user_agree() -> None:
    assert agreed(None, resolve("GK:120"), name="a.csv").said == "EPSG:4549"
    assert agreed(METRES, None, name="a.gpkg").label == "CGCS2000"
    assert agreed(METRES, resolve("WGS84"), name="a.gpkg").crs == METRES
    assert agreed(METRES, resolve("EPSG:4549"), name="a.gpkg").crs == METRES
    assert agreed(pyproj.CRS(ESRI), resolve("GK:40"), name="a.shp").label == "CGCS2000"
    assert agreed(LON_LAT, resolve("GCJ-02"), name="a.geojson").label == "GCJ-02"
    assert agreed(LON_LAT, resolve("CGCS2000"), name="a.geojson").label == "CGCS2000"
    assert agreed(CHINA, None, name="a.gpkg").label == "CGCS2000"
    assert agreed(CHINA, resolve("WGS84"), name="a.gpkg").label == "CGCS2000"


@pytest.mark.parametrize(
    ("file", "said", "told"),
    [
        (None, None, "does not say its CRS"),
        (METRES, "GCJ-02", "cannot be in GCJ-02 as well"),
        (CHINA, "BD-09", "cannot be in BD-09 as well"),
        (METRES, "EPSG:4528", "not in EPSG:4528"),
        (LON_LAT, "EPSG:4549", "says it is in WGS 84, not in EPSG:4549"),
    ],
)
def test_a_file_is_not_overruled_in_silence(file: pyproj.CRS | None, said: str | None, told: str) -> None:
    with pytest.raises(Invalid, match=told):
        agreed(file, None if said is None else resolve(said), name="a.gpkg")


@pytest.mark.parametrize(
    ("file", "said"), [(METRES, "EPSG:4528"), (CHINA, "gcj-02"), (LON_LAT, "GK:120"), (None, "WGS84")]
)
def test_a_file_is_overruled_where_it_is_said(file: pyproj.CRS | None, said: str) -> None:
    found = agreed(file, resolve(f"{said}!"), name="a.gpkg")
    assert found == resolve(said) if file is None else replace(found, notes=()) == resolve(said)
    assert ["taken for" in note for note in found.notes] == ([] if file is None else [True])
    assert agreed(METRES, resolve("EPSG:4549!"), name="a.gpkg").notes == ()


def test_a_crs_of_a_file_has_a_name_that_finds_it_again() -> None:
    custom = of_crs(pyproj.CRS("+proj=tmerc +lon_0=120.5 +x_0=500000 +ellps=GRS80"))
    assert custom.label == "custom CRS"
    assert resolve(custom.said).crs == custom.crs
    assert crs.SAID
