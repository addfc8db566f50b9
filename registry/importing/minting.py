"""Codes and spoken numbers for new things: serials from the ledger, in the order of the source ids."""

import pandas as pd
from sqlalchemy import Connection

from registry import codes, spoken
from registry.errors import Invalid
from registry.ledger import pass_serials, take_serials


def mint_codes(conn: Connection, rows: pd.DataFrame, *, kind: codes.Kind) -> pd.Series:
    """A new code for each row. `rows` has the column `prefix`; its other columns, in their order, say the sequence.

    The same rows in any order get the same codes. Raises Invalid where the serials below a prefix are used up.
    """
    serials = _serials(conn, rows, kind.value)
    grammar = codes.GRAMMARS[kind]
    if (full := serials > grammar.last).any():
        prefix = rows.loc[full, "prefix"].iloc[0]
        raise Invalid(f"more than {grammar.last} codes of {kind.value} below {prefix}: there is no room for more")
    return rows["prefix"] + serials.astype(str).str.zfill(grammar.digits)


def hold_codes(conn: Connection, given: pd.Series, *, kind: codes.Kind) -> None:
    """Serials up to those of codes that came from elsewhere are not minted any more."""
    parsed = [codes.parse(code, kind) for code in given]
    serials = pd.Series([code.serial for code in parsed], dtype="int64")
    lasts = serials.groupby([code.prefix for code in parsed]).max() if parsed else serials
    pass_serials(conn, kind.value, {str(prefix): int(last) for prefix, last in lasts.items()})


def mint_spoken(conn: Connection, rows: pd.DataFrame) -> pd.Series:
    """A spoken number below each row's `prefix`, null where the five digits are used up (or there is no prefix)."""
    named = rows[rows["prefix"].notna()]
    numbers = _serials(conn, named, "spoken").astype("Int64").reindex(rows.index)
    return numbers.where(numbers <= spoken.LAST)


def _serials(conn: Connection, rows: pd.DataFrame, kind: str) -> pd.Series:
    ordered = rows.sort_values(list(rows.columns), kind="stable")
    groups = ordered.groupby("prefix", sort=False)
    first = take_serials(conn, kind, {str(prefix): int(count) for prefix, count in groups.size().items()})
    serials = ordered["prefix"].map(first).astype("int64") + groups.cumcount()
    return serials.reindex(rows.index)
