"""Every format tells the same rows, chunk by chunk, and says of itself what the door needs."""

import hashlib
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from registry.errors import Invalid, TooLarge
from registry.importing.readers import Layer, open_layer
from registry.importing.shaping import text_of
from tests.registry.importing.readers import formats
from tests.support import ROOT


def _texts(layer: Layer, rows: int) -> pd.DataFrame:
    raw = pd.concat([chunk.raw for chunk in layer.chunks(rows)])
    return raw.apply(text_of)


@pytest.mark.parametrize("rows", [1, 2, 100])
@pytest.mark.parametrize("name", formats.WRITERS)
def test_every_format_tells_the_same_rows(tmp_path: Path, name: str, rows: int) -> None:
    made = formats.frame()
    with open_layer(formats.write(name, tmp_path, made)) as layer:
        chunks = list(layer.chunks(rows))
        read = _texts(layer, rows)
        assert set(formats.NAMES) <= set(layer.columns)
        assert layer.datum == "WGS84"
        assert layer.rows in {None, len(made)}
        assert len(layer.position_columns) in {1, 2}
    for column in formats.NAMES:
        assert list(read[column]) == list(text_of(made[column])), column
    assert list(read.index) == [1, 2, 3, 4, 5]
    assert [len(chunk.raw) for chunk in chunks] == [min(rows, 5 - begin) for begin in range(0, 5, rows)]
    geometry = np.concatenate([chunk.geometry for chunk in chunks])
    assert shapely.equals_exact(geometry, made.geometry.to_numpy(), tolerance=1e-12).all()


@pytest.mark.parametrize("name", ["a.gpkg", "a.fgb", "a.shp", "a.zip", "a.parquet"])
def test_shapes_stay_in_the_crs_of_the_file(tmp_path: Path, name: str) -> None:
    made = formats.frame(crs="EPSG:4549")
    with open_layer(formats.write(name, tmp_path, made)) as layer:
        chunk = next(layer.chunks())
        assert layer.crs is not None
        assert layer.crs.to_epsg() == 4549
        assert layer.datum == "CGCS2000"
    assert shapely.equals_exact(chunk.shapes, made.geometry.to_numpy(), tolerance=1e-6).all()
    assert shapely.get_x(chunk.geometry[0]) == pytest.approx(120.37, abs=1e-9)
    assert len(chunk.raw.columns) == 4


def test_the_hash_is_of_the_bytes_of_the_file(tmp_path: Path) -> None:
    path = formats.write("a.csv", tmp_path)
    with open_layer(path) as layer:
        assert layer.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_hash_of_a_shapefile_is_of_all_its_parts(tmp_path: Path) -> None:
    path = formats.write("a.shp", tmp_path)

    def told() -> str:
        with open_layer(path) as layer:
            return layer.sha256

    first = told()
    assert told() == first
    (tmp_path / "a.sbn").write_bytes(b"an index is no part of the data")
    assert told() == first
    formats.write("a.shp", tmp_path, formats.frame().assign(year=2000))
    assert told() != first


def test_what_was_unpacked_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "room"))
    (tmp_path / "room").mkdir()
    with open_layer(formats.write("a.zip", tmp_path)) as layer:
        assert len(list(layer.chunks())) == 1
        assert list((tmp_path / "room").iterdir())
    assert not list((tmp_path / "room").iterdir())
    broken = tmp_path / "b.zip"
    formats.zip_parts(formats.write_shapefile(formats.frame(), tmp_path / "b.shp"), broken)
    with pytest.raises(Invalid, match="not in EPSG:4549"):
        open_layer(broken, datum="EPSG:4549")
    assert not list((tmp_path / "room").iterdir())


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.geojson", "plain.parquet"])
def test_ten_thousand_columns_are_refused(tmp_path: Path, name: str) -> None:
    wide = pd.DataFrame({f"c{i}": [1] for i in range(2_500)})
    made = gpd.GeoDataFrame(wide, geometry=formats.frame(1).geometry)
    with pytest.raises(TooLarge, match="columns"):
        open_layer(formats.write(name, tmp_path, made))


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,lon,lat,a\n1,2,3,4\n")
    with pytest.raises(Invalid, match="several columns named a"):
        open_layer(tmp_path / "a.csv")


def test_a_chunk_has_at_least_one_row(tmp_path: Path) -> None:
    with open_layer(formats.write("a.csv", tmp_path)) as layer, pytest.raises(Invalid, match="at least one row"):
        next(layer.chunks(0))


READ_ALL = """
import sys
from pathlib import Path
from registry.importing.readers import open_layer
with open_layer(Path(sys.argv[1])) as layer:
    rows = sum(len(chunk.raw) for chunk in layer.chunks(10_000))
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(rows, int(peak.split()[1]) // 1024)
"""


def _rows_and_peak_mib(path: Path) -> tuple[int, int]:
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    rows, peak = done.stdout.split()
    return int(rows), int(peak)


@pytest.mark.parametrize("name", ["a.csv", "a.fgb"])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, name: str) -> None:
    few, many = 20_000, 250_000
    peaks = []
    for rows in (few, many):
        (tmp_path / str(rows)).mkdir()
        path = _long_file(tmp_path / str(rows) / name, rows)
        read, peak = _rows_and_peak_mib(path)
        assert read == rows
        peaks.append(peak)
    assert path.stat().st_size > 60 << 20
    assert peaks[1] - peaks[0] < 40, "MiB; read whole, the second file takes hundreds more"


def _long_file(path: Path, rows: int) -> Path:
    """Points with a text of 200 letters each, so that the file is large and the test is not."""
    letters = "井盖" * 20 + "x" * 160
    if path.suffix == ".csv":
        path.write_text("编号,名称,lon,lat\n" + "".join(f"J{i},{letters},120.37,36.08\n" for i in range(rows)), "utf-8")
        return path
    points = shapely.points(np.full((rows, 2), (120.37, 36.08)))
    made = gpd.GeoDataFrame({"编号": [f"J{i}" for i in range(rows)], "名称": letters}, geometry=points, crs=4326)
    driver = {".fgb": "FlatGeobuf", ".gpkg": "GPKG"}[path.suffix]
    pyogrio.write_dataframe(made, path, driver=driver, use_arrow=True, SPATIAL_INDEX="NO")
    return path
