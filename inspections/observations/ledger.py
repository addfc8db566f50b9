"""The coverage ledger: what the observations of a batch say about the targets and units of their campaign."""

from collections.abc import Collection, Iterable
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "ledger.sql")


def cover(conn: Connection, campaign_id: UUID, seen: Collection[str], *, second_look: bool) -> None:
    """Enter stored observations (by id, matched to assets) in the ledger; the one seen last holds, in any order.

    A second look is entered beside the first. Assets outside the frozen scope have no row and are passed over.
    """
    if not seen:
        return
    statement = SQL["cover_targets_again" if second_look else "cover_targets"]
    conn.execute(statement, {"campaign_id": campaign_id, "ids": " ".join(seen)})


def visit(conn: Connection, visits: Iterable[str], units: Iterable[int]) -> None:
    """Enter stored visits in their units; the last one holds."""
    ids = list(visits)
    if ids:
        conn.execute(SQL["lock_units"], {"units": list(set(units))})
        conn.execute(SQL["visit_units"], {"ids": ids})
