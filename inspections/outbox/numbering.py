"""The order of the outbox: rows are numbered once everybody sees them, so that who resumes after a number misses none.

An id given at the insert is not the order of commits: of two writers the one with the earlier id may commit last, and
a reader who has seen the later id would never go back. A number is given under one lock, to rows that are committed;
numbers follow each other without a gap, and no smaller one comes later. Of one ticket the order is that of its steps,
for a later step sees the earlier one committed. (The other way, to hide what is younger than the oldest transaction
that runs, would let one forgotten transaction, a backup for instance, stop every stream.)
"""

from pathlib import Path

from sqlalchemy import Connection

from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "numbering.sql")


def number(conn: Connection) -> int:
    """Number what waits and return the newest number, 0 for none. In a transaction of its own, which is short."""
    if conn.execute(SQL["waits"]).scalar_one():
        conn.execute(SQL["lock"])
        conn.execute(SQL["number"])
    return head(conn)


def head(conn: Connection) -> int:
    """The newest number, 0 for none."""
    return int(conn.execute(SQL["head"]).scalar_one())
