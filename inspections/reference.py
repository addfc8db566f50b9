"""The rules of the city as files: defects, time limits, routing rules, and what speaks for an owner of an orphan cover.

Loaded again, the file's word holds.
"""

import csv
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from sqlalchemy import Connection

from inspections.clocks import files as clocks
from inspections.clocks.files import CALENDARS, LIMITS
from inspections.clocks.limits import Kind, Unit
from inspections.orphans import weights
from inspections.orphans.weights import WEIGHTS
from inspections.proof import materials, rates
from inspections.routing import files, sets
from inspections.routing.files import OWNER
from inspections.routing.sets import Line
from inspections.tickets import conditions
from registry.errors import Invalid
from registry.sql import load as load_sql

SQL = load_sql(Path(__file__).parent / "sql" / "reference.sql")

DEFECTS = "defects.csv"
RULES = "routing_rules.csv"
CONDITIONS = "conditions.csv"
__all__ = ["CONDITIONS", "DEFECTS", "OWNER", "RULES", "Fault", "Loaded", "load", "read_rules"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows of each kind the files held."""

    defects: int
    time_limits: int
    routing_rules: int
    conditions: int


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file: where, and what to do."""

    file: str
    line: int
    field: str
    value: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file} line {self.line}: {self.field} {self.value!r} {self.reason}"


def load(conn: Connection, folder: Path) -> Loaded:
    """Load the tables of a folder: defects, time limits, routing rules; where they are there, conditions, weights,
    shares of verification and materials.

    The same files again change nothing.

    Rows are found again by code, and by profile and defect. Routing rules that differ from those in force make a new
    set, which holds from now on; tickets keep the rule that decided. Raises Invalid with every fault of a file (file,
    line, field, value, reason), among them organisations, classes and defects that do not exist.
    """
    defects = _read(folder / DEFECTS, _DEFECT)
    _store(conn, "store_defects", defects)
    known = set(conn.execute(SQL["defect_codes"]).scalars())
    limits = _load_clocks(conn, folder, known)
    rules = read_rules(conn, folder / RULES)
    sets.load_lines(conn, rules, by=RULES)
    if (folder / WEIGHTS).exists():  # a folder of before there were any stays good
        weights.load(conn, folder)
    if (folder / rates.RATES).exists():
        rates.load(conn, folder)
    if (folder / materials.FILE).exists():
        materials.load(conn, folder)
    return Loaded(len(defects), limits, len(rules), _load_conditions(conn, folder, known))


def read_rules(conn: Connection, path: Path) -> list[Line]:
    """The routing rules of a file. Columns beyond the first ten may be missing. Raises Invalid with every fault."""
    rows = _read(path, files.COLUMNS, optional=files.OPTIONAL)
    defects = set(conn.execute(SQL["defect_codes"]).scalars())
    _refuse([*_unknown_in_rules(conn, rows, defects), *_repeated(rows)])
    return [files.line_of(row) for row in rows]


def _load_clocks(conn: Connection, folder: Path, defects: set[str]) -> int:
    if (folder / CALENDARS).exists():  # a folder of before there were any stays good
        clocks.store_calendars(conn, _read(folder / CALENDARS, _CALENDAR))
    limits = _read(folder / LIMITS, _LIMIT)
    calendars = set(conn.execute(SQL["calendar_codes"]).scalars())
    _refuse(
        [
            *_unknown(limits, "defect_code", defects, LIMITS, "is no defect; add it to defects.csv"),
            *_unknown(limits, "calendar_code", calendars, LIMITS, "is no calendar; add it to calendars.csv"),
        ]
    )
    clocks.store_limits(conn, limits)
    return len(limits)


def _load_conditions(conn: Connection, folder: Path, defects: set[str]) -> int:
    if not (folder / CONDITIONS).exists():  # a folder of before there were any stays good
        return 0
    rows = _read(folder / CONDITIONS, _CONDITION)
    _refuse(_unknown(rows, "defect_code", defects, CONDITIONS, "is no defect; add it to defects.csv"))
    changed = conditions.store(conn, rows)
    kept = "names other words than before; tickets were filed by it: give the new wording a code of its own"
    _refuse([Fault(CONDITIONS, int(str(row["line"])), "code", str(row["code"]), kept) for row in changed])
    return len(rows)


def _store(conn: Connection, statement: str, rows: Sequence[Mapping[str, object]]) -> None:
    if rows:
        conn.execute(SQL[statement], rows)


# Reading -----------------------------------------------------------------------------------------------------------


def _needed(value: str) -> str:
    if not value:
        raise ValueError("is missing")
    return value


def _or_none(value: str) -> str | None:
    return value or None


def _flag(value: str) -> bool:
    if value not in {"true", "false"}:
        raise ValueError("is neither true nor false")
    return value == "true"


def _whole(value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise ValueError("is no whole number") from None


def _amount(value: str) -> Decimal:
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise ValueError("is no number") from None
    if not (amount.is_finite() and amount > 0):
        raise ValueError("is not above 0")
    return amount


def _amount_or_none(value: str) -> Decimal | None:
    return _amount(value) if value else None


def _one_of(*words: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in words:
            raise ValueError(f"is none of {', '.join(words)}")
        return value

    return read


def _list(value: str) -> list[str]:
    return [word.strip() for word in value.split("|") if word.strip()]


_DEFECT: Mapping[str, Callable[[str], object]] = {
    "code": _needed,
    "name_zh": _needed,
    "name_en": _needed,
    "hazard": _flag,
    "hole": _flag,
    "handling": _one_of("ticket", "maintenance"),
    "priority": _whole,
    "words": _list,
}
_LIMIT: Mapping[str, Callable[[str], object]] = {
    "profile": _needed,
    "kind": _one_of(*Kind),
    "defect_code": _or_none,
    "condition": _or_none,
    "amount": _amount,
    "unit": _one_of(*Unit),
    "calendar_code": _needed,
    "warn_share": _amount_or_none,
    "escalate_share": _amount_or_none,
    "supervise_share": _amount_or_none,
    "source": _needed,
}
_CALENDAR: Mapping[str, Callable[[str], object]] = {
    "code": _needed,
    "name_zh": _needed,
    "name_en": _needed,
    "time_zone": _needed,
    "weekdays": lambda value: [_whole(day) for day in _list(value)],
    "hours": _list,
    "days": _one_of("", clocks.PUBLISHED),
    "source": _needed,
}
_CONDITION: Mapping[str, Callable[[str], object]] = {
    "code": _needed,
    "kind": _one_of(*conditions.KINDS.values()),
    "position": _whole,
    "class_code": _or_none,
    "defect_code": _or_none,
    "text_zh": _needed,
    "text_en": _needed,
    "source": _needed,
}


def _read(
    path: Path, columns: Mapping[str, Callable[[str], object]], *, optional: Collection[str] = ()
) -> list[dict[str, object]]:
    """Rows with their line number under `line`; every fault of the file at once."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Invalid(
            f"{path} is missing; the folder of reference data holds {DEFECTS}, {LIMITS} and {RULES}"
        ) from None
    except UnicodeDecodeError:
        raise Invalid(f"{path} is not UTF-8; save it as UTF-8") from None
    reader = csv.DictReader(text.splitlines(), restval="")
    lacking = [name for name in columns if name not in (reader.fieldnames or ()) and name not in optional]
    if lacking:
        raise Invalid(f"{path.name}: column {', '.join(lacking)} is missing", file=path.name, columns=lacking)
    rows: list[dict[str, object]] = []
    faults: list[Fault] = []
    for record in reader:
        row: dict[str, object] = {"line": reader.line_num}
        for name, read in columns.items():
            value = (record.get(name) or "").strip()
            try:
                row[name] = read(value)
            except ValueError as error:
                faults.append(Fault(path.name, reader.line_num, name, value, str(error)))
        rows.append(row)
    _refuse(faults)
    return rows


# Checking ----------------------------------------------------------------------------------------------------------


def _refuse(faults: Sequence[Fault]) -> None:
    if faults:
        raise Invalid("; ".join(map(str, faults)), faults=[asdict(fault) for fault in faults])


def _unknown(rows: Sequence[Mapping[str, object]], field: str, known: set[str], file: str, reason: str) -> list[Fault]:
    return [
        Fault(file, int(str(row["line"])), field, str(row[field]), reason)
        for row in rows
        if row[field] is not None and row[field] not in known
    ]


def _unknown_in_rules(conn: Connection, rules: Sequence[Mapping[str, object]], defects: set[str]) -> list[Fault]:
    organisations = set(conn.execute(SQL["organisation_codes"]).scalars())
    classes = set(conn.execute(SQL["class_codes"]).scalars())
    nobody = "is no organisation of the register; import it first, or correct the code"
    return [
        *_unknown(rules, "assignee_code", organisations | {files.STREET}, RULES, nobody),
        *_unknown(rules, "owner_code", organisations, RULES, nobody),
        *_unknown(rules, "class_code", classes, RULES, "is no asset class of the register"),
        *_unknown(rules, "defect_code", defects, RULES, "is no defect; add it to defects.csv"),
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
