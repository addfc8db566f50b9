"""GeoParquet as its metadata says it, plain Parquet as a table."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from registry.errors import Invalid, Unsupported
from registry.importing.readers import Chunk, open_layer
from tests.registry.importing.readers import formats


def _changed(folder: Path, change: dict[str, Any], *, crs: str = "EPSG:4326") -> Path:
    """A GeoParquet of which the metadata of the shape were changed."""
    path = formats.write("a.parquet", folder, formats.frame(crs=crs))
    table = pq.read_table(path)
    about = json.loads(table.schema.metadata[b"geo"])
    column = about["columns"]["geometry"]
    column.update(change)
    for key in [key for key, value in change.items() if value == "-"]:
        del column[key]
    pq.write_table(table.replace_schema_metadata({b"geo": json.dumps(about).encode()}), path)
    return path


def _chunk(path: Path, **options: Any) -> Chunk:
    with open_layer(path, **options) as layer:
        return next(layer.chunks())


def test_without_a_crs_it_is_lon_lat(tmp_path: Path) -> None:
    chunk = _chunk(_changed(tmp_path, {"crs": "-"}))
    assert shapely.get_x(chunk.geometry[0]) == 120.37
    assert list(chunk.raw.columns) == list(formats.NAMES)


def test_a_crs_that_is_not_known_is_asked_for(tmp_path: Path) -> None:
    path = _changed(tmp_path, {"crs": None}, crs="EPSG:4549")
    with pytest.raises(Invalid, match="does not say its CRS"):
        open_layer(path)
    assert shapely.get_x(_chunk(path, datum="EPSG:4549").geometry[0]) == pytest.approx(120.37)


def test_native_points_are_read(tmp_path: Path) -> None:
    path = formats.write("a.parquet", tmp_path)
    table = pq.read_table(path)
    points = pa.array(
        [{"x": 120.0, "y": 36.0}, {"x": float("nan"), "y": float("nan")}, None, *[{"x": 1.0, "y": 2.0}] * 2]
    )
    about = json.loads(table.schema.metadata[b"geo"])
    about["columns"]["geometry"]["encoding"] = "point"
    changed = table.set_column(table.schema.get_field_index("geometry"), "geometry", points)
    pq.write_table(changed.replace_schema_metadata({b"geo": json.dumps(about).encode()}), path)
    shapes = _chunk(path).geometry
    assert [None if one is None else (one.x, one.y) for one in shapes] == [(120, 36), None, None, (1, 2), (1, 2)]


def test_shapes_of_geoarrow_are_read_without_the_key_of_geoparquet(tmp_path: Path) -> None:
    made = formats.frame()
    meta = {"ARROW:extension:name": "geoarrow.wkb", "ARROW:extension:metadata": '{"crs": "EPSG:4326"}'}
    wkb = pa.field("shape", pa.binary(), metadata=meta)
    table = pa.table(
        [list(made["编号"]), shapely.to_wkb(np.asarray(made.geometry))], schema=pa.schema([("编号", pa.string()), wkb])
    )
    pq.write_table(table, tmp_path / "a.parquet")
    assert shapely.equals(_chunk(tmp_path / "a.parquet").geometry, made.geometry.to_numpy()).all()


def test_other_encodings_are_told(tmp_path: Path) -> None:
    with pytest.raises(Unsupported, match="shapes encoded as MULTIPOLYGON are not read"):
        open_layer(_changed(tmp_path, {"encoding": "multipolygon"}))


@pytest.mark.parametrize(
    "about", ["", "{}", "[]", '{"primary_column": "x", "columns": {}}', '{"primary_column": 7, "columns": 8}']
)
def test_metadata_that_say_nothing_are_told(tmp_path: Path, about: str) -> None:
    path = formats.write("a.parquet", tmp_path)
    pq.write_table(pq.read_table(path).replace_schema_metadata({b"geo": about.encode()}), path)
    with pytest.raises(Invalid, match="cannot be read as Parquet"):
        open_layer(path)


def test_bytes_are_left_out_and_told(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": ["x"], "picture": [b"\xff"], "lon": [120.5], "lat": [36.25]}), tmp_path / "a.parquet")
    with open_layer(tmp_path / "a.parquet") as layer:
        assert layer.columns == ("a", "lon", "lat")
        assert layer.notes == ("column picture holds no text and is left out",)
        chunk = next(layer.chunks())
    assert list(chunk.raw["lon"]) == ["120.5"]
    assert chunk.geometry[0] == shapely.Point(120.5, 36.25)


def test_the_index_of_a_frame_is_no_column(tmp_path: Path) -> None:
    formats.frame(3).set_index("编号", drop=False).to_parquet(tmp_path / "a.parquet", index=False)
    assert list(_chunk(tmp_path / "a.parquet").raw.index) == [1, 2, 3]
