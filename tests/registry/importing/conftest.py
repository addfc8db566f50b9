"""A made-up town of two communities, one hundredth of a degree wide each, for tests of the import door."""

from collections.abc import Callable
from pathlib import Path

import pytest
from shapely.geometry import box
from sqlalchemy import Connection, Engine, text

from registry import reference
from registry.database import writing

REFERENCE = Path(__file__).resolve().parents[3] / "fixtures" / "reference"
EAST, WEST = "990101001002", "990101001001"
_AREA = "insert into registry.{} values ({}, st_geomfromtext(:wkt, 4326))"


def _multi(west: float, south: float, east: float, north: float) -> str:
    return f"MULTI{box(west, south, east, north).wkt.replace('POLYGON (', 'POLYGON ((')})"


@pytest.fixture
def town(conn: Connection) -> Connection:
    """Division 990101 from 120.40 E 36.00 N; communities 甲 (west) and 乙 (east); a grid and unit grid in each."""
    reference.load(conn, REFERENCE)
    make_town(conn)
    return conn


@pytest.fixture
def town_engine(fresh: Callable[[], Engine]) -> Engine:
    """The same town in a database of its own, for real commits."""
    engine = fresh()
    with writing(engine) as conn:
        reference.load(conn, REFERENCE)
        make_town(conn)
    return engine


def make_town(conn: Connection) -> None:
    """The town's areas; classes must be there."""
    whole = {"wkt": _multi(120.40, 36.00, 120.42, 36.01)}
    conn.execute(text(_AREA.format("division", "'990101', '示例区', 'Sample'")), whole)
    conn.execute(text(_AREA.format("street", "'990101001', '990101', '示例街道', 'Sample Road'")), whole)
    halves = ((WEST, "甲", 120.40, 120.41), (EAST, "乙", 120.41, 120.42))
    for code, name, west, east in halves:
        half = {"wkt": _multi(west, 36.00, east, 36.01)}
        conn.execute(text(_AREA.format("community", f"'{code}', '990101001', '{name}社区', '{name}'")), half)
        conn.execute(text(_AREA.format("grid", f"'{code}001', '{code}', '{name}一', 100")), half)
        conn.execute(text(_AREA.format("unit_grid", f"'{code}001', '{code}'")), half)
