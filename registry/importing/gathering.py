"""What the register holds already: code lists, areas, source ids, registered assets. Reads only.

What may be millions of rows comes as Arrow columns: no object a row.
"""

from collections.abc import Collection
from pathlib import Path

import pandas as pd
import psycopg
import pyarrow as pa
import pyarrow.csv as pa_csv
import shapely
from sqlalchemy import Connection, Table, TextClause, select, text

from registry import tables
from registry.importing.kinds import Sort
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "gathering.sql")
_LINES = """
select string_agg({line}, chr(10)) || chr(10)
from (select *, row_number() over () / 4096 as piece from ({query}) as asked ({names})) as numbered
group by piece"""
Box = tuple[float, float, float, float]

_TEXT = pa.large_string()
_KEYS = {"key": _TEXT, "code": _TEXT}
_ASSETS = {
    "code": _TEXT,
    "class_code": _TEXT,
    "lon": pa.float64(),
    "lat": pa.float64(),
    "source_id": _TEXT,
    "accuracy_m": pa.float64(),
    "size_mm": pa.float64(),
    "material": _TEXT,
    "shape": _TEXT,
}


def table_of(name: str) -> Table:
    """The Core table of that name."""
    return tables.metadata.tables[f"registry.{name}"]


def driver(conn: Connection) -> "psycopg.Connection[tuple[object, ...]]":
    """The driver's own connection, for COPY."""
    found = conn.connection.driver_connection
    assert isinstance(found, psycopg.Connection)
    return found


def known_codes(conn: Connection, sort: Sort) -> dict[str, set[str]]:
    """The lists of codes that the fields of `sort` ask for; `class` holds covers alone for the kind covers."""
    known = {}
    for name in {field.known for field in sort.fields if field.known is not None}:
        if name == "class":
            query = select(tables.asset_class.c.code)
            if sort.name == "covers":
                query = query.where(tables.asset_class.c.is_cover)
        else:
            query = select(table_of(name).c.code)
        known[name] = set(conn.execute(query).scalars())
    return known


def areas(conn: Connection, layer: str) -> pd.DataFrame:
    """Areas of `divisions`, `communities`, `grids`, `unit_grids` or `compounds`: index code, columns name, shape."""
    rows = conn.execute(_SQL[layer]).all()
    frame = pd.DataFrame(rows, columns=["code", "name", "shape"]).set_index("code").astype(object)
    frame["shape"] = shapely.from_wkb(frame["shape"].to_numpy())
    return frame


def links(conn: Connection, table_name: str, *, source: str) -> dict[str, str]:
    """Codes by what a file may say of things of a table: a code itself, or a source id of the same source."""
    table = table_of(table_name)
    rows = conn.execute(select(table.c.code, table.c.source, table.c.source_id)).all()
    return {row.code: row.code for row in rows} | {row.source_id: row.code for row in rows if row.source == source}


def known_keys(conn: Connection, sort: Sort, *, source: str) -> pa.Table:
    """key and code of what the register holds: source ids of this source; codes, where a kind's codes are given."""
    return _arrow(conn, _SQL[f"{sort.table}_keys"], _KEYS, source=source)


def known_values(conn: Connection, sort: Sort, name: str) -> dict[str, str]:
    """What the things of a kind that has codes say in one field, by code."""
    table = table_of(sort.table)
    return {row.code: row.value for row in conn.execute(select(table.c.code, table.c[name].label("value")))}


def known_assets(conn: Connection, *, source: str, box: Box) -> pa.Table:
    """Assets of the source, and all others in the box (west, south, east, north; degrees).

    Columns code, class_code, lon, lat, source_id (null where another source named it), accuracy_m, size_mm, material,
    shape.
    """
    west, south, east, north = box
    return _arrow(conn, _SQL["assets"], _ASSETS, source=source, west=west, south=south, east=east, north=north)


def other_names(conn: Connection, *, source: str) -> pa.Table:
    """key and code of assets that another source named, and this one was found to speak of."""
    return _arrow(conn, _SQL["other_names"], _KEYS, source=source)


def heirs(conn: Connection, table_name: str, *, source: str) -> pa.Table:
    """key and code of what things of a source are by now that were merged into another thing or replaced by one."""
    query = text(_SQL["heirs"].text.replace("TABLE", table_of(table_name).name))
    return _arrow(conn, query, _KEYS, source=source)


def left_out(conn: Connection, *, source: str) -> list[str]:
    """Source ids of rows that a person left out."""
    return list(conn.execute(_SQL["left_out"], {"source": source}).scalars())


def bearers(conn: Connection, given: Collection[str]) -> dict[str, tuple[str, str]]:
    """Code and class of the assets that bear some codes, or have them as aliases, by what was given."""
    if not given:
        return {}
    rows = conn.execute(_SQL["bearers"], {"codes": list(given)})
    return {row.given: (row.code, row.class_code) for row in rows}


def returning(conn: Connection, rows: pd.DataFrame, *, source: str) -> set[str]:
    """Source ids of rows (given_code, class_code, source_id, lon, lat) that bring the code which that very thing bore
    before it was taken back.
    """
    names = {"given_code": "codes", "class_code": "classes", "source_id": "ids", "lon": "lons", "lat": "lats"}
    values = {parameter: rows[name].tolist() for name, parameter in names.items()}
    return set(conn.execute(_SQL["returning"], values | {"source": source}).scalars()) if len(rows) else set()


def taken_codes(conn: Connection, codes: Collection[str]) -> set[str]:
    """Those of some asset codes that were issued before, or are an alias of something."""
    return set(conn.execute(_SQL["taken_codes"], {"codes": list(codes)}).scalars()) if codes else set()


def _arrow(conn: Connection, query: TextClause, types: dict[str, pa.DataType], **parameters: object) -> pa.Table:
    """The answer of a query as columns. The server writes lines of text, thousands in a piece: a row by itself costs
    more than all it says.
    """
    line = " || ',' || ".join(_quoted(name) if kind == _TEXT else _plain(name) for name, kind in types.items())
    lines = text(_LINES.format(line=line, query=query.text, names=", ".join(types)))
    pieces = conn.execute(lines, parameters).scalars().all()
    if not pieces:
        return pa.table({name: pa.array([], kind) for name, kind in types.items()})
    return pa_csv.read_csv(
        pa.BufferReader("".join(pieces).encode()),
        read_options=pa_csv.ReadOptions(column_names=list(types)),
        parse_options=pa_csv.ParseOptions(newlines_in_values=True),
        convert_options=pa_csv.ConvertOptions(
            column_types=types, strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""]
        ),
    )


def _plain(name: str) -> str:
    return f"coalesce(cast({name} as text), '')"


def _quoted(name: str) -> str:
    return f"""coalesce('"' || replace({name}, '"', '""') || '"', '')"""
