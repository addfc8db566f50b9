"""Owners whom nobody reaches: their links lie unused though time is up, or nobody answers the telephone."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "unreached.sql")
CALLS = 3
"""So many calls that were not answered, and it is told (assumption)."""


def unreached(conn: Connection, area: str, *, now: datetime) -> list[dict[str, object]]:
    """Tickets of an area that wait for an owner nobody reaches, the one due first at the head.

    Of each its number and place, organisation, limit, how many links lie unused, how many calls were not answered and
    when the last of either was.
    """
    asked = {"area": area, "now": now, "calls": CALLS}
    return [dict(row) for row in conn.execute(SQL["unreached"], asked).mappings()]
