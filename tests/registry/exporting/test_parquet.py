"""GeoParquet 1.1 as its readers want it: covering, zstd, row groups, a CRS that is true."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow.parquet as pq
import pytest

from registry.errors import Unavailable
from registry.exporting.parquet import write_parquet
from registry.exporting.rows import Rows
from registry.importing.readers import open_layer
from tests.registry.exporting.support import layer_of, rows_of


def test_the_file_says_what_version_1_1_asks(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    assert write_parquet(path, layer_of(rows_of(count=5), rows_of(count=4, begin=5))).rows == 9
    with pq.ParquetFile(path) as file:
        metadata, schema = file.metadata, file.schema_arrow
    geo = json.loads(metadata.metadata[b"geo"])
    column = geo["columns"][geo["primary_column"]]
    assert (geo["version"], column["encoding"], column["geometry_types"]) == ("1.1.0", "WKB", ["Point"])
    assert column["crs"]["id"] == {"authority": "EPSG", "code": 4326}
    assert column["bbox"] == pytest.approx([120.3, 36.05, 120.308, 36.05])
    assert column["covering"] == {"bbox": {side: ["bbox", side] for side in ("xmin", "ymin", "xmax", "ymax")}}
    assert [field.name for field in schema.field("bbox").type] == ["xmin", "ymin", "xmax", "ymax"]
    assert metadata.num_row_groups == 2
    group = metadata.row_group(0)
    parts = [group.column(i) for i in range(group.num_columns)]
    assert {part.compression for part in parts} == {"ZSTD"}
    east = next(part for part in parts if part.path_in_schema == "bbox.xmax")
    assert (east.statistics.min, east.statistics.max) == pytest.approx((120.3, 120.304))
    assert json.loads(metadata.metadata[b"jingge"])["datum"] == "WGS84"


def test_readers_find_a_part_by_its_box(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    write_parquet(path, layer_of(rows_of(count=9, shape="MultiPolygon"), shape="MultiPolygon"))
    whole = gpd.read_parquet(path)
    assert (len(whole), whole.crs.to_epsg()) == (9, 4326)
    assert list(whole.columns)[-2:] == ["geometry", "bbox"] or "bbox" not in whole.columns
    assert len(gpd.read_parquet(path, bbox=(120.2999, 36.0, 120.3012, 36.1))) == 2


@pytest.mark.parametrize(("datum", "code"), [("EPSG:4549", 4549), ("GCJ-02", None)])
def test_the_crs_is_told_or_null(tmp_path: Path, datum: str, code: int | None) -> None:
    path = tmp_path / "a.parquet"
    write_parquet(path, layer_of(rows_of(count=1), datum=datum))
    with pq.ParquetFile(path) as file:
        crs = json.loads(file.metadata.metadata[b"geo"])["columns"]["geometry"]["crs"]
    assert (crs is None) if code is None else (crs["id"]["code"] == code)


def test_boxes_are_no_values_of_things(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    write_parquet(path, layer_of(rows_of(count=3)))
    with open_layer(path) as layer:
        assert layer.columns == ("code", "size_mm", "note", "attributes", "tested_on", "reg_first")
        assert layer.position_columns == ("geometry",)


def test_things_without_a_shape_and_no_things_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    rows = rows_of(count=2)
    write_parquet(path, layer_of(Rows(rows.fields, np.array([None, rows.shapes[1]], dtype=object))))
    assert pq.read_table(path, columns=["bbox"]).column("bbox").null_count == 1
    assert write_parquet(path, layer_of()).rows == 0
    empty = gpd.read_parquet(path)
    assert (len(empty), empty.crs.to_epsg()) == (0, 4326)


def test_a_full_disk_is_told() -> None:
    with pytest.raises(Unavailable, match="could not be written"):
        write_parquet(Path("/dev/full"), layer_of(rows_of(count=5000)))
