"""CSV as spreadsheets want it for Chinese: UTF-8 with a byte-order mark, what would be run as a formula guarded."""

from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv
import shapely

from registry.cells import guard_column
from registry.exporting.layer import Layer, Written
from registry.exporting.rows import Rows
from registry.exporting.whole import unwritten

_MARK = b"\xef\xbb\xbf"
_PLAIN = pacsv.WriteOptions(include_header=False, quoting_style="needed")


def write_csv(path: Path, layer: Layer) -> Written:
    """A table with columns lon, lat (x, y in metres) for points, wkt for other shapes.

    Raises Unavailable where the file cannot be written.
    """
    count = 0
    try:
        with path.open("wb") as file:
            file.write(_MARK + ",".join([*layer.schema.names, *_positions(layer)]).encode() + b"\n")
            for rows in layer.rows:
                pacsv.write_csv(_cells(rows, layer), file, _PLAIN)
                count += len(rows.shapes)
    except OSError as error:
        raise unwritten(path, error) from error
    return Written(count)


def _positions(layer: Layer) -> tuple[str, ...]:
    return layer.system.axes if layer.shape == "Point" else ("wkt",)


def _cells(rows: Rows, layer: Layer) -> pa.Table:
    columns = [_cell(column.combine_chunks()) for column in rows.fields.columns]
    if layer.shape == "Point":
        positions = [pa.array(get(rows.shapes), from_pandas=True) for get in (shapely.get_x, shapely.get_y)]
    else:
        positions = [pa.array(shapely.to_wkt(rows.shapes, rounding_precision=-1), pa.string())]
    return pa.table([*columns, *positions], names=[*layer.schema.names, *_positions(layer)])


def _cell(column: pa.Array) -> pa.Array:
    if pa.types.is_timestamp(column.type):
        return column.cast(pa.string())
    return guard_column(column) if pa.types.is_string(column.type) else column
