"""GeoPackage, GeoJSON and FlatGeobuf: by their own driver alone, and nothing lost in silence."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

from registry.errors import Invalid, Unsupported
from registry.importing.readers import open_layer
from registry.importing.shaping import text_of
from tests.registry.importing.readers import formats

NAMES = ["a.gpkg", "a.geojson", "a.fgb"]


def _count(path: Path) -> int:
    with open_layer(path) as layer:
        return sum(len(chunk.raw) for chunk in layer.chunks(100))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("share", [0.05, 0.3, 0.9, 0.999])
def test_an_end_that_is_missing_is_found(tmp_path: Path, name: str, share: float) -> None:
    path = formats.write(name, tmp_path, formats.frame(2_000))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(Invalid, match=name):
        _count(path)


def test_an_index_at_the_front_does_not_hide_a_missing_end(tmp_path: Path) -> None:
    path = tmp_path / "a.fgb"
    pyogrio.write_dataframe(formats.frame(2_000), path, driver="FlatGeobuf")
    assert _count(path) == 2_000
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(Invalid, match=r"ends after|cannot be read"):
        _count(path)


def test_a_damaged_page_is_found(tmp_path: Path) -> None:
    path = formats.write("a.gpkg", tmp_path, formats.frame(20_000))
    data = bytearray(path.read_bytes())
    at = len(data) // 2 // 4096 * 4096
    data[at : at + 4096] = b"\xff" * 4096
    path.write_bytes(data)
    with pytest.raises(Invalid, match="it is damaged"):
        open_layer(path)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_what_its_suffix_says(tmp_path: Path, name: str) -> None:
    path = formats.write(name, tmp_path)
    for other in NAMES:
        if other != name:
            (tmp_path / f"b{Path(other).suffix}").write_bytes(path.read_bytes())
            with pytest.raises(Invalid, match="cannot be read: its content is no"):
                open_layer(tmp_path / f"b{Path(other).suffix}")


def test_how_a_layer_looks_is_no_layer(tmp_path: Path) -> None:
    path = formats.write("a.gpkg", tmp_path)
    with closing(sqlite3.connect(path)) as base:
        base.execute("create table layer_styles (id integer primary key, styleqml text)")
        base.execute(
            "insert into gpkg_contents (table_name, data_type, identifier) values ('layer_styles', 'attributes', 's')"
        )
        base.commit()
    with open_layer(path) as layer:
        assert layer.layer == "covers"


def test_a_table_without_shapes_is_read(tmp_path: Path) -> None:
    pyogrio.write_dataframe(formats.table(formats.frame()), tmp_path / "a.gpkg", layer="list")
    with open_layer(tmp_path / "a.gpkg") as layer:
        assert (layer.position_columns, layer.crs, layer.rows) == ((), None, 5)
        chunk = next(layer.chunks())
    assert list(chunk.geometry) == [None] * 5


def test_values_keep_what_they_say(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "properties": {
            "code": 37020301002000001, "none": None, "day": "2020-01-02", "at": "2020-01-02T03:04:05+08:00",
            "list": ["a", "b"], "map": {"x": 1}, "yes": True, "half": 0.5, "geometry": "taken",
        },
        "geometry": {"type": "Point", "coordinates": [120, 36, 7]},
    }  # fmt: skip
    second = {"type": "Feature", "properties": {"code": None}, "geometry": None}
    (tmp_path / "a.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature, second]}))
    with open_layer(tmp_path / "a.geojson") as layer:
        chunk = next(layer.chunks())
        assert layer.position_columns == ("geometry_",)
    said = {name: text_of(chunk.raw[name]).iloc[0] for name in chunk.raw.columns}
    assert said["code"] == "37020301002000001"
    assert (said["day"], said["at"]) == ("2020-01-02", "2020-01-02T03:04:05+08:00")
    assert (json.loads(said["list"]), json.loads(said["map"])) == (["a", "b"], {"x": 1})
    assert (said["half"], said["geometry"]) == ("0.5", "taken")
    assert (chunk.shapes[0], chunk.shapes[1]) == (shapely.Point(120, 36), None)


def test_a_curve_is_no_shape_here_and_ends_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    chord = shapely.LineString([(0, 0), (1, 1), (2, 0)])
    gpd.GeoDataFrame({"a": [1]}, geometry=[chord], crs=4326).to_file(path)
    with closing(sqlite3.connect(path)) as base:
        for (name,) in base.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            base.execute(f'drop trigger "{name}"')  # they ask for functions that only GDAL knows
        line = base.execute("select geom from a").fetchone()[0]
        arc = line.replace(b"\x01\x02\x00\x00\x00\x03", b"\x01\x08\x00\x00\x00\x03")  # a circular string through them
        assert arc != line
        base.execute("update a set geom = ?", (arc,))
        base.execute("update gpkg_geometry_columns set geometry_type_name = 'GEOMETRY'")
        base.commit()
    with open_layer(path) as layer:
        chunk = next(layer.chunks())
    assert (list(chunk.raw["a"]), list(chunk.shapes)) == ([1], [None])


def test_text_that_is_no_utf8_is_told(tmp_path: Path) -> None:
    text = formats.write("a.geojson", tmp_path).read_text("utf-8")
    (tmp_path / "a.geojson").write_bytes(text.encode("gbk"))
    with pytest.raises(Invalid, match=r"a\.geojson"):
        _count(tmp_path / "a.geojson")


def test_a_path_that_means_an_archive_is_told(tmp_path: Path) -> None:
    path = formats.write("a.gpkg", tmp_path).rename(tmp_path / "a!b.gpkg")
    with pytest.raises(Unsupported, match="exclamation mark"):
        open_layer(path)


def test_names_with_other_signs_are_no_trouble(tmp_path: Path) -> None:
    for name in ("a b#1.gpkg", "井盖?x=1.gpkg", "zip:a.gpkg", "100%.gpkg"):
        path = formats.write("a.gpkg", tmp_path).rename(tmp_path / name)
        assert _count(path) == 5
