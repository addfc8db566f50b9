"""Who works when, from which depot, with which skills; and what a repair needs, loaded from job_needs.csv.

A shift says when a crew is there and what it drives with. On a day without one its roster says when (the station of
`inspections.duty`, leave and stand-ins), and the last shift with what: whoever typed hours for a day meant that day.
"""

import csv
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from inspections.campaigns.coverage import ZONE
from inspections.crews.needs import Need
from inspections.duty.resolving import Stretch, presence
from inspections.duty.stations import absences_of, duties_of
from registry.errors import Invalid
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "shifts.sql")
NEEDS = "job_needs.csv"
_MADE = UUID("6f1e6a0e-0c55-4b0c-8a1d-5d0b7c9e1627")  # names what rosters make
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


def keep(conn: Connection, driven: Collection[Shift]) -> None:
    """Keep shifts as a plan was made by them: those of rosters with their hours, those that were typed as they are."""
    for shift in driven:
        if shift.id == _made(shift.crew_code, shift.day):
            conn.execute(SQL["keep_shift"], asdict(shift) | {"skills": list(shift.skills)})


def of_day(conn: Connection, house: str, day: date) -> list[Shift]:
    """The shifts of the crews of a house on a day, by crew and time.

    A crew has the shifts that were typed for the day. Without one it is there while somebody is whose roster turn
    begins on the day, with what it drove with last (van, skills, depot); never having driven it is left out.
    """
    rows = conn.execute(SQL["shifts"], {"house": house, "day": day}).mappings()
    last: dict[str, Shift] = {}
    typed: list[Shift] = []
    for row in rows:
        told = {name: value for name, value in row.items() if name != "by_roster"}
        shift = Shift(**{**told, "skills": tuple(row["skills"])})
        last.setdefault(shift.crew_code, shift)
        by_roster = row["by_roster"] or shift.id == _made(
            shift.crew_code, day
        )  # plans of before said so by the id alone
        typed += [shift] if shift.day == day and not by_roster else []
    by_hand = {shift.crew_code for shift in typed}
    made = [
        replace(kit, id=_made(crew, day), day=day, starts_at=there.begins_at, ends_at=there.ends_at)
        for crew, presences in _turns(conn, house, day).items()
        if crew not in by_hand and (kit := last.get(crew)) is not None
        for there in presences
    ]
    return sorted(typed + made, key=lambda shift: (shift.crew_code, shift.starts_at))


def _made(crew: str, day: date) -> UUID:
    """The id of the shift a roster makes: the same however often the day is planned."""
    return uuid5(_MADE, f"{crew} {day}")


def _turns(conn: Connection, house: str, day: date) -> dict[str, list[Stretch]]:
    """When the crews of a house are there that have a roster turn beginning on a day; nobody there: an empty list."""
    begins_at = datetime.combine(day, time(), ZoneInfo(ZONE))
    whole = Stretch(begins_at, begins_at + timedelta(days=1))
    stations = {row.id: row.org_code for row in conn.execute(SQL["stations"], {"house": house})}
    duties = {
        stations[id_]: [duty for duty in found if whole.holds(duty.span.begins_at)]
        for id_, found in duties_of(conn, stations, whole).items()
    }
    ends = [duty.span.ends_at for found in duties.values() for duty in found]
    away = absences_of(conn, Stretch(begins_at, max(ends, default=whole.ends_at)))
    return {crew: presence(found, away) for crew, found in duties.items() if found}


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
