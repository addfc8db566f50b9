"""The rows of a selection out of the database: some at a time, in a stable order, whatever their number.

The server sends them by COPY as it finds them, so that neither side holds more than a chunk.
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import shapely
from psycopg import sql
from sqlalchemy import Connection

from registry import spoken
from registry.exporting.columns import SIGN, SPOKEN, Column
from registry.exporting.query import Query, driver
from registry.history import travel
from registry.importing.kinds import Geometries
from registry.importing.readers.positions import many_made
from registry.importing.shaping import ATTRIBUTES
from registry.signs import signs

CHUNK_ROWS = 65_536
_CHUNK_BYTES = 64 << 20  # areas may be large: then fewer at once


@dataclass(frozen=True, slots=True)
class Rows:
    """Some things: `fields` in the columns asked for; `shapes` beside them (WGS 84), None where a thing has none."""

    fields: pa.Table
    shapes: Geometries


def stream(
    conn: Connection, query: Query, columns: Sequence[Column], *, by_place: bool = False, rows: int = CHUNK_ROWS
) -> Generator[Rows]:
    """The things in the order of their codes, or `by_place` along a Hilbert curve; at most `rows` at once.

    Nothing else can be asked on the connection before the last chunk is read. An iterator that is closed earlier ends
    the statement, and with it the transaction.
    """
    is_point = query.selection.sort.shapes == ("Point",)
    types = {name: kind for column in columns for name, kind in column.sources}
    shape = sql.SQL("st_x(t.geom), st_y(t.geom)" if is_point else "encode(st_asbinary(t.geom), 'hex')")
    statement = sql.SQL("copy (select {}, {} from {} order by {}) to stdout with (format csv)").format(
        sql.SQL(", ").join(sql.Identifier("t", name) for name in types),
        shape,
        query.rows(),
        sql.SQL("t.geom, t.code" if by_place else "t.code"),
    )
    shapes = {"x": pa.float64(), "y": pa.float64()} if is_point else {"shape": pa.string()}
    types |= {f"t.{name}": kind for name, kind in shapes.items()}  # no column has a point in its name
    with driver(conn).cursor() as cursor, cursor.copy(travel.bound(conn, statement), query.values()) as copy:
        for text, number in _blocks(copy, rows):
            table = _parsed(text, types)
            if table.num_rows != number:
                raise RuntimeError(f"the database sent {number} rows, {table.num_rows} were understood")
            fields = pa.table({column.name: _column(table, column) for column in columns})
            yield Rows(fields, _points(table) if is_point else _areas(table))


def _blocks(lines: Iterable[bytes | bytearray | memoryview], rows: int) -> Iterator[tuple[bytes, int]]:
    """Lines together, so many rows at once: the server sends each row as one piece."""
    held: list[bytes | bytearray | memoryview] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if len(held) == rows or size > _CHUNK_BYTES:
            yield b"".join(held), len(held)
            held, size = [], 0
    if held:
        yield b"".join(held), len(held)


def _parsed(text: bytes, types: dict[str, pa.DataType]) -> pa.Table:
    return pacsv.read_csv(
        pa.BufferReader(text),
        pacsv.ReadOptions(column_names=list(types), use_threads=False, block_size=max(len(text), 1)),
        pacsv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        pacsv.ConvertOptions(
            column_types=types,
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,  # an empty text comes in quotes, null as nothing
            null_values=[""],
            true_values=["t"],
            false_values=["f"],
        ),
    ).combine_chunks()


def _column(table: pa.Table, column: Column) -> pa.ChunkedArray:
    if column.name == ATTRIBUTES:
        held = table.column(ATTRIBUTES)
        return pc.if_else(pc.equal(held, "{}"), None, held)
    if column.name == SIGN:
        codes, communities = (table.column(name).to_pylist() for name, _ in column.sources)
        return pa.chunked_array([pa.array(signs(codes, communities), pa.string())])
    if column.name != SPOKEN:
        return table.column(column.sources[0][0])
    prefix, number = (table.column(name) for name, _ in column.sources)
    said = pc.binary_join_element_wise(prefix, number.cast(pa.string()), " ")
    return pc.binary_join_element_wise(said, pc.take(_check_digits(), number), "-")


@cache
def _check_digits() -> pa.Array:
    return pa.array([None, *(str(spoken.check_digit(number)) for number in range(1, spoken.LAST + 1))], pa.string())


def _points(table: pa.Table) -> Geometries:
    x, y = (table.column(f"t.{name}").to_numpy() for name in ("x", "y"))
    with many_made():
        points: Geometries = shapely.points(x, y)
    points[np.isnan(x)] = None
    return points


def _areas(table: pa.Table) -> Geometries:
    with many_made():
        shapes: Geometries = shapely.from_wkb(table.column("t.shape").to_numpy())
    return shapes
