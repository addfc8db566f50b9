"""Cells of a CSV that a spreadsheet would run as formulas: guarded by an apostrophe when written, and back. Pure.

A spreadsheet runs a text that begins with = + - @, a tab or a line break, or the full-width form of such a sign. Plain
numbers stay numbers. A text that bears apostrophes before such a sign gets one more, so that reading gives back exactly
what was written, whatever it was.
"""

import re

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_SIGNS = "=+\\-@\t\r\n＝＋－＠"
_RUN = f"^'*[{_SIGNS}]"
_NUMBER = r"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$"
_GUARDED = f"^'+[{_SIGNS}]"


def guard(text: str) -> str:
    """The text as it may stand in a CSV: with an apostrophe before it where a spreadsheet would run it."""
    return f"'{text}" if re.match(_RUN, text) and not re.fullmatch(_NUMBER[1:-1], text) else text


def unguard(text: str) -> str:
    """The text that `guard` was given. What was never guarded stays, but for an apostrophe before such a sign."""
    return text[1:] if re.match(_GUARDED, text) else text


def guard_column(column: pa.Array) -> pa.Array:
    """`guard` for a column of Arrow text; null stays null."""
    number = pc.match_substring_regex(column, _NUMBER)
    runs = pc.and_not(pc.match_substring_regex(column, _RUN), number)
    return pc.if_else(runs, pc.binary_join_element_wise("'", column, ""), column)


def unguard_column(column: pd.Series) -> pd.Series:
    """`unguard` for a column of text; null stays null, the index is kept."""
    guarded = column.astype(object).str.match(_GUARDED).eq(other=True)
    return column if not guarded.any() else column.where(~guarded, column.astype(object).str.slice(1))
