"""Who asked is erased when its time is over: name, telephone, address and the words; the figures stay."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "retention.sql")
AT_ONCE = 5000


def erase(conn: Connection, *, now: datetime) -> int:
    """Erase some of what is due, in one transaction; how many requests. Call it until there are none.

    Every request has its row of a person, empty for one nobody gave a name to. Two at once erase each its own.
    """
    ids = list(conn.execute(SQL["due"], {"now": now, "most": AT_ONCE}).scalars())
    if ids:
        conn.execute(SQL["erase_persons"], {"ids": ids})
        conn.execute(SQL["erase_words"], {"ids": ids, "now": now})
    return len(ids)
