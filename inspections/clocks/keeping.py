"""Limits and calendars as they are kept: read, and changed by a new version; what was is never lost.

A limit holds from a moment; a clock that runs keeps the one it started with. A calendar holds at once, for what runs
too: a day off that was published is a day off.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Connection, RowMapping

from inspections.clocks.calendar import calendar_of, read_hours
from inspections.clocks.limits import Kind, Unit
from inspections.clocks.running import recount
from registry.actor import Actor, Role
from registry.errors import Forbidden, Invalid, NotFound, Stale
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "keeping.sql")
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
"""From when the first version of a limit holds."""
_TICK = timedelta(microseconds=1)
_KEEPERS = (Role.STEWARD, Role.ADMIN, Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Key:
    """Which limit: profile, kind, defect (None: every one without its own) and condition (empty: none)."""

    profile: str
    kind: Kind
    defect_code: str | None = None
    condition: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.profile, self.kind, self.defect_code, self.condition)))


@dataclass(frozen=True, slots=True)
class Figures:
    """What a limit says; see `limits.Limit`. Shares all, or none."""

    amount: Decimal
    unit: Unit
    calendar_code: str
    warn_share: Decimal | None
    escalate_share: Decimal | None
    supervise_share: Decimal | None
    source: str


@dataclass(frozen=True, slots=True)
class KeptLimit:
    """One version of a limit, from when it holds, and who wrote it when. Version 0: there was none yet."""

    key: Key
    figures: Figures
    version: int
    valid_from: datetime
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """What a calendar says; see `calendar.Calendar`. Hours as 08:00-12:00."""

    name_zh: str
    name_en: str
    time_zone: str
    weekdays: tuple[int, ...]
    hours: tuple[str, ...]
    days_off: tuple[date, ...]
    make_up_days: tuple[date, ...]
    years: tuple[int, ...]
    source: str


@dataclass(frozen=True, slots=True)
class KeptCalendar:
    """One version of a calendar, and who wrote it when."""

    code: str
    days: CalendarDays
    version: int
    changed_at: datetime
    changed_by: str


# Limits ------------------------------------------------------------------------------------------------------------


def list_limits(conn: Connection, *, profile: str | None = None) -> list[KeptLimit]:
    """The last version of each limit, by profile, kind, defect and condition."""
    return [_limit(row) for row in conn.execute(SQL["latest_limits"], {"profile": profile}).mappings()]


def versions_of(conn: Connection, key: Key) -> list[KeptLimit]:
    """Every version of a limit, the last first. Raises NotFound."""
    found = [_limit(row) for row in conn.execute(SQL["versions"], asdict(key)).mappings()]
    if not found:
        raise NotFound(f"there is no time limit {key}")
    return found


def set_limit(
    conn: Connection,
    actor: Actor,
    key: Key,
    figures: Figures,
    *,
    valid_from: datetime,
    if_version: int,
    now: datetime,
) -> KeptLimit:
    """Write the next version of a limit, which holds from a moment on; `if_version` 0 makes a new one.

    The same figures again change nothing. Raises Forbidden (not a steward), Stale, Invalid (a moment that is past or
    not after that of the version before; a defect or calendar that is not there; what the database refuses).
    """
    _check_keeper(actor)
    _check_shares(key, figures)
    conn.execute(SQL["lock"])
    _check_known(conn, key, figures)
    before = [_limit(row) for row in conn.execute(SQL["versions"], asdict(key)).mappings()]
    version = before[0].version if before else 0
    if version != if_version:
        message = f"the time limit {key} is at version {version}, not {if_version}; read it again, then decide"
        raise Stale(message, version=version)
    if before and before[0].figures == figures:
        return before[0]
    if valid_from < now or (before and valid_from <= before[0].valid_from):
        last = f", and after {before[0].valid_from.isoformat()}" if before else ""
        raise Invalid(f"a limit holds from now on or later{last}: what was is not changed", field="valid_from")
    kept = KeptLimit(key, figures, version + 1, valid_from, now, actor.name)
    conn.execute(SQL["store_limits"], _row(kept))
    return kept


def load_limits(conn: Connection, rows: Sequence[tuple[Key, Figures]], *, by: str) -> None:
    """Put the limits of a file in force: a first version from the beginning, another from this moment on.

    What is the same already stays; what the file does not name stays too.
    """
    conn.execute(SQL["lock"])
    for key, figures in rows:
        _check_shares(key, figures)
    now = conn.execute(SQL["moment"]).scalar_one()
    latest = {kept.key: kept for kept in list_limits(conn)}
    new = []
    for key, figures in rows:
        before = latest.get(key)
        if before is None:
            new.append(KeptLimit(key, figures, 1, BEGINNING, now, by))
        elif before.figures != figures:
            new.append(KeptLimit(key, figures, before.version + 1, max(now, before.valid_from + _TICK), now, by))
    if new:
        conn.execute(SQL["store_limits"], [_row(kept) for kept in new])


def _check_keeper(actor: Actor) -> None:
    if not actor.has(*_KEEPERS):
        raise Forbidden("limits and calendars are kept by a steward or an administrator")


def _check_shares(key: Key, figures: Figures) -> None:
    shares = (figures.warn_share, figures.escalate_share, figures.supervise_share)
    if shares == (None, None, None):
        return
    warn, escalate, supervise = shares
    if warn is None or escalate is None or supervise is None or not 0 < warn < 1 < escalate <= supervise:
        message = f"the time limit {key} rings by three shares, or by none: 0 < warn < 1 < escalate <= supervise"
        raise Invalid(message, field="warn_share")


def _check_known(conn: Connection, key: Key, figures: Figures) -> None:
    known = conn.execute(SQL["known"], {"defect_code": key.defect_code, "calendar_code": figures.calendar_code}).one()
    if key.defect_code is not None and not known.defect:
        raise Invalid(f"{key.defect_code!r} is no defect", field="defect_code", value=key.defect_code)
    if not known.calendar:
        raise Invalid(f"{figures.calendar_code!r} is no calendar", field="calendar_code", value=figures.calendar_code)


def _limit(row: RowMapping) -> KeptLimit:
    key = Key(row["profile"], Kind(row["kind"]), row["defect_code"], row["condition"])
    figures = Figures(
        row["amount"],
        Unit(row["unit"]),
        row["calendar_code"],
        row["warn_share"],
        row["escalate_share"],
        row["supervise_share"],
        row["source"],
    )
    return KeptLimit(key, figures, row["version"], row["valid_from"], row["changed_at"], row["changed_by"])


def _row(kept: KeptLimit) -> dict[str, object]:
    told = {"valid_from": kept.valid_from, "changed_at": kept.changed_at, "changed_by": kept.changed_by}
    return {**asdict(kept.key), **asdict(kept.figures), "version": kept.version, **told}


# Calendars ---------------------------------------------------------------------------------------------------------


def list_calendars(conn: Connection) -> list[KeptCalendar]:
    """The version of each calendar that counts."""
    return [_kept(row) for row in conn.execute(SQL["latest_calendars"], {"code": None}).mappings()]


def calendar_by_code(conn: Connection, code: str) -> KeptCalendar:
    """The version of a calendar that counts. Raises NotFound."""
    row = conn.execute(SQL["latest_calendars"], {"code": code}).mappings().one_or_none()
    if row is None:
        raise NotFound(f"there is no calendar {code}")
    return _kept(row)


def set_calendar(
    conn: Connection, actor: Actor, code: str, days: CalendarDays, *, if_version: int, now: datetime
) -> KeptCalendar:
    """Write the next version of a calendar, which holds at once; what runs by it is reckoned anew.

    `if_version` 0 makes a new one; the same days again change nothing. Raises Forbidden, Stale, Invalid.
    """
    _check_keeper(actor)
    return _write(conn, code, _checked(code, days), if_version=if_version, now=now, by=actor.name)


def load_calendars(conn: Connection, calendars: Mapping[str, CalendarDays], *, by: str) -> None:
    """Put the calendars of a file in force. Raises Invalid."""
    now = conn.execute(SQL["moment"]).scalar_one()
    known = {kept.code: kept.version for kept in list_calendars(conn)}
    for code, days in calendars.items():
        _write(conn, code, _checked(code, days), if_version=known.get(code, 0), now=now, by=by)


def _write(conn: Connection, code: str, days: CalendarDays, *, if_version: int, now: datetime, by: str) -> KeptCalendar:
    conn.execute(SQL["lock"])
    row = conn.execute(SQL["latest_calendars"], {"code": code}).mappings().one_or_none()
    before = _kept(row) if row is not None else None
    version = before.version if before else 0
    if version != if_version:
        message = f"the calendar {code} is at version {version}, not {if_version}; read it again, then decide"
        raise Stale(message, version=version)
    if before and before.days == days:
        return before
    kept = KeptCalendar(code, days, version + 1, now, by)
    row_of = {"code": code, "version": kept.version, "changed_at": now, "changed_by": by}
    conn.execute(SQL["store_calendar"], {**{name: _plain(value) for name, value in asdict(days).items()}, **row_of})
    recount(conn, code)
    return kept


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _checked(code: str, days: CalendarDays) -> CalendarDays:
    """The same, with each list in order. Raises Invalid."""
    try:
        hours = [read_hours(text) for text in days.hours]
    except ValueError:
        raise Invalid("working hours are spans such as 08:00-12:00", field="hours") from None
    calendar = calendar_of(
        code=code,
        version=1,
        time_zone=days.time_zone,
        weekdays=days.weekdays,
        hours=hours,
        days_off=days.days_off,
        make_up_days=days.make_up_days,
        years=days.years,
    )
    return replace(
        days,
        weekdays=calendar.weekdays,
        hours=tuple(map(str, calendar.hours)),
        days_off=tuple(sorted(calendar.days_off)),
        make_up_days=tuple(sorted(calendar.make_up_days)),
        years=tuple(sorted(calendar.years)),
    )


def _kept(row: RowMapping) -> KeptCalendar:
    days = CalendarDays(
        row["name_zh"],
        row["name_en"],
        row["time_zone"],
        tuple(row["weekdays"]),
        tuple(row["hours"]),
        tuple(row["days_off"]),
        tuple(row["make_up_days"]),
        tuple(row["years"]),
        row["source"],
    )
    return KeptCalendar(row["code"], days, row["version"], row["changed_at"], row["changed_by"])
