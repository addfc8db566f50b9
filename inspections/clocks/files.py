"""Limits and calendars as the rows of their files say them, put in force."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from inspections.clocks import workdays
from inspections.clocks.keeping import CalendarDays, Figures, Key, load_calendars, load_limits
from inspections.clocks.limits import Kind, Unit

LIMITS = "time_limits.csv"
CALENDARS = "calendars.csv"
PUBLISHED = "chinesecalendar"
"""In column `days`: the days off and make-up days which the package of that name knows."""

Row = Mapping[str, Any]


def store_limits(conn: Connection, rows: Sequence[Row]) -> None:
    """Put the limits of a file in force, as `keeping.load_limits`."""
    load_limits(conn, [(_key(row), _figures(row)) for row in rows], by=LIMITS)


def store_calendars(conn: Connection, rows: Sequence[Row]) -> None:
    """Put the calendars of a file in force, as `keeping.load_calendars`."""
    load_calendars(conn, {row["code"]: _days(row) for row in rows}, by=CALENDARS)


def _key(row: Row) -> Key:
    return Key(row["profile"], Kind(row["kind"]), row["defect_code"], row["condition"] or "")


def _figures(row: Row) -> Figures:
    return Figures(
        row["amount"],
        Unit(row["unit"]),
        row["calendar_code"],
        row["warn_share"],
        row["escalate_share"],
        row["supervise_share"],
        row["source"],
    )


def _days(row: Row) -> CalendarDays:
    known = workdays.published() if row["days"] == PUBLISHED else None
    return CalendarDays(
        row["name_zh"],
        row["name_en"],
        row["time_zone"],
        tuple(row["weekdays"]),
        tuple(row["hours"]),
        tuple(sorted(known.days_off)) if known else (),
        tuple(sorted(known.make_up_days)) if known else (),
        tuple(sorted(known.years)) if known else (),
        row["source"],
    )
