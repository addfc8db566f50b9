"""Files of each kind are read as they came, and their positions become WGS 84 lon/lat."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import Point

from registry.datum import Datum, from_wgs84
from registry.errors import Invalid, NotFound, Unsupported
from registry.importing.readers import read

SPOT = (120.375, 36.0876)


def _file(path: Path, crs: str | None, *, layer: str = "covers") -> Path:
    spots = gpd.GeoSeries([Point(SPOT)], crs=4326)
    spots = spots.to_crs(crs) if crs else spots.set_crs(None, allow_override=True)
    gpd.GeoDataFrame({"名称": ["井"]}, geometry=spots).to_file(path, layer=layer)
    return path


def _assert_spot(shape: object, *, within_deg: float = 1e-9) -> None:
    assert isinstance(shape, Point)
    assert (shape.x, shape.y) == pytest.approx(SPOT, abs=within_deg)


@pytest.mark.parametrize(
    ("suffix", "crs", "datum"),
    [
        (".gpkg", "EPSG:4326", "WGS84"),
        (".gpkg", "EPSG:4490", "CGCS2000"),
        (".gpkg", "EPSG:4549", "CGCS2000"),
        (".gpkg", "EPSG:3857", "WGS84"),
        (".geojson", "EPSG:4326", "WGS84"),
        (".fgb", "EPSG:32651", "WGS84"),
    ],
)
def test_the_crs_of_a_file_is_respected(tmp_path: Path, suffix: str, crs: str, datum: str) -> None:
    reading = read(_file(tmp_path / f"a{suffix}", crs))
    _assert_spot(reading.geometry[0])
    assert reading.datum == datum
    assert list(reading.raw["名称"]) == ["井"]
    assert list(reading.raw.index) == [1]
    assert len(reading.sha256) == 64


def test_a_file_without_crs_asks_for_one(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="crs"):
        path = _file(tmp_path / "a.gpkg", None)
    with pytest.raises(Invalid, match="does not say its CRS"):
        read(path)
    _assert_spot(read(path, datum="EPSG:4490").geometry[0])


def test_a_crs_is_not_overruled(tmp_path: Path) -> None:
    path = _file(tmp_path / "a.gpkg", "EPSG:4549")
    with pytest.raises(Invalid, match="not in EPSG:4326"):
        read(path, datum="EPSG:4326")
    with pytest.raises(Invalid, match="cannot be in GCJ-02"):
        read(path, datum="GCJ-02")
    with pytest.raises(Invalid, match="no CRS"):
        read(path, datum="EPSG:1")
    with pytest.raises(Invalid, match="no reference system"):
        read(path, datum="NAD27")


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_shifted_positions_come_back(tmp_path: Path, datum: Datum) -> None:
    lon, lat = from_wgs84(*SPOT, datum=datum)
    (tmp_path / "a.csv").write_text(f"lon,lat\n{lon!r},{lat!r}\n")
    reading = read(tmp_path / "a.csv", datum=datum)
    _assert_spot(reading.geometry[0])
    assert reading.datum == datum.value


def test_a_table_keeps_its_text(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\ufeff经度,纬度,class\n120.375,36.0876,01002\nx,36,\n", encoding="utf-8")
    reading = read(tmp_path / "a.csv")
    assert list(reading.raw["class"]) == ["01002", ""]
    assert reading.position_columns == ("经度", "纬度")
    _assert_spot(reading.geometry[0])
    assert reading.geometry[1] is None


def test_a_table_may_be_metric_named_or_wkt(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("east,north,shape\n533774.02,3995327.85,POINT (120.375 36.0876)\n")
    _assert_spot(read(path, datum="EPSG:4549", columns={"lon": "east", "lat": "north"}).geometry[0], within_deg=1e-6)
    _assert_spot(read(path, columns={"wkt": "shape"}).geometry[0])
    with pytest.raises(Invalid, match="no column west"):
        read(path, columns={"lon": "west"})


def test_a_table_of_another_encoding_is_read_and_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("lon,lat,名称\n120,36,井盖\n".encode("gb18030"))
    reading = read(tmp_path / "a.csv")
    assert list(reading.raw["名称"]) == ["井盖"]
    assert "GB 18030" in reading.notes[0]


def test_notes_of_an_earlier_run_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("lon,lat,reject_row,reject_reason\n120,36,7,missing\n")
    assert list(read(tmp_path / "a.csv").raw.columns) == ["lon", "lat"]


def test_three_dimensions_become_two(tmp_path: Path) -> None:
    gpd.GeoDataFrame(geometry=[Point(*SPOT, 17.0)], crs=4326).to_file(tmp_path / "a.gpkg")
    assert not shapely.has_z(read(tmp_path / "a.gpkg").geometry[0])


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"no file .*none\.gpkg"):
        read(tmp_path / "none.gpkg")
    (tmp_path / "a.docx").write_bytes(b"PK")
    with pytest.raises(Unsupported, match="GeoPackage, GeoJSON"):
        read(tmp_path / "a.docx")
    for name in ("a.gpkg", "a.geojson"):
        (tmp_path / name).write_bytes(b'{"type": "FeatureColl')
        with pytest.raises(Invalid, match="cannot be read"):
            read(tmp_path / name)
    (tmp_path / "a.csv").write_bytes(b"")
    with pytest.raises(Invalid, match="cannot be read as CSV"):
        read(tmp_path / "a.csv")
    (tmp_path / "b.csv").write_text('a,b\n1,2\n1,"2\n')
    with pytest.raises(Invalid, match="cannot be read as CSV"):
        read(tmp_path / "b.csv")


@pytest.mark.parametrize("end", ["", "7"])
def test_rows_longer_than_the_first_line_do_not_shift_the_columns(tmp_path: Path, end: str) -> None:
    (tmp_path / "a.csv").write_text(f"source_id,lon,lat\na,36.1,36.2,{end}\nb,36.1,36.3,{end}\n")
    with pytest.raises(Invalid, match="more values than the first line has names"):
        read(tmp_path / "a.csv")


def test_a_layer_is_named_where_there_are_several(tmp_path: Path) -> None:
    path = _file(tmp_path / "a.gpkg", "EPSG:4326", layer="one")
    assert read(path).layer == "one"
    _file(path, "EPSG:4326", layer="two")
    with pytest.raises(Invalid, match="2 layers; name one with --layer: one, two"):
        read(path)
    with pytest.raises(Invalid, match="layer three cannot be read"):
        read(path, layer="three")
    assert np.size(read(path, layer="two").geometry) == 1
