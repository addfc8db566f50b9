"""How long each state of a recovery may last, and who makes good in an owner's place: files and database.

`paying_limits.csv` has the columns limit (one of `terms.Limit`), amount, unit, source; `stand_ins.csv` area_code (the
longest that fits holds; empty: everywhere), org_code, source. Loaded again, the files' word holds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection

from inspections.clocks.reckoning import Count
from inspections.clocks.workdays import published
from inspections.payers.terms import Limit
from inspections.rulefiles import Fault, needed, one_of, or_none, read, refuse, unknown, whole
from registry.errors import NotFound
from registry.sql import load as load_sql

LIMITS, STAND_INS = "paying_limits.csv", "stand_ins.csv"
SQL = load_sql(Path(__file__).parent / "sql" / "limits.sql")


class Unit(StrEnum):
    """What a limit counts: every minute and day, or working days of the published calendar."""

    MINUTE = "minute"
    DAY = "day"
    WORKDAY = "workday"


@dataclass(frozen=True, slots=True)
class Span:
    """A limit: so many of a unit, and from where the figure is."""

    amount: int
    unit: Unit
    source: str

    def after(self, moment: datetime) -> datetime:
        """When it ends that begins at `moment`."""
        if self.unit is Unit.WORKDAY:
            calendar = published()
            return Count(calendar).add(moment, calendar.hours_a_day * self.amount)
        return moment + timedelta(**{f"{self.unit}s": self.amount})


def load_limits(conn: Connection, folder: Path) -> int:
    """Load paying_limits.csv; how many. Raises Invalid with every fault, among them a limit missing or there twice."""
    rows = read(folder / LIMITS, _LIMIT)
    named = [str(row["limit"]) for row in rows]
    faults = [Fault(LIMITS, 1, "limit", one, "must be there once") for one in Limit if named.count(one) != 1]
    faults += [
        Fault(LIMITS, int(str(row["line"])), "amount", str(row["amount"]), "is not above 0")
        for row in rows
        if int(str(row["amount"])) <= 0
    ]
    refuse(faults)
    conn.execute(SQL["store_limits"], rows)
    return len(rows)


def load_stand_ins(conn: Connection, folder: Path) -> int:
    """Load stand_ins.csv in place of what was there; how many. Raises Invalid with every fault of it."""
    rows = read(folder / STAND_INS, _STAND_IN)
    known = set(conn.execute(SQL["organisations"]).scalars())
    refuse(unknown(rows, "org_code", known, STAND_INS, "is no organisation of the register; import it first"))
    conn.execute(SQL["forget_stand_ins"])
    if rows:
        conn.execute(SQL["store_stand_ins"], [row | {"area_code": row["area_code"] or ""} for row in rows])
    return len(rows)


def of_city(conn: Connection) -> Mapping[Limit, Span]:
    """The limits in force. Raises NotFound where they were not loaded."""
    found = {Limit(row.limit): Span(row.amount, Unit(row.unit), row.source) for row in conn.execute(SQL["limits"])}
    if len(found) < len(Limit):
        raise NotFound(f"no {LIMITS} was loaded; load it with the city's rules: jingge import-rules FOLDER")
    return found


def are_known(conn: Connection) -> bool:
    """Whether the limits were loaded: without them nobody is asked by itself."""
    return bool(conn.execute(SQL["limits"]).first())


def stand_in_of(conn: Connection, community_code: str | None) -> str | None:
    """Who makes good in an owner's place there; None where nobody was named."""
    code: str | None = conn.execute(SQL["stand_in"], {"community_code": community_code or ""}).scalar()
    return code


_LIMIT: Mapping[str, Callable[[str], object]] = {
    "limit": one_of(*Limit),
    "amount": whole,
    "unit": one_of(*Unit),
    "source": needed,
}
_STAND_IN: Mapping[str, Callable[[str], object]] = {"area_code": or_none, "org_code": needed, "source": needed}
