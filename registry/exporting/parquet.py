"""GeoParquet 1.1: WKB beside a bbox column that readers filter by, zstd, row groups of neighbours."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from registry.exporting.layer import Layer, Written
from registry.exporting.rows import CHUNK_ROWS, Rows
from registry.exporting.whole import unwritten

GEOMETRY, BBOX = "geometry", "bbox"
_SIDES = ("xmin", "ymin", "xmax", "ymax")
_BBOX = pa.struct([pa.field(side, pa.float64()) for side in _SIDES])


def write_parquet(path: Path, layer: Layer) -> Written:
    """A GeoParquet file, each chunk of rows a row group.

    Raises Unavailable where the file cannot be written.
    """
    schema = layer.schema.append(pa.field(GEOMETRY, pa.binary())).append(pa.field(BBOX, _BBOX))
    count, bounds = 0, np.full(4, np.nan)
    try:
        with pq.ParquetWriter(path, schema, compression="zstd", write_statistics=True) as writer:
            for rows in layer.rows:
                boxes = shapely.bounds(rows.shapes)
                writer.write_table(_table(rows, boxes, schema), row_group_size=CHUNK_ROWS)
                bounds = _wider(bounds, boxes)
                count += len(rows.shapes)
            writer.add_key_value_metadata({"geo": json.dumps(_geo(layer, bounds)), "jingge": json.dumps(layer.told)})
    except OSError as error:
        raise unwritten(path, error) from error
    return Written(count)


def _table(rows: Rows, boxes: np.ndarray, schema: pa.Schema) -> pa.Table:
    lacks = np.isnan(boxes[:, 0])
    sides = [pa.array(side) for side in boxes.T]
    bbox = pa.StructArray.from_arrays(sides, fields=list(_BBOX), mask=pa.array(lacks))
    shapes = pa.array(shapely.to_wkb(rows.shapes), pa.binary())
    return pa.table([*rows.fields.columns, shapes, bbox], schema=schema)


def _wider(bounds: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    both = np.vstack([bounds, boxes])
    both = both[~np.isnan(both[:, 0])]
    return np.concatenate([both[:, :2].min(axis=0), both[:, 2:].max(axis=0)]) if len(both) else bounds


def _geo(layer: Layer, bounds: np.ndarray) -> dict[str, object]:
    column: dict[str, object] = {
        "encoding": "WKB",
        "geometry_types": [layer.shape],
        "crs": None if layer.system.crs is None else layer.system.crs.to_json_dict(),
        "covering": {BBOX: {side: [BBOX, side] for side in _SIDES}},
    }
    if not np.isnan(bounds).any():
        column["bbox"] = bounds.tolist()
    return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
