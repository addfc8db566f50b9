"""Lists of codes as files: CSV in UTF-8 with fixed columns, a code a line, each once."""

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from registry.errors import Invalid, NotFound

Read = Callable[[Mapping[str, str | None], str], dict[str, object]]
"""Reads a line, given also where it stands; raises Invalid with that."""


def read_codes(path: Path, columns: Sequence[str], read: Read, *, of: str) -> list[dict[str, object]]:
    """The rows of a file, in its order, each with a `code`; `of` says of what they are.

    Raises NotFound without the file, Invalid for other columns, the first wrong line, or a code that stands twice.
    """
    if not path.is_file():
        raise NotFound(f"there is no {path}; it lists {of}")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != tuple(columns):
            raise Invalid(f"{path} must have the columns {', '.join(columns)}")
        rows = [read(row, f"{path} line {reader.line_num}") for row in reader]
    codes = [str(row["code"]) for row in rows]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise Invalid(f"{path} has a code twice: {', '.join(twice)}")
    return rows
