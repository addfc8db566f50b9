"""What of a filled sheet breaks its layout, or cannot stand in the file asked for: told by row, never cut. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from inspections.exchange.layouts import Sheet
from registry.exporting.names import LONGEST_TEXT
from registry.importing.kinds import Geometries
from registry.profiles.profile import REASONS, faults_in

COLUMNS = ("sheet", "row", "key", "field", "name_zh", "value", "reason", "words")
LACKING = "〓"
"""Stands in a file for a letter that it cannot hold, as printers in China set it."""

_REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **REASONS,
        "letter_lacking": (
            f"含有文件编码没有的字符，文件中以{LACKING}代替",
            f"has letters that the file's encoding lacks: {LACKING} stands for them",
        ),
        "too_long_for_file": (
            "超过 Shapefile 字段 254 字节上限，文件中留空",
            "is longer than a field of a shapefile holds: left empty",
        ),
    }
)
_BYTES = {"UTF-8": 3, "GBK": 2}  # of a Chinese letter


@dataclass(frozen=True, slots=True)
class Filled:
    """A sheet with its rows: `rows` text by the names of its fields, null where there is none; shapes WGS 84.

    `keys` name each row to people: a code, a number.
    """

    sheet: Sheet
    rows: pd.DataFrame
    keys: pd.Series
    shapes: Geometries | None


@dataclass(frozen=True, slots=True)
class Checked:
    """`rows` as the file takes them, and the faults (COLUMNS); `row` is that of the sheet, whose head is row 1."""

    filled: Filled
    rows: pd.DataFrame
    faults: pd.DataFrame


def check(filled: Filled, *, encoding: str, widths: bool) -> Checked:
    """A sheet for a file in an encoding; `widths`: as a shapefile, whose fields are of bytes.

    Text stays as it is: what breaks the layout is told and written. Only what a file cannot hold is changed, and told:
    a letter is replaced, a text that is too long for a shapefile left out whole.
    """
    rows = filled.rows.reset_index(drop=True)
    found = [faults_in(rows, filled.sheet.entries)]
    kept = {}
    for field in filled.sheet.fields:
        column = rows[field.entry.name]
        held = column.map(lambda text: _held(text, encoding), na_action="ignore")
        found.append(_faults(column, held != column, field.entry.name, "letter_lacking"))
        if widths:
            width = min(field.entry.longest * (1 if field.entry.pattern else _BYTES[encoding]), LONGEST_TEXT)
            long = held.map(lambda text, width=width: len(text.encode(encoding)) > width, na_action="ignore")
            found.append(_faults(column, long.eq(other=True), field.entry.name, "too_long_for_file"))
            held = held.where(~long.eq(other=True), None)
        kept[field.entry.name] = held
    held_rows = pd.DataFrame(kept, index=rows.index).astype(object)
    return Checked(filled, held_rows.where(held_rows.notna(), None), _told(filled, found))


def _held(text: str, encoding: str) -> str:
    """The text with a mark for each letter that the encoding lacks; control characters are in none."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(letter if _is_held(letter, encoding) else LACKING for letter in text)


def _is_held(letter: str, encoding: str) -> bool:
    if ord(letter) < ord(" ") and letter not in "\t\n\r":
        return False
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _faults(column: pd.Series, wrong: pd.Series, field: str, reason: str) -> pd.DataFrame:
    at = column.index[(wrong & column.notna()).to_numpy(dtype=bool)]
    return pd.DataFrame({"row_no": at, "field": field, "value": column.loc[at].to_numpy(), "reason": reason})


def _told(filled: Filled, parts: list[pd.DataFrame]) -> pd.DataFrame:
    found = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    found = found.sort_values("row_no", kind="stable")
    at = found["row_no"].to_numpy(dtype=np.int64)
    names = {entry.name: entry.name_zh for entry in filled.sheet.entries}
    told = {
        "sheet": filled.sheet.title,
        "row": at + 2,
        "key": filled.keys.to_numpy()[at],
        "field": found["field"].to_numpy(),
        "name_zh": found["field"].map(names).to_numpy(),
        "value": found["value"].to_numpy(),
        "reason": found["reason"].to_numpy(),
        "words": found["reason"].map(lambda reason: " / ".join(_REASONS[reason])).to_numpy(),
    }
    frame = pd.DataFrame(told, columns=list(COLUMNS)).astype(object)
    return frame.where(frame.notna(), None)
