"""The rules of the city as files: defects, limits, conditions and routing, and what other rooms keep of them.

Loaded again, the file's word holds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from inspections.clocks import files as clocks
from inspections.clocks.files import CALENDARS, LIMITS
from inspections.clocks.limits import Kind, Unit
from inspections.crews import shifts
from inspections.crews.shifts import NEEDS
from inspections.duplicates import weights as duplicate_weights
from inspections.guards import limits as gas_limits
from inspections.orphans import weights
from inspections.orphans.weights import WEIGHTS
from inspections.payers import limits as paying
from inspections.proof import materials, rates
from inspections.requests import matters
from inspections.requests.matters import MATTERS
from inspections.routing import files, sets
from inspections.routing.files import OWNER
from inspections.routing.sets import Line
from inspections.rulefiles import (
    Fault,
    amount,
    amount_or_none,
    flag,
    listed,
    needed,
    one_of,
    or_none,
    read,
    refuse,
    unknown,
    whole,
)
from inspections.tickets import conditions
from registry.sql import load as load_sql

SQL = load_sql(Path(__file__).parent / "sql" / "reference.sql")

DEFECTS = "defects.csv"
RULES = "routing_rules.csv"
CONDITIONS = "conditions.csv"
__all__ = ["CONDITIONS", "DEFECTS", "OWNER", "RULES", "Fault", "Loaded", "load", "read_rules"]


# What other rooms keep of the city's rules, by the file that holds it.
_MORE: Mapping[str, Callable[[Connection, Path], object]] = {
    WEIGHTS: weights.load,
    duplicate_weights.WEIGHTS: duplicate_weights.load,
    rates.RATES: rates.load,
    materials.FILE: materials.load,
    gas_limits.LIMITS: gas_limits.load,
    MATTERS: matters.load,
    NEEDS: shifts.load_needs,
    paying.LIMITS: paying.load_limits,
    paying.STAND_INS: paying.load_stand_ins,
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows of each kind the files held."""

    defects: int
    time_limits: int
    routing_rules: int
    conditions: int


def load(conn: Connection, folder: Path) -> Loaded:
    """Load the tables of a folder: defects, time limits, routing rules, and whatever else is there.

    The same files again change nothing.

    Rows are found again by code, and by profile and defect. Routing rules that differ from those in force make a new
    set, which holds from now on; tickets keep the rule that decided. Raises Invalid with every fault of a file (file,
    line, field, value, reason), among them organisations, classes and defects that do not exist.
    """
    defects = read(folder / DEFECTS, _DEFECT)
    _store(conn, "store_defects", defects)
    known = set(conn.execute(SQL["defect_codes"]).scalars())
    limits = _load_clocks(conn, folder, known)
    rules = read_rules(conn, folder / RULES)
    sets.load_lines(conn, rules, by=RULES)
    for file, load_more in _MORE.items():
        if (folder / file).exists():  # a folder of before there were any stays good
            load_more(conn, folder)
    return Loaded(len(defects), limits, len(rules), _load_conditions(conn, folder, known))


def read_rules(conn: Connection, path: Path) -> list[Line]:
    """The routing rules of a file. Columns beyond the first ten may be missing. Raises Invalid with every fault."""
    rows = read(path, files.COLUMNS, optional=files.OPTIONAL)
    defects = set(conn.execute(SQL["defect_codes"]).scalars())
    refuse([*_unknown_in_rules(conn, rows, defects), *_repeated(rows)])
    return [files.line_of(row) for row in rows]


def _load_clocks(conn: Connection, folder: Path, defects: set[str]) -> int:
    if (folder / CALENDARS).exists():  # a folder of before there were any stays good
        clocks.store_calendars(conn, read(folder / CALENDARS, _CALENDAR))
    limits = read(folder / LIMITS, _LIMIT)
    calendars = set(conn.execute(SQL["calendar_codes"]).scalars())
    refuse(
        [
            *unknown(limits, "defect_code", defects, LIMITS, "is no defect; add it to defects.csv"),
            *unknown(limits, "calendar_code", calendars, LIMITS, "is no calendar; add it to calendars.csv"),
        ]
    )
    clocks.store_limits(conn, limits)
    return len(limits)


def _load_conditions(conn: Connection, folder: Path, defects: set[str]) -> int:
    if not (folder / CONDITIONS).exists():  # a folder of before there were any stays good
        return 0
    rows = read(folder / CONDITIONS, _CONDITION)
    refuse(unknown(rows, "defect_code", defects, CONDITIONS, "is no defect; add it to defects.csv"))
    changed = conditions.store(conn, rows)
    kept = "names other words than before; tickets were filed by it: give the new wording a code of its own"
    refuse([Fault(CONDITIONS, int(str(row["line"])), "code", str(row["code"]), kept) for row in changed])
    return len(rows)


def _store(conn: Connection, statement: str, rows: Sequence[Mapping[str, object]]) -> None:
    if rows:
        conn.execute(SQL[statement], rows)


_DEFECT: Mapping[str, Callable[[str], object]] = {
    "code": needed,
    "name_zh": needed,
    "name_en": needed,
    "hazard": flag,
    "hole": flag,
    "handling": one_of("ticket", "maintenance"),
    "priority": whole,
    "words": listed,
}
_LIMIT: Mapping[str, Callable[[str], object]] = {
    "profile": needed,
    "kind": one_of(*Kind),
    "defect_code": or_none,
    "condition": or_none,
    "amount": amount,
    "unit": one_of(*Unit),
    "calendar_code": needed,
    "warn_share": amount_or_none,
    "escalate_share": amount_or_none,
    "supervise_share": amount_or_none,
    "source": needed,
}
_CALENDAR: Mapping[str, Callable[[str], object]] = {
    "code": needed,
    "name_zh": needed,
    "name_en": needed,
    "time_zone": needed,
    "weekdays": lambda value: [whole(day) for day in listed(value)],
    "hours": listed,
    "days": one_of("", clocks.PUBLISHED),
    "source": needed,
}
_CONDITION: Mapping[str, Callable[[str], object]] = {
    "code": needed,
    "kind": one_of(*conditions.KINDS.values()),
    "position": whole,
    "class_code": or_none,
    "defect_code": or_none,
    "text_zh": needed,
    "text_en": needed,
    "source": needed,
}


# Checking ----------------------------------------------------------------------------------------------------------


def _unknown_in_rules(conn: Connection, rules: Sequence[Mapping[str, object]], defects: set[str]) -> list[Fault]:
    organisations = set(conn.execute(SQL["organisation_codes"]).scalars())
    classes = set(conn.execute(SQL["class_codes"]).scalars())
    nobody = "is no organisation of the register; import it first, or correct the code"
    return [
        *unknown(rules, "assignee_code", organisations | {files.STREET}, RULES, nobody),
        *unknown(rules, "owner_code", organisations, RULES, nobody),
        *unknown(rules, "class_code", classes, RULES, "is no asset class of the register"),
        *unknown(rules, "defect_code", defects, RULES, "is no defect; add it to defects.csv"),
    ]


def _repeated(rules: Sequence[Mapping[str, object]]) -> list[Fault]:
    first: dict[object, object] = {}
    faults = []
    for rule in rules:
        line = first.setdefault(rule["position"], rule["line"])
        if line != rule["line"]:
            where = int(str(rule["line"]))
            faults.append(Fault(RULES, where, "position", str(rule["position"]), f"stands on line {line} already"))
    return faults
