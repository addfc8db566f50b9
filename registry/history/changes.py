"""Who changes the register and why, told to the transaction before its first write."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "changes.sql")


def declare(
    conn: Connection, *, account: str, deed: str = "edit", reason: str = "", valid_from: datetime | None = None
) -> None:
    """Say in whose name, with which word and why this transaction changes the register, and since when it holds.

    Without `valid_from` a change holds from now on; with one before the version that stands it corrects the past in
    what it changes. A transaction is one change: what is told after its first write comes too late. Writes nothing.
    """
    told = {
        "account": account,
        "deed": deed,
        "reason": reason,
        "valid_from": "" if valid_from is None else valid_from.isoformat(),
    }
    conn.execute(_SQL["declare"], told)


def begin(conn: Connection) -> int:
    """The number of this transaction's change, begun now: from here on no other transaction writes to the register."""
    return int(conn.execute(_SQL["begin"]).scalar_one())
