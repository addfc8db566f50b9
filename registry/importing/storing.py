"""Rows into tables: binary COPY for what is new, one set-based update for what is known and changed."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pandas as pd
import pyarrow as pa
from geoalchemy2 import Geometry
from pgpq import ArrowToPostgresBinaryEncoder
from psycopg import sql
from sqlalchemy import REAL, BigInteger, Connection, Date, DateTime, Integer, Table, TextClause
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from registry.importing.gathering import driver
from registry.importing.spool import plain
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "storing.sql")
_BATCH = 32_768


def add(conn: Connection, table: Table, rows: Iterable[pa.Table]) -> None:
    """Put rows into `table`, part after part: the columns of all parts are columns of the table (typed)."""
    _copy(conn, sql.Identifier(table.schema or "public", table.name), rows)


def typed(table: Table, rows: pa.Table) -> pa.Table:
    """The columns of `rows` that `table` has, in the types that its columns take over the wire.

    Shapes are EWKB, JSON its binary form; `lon` and `lat` become the point `geom`.
    """
    rows = plain(rows)
    columns = {name: rows[name].cast(_wire(table.c[name].type)) for name in rows.column_names if name in table.c}
    if "lon" in rows.column_names and "geom" in table.c:
        columns["geom"] = points(rows["lon"].to_numpy(), rows["lat"].to_numpy())
    return pa.table(columns)


def points(lon: np.ndarray, lat: np.ndarray) -> pa.Array:
    """Points in degrees WGS 84 as EWKB, null where there is none."""
    ewkb = np.empty((len(lon), 25), dtype=np.uint8)
    ewkb[:, :9] = np.frombuffer(
        b"\x01\x01\x00\x00\x20\xe6\x10\x00\x00", dtype=np.uint8
    )  # little endian, a point, SRID 4326
    ewkb[:, 9:17] = np.ascontiguousarray(lon, dtype="<f8").view(np.uint8).reshape(-1, 8)
    ewkb[:, 17:] = np.ascontiguousarray(lat, dtype="<f8").view(np.uint8).reshape(-1, 8)
    ends = pa.py_buffer((np.arange(len(lon) + 1, dtype=np.int64) * 25).tobytes())
    missing = np.isnan(lon)
    valid = None if not missing.any() else pa.array(~missing).buffers()[1]
    return pa.Array.from_buffers(pa.large_binary(), len(lon), [valid, ends, pa.py_buffer(ewkb.tobytes())])


_EMPTY = b"\x01{}"  # the first byte of a binary jsonb is its version


def jsonb(value: object) -> bytes:
    """JSON in the binary form of its type; what is no JSON goes as its text."""
    return b"\x01" + orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS) if value else _EMPTY


def jsonb_column(values: Sequence[object]) -> "np.ndarray[Any, np.dtype[np.object_]]":
    """The same for many values; a million times nothing is made once."""
    if all(not value for value in values):
        return np.full(len(values), _EMPTY, dtype=object)
    made = np.empty(len(values), dtype=object)
    made[:] = list(map(jsonb, values))
    return made


_WIRE: Sequence[tuple[type[TypeEngine[Any]], pa.DataType]] = (
    (Geometry, pa.binary()),
    (JSONB, pa.binary()),
    (BigInteger, pa.int64()),
    (Integer, pa.int32()),
    (REAL, pa.float32()),
    (Date, pa.date32()),
    (DateTime, pa.timestamp("us", "UTC")),
)


def _wire(kind: TypeEngine[Any]) -> pa.DataType:
    return next((wire for core, wire in _WIRE if isinstance(kind, core)), pa.string())


def amend(
    conn: Connection,
    table: Table,
    rows: pa.Table,
    *,
    key: Sequence[str],
    stamp: Sequence[str] = (),
    only_missing: bool = False,
    write: bool = True,
) -> int:
    """Bring known rows up to date and return how many were different; nothing is written unless `write`.

    Rows are found by `key`; all other columns are compared and set, but `stamp` columns (when) are set only where
    another column differs. With `only_missing` a value is set only where the table has none.
    """
    changing = [name for name in rows.column_names if name not in key]
    compared = [name for name in changing if name not in stamp]
    if not len(rows) or not compared:
        return 0
    stage, cursor = sql.Identifier("stage"), driver(conn)
    target = sql.Identifier(table.schema or "public", table.name)
    columns = sql.SQL(", ").join(map(sql.Identifier, rows.column_names))
    cursor.execute(
        sql.SQL("create temporary table {} on commit drop as select {} from {} with no data").format(
            stage, columns, target
        )
    )
    _copy(conn, stage, [rows])
    found = sql.SQL(" and ").join(sql.SQL("kept.{0} = stage.{0}").format(sql.Identifier(name)) for name in key)
    if only_missing:
        lacks = [sql.SQL("(kept.{0} is null and stage.{0} is not null)").format(sql.Identifier(n)) for n in compared]
        differs = sql.SQL("({})").format(sql.SQL(" or ").join(lacks))
    else:
        differs = sql.SQL("({}) is distinct from ({})").format(_row("kept", compared), _row("stage", compared))
    value = "coalesce(kept.{0}, stage.{0})" if only_missing else "stage.{0}"
    parts = [(sql.SQL("stage.{0}") if n in stamp else sql.SQL(value)).format(sql.Identifier(n)) for n in changing]
    sets = sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(n), part) for n, part in zip(changing, parts, strict=True)
    )
    if write:
        update = sql.SQL("update {} as kept set {} from {} as stage where {} and {}")
        count = cursor.execute(update.format(target, sets, stage, found, differs)).rowcount
    else:
        query = sql.SQL("select count(*) from {} as kept where exists (select from {} as stage where {} and {})")
        (counted,) = cursor.execute(query.format(target, stage, found, differs)).fetchone() or (0,)
        count = int(str(counted))
    cursor.execute(sql.SQL("drop table {}").format(stage))
    return count


def keep_aliases(conn: Connection, named: pd.DataFrame) -> set[str]:
    """Keep further names of assets: scheme, alias, code; the codes whose name was not kept before are returned.

    One that is kept already stays as it is.
    """
    if named.empty:
        return set()
    values = {"schemes": named["scheme"], "aliases": named["alias"], "codes": named["code"]}
    found = conn.execute(_SQL["keep_aliases"], {name: column.tolist() for name, column in values.items()})
    return set(found.scalars())


def statements() -> dict[str, TextClause]:
    """The named statements of storing, for who enters rows."""
    return _SQL


def _row(name: str, columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(name, column) for column in columns)


def _copy(conn: Connection, into: sql.Identifier, parts: Iterable[pa.Table]) -> None:
    parts = iter(parts)
    first = next(parts, None)
    if first is None:
        return
    statement = sql.SQL("copy {} ({}) from stdin with (format binary)").format(
        into, sql.SQL(", ").join(map(sql.Identifier, first.column_names))
    )
    encoder = ArrowToPostgresBinaryEncoder(first.schema)
    tables = chain((first,), parts)
    batches = (batch for part in tables for batch in part.cast(first.schema).to_batches(max_chunksize=_BATCH))
    with driver(conn).cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(encoder.write_header())
        for encoded in _ahead(map(encoder.write_batch, batches)):
            copy.write(encoded)
        copy.write(encoder.finish())


def _ahead(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The same, each made while the one before it is stored."""
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(next, parts, None)
        while (part := waiting.result()) is not None:
            waiting = pool.submit(next, parts, None)
            yield part
