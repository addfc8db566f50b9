"""Batches of Arrow as frames and shapes: no loop over rows, no number and no letter lost.

Whole numbers stay whole where some are null, times become ISO 8601 text, lists and records JSON text. Bytes that are no
shape are not read.
"""

import json
import re
from itertools import islice

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from registry.errors import Invalid
from registry.importing.kinds import Geometries
from registry.importing.readers.positions import many_made, parsed

_WKB_POINT = np.frombuffer(b"\x01\x01\x00\x00\x00", dtype=np.uint8)
_WKB_POINT_BYTES = 21
# Shapes within shapes are read by recursion, and thousands of them end the process. Multi shapes and collections (types
# 4 to 7, 9 to 12, with height and measure in either notation) within one another are counted beforehand.
_NEST = re.compile(
    rb"\x01[\x04-\x07\x09-\x0c]\x00\x00[\x00\x20\x40\x60\x80\xa0\xc0\xe0]"
    rb"|\x01(?:[\xec-\xf4]\x03|[\xd4-\xdc]\x07|[\xbc-\xc4]\x0b)\x00\x00"
    rb"|\x00[\x00\x20\x40\x60\x80\xa0\xc0\xe0]\x00\x00[\x04-\x07\x09-\x0c]"
    rb"|\x00\x00\x00(?:\x03[\xec-\xf4]|\x07[\xd4-\xdc]|\x0b[\xbc-\xc4])",
    re.DOTALL,
)
_DEEPEST = 500
_SHORT = 4096
_NULLABLE = {
    pa.int8(): pd.Int8Dtype(),
    pa.int16(): pd.Int16Dtype(),
    pa.int32(): pd.Int32Dtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.uint8(): pd.UInt8Dtype(),
    pa.uint16(): pd.UInt16Dtype(),
    pa.uint32(): pd.UInt32Dtype(),
    pa.uint64(): pd.UInt64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


def frame_of(
    batch: pa.RecordBatch, kept: tuple[tuple[int, str], ...], *, name: str, is_cut: bool = False
) -> pd.DataFrame:
    """Columns of a batch by their places, under their names. Raises Invalid where text is no UTF-8.

    `is_cut` says that text may end in the midst of a character, as columns of a fixed width do: that half is left out.
    """
    if not kept:
        return pd.DataFrame(index=pd.RangeIndex(batch.num_rows))
    columns = [_plain(_whole(batch.column(i)) if is_cut else batch.column(i), column, name) for i, column in kept]
    table: pd.DataFrame = pa.table(columns, names=[column for _, column in kept]).to_pandas(
        types_mapper=_NULLABLE.get, ignore_metadata=True
    )
    return table


def _plain(column: pa.Array, name: str, file: str) -> pa.Array:
    """The column as numbers, truth values or text."""
    while isinstance(column.type, pa.BaseExtensionType) or pa.types.is_dictionary(column.type):
        column = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column.storage
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return _text(column, name, file)
    if pa.types.is_timestamp(kind):
        return _moments(column)
    if pa.types.is_nested(kind):
        return pa.array([_json(value) for value in column.to_pylist()], pa.string())
    if pa.types.is_float16(kind) or pa.types.is_float32(kind):  # 0.1 is kept as 0.1, not as what its bits make of it
        return column.cast(pa.float32()).cast(pa.string()).cast(pa.float64())
    is_kept = pa.types.is_integer(kind) or pa.types.is_boolean(kind) or pa.types.is_floating(kind)
    return column if is_kept else column.cast(pa.string())


def _text(column: pa.Array, name: str, file: str) -> pa.Array:
    try:
        column.validate(full=True)
    except pa.ArrowInvalid as error:
        raise Invalid(
            f"{file}: column {name} has text that is no UTF-8; save the file as UTF-8, or name its encoding",
            column=name,
        ) from error
    return column.cast(pa.string()) if pa.types.is_string_view(column.type) else column


def _whole(column: pa.Array) -> pa.Array:
    if not pa.types.is_string(column.type):
        return column
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        told = column.cast(pa.binary()).to_pylist()
        return pa.array([None if text is None else text.decode("utf-8", "ignore") for text in told], pa.string())
    return column


def _moments(column: pa.Array) -> pa.Array:
    """ISO 8601: `2026-11-23T09:00:00Z`; without Z where the file names no zone."""
    if column.type.tz is not None:
        column = column.cast(pa.timestamp(column.type.unit, "UTC"))
    return moments_as_iso(column.cast(pa.string()))


def moments_as_iso(text: pa.Array) -> pa.Array:
    """Times as text in the one form: T between date and time, no fraction that is nought."""
    text = pc.replace_substring_regex(text, pattern=r"^(\d{4})[-/](\d\d)[-/](\d\d)[ T]", replacement=r"\1-\2-\3T")
    return pc.replace_substring_regex(text, pattern=r"\.0+(Z|[+-]\d\d:?\d\d)?$", replacement=r"\1")


def _json(value: object) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, default=str)


def shapes_of(column: pa.Array) -> Geometries:
    """2D shapes of WKB; None where there is none or it cannot be read."""
    if isinstance(column.type, pa.BaseExtensionType):
        column = column.storage
    points = _points(column)
    if points is not None:
        return points
    values = column.to_numpy(zero_copy_only=False)
    for i in np.flatnonzero(pc.greater(pc.binary_length(column), _SHORT).fill_null(fill_value=False)):
        if sum(1 for _ in islice(_NEST.finditer(values[i]), _DEEPEST + 1)) > _DEEPEST:
            values[i] = None
    return parsed(shapely.from_wkb, values)


def _points(column: pa.Array) -> Geometries | None:
    """Points straight out of the buffer where all are plain: several times as quick as one WKB after another."""
    if not pa.types.is_binary(column.type) or column.null_count or not len(column):
        return None
    offsets = np.frombuffer(column.buffers()[1], dtype=np.int32)[column.offset : column.offset + len(column) + 1]
    if not (np.diff(offsets) == _WKB_POINT_BYTES).all():
        return None
    data = np.frombuffer(column.buffers()[2], dtype=np.uint8)[offsets[0] : offsets[-1]].reshape(-1, _WKB_POINT_BYTES)
    if not (data[:, :5] == _WKB_POINT).all():
        return None
    xy = np.ascontiguousarray(data[:, 5:]).view("<f8")
    if not np.isfinite(xy).all():  # an empty point is written as not a number
        return None
    with many_made():
        points: Geometries = shapely.points(xy)
    return points
