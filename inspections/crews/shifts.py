"""Who works when, from which depot, with which skills; and what a repair needs, loaded from job_needs.csv."""

import csv
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.crews.needs import Need
from registry.errors import Invalid
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "shifts.sql")
NEEDS = "job_needs.csv"
COLUMNS = ("defect_code", "class_code", "setup_minutes", "work_minutes", "skills", "load", "source")


@dataclass(frozen=True, slots=True)
class Shift:
    """One row of `inspections.crew_shift`; `lon`, `lat` of the depot. `id` is made by the client."""

    id: UUID
    crew_code: str
    day: date
    starts_at: datetime
    ends_at: datetime
    vehicle: str
    skills: tuple[str, ...]
    capacity: int
    lon: float
    lat: float


def put(conn: Connection, shift: Shift) -> None:
    """Enter a shift; the same one again changes nothing. Raises (by the database) Conflict for a second one."""
    conn.execute(SQL["store_shift"], asdict(shift) | {"skills": list(shift.skills)})


def of_day(conn: Connection, house: str, day: date) -> list[Shift]:
    """The shifts of the crews of a house on a day."""
    rows = conn.execute(SQL["shifts"], {"house": house, "day": day}).mappings()
    return [Shift(**{**row, "skills": tuple(row["skills"])}) for row in rows]


def needs_in_force(conn: Connection) -> Mapping[tuple[str, str | None], Need]:
    """What each defect needs, by defect and class (None: of every class)."""
    return {
        (row.defect_code, row.class_code): Need(
            row.defect_code, row.class_code, row.setup_minutes, row.work_minutes, frozenset(row.skills), row.load
        )
        for row in conn.execute(SQL["needs"])
    }


def load_needs(conn: Connection, folder: Path) -> int:
    """Load job_needs.csv of a folder; the same file again changes nothing.

    Skills are parted by `|`. Raises Invalid with the first wrong line.
    """
    with (folder / NEEDS).open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise Invalid(f"{NEEDS} must have the columns {', '.join(COLUMNS)}", file=NEEDS)
        rows = [_read(row, f"{NEEDS} line {reader.line_num}") for row in reader]
    if rows:
        conn.execute(SQL["store_need"], rows)
    return len(rows)


def _read(row: Mapping[str, str | None], where: str) -> dict[str, object]:
    given = {name: (row.get(name) or "").strip() for name in COLUMNS}
    try:
        figures = {name: float(given[name]) for name in ("setup_minutes", "work_minutes")} | {
            "load": int(given["load"])
        }
    except ValueError as error:
        raise Invalid(f"{where}: minutes and load are numbers ({error})", file=NEEDS) from error
    if not given["defect_code"] or not given["source"]:
        raise Invalid(f"{where}: defect_code and source must be said", file=NEEDS)
    return {
        **figures,
        "defect_code": given["defect_code"],
        "class_code": given["class_code"] or None,
        "skills": [skill for skill in given["skills"].split("|") if skill],
        "source": given["source"],
    }
