"""What the register knows already: code lists, areas, source ids, registered assets. Reads only."""

from collections.abc import Collection
from pathlib import Path

import pandas as pd
import pyproj
import shapely
from sqlalchemy import Connection, Table, select

from registry import tables
from registry.datum import metric_crs
from registry.importing.kinds import Sort
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "gathering.sql")


def table_of(name: str) -> Table:
    """The Core table of that name."""
    return tables.metadata.tables[f"registry.{name}"]


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


def linked_codes(conn: Connection, table: Table, *, source: str, texts: Collection[str]) -> dict[str, str]:
    """Codes by what a file says of them: a source id of the same source, or the code itself."""
    named = conn.execute(select(table.c.source_id, table.c.code).where(table.c.source == source))
    found: dict[str, str] = {row.source_id: row.code for row in named}
    rest = [text for text in texts if text not in found]
    if rest:
        found |= {code: code for code in conn.execute(select(table.c.code).where(table.c.code.in_(rest))).scalars()}
    return found


def known_keys(conn: Connection, sort: Sort, *, source: str) -> set[str]:
    """Source ids of this source, or codes where a kind's codes are given, that the register holds."""
    table = table_of(sort.table)
    if not sort.keyed_by_source:
        return set(conn.execute(select(table.c.code)).scalars())
    return set(conn.execute(select(table.c.source_id).where(table.c.source == source)).scalars())


def known_assets(conn: Connection, *, source: str, box: tuple[float, float, float, float]) -> pd.DataFrame:
    """Assets of the source, and all others in the box (west, south, east, north; degrees).

    Index code; columns class_code, lon, lat and source_id (null where another source named it).
    """
    west, south, east, north = box
    rows = conn.execute(_SQL["assets"], {"source": source, "west": west, "south": south, "east": east, "north": north})
    names = ("code", "class_code", "lon", "lat", "source_id")
    columns = list(zip(*rows, strict=True)) or [()] * len(names)  # far quicker than a frame from rows
    return pd.DataFrame(dict(zip(names, columns, strict=True))).set_index("code")


def taken_codes(conn: Connection, codes: Collection[str]) -> set[str]:
    """Those of some asset codes that were issued before, or are an alias of something."""
    return set(conn.execute(_SQL["taken_codes"], {"codes": list(codes)}).scalars()) if codes else set()


def in_metres(lon: "pd.Series[float]", lat: "pd.Series[float]", *, crs: str) -> pd.DataFrame:
    """Columns x_m, y_m in a metric CRS; the index is kept."""
    change = pyproj.Transformer.from_crs(4326, crs, always_xy=True)
    x, y = change.transform(lon.to_numpy(dtype=float), lat.to_numpy(dtype=float))
    return pd.DataFrame({"x_m": x, "y_m": y}, index=lon.index)


def crs_of(lon: "pd.Series[float]", lat: "pd.Series[float]") -> str:
    """The metric CRS round the middle of some positions."""
    return metric_crs(float(lon.median()), float(lat.median()))
