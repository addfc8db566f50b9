"""Open tickets and micro-grids: a redraw takes each ticket into the cell it lies in now, and says so in its story.

The database does it at the end of whatever transaction draws cells, by a plan or by hand (0010_homes): there is no
moment at which a ticket is in none or in two. A step on its way from a phone is not refused for it: the version stays.
"""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection

from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "cells.sql")
REDRAW = "redraw"
"""The action of the event: `data` holds micro_grid_code, from, plan, change and by."""


def settle(conn: Connection) -> int:
    """Re-home open tickets now instead of at the commit; how many changed their micro-grid in this transaction.

    Call it after the last change of cells, so that the time of the change is that of its commit.
    """
    conn.execute(SQL["now"])
    conn.execute(SQL["later"])
    return int(conn.execute(SQL["rehomed"]).scalar_one())


def open_by_cell(conn: Connection, *, within: str = "") -> Mapping[str, int]:
    """How many tickets are open in each micro-grid whose code begins with `within`; cells without one are left out."""
    return {row.code: row.n for row in conn.execute(SQL["open_by_cell"], {"within": within})}
