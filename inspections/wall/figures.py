"""All figures of the wall in one reading. Each is the length of a list that can be opened."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping

from inspections.guards.shafts import list_shafts
from inspections.requests import figures as requests
from inspections.requests.rates import Counts, Definition, Rate, rates
from inspections.tickets.sight import sight_of
from inspections.tickets.terms import Words
from inspections.wall.terms import day_of, month_after, months_of, stuck_rule, unmoved_since
from registry.actor import Actor, Role
from registry.errors import Forbidden
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "wall.sql")
ROLES = (Role.LEADER, Role.DISPATCHER, Role.STEWARD)
_NOBODY_YET = Words("尚未派遣", "not dispatched yet")
_NOWHERE = Words("街道不明", "street not known")


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """Reported and closed since midnight; open, open hazards, open shafts and those nobody guards, as of now."""

    reported: int
    closed: int
    open: int
    hazards: int
    shafts: int
    unguarded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What is open with a department or in a street. `code` is empty where there is none."""

    code: str
    name: Words
    open: int
    late: int
    stuck: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """A running campaign: covers, those with a result, and those that the plan has until the end of today."""

    id: UUID
    name: str
    starts_on: date
    days: int
    covers: int
    seen: int
    planned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRates:
    """The three rates of a month that begins at `first`: raw, and without what an approved appeal leaves out."""

    first: datetime
    raw: tuple[Rate, Rate, Rate]
    adjusted: tuple[Rate, Rate, Rate]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """Reported in a month, with due and in time of those as in the printed month (GB/T 30428.4); closed in it."""

    first: datetime
    reported: int
    due: int
    in_time: int
    closed: int

    @property
    def on_time(self) -> float | None:
        """Share repaired within the limit; None where nothing was due."""
        return self.in_time / self.due if self.due else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """The wall as of `as_at`. Departments and streets by name code; rates newest month first; months oldest first."""

    as_at: datetime
    day: datetime
    today: Today
    stuck_after_hours: int
    stuck_rule: Words
    departments: tuple[Group, ...]
    streets: tuple[Group, ...]
    campaigns: tuple[Coverage, ...]
    definition: Definition
    rates: tuple[MonthRates, ...]
    months: tuple[Month, ...]


def show(conn: Connection, actor: Actor, *, now: datetime, stuck_hours: int) -> Wall:
    """The figures in the actor's areas. Raises Forbidden for others than leader, dispatcher and steward."""
    if not actor.has(*ROLES):
        raise Forbidden(f"the wall is for {', '.join(ROLES)}", roles=list(ROLES))
    day, starts = day_of(now), months_of(now)
    given = {
        **{name: value for name, value in sight_of(conn, actor).items() if name != "orgs"},
        "now": now,
        "day": day,
    }
    standing = conn.execute(SQL["standing"], given | {"unmoved_since": unmoved_since(now, stuck_hours)}).mappings()
    rows = standing.all()
    counted = conn.execute(SQL["today"], given).one()
    shafts = list_shafts(conn, actor, now=now, limit=1)
    covered = conn.execute(SQL["coverage"], given | {"today": day.date()}).mappings()
    return Wall(
        as_at=now,
        day=day,
        today=Today(
            reported=counted.reported,
            closed=counted.closed,
            open=sum(row["open"] for row in rows),
            hazards=sum(row["hazards"] for row in rows),
            shafts=shafts.open,
            unguarded=shafts.unguarded,
        ),
        stuck_after_hours=stuck_hours,
        stuck_rule=stuck_rule(stuck_hours),
        departments=_groups(rows, "department", _NOBODY_YET),
        streets=_groups(rows, "street", _NOWHERE),
        campaigns=tuple(Coverage(**row) for row in covered),
        definition=Definition.STAGES,
        rates=_rates(conn, actor, starts[-2:], now=now),
        months=_months(conn, given, starts),
    )


def _groups(rows: Iterable[RowMapping], kind: str, none: Words) -> tuple[Group, ...]:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    names: dict[str, Words] = {}
    for row in rows:
        code = row[kind]
        zh, en = row[f"{kind}_zh"], row[f"{kind}_en"]
        names[code] = Words(zh or code, en or zh or code) if code else none
        sums[code] = [had + row[name] for had, name in zip(sums[code], ("open", "late", "stuck"), strict=True)]
    return tuple(
        Group(code=code, name=names[code], open=counts[0], late=counts[1], stuck=counts[2])
        for code, counts in sorted(sums.items())
    )


def _rates(conn: Connection, actor: Actor, starts: tuple[datetime, ...], *, now: datetime) -> tuple[MonthRates, ...]:
    """Newest first; a month in which nothing was counted has rates over nothing."""
    found = requests.figures(
        conn, actor, by=requests.By.MONTH, from_at=starts[0], until_at=month_after(starts[-1]), now=now
    )
    by_month = {row.code: row for row in found.rows}
    none = requests.Row("", "", Counts(), Counts())
    months = [(first, by_month.get(f"{first:%Y-%m}", none)) for first in reversed(starts)]
    return tuple(
        MonthRates(first=first, raw=rates(row.raw, Definition.STAGES), adjusted=rates(row.adjusted, Definition.STAGES))
        for first, row in months
    )


def _months(conn: Connection, given: dict[str, Any], starts: tuple[datetime, ...]) -> tuple[Month, ...]:
    asked = given | {"starts": list(starts), "ends": [month_after(first) for first in starts]}
    found = {row.n: row for row in conn.execute(SQL["months"], asked)}
    return tuple(
        Month(
            first=first,
            **{
                name: int(getattr(found[n], name)) if n in found else 0
                for name in ("reported", "due", "in_time", "closed")
            },
        )
        for n, first in enumerate(starts, start=1)
    )
