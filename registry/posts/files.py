"""Posts from a table: every row appointed, or told why not; the same table again changes nothing.

Columns: kind (code or Chinese name), place (a code), holder; and where there are any contact, deputy, from, to (a day,
or a moment with its offset), reason.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid5

from sqlalchemy import Connection

from registry.actor import Actor
from registry.cells import guard, unguard
from registry.errors import Invalid, JinggeError, NotFound, TooLarge
from registry.posts import keeping, listing
from registry.posts.post import Appointment, moment

NEEDED = ("kind", "place", "holder")
FURTHER = ("contact", "deputy", "from", "to", "reason")
LARGEST = 32 * 1024 * 1024
_ROWS = UUID("4f3a51a0-6a5e-4c57-9d1b-6f0a5b7d2c11")
"""Names the ids of appointments that came from tables."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not taken, as it was, with its line and the reason."""

    line: int
    reason: str
    row: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """Every row is new, unchanged or rejected."""

    new: int
    unchanged: int
    rejects: Sequence[Reject]


def read(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV (UTF-8, or GB 18030 as spreadsheets here write it) with their lines, by column.

    Raises NotFound without the file, TooLarge, Invalid for what is no such table.
    """
    try:
        raw = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except OSError as error:
        raise NotFound(f"there is no file {path}", file=str(path)) from error
    if raw is None:
        raise TooLarge(f"{path.name} is larger than {LARGEST // 1024 // 1024} MB: import it in parts")
    reader = csv.DictReader(io.StringIO(decoded(raw, path), newline=""), restval="", restkey="")
    names = [(name or "").strip() for name in reader.fieldnames or ()]
    if lacking := [name for name in NEEDED if name not in names]:
        raise Invalid(f"{path.name}: column {', '.join(lacking)} is missing; columns are {', '.join(NEEDED + FURTHER)}")
    reader.fieldnames = names
    try:
        return [(reader.line_num, _row(row)) for row in reader]
    except csv.Error as error:
        raise Invalid(f"{path.name} line {reader.line_num}: {error}", file=str(path)) from error


def load(conn: Connection, actor: Actor, rows: Sequence[tuple[int, Mapping[str, str]]], *, now: datetime) -> Report:
    """Appoint by every row, each on its own: a row that is refused leaves nothing, and keeps no other from its post.

    A row without `from` begins now; so that the same table again is known, say `from`.
    """
    new = unchanged = 0
    rejects: list[Reject] = []
    for line, row in rows:
        try:
            asked = _appointment(row)
            known = listing.one(conn, asked.id, now=now) is not None
            with conn.begin_nested():
                keeping.appoint(conn, actor, asked, now=now)
        except JinggeError as error:
            rejects.append(Reject(line, error.message, row))
            continue
        new, unchanged = new + (not known), unchanged + known
    return Report(new, unchanged, rejects)


def write_rejects(path: Path, rejects: Sequence[Reject]) -> None:
    """The rows that were refused as a table that can be corrected and imported again. Raises Invalid."""
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*NEEDED, *FURTHER, "line", "why"])
            for one in rejects:
                cells = [guard(one.row.get(name, "")) for name in (*NEEDED, *FURTHER)]
                writer.writerow([*cells, one.line, guard(one.reason)])
    except OSError as error:
        raise Invalid(f"{path} cannot be written: {error.strerror}", file=str(path)) from error


def decoded(raw: bytes, path: Path) -> str:
    """The words of a table in UTF-8, with or without its mark, or in GBK (GB 18030). Raises Invalid, naming `path`."""
    for encoding in ("utf-8-sig", "gb18030") if b"\0" not in raw else ():
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(f"{path.name} is no table in UTF-8 or GB 18030", file=str(path))


def _row(row: Mapping[str, object]) -> dict[str, str]:
    return {name: unguard(str(row.get(name) or "").strip()) for name in (*NEEDED, *FURTHER)}


def _appointment(row: Mapping[str, str]) -> Appointment:
    """The id follows from what the row says: the same row is the same appointment."""
    return Appointment(
        id=uuid5(_ROWS, "\x1f".join(row.get(name, "") for name in (*NEEDED, "from"))),
        kind=row["kind"],
        place=row["place"],
        holder=row["holder"],
        contact=row.get("contact", ""),
        deputy=row.get("deputy", ""),
        since=moment("from", row.get("from")),
        until=moment("to", row.get("to")),
        reason=row.get("reason", ""),
    )
