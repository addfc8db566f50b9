"""A planner's desk: a client that edits the tables of the register as QGIS does, and asks about it afterwards."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import psycopg
from psycopg.rows import dict_row
from sqlalchemy import Engine

from registry.database import writing
from tests.registry import quarter
from tests.registry.quarter import at

Row = dict[str, object]


def client(engine: Engine, *, application: str = "QGIS") -> psycopg.Connection[Row]:
    """A connection of a desktop program, each statement a transaction of its own unless `together`."""
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(url, autocommit=True, application_name=application, row_factory=dict_row)


def town(fresh: Callable[[], Engine]) -> Engine:
    """The quarter in a database of its own, committed."""
    engine = fresh()
    with writing(engine) as conn:
        quarter.build(conn)
    return engine


@contextmanager
def together(desk: psycopg.Connection[Row]) -> Iterator[psycopg.Connection[Row]]:
    """Several statements in one transaction."""
    with desk.transaction():
        yield desk


def clock(desk: psycopg.Connection[Row]) -> datetime:
    """The database's time: from now on everything that is committed is known."""
    return one(desk, "select clock_timestamp() as at")["at"]  # type: ignore[return-value]


def one(desk: psycopg.Connection[Row], statement: str, *values: object) -> Row:
    """The only row of an answer."""
    (row,) = rows(desk, statement, *values)
    return row


def rows(desk: psycopg.Connection[Row], statement: str, *values: object) -> Sequence[Row]:
    """The rows of an answer."""
    return desk.execute(statement, values).fetchall()


def then(desk: psycopg.Connection[Row], statement: str, *, as_of: object = "", known: object = "") -> Sequence[Row]:
    """What a statement over registry_then says as of a moment, as known at another."""
    with desk.transaction():
        for name, moment in (("as_of", as_of), ("as_known_at", known)):
            desk.execute("select set_config('jingge.' || %s, %s, true)", (name, str(moment)))
        return desk.execute(statement).fetchall()


def point(east_m: float, north_m: float) -> str:
    """A point of the quarter as WKT with its SRID, as QGIS sends it."""
    return "SRID=4326;POINT({:.9f} {:.9f})".format(*at(east_m, north_m))


def box(west: float, south: float, east: float, north: float) -> str:
    """A rectangle of the quarter as WKT with its SRID."""
    return f"SRID=4326;{quarter._box(west, south, east, north)}"
