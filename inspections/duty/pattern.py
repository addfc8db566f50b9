"""A roster as a cycle of days that comes again and again, and the shifts it makes.

Pure. A slot is written in hours of the wall and lasts as long as they do: in the night in which clocks are put back
an hour longer, forward one shorter. Slots that meet on the wall meet in time: nothing is covered twice or not at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from inspections.clocks.calendar import Calendar
from registry.errors import Invalid

LONGEST_DAYS = 366
"""So many days are expanded at once."""
_DAY = timedelta(days=1)


class DaysOff(StrEnum):
    """What a roster does on days off of its calendar: it goes on, or nobody comes."""

    WORK = "work"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Slot:
    """Who is there on a day of the cycle (0 is the first); it closes on the next day where it does not close later."""

    day: int
    opens: time
    closes: time
    accounts: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A cycle from a day on. Seven days from a Monday are a weekly roster, eight of four teams a rotating one.

    A make-up day (调休上班) follows the day `make_up_as` of the cycle; None: its own.
    """

    zone: ZoneInfo
    starts_on: date
    cycle_days: int
    slots: tuple[Slot, ...]
    on_days_off: DaysOff = DaysOff.WORK
    make_up_as: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """One person from when until when (UTC), of the slot that began on `day`."""

    day: date
    account_id: UUID
    begins_at: datetime
    ends_at: datetime


def check(pattern: Pattern) -> None:
    """Raises Invalid for a pattern that names no slot, nobody, or a day outside of its cycle."""
    if not pattern.slots:
        raise Invalid("a roster has at least one slot", field="slots")
    for slot in pattern.slots:
        if not 0 <= slot.day < pattern.cycle_days:
            message = f"day {slot.day} lies outside of the cycle: days are 0 to {pattern.cycle_days - 1}"
            raise Invalid(message, field="slots", value=slot.day)
        if not slot.accounts or len(set(slot.accounts)) < len(slot.accounts):
            raise Invalid(f"the slot of day {slot.day} names nobody, or somebody twice", field="slots")


def expand(pattern: Pattern, *, first: date, last: date, calendar: Calendar | None = None) -> list[Span]:
    """The shifts of the slots that begin on the days from `first` to `last`, both included, in order.

    Raises Invalid for more than a year, or where days off matter and there is no calendar, or it does not know a year.
    """
    if (last - first).days >= LONGEST_DAYS:
        raise Invalid(f"at most {LONGEST_DAYS} days are made at once", field="last")
    found = [span for day in _days(max(first, pattern.starts_on), last) for span in _of_day(pattern, day, calendar)]
    return sorted(found, key=lambda span: (span.begins_at, span.ends_at, span.account_id))


def moment(zone: ZoneInfo, day: date, wall: time) -> datetime:
    """When the wall shows that, in UTC: the first time where twice; where never, when the clocks are put forward."""
    shown = datetime.combine(day, wall, zone)
    late, early = shown.astimezone(UTC), shown.replace(fold=1).astimezone(UTC)
    if late <= early:
        return late
    before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + _DAY * n for n in range((last - first).days + 1))


def _of_day(pattern: Pattern, day: date, calendar: Calendar | None) -> Iterator[Span]:
    wanted = _cycle_day(pattern, day, calendar)
    for slot in pattern.slots:
        if slot.day == wanted:
            begins_at = moment(pattern.zone, day, slot.opens)
            ends_at = moment(pattern.zone, day if slot.closes > slot.opens else day + _DAY, slot.closes)
            if begins_at < ends_at:  # a slot of the hour that does not occur
                yield from (Span(day, account, begins_at, ends_at) for account in slot.accounts)


def _cycle_day(pattern: Pattern, day: date, calendar: Calendar | None) -> int | None:
    own = (day - pattern.starts_on).days % pattern.cycle_days
    if pattern.on_days_off is DaysOff.WORK and pattern.make_up_as is None:
        return own
    if calendar is None or day.year not in calendar.years:
        message = f"days off of {day.year} are not published in the calendar: load it, or let the roster go on"
        raise Invalid(message, field="calendar_code", year=day.year)
    if day in calendar.make_up_days:
        return own if pattern.make_up_as is None else pattern.make_up_as
    return None if pattern.on_days_off is DaysOff.REST and day in calendar.days_off else own
