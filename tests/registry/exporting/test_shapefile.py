"""A shapefile: all its parts, names and texts as it can hold them, and a word for what it cannot."""

import csv
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyogrio
import pytest

from registry.exporting.layer import Layer
from registry.exporting.rows import Rows
from registry.exporting.shapefile import PLAIN, WIDTH, sha256_of_parts, write_shapefile, write_zipped
from registry.exporting.systems import named
from registry.importing.readers import open_layer
from tests.registry.exporting.support import layer_of, rows_of

LONG = pa.schema(
    [
        pa.field("fall_net_installed_on", pa.string()),
        pa.field("fall_net_installed_by", pa.string(), metadata={WIDTH: b"20"}),
        pa.field("code", pa.string(), metadata={WIDTH: b"17", PLAIN: b"yes"}),
        pa.field("attributes", pa.string()),
    ]
)


def _layer(values: Sequence[Sequence[str | None]], *, encoding: str = "UTF-8") -> Layer:
    columns = [pa.array(column, pa.string()) for column in zip(*values, strict=True)]
    rows = Rows(pa.table(columns, schema=LONG), rows_of(count=len(values)).shapes)
    return Layer("covers", LONG, "Point", named("WGS84"), [rows], {}, encoding=encoding)


def test_all_parts_are_there_with_the_table_of_names(tmp_path: Path) -> None:
    written = write_shapefile(tmp_path / "井盖.shp", layer_of(rows_of(count=3)))
    assert (written.rows, written.notes) == (3, ())
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [*(f"井盖.{part}" for part in ("cpg", "dbf", "prj", "shp", "shx")), "井盖_fields.csv"]
    assert (tmp_path / "井盖.cpg").read_text() == "UTF-8"
    assert "WGS_1984" in (tmp_path / "井盖.prj").read_text()
    with open_layer(tmp_path / "井盖.shp") as layer:
        assert layer.sha256 == sha256_of_parts(tmp_path / "井盖.shp")
        first = next(iter(layer.chunks())).raw.iloc[0].to_dict()
    assert first == {
        "code": "0" * 17,
        "size_mm": 100,
        "note": "=井0",
        "attributes": '{"颜色": "黑"}',
        "tested_on": "2026-03-01",
        "reg_first": "2026-11-01 08:30:00.000000Z",
    }


def test_names_are_mapped_and_widths_are_those_asked(tmp_path: Path) -> None:
    write_shapefile(tmp_path / "a.shp", _layer([["a", "b", "c", None]]))
    with (tmp_path / "a_fields.csv").open(encoding="utf-8-sig", newline="") as file:
        names = {row["short"]: row["name"] for row in csv.DictReader(file)}
    assert names == {
        "fall_net_i": "fall_net_installed_on",
        "fall_net_2": "fall_net_installed_by",
        "code": "code",
        "attributes": "attributes",
    }
    header = (tmp_path / "a.dbf").read_bytes()[32:160]
    widths = [header[at + 16] for at in range(0, 128, 32)]
    assert widths[1:3] == [60, 17]  # 20 letters of three bytes; a code of as many letters as bytes


def test_what_does_not_fit_is_cut_with_a_word(tmp_path: Path) -> None:
    values = [["长" * 100, "短" * 30, "c", '{"a": "' + "x" * 300 + '"}'], ["b", "短" * 20, "d", '{"a": 1}']]
    written = write_shapefile(tmp_path / "a.shp", _layer(values))
    assert written.notes == (
        "attributes: 1 longer than 254 bytes left out",
        "fall_net_installed_by: 1 texts cut to fit",
        "fall_net_installed_on: 1 texts cut to fit",
    )
    read = pyogrio.read_dataframe(tmp_path / "a.shp")
    assert list(read["fall_net_i"]) == ["长" * 84, "b"]
    assert list(read["fall_net_2"]) == ["短" * 20] * 2
    assert list(read["attributes"].fillna("")) == ["", '{"a": 1}']


def test_gbk_and_what_it_lacks(tmp_path: Path) -> None:
    written = write_shapefile(tmp_path / "a.shp", _layer([["污水井𠮷", "b", "c", None]], encoding="GBK"))
    assert written.notes == ("fall_net_installed_on: 1 texts lost letters that GBK lacks",)
    assert (tmp_path / "a.cpg").read_text() == "GBK"
    assert "污水井?".encode("gbk") in (tmp_path / "a.dbf").read_bytes()


def test_a_zip_holds_the_same_and_is_the_same_each_time(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        (tmp_path / name[0]).mkdir()
        assert write_zipped(tmp_path / name[0] / "x.zip", layer_of(rows_of(count=3))).rows == 3
        assert [path.name for path in (tmp_path / name[0]).iterdir()] == ["x.zip"]
    with zipfile.ZipFile(tmp_path / "a" / "x.zip") as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == ["x.cpg", "x.dbf", "x.prj", "x.shp", "x.shx", "x_fields.csv"]
    assert (tmp_path / "a" / "x.zip").read_bytes() == (tmp_path / "b" / "x.zip").read_bytes()


@pytest.mark.parametrize("datum", ["GCJ-02", "BD-09"])
def test_without_a_crs_there_is_no_prj(tmp_path: Path, datum: str) -> None:
    assert write_shapefile(tmp_path / "a.shp", layer_of(datum=datum)).rows == 0
    assert not (tmp_path / "a.prj").exists()
    with open_layer(tmp_path / "a.shp", datum=datum) as layer:
        assert (layer.rows, layer.datum) == (0, datum)
