"""Rows into tables: COPY for what is new, one set-based update for what is known and changed."""

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import psycopg
import pyarrow as pa
import pyarrow.csv as pa_csv
import shapely
from geoalchemy2 import Geometry
from psycopg import sql
from sqlalchemy import Connection, Table
from sqlalchemy.dialects.postgresql import JSONB

from registry.importing.kinds import Geometries
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "storing.sql")
_CHUNK = 50_000


def add(conn: Connection, table: Table, rows: pd.DataFrame) -> None:
    """Put rows into `table`; the columns of the frame are columns of the table, `geom` holds WGS 84 shapes."""
    _copy(conn, sql.Identifier(table.schema or "public", table.name), table, rows)


def amend(conn: Connection, table: Table, rows: pd.DataFrame, *, key: Sequence[str], stamp: Sequence[str] = ()) -> int:
    """Bring known rows up to date and return how many were different.

    Rows are found by `key`; all other columns of the frame are compared and set, but `stamp` columns (who, when)
    are set only where another column differs.
    """
    if rows.empty:
        return 0
    stage = sql.Identifier("stage")
    driver = _driver(conn)
    names = [sql.Identifier(name) for name in rows.columns]
    target = sql.Identifier(table.schema or "public", table.name)
    columns = sql.SQL(", ").join(names)
    driver.execute(
        sql.SQL("create temporary table {} on commit drop as select {} from {} with no data").format(
            stage, columns, target
        )
    )
    _copy(conn, stage, table, rows)
    changing = [name for name in rows.columns if name not in key]
    compared = [name for name in changing if name not in stamp]
    updated = driver.execute(
        sql.SQL("update {} as kept set {} from {} as stage where {} and ({}) is distinct from ({})").format(
            target,
            sql.SQL(", ").join(sql.SQL("{0} = stage.{0}").format(sql.Identifier(name)) for name in changing),
            stage,
            sql.SQL(" and ").join(sql.SQL("kept.{0} = stage.{0}").format(sql.Identifier(name)) for name in key),
            _row("kept", compared),
            _row("stage", compared),
        )
    ).rowcount
    driver.execute(sql.SQL("drop table {}").format(stage))
    return updated


def keep_aliases(conn: Connection, named: pd.DataFrame) -> None:
    """Keep further names of assets: scheme, alias, code. One that is kept already stays as it is."""
    if named.empty:
        return
    values = {"schemes": named["scheme"], "aliases": named["alias"], "codes": named["code"]}
    conn.execute(_SQL["keep_aliases"], {name: column.tolist() for name, column in values.items()})


def _row(name: str, columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(name, column) for column in columns)


def _driver(conn: Connection) -> "psycopg.Connection[tuple[object, ...]]":
    driver = conn.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    return driver


def _copy(conn: Connection, into: sql.Identifier, table: Table, rows: pd.DataFrame) -> None:
    statement = sql.SQL("copy {} ({}) from stdin with (format csv)").format(
        into, sql.SQL(", ").join(map(sql.Identifier, rows.columns))
    )
    with _driver(conn).cursor() as cursor, cursor.copy(statement) as copy:
        for start in range(0, len(rows), _CHUNK):
            copy.write(_text(table, rows.iloc[start : start + _CHUNK]))


def _text(table: Table, rows: pd.DataFrame) -> memoryview:
    """Rows as CSV: values in quotes, null as nothing, so that an empty text stays an empty text."""
    columns = {name: pa.array(_plain(table, rows[name]), from_pandas=True) for name in rows.columns}
    out = pa.BufferOutputStream()
    pa_csv.write_csv(pa.table(columns), out, pa_csv.WriteOptions(include_header=False, quoting_style="all_valid"))
    return memoryview(out.getvalue())


def _plain(table: Table, column: pd.Series) -> object:
    kind = table.c[str(column.name)].type
    if isinstance(kind, Geometry):
        return _ewkb(column.to_numpy())
    if isinstance(kind, JSONB):
        return [json.dumps(value, ensure_ascii=False, allow_nan=False) if value else "{}" for value in column]
    return column


def _ewkb(shapes: Geometries) -> Geometries:
    hexed: Geometries = shapely.to_wkb(shapely.set_srid(shapes, 4326), hex=True, include_srid=True)
    return hexed
