"""Reading the register as it was: the same statements, over the versions of another moment.

Schema `registry_then` has a view for each coded table, under its name, that shows the versions of the moments told to
the transaction. A connection that travels has its statements point there; nothing else about a read is different.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url

from registry.errors import Invalid
from registry.history.moments import Moments
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "travel.sql")
VIEWS = (
    *("division", "street", "community", "grid", "unit_grid", "micro_grid", "road_segment", "compound", "building"),
    *("entrance", "asset", "alias", "place_name"),
)
"""What is told as it was. Organisations, classes, landmarks and the changes themselves have no versions."""
_TABLE = re.compile(rf"\bregistry\.({'|'.join(VIEWS)}|micro_grid_at)\b")
_TRAVELS = "jingge_travels"
_DEPART = str(_SQL["depart"].compile(dialect=make_url("postgresql+psycopg://").get_dialect()()))


def depart(conn: Connection, moments: Moments) -> None:
    """From now on until its transaction ends, the connection reads the register as of `moments`.

    Raises Invalid for a moment that the database's clock has not reached.
    """
    if moments.is_now:
        return
    _tell(conn, moments)
    if not event.contains(conn, "before_cursor_execute", _turn):
        event.listen(conn, "before_cursor_execute", _turn, retval=True)
    conn.execution_options(**{_TRAVELS: moments})


@contextmanager
def at(conn: Connection, moments: Moments) -> Iterator[Connection]:
    """For a while, the connection reads as of `moments`; then as before."""
    before = moments_of(conn)
    depart(conn, moments)
    try:
        yield conn
    finally:
        _tell(conn, before)
        if before.is_now and event.contains(conn, "before_cursor_execute", _turn):
            event.remove(conn, "before_cursor_execute", _turn)
        conn.execution_options(**{_TRAVELS: before})


def moments_of(conn: Connection) -> Moments:
    """The moments a connection reads as of."""
    moments = conn.get_execution_options().get(_TRAVELS, Moments())
    assert isinstance(moments, Moments)
    return moments


@lru_cache(maxsize=1024)
def turned(statement: str) -> str:
    """A statement over the register of now as one over the register of then."""
    return _TABLE.sub(r"registry_then.\1", statement)


def bound(conn: Connection, statement: sql.SQL | sql.Composed) -> sql.SQL | sql.Composed:
    """A statement for psycopg itself, below `conn`, turned where that connection travels."""
    if moments_of(conn).is_now:
        return statement
    driver = conn.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    return sql.SQL(turned(statement.as_string(driver)))


def tell(driver: psycopg.Connection[Any], moments: Moments) -> None:
    """Tell a transaction of psycopg itself which moments its turned statements read. Raises Invalid as `depart`."""
    row = driver.execute(_DEPART, _told(moments)).fetchone()
    assert row is not None
    _check(_told(moments), *row)


def _tell(conn: Connection, moments: Moments) -> None:
    told = _told(moments)
    _check(told, *conn.execute(_SQL["depart"], told).one())


def _told(moments: Moments) -> dict[str, str]:
    return {"as_of": "", "as_known_at": ""} | moments.told


def _check(told: dict[str, str], now: datetime, as_of_ahead: bool | None, as_known_at_ahead: bool | None) -> None:
    for name, is_ahead in (("as_of", as_of_ahead), ("as_known_at", as_known_at_ahead)):
        if is_ahead:
            clock = now.isoformat(timespec="seconds")
            raise Invalid(f"{name} {told[name]} is not yet: here it is {clock}", field=name, value=told[name])


def _turn(*told: Any) -> tuple[str, Any]:
    """The event's connection, cursor, statement, parameters, context and whether there are many."""
    _, _, statement, parameters, *_ = told
    return turned(statement), parameters
