"""GeoParquet, and plain Parquet as a table with lon/lat or WKT columns, row group by row group.

The file says of its shapes in the key `geo`: the column, its encoding and its CRS as PROJJSON; without a CRS they are
in OGC:CRS84, with null it is not known (GeoParquet 1.1, "Column metadata").
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely

from registry import crs
from registry.errors import Invalid, Unsupported
from registry.importing.kinds import Geometries
from registry.importing.readers import batches
from registry.importing.readers.layer import Rows, Table, check_names
from registry.importing.readers.positions import file_system, many_made, position_columns, shapes_of

_BROKEN = (
    pa.ArrowException, OSError, ValueError, KeyError, TypeError, OverflowError, AttributeError, IndexError,
)  # fmt: skip
_LONLAT = "OGC:CRS84"


@dataclass(frozen=True, slots=True)
class _Shape:
    """The column of the shape: its place, its encoding, and its CRS as PROJ reads it, None where not known.

    `boxes` are the columns that hold its bounding box for readers who look for a part: they say nothing of the thing.
    """

    at: int
    name: str
    encoding: str
    crs: str | None
    boxes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Source:
    path: Path
    kept: tuple[tuple[int, str], ...]
    shape: _Shape | None
    position: tuple[str, ...]


def open_table(path: Path, *, datum: str, columns: Mapping[str, str]) -> Table:
    """A Parquet file; `columns` may name lon, lat or wkt of one that has no shapes.

    Raises Invalid for a file that is broken, or has no CRS, or says another than asked for; Unsupported for an encoding
    of shapes that is not read; TooLarge for too many columns.
    """
    with _reading(path), pq.ParquetFile(path) as file:
        schema, rows = file.schema_arrow, file.metadata.num_rows
        told = (file.metadata.metadata or {}).get(b"geo")  # of the file: Arrow's own schema may lack it
    check_names(path.name, schema.names)
    shape = _shape(path, schema, told)
    own = {i for i, field in enumerate(schema) if shape and (i == shape.at or field.name in shape.boxes)}
    kept = tuple((i, field.name) for i, field in enumerate(schema) if _is_read(field.type) and i not in own)
    names = tuple(name for _, name in kept)
    left = [field.name for i, field in enumerate(schema) if field.name not in names and i not in own]
    position = (shape.name,) if shape else position_columns(names, columns)
    system = file_system(shape.crs, datum, name=path.name) if shape else crs.resolve(datum)
    source = _Source(path, kept, shape, position)
    return Table(
        layer=None,
        names=names,
        system=system,
        position=position,
        batches=lambda rows: _batches(source, rows),
        parts=(path,),
        notes=tuple(f"column {name} holds no text and is left out" for name in left),
        rows=rows,
    )


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        why = " ".join(str(error).split())
        raise Invalid(f"{path.name} cannot be read as Parquet: {why}", path=str(path)) from error


def _is_read(kind: pa.DataType) -> bool:
    """Bytes are no text; a record of numbers is, and stays with the row."""
    kind = kind.storage_type if isinstance(kind, pa.BaseExtensionType) else kind
    return not (pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))


# Shapes ------------------------------------------------------------------------------------------------------------


def _shape(path: Path, schema: pa.Schema, told: bytes | None) -> _Shape | None:
    if told is not None:
        with _reading(path):
            about = json.loads(told)
            name = str(about["primary_column"])
            column = about["columns"][name]
            at = schema.names.index(name)
            encoding = str(column["encoding"])
            told_crs = json.dumps(column["crs"]) if column.get("crs", "") else (None if "crs" in column else _LONLAT)
            sides = column.get("covering", {}).get("bbox", {})
            boxes = frozenset(str(way[0]) for way in sides.values())
        return _known(path, _Shape(at, name, encoding.upper(), told_crs, boxes))
    for at, field in enumerate(schema):
        about = field.metadata or {}
        if about.get(b"ARROW:extension:name", b"").startswith(b"geoarrow."):
            encoding = about[b"ARROW:extension:name"].decode("ascii", "replace").partition(".")[2].upper()
            with _reading(path):
                said = json.loads(about.get(b"ARROW:extension:metadata") or b"{}").get("crs")
            return _known(path, _Shape(at, field.name, encoding, said if isinstance(said, str) else json.dumps(said)))
    return None


def _known(path: Path, shape: _Shape) -> _Shape:
    if shape.encoding not in {"WKB", "POINT"}:
        raise Unsupported(f"{path.name}: shapes encoded as {shape.encoding} are not read; write them as WKB")
    return shape


def _shapes(column: pa.Array, encoding: str) -> Geometries:
    if encoding == "WKB":
        return batches.shapes_of(column)
    x, y = (pc.cast(pc.struct_field(column, name), pa.float64()) for name in ("x", "y"))
    xy = np.column_stack([part.to_numpy(zero_copy_only=False) for part in (x, y)])
    points: Geometries = np.full(len(column), None, dtype=object)
    there = np.isfinite(xy).all(axis=1)
    with many_made():
        points[there] = shapely.points(xy[there])
    return points


# Rows --------------------------------------------------------------------------------------------------------------


def _batches(source: _Source, rows: int) -> Iterator[Rows]:
    with _reading(source.path):
        file = pq.ParquetFile(source.path)
    with file:
        stream = file.iter_batches(batch_size=rows)
        while (taken := _next(source, stream)) is not None:
            yield taken


def _next(source: _Source, stream: Iterator[pa.RecordBatch]) -> Rows | None:
    with _reading(source.path):
        batch = next(stream, None)
        if batch is None:
            return None
        frame: pd.DataFrame = batches.frame_of(batch, source.kept, name=source.path.name)
        if source.shape is not None:
            return frame, _shapes(batch.column(source.shape.at), source.shape.encoding)
        for name in source.position:
            frame[name] = frame[name].astype("str")
    return frame, shapes_of(frame, source.position)
