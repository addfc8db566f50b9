"""GeoPackage and FlatGeobuf: valid, with all rows and where they come from, or an error and its reason."""

import importlib.util
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import numpy as np
import pyogrio
import pytest
from sqlalchemy.exc import OperationalError

from registry.errors import Invalid, Unavailable
from registry.exporting.layers import write_flatgeobuf, write_geopackage
from registry.exporting.rows import Rows
from tests.registry.exporting.support import layer_of, rows_of

PYTHON = "/usr/bin/python3"  # python3-gdal is of the system, not of this environment
VALIDATOR = "osgeo_utils.samples.validate_gpkg"


def _has_validator() -> bool:
    if not Path(PYTHON).exists():
        return False
    asked = [PYTHON, "-c", f"import importlib.util as u, sys; sys.exit(u.find_spec({VALIDATOR!r}) is None)"]
    return subprocess.run(asked, check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize("datum", ["WGS84", "EPSG:4549", "GCJ-02"])
@pytest.mark.parametrize("shape", ["Point", "MultiPolygon"])
@pytest.mark.parametrize("count", [0, 5])
def test_a_geopackage_is_valid(tmp_path: Path, datum: str, shape: str, count: int) -> None:
    path = tmp_path / "a.gpkg"
    chunks = [rows_of(count=count, shape=shape)] if count else []
    assert write_geopackage(path, layer_of(*chunks, datum=datum, shape=shape)).rows == count
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert file.execute("pragma foreign_key_check").fetchall() == []
        assert file.execute("pragma application_id").fetchone() == (0x47504B47,)
        contents = file.execute("select table_name, data_type, description from gpkg_contents").fetchall()
        told = file.execute("select metadata from gpkg_metadata").fetchone()[0]
        srs = file.execute(
            "select organization_coordsys_id from gpkg_spatial_ref_sys join gpkg_contents using (srs_id)"
        )
        code = srs.fetchone()[0]
    assert contents == [("covers", "features", f"covers, {datum}")]
    assert "370203" in told
    assert "2026-11-01T08:30:00" in told
    assert (code == {"WGS84": 4326, "EPSG:4549": 4549}[datum]) if datum != "GCJ-02" else code not in {4326, 4549}
    if not _has_validator():
        pytest.skip("Debian's python3-gdal is not here to validate the file as well")
    done = subprocess.run([PYTHON, "-m", VALIDATOR, str(path)], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_flatgeobuf_has_its_rows_and_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.fgb"
    assert write_flatgeobuf(path, layer_of(rows_of(count=5), rows_of(count=4, begin=5))).rows == 9
    told = pyogrio.read_info(path)
    assert (told["features"], told["crs"], told["layer_name"]) == (9, "EPSG:4326", "covers")
    assert told["layer_metadata"]["datum"] == "WGS84"
    assert told["capabilities"]["fast_spatial_filter"]
    frame = pyogrio.read_dataframe(path).sort_values("code")
    assert list(frame["note"].fillna("-"))[:3] == ["=井0", "=井1", "-"]
    assert write_flatgeobuf(path, layer_of()).rows == 0
    assert len(pyogrio.read_dataframe(path)) == 0


def test_things_without_a_shape_are_kept(tmp_path: Path) -> None:
    rows = rows_of(count=3, shape="MultiPolygon")
    shapes = rows.shapes.copy()
    shapes[1] = None
    for name, write in (("a.fgb", write_flatgeobuf), ("a.gpkg", write_geopackage)):
        layer = layer_of(Rows(rows.fields, shapes), shape="MultiPolygon", may_lack_shapes=True)
        assert write(tmp_path / name, layer).rows == 3
        assert np.array_equal(pyogrio.read_dataframe(tmp_path / name).geometry.isna(), [False, True, False])


@pytest.mark.parametrize("error", [Invalid("wrong"), KeyboardInterrupt(), OperationalError("x", None, Exception())])
def test_what_the_rows_raise_is_raised(tmp_path: Path, error: BaseException) -> None:
    with pytest.raises(type(error)):
        write_geopackage(tmp_path / "a.gpkg", layer_of(rows_of(count=5), error))


def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"a\.fgb could not be written"):
        write_flatgeobuf(tmp_path / "none" / "a.fgb", layer_of(rows_of(count=5)))
    assert importlib.util.find_spec("osgeo") is None, "the files are written without the system's own GDAL"
