"""The ledger of serials: runs of numbers below a prefix, taken once, under a row lock.

A serial that was taken is never given again, also when the thing that carried it is gone. Which thing of a run gets
which serial is decided by its source id, never by its row in a file.
"""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection

from registry.errors import Invalid
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "ledger.sql")


def take_serials(conn: Connection, kind: str, prefix_counts: Mapping[str, int]) -> dict[str, int]:
    """Take `count` serials for each prefix; the answer is the first of each run (the first ever is 1).

    Rows are locked in the order of their prefixes until the transaction ends, so two importers cannot block each
    other for ever. `kind` is a kind of code, or `spoken`. Raises Invalid for a count below 1.
    """
    wrong = {prefix: count for prefix, count in prefix_counts.items() if count < 1}
    if wrong:
        raise Invalid(f"at least one serial must be taken below each prefix: {wrong}")
    prefixes = sorted(prefix_counts)
    counts = [prefix_counts[prefix] for prefix in prefixes]
    rows = conn.execute(_SQL["take_serials"], {"kind": kind, "prefixes": prefixes, "counts": counts})
    return {prefix: last - prefix_counts[prefix] + 1 for prefix, last in rows}


def pass_serials(conn: Connection, kind: str, prefix_lasts: Mapping[str, int]) -> None:
    """Make sure that serials up to the given ones are never handed out: codes that came from elsewhere hold them."""
    prefixes = sorted(prefix_lasts)
    lasts = [prefix_lasts[prefix] for prefix in prefixes]
    conn.execute(_SQL["pass_serials"], {"kind": kind, "prefixes": prefixes, "lasts": lasts})
