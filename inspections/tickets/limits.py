"""The clock of a ticket: when what was dispatched now must be repaired.

Pure. Three units (domain.md §3.2): emergency hours run through nights and holidays; working hours count only inside
08:00-12:00 and 14:00-18:00 in Qingdao on working days; a working day is 8 working hours, wherever it starts.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from registry.errors import Invalid

ZONE = ZoneInfo("Asia/Shanghai")
HOURS = ((time(8), time(12)), (time(14), time(18)))  # one common default; domain.md §3.2
HOURS_A_DAY = 8
_SATURDAY = 5
_FARTHEST_DAYS = 3660  # ten years: a limit beyond it is a slip of the keyboard


class Unit(StrEnum):
    """In what a limit is counted."""

    EMERGENCY_HOUR = "emergency_hour"
    WORKING_HOUR = "working_hour"
    WORKING_DAY = "working_day"


UNIT_WORDS = MappingProxyType(
    {
        Unit.EMERGENCY_HOUR: ("紧急工作时", "emergency hours"),
        Unit.WORKING_HOUR: ("工作时", "working hours"),
        Unit.WORKING_DAY: ("工作日", "working days"),
    }
)


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a defect may last, and where the figure is from; one row of `inspections.time_limit`."""

    profile: str
    defect_code: str
    amount: Decimal
    unit: Unit
    source: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off and make-up working days, as published for `years`; other years know only weekends."""

    days_off: frozenset[date]
    make_up_days: frozenset[date]
    years: frozenset[int]

    def is_working_day(self, day: date) -> bool:
        """A make-up day works, a holiday does not, else Monday to Friday."""
        if day in self.make_up_days:
            return True
        return day not in self.days_off and day.weekday() < _SATURDAY


@dataclass(frozen=True, slots=True)
class Due:
    """Until when; `guessed_years` are those counted through whose holidays are not published in the calendar."""

    at: datetime
    guessed_years: tuple[int, ...]


def due(start: datetime, limit: Limit, calendar: Calendar) -> Due:
    """When a limit that starts at `start` (with an offset) ends, in UTC. Raises Invalid beyond ten years."""
    if limit.unit is Unit.EMERGENCY_HOUR:
        return Due(start.astimezone(UTC) + _hours(limit.amount), ())
    hours = limit.amount * HOURS_A_DAY if limit.unit is Unit.WORKING_DAY else limit.amount
    return _working(start.astimezone(ZONE), _hours(hours), calendar)


def _hours(amount: Decimal) -> timedelta:
    return timedelta(seconds=float(amount * 3600))


def _working(start: datetime, left: timedelta, calendar: Calendar) -> Due:
    guessed: set[int] = set()
    for offset in range(_FARTHEST_DAYS):
        day = start.date() + timedelta(days=offset)
        if day.year not in calendar.years:
            guessed.add(day.year)
        if not calendar.is_working_day(day):
            continue
        for opens, closes in HOURS:
            begin = max(start, datetime.combine(day, opens, ZONE))
            span = max(datetime.combine(day, closes, ZONE) - begin, timedelta(0))
            if left <= span:
                return Due((begin + left).astimezone(UTC), tuple(sorted(guessed)))
            left -= span
    raise Invalid("the limit lies more than ten years ahead; correct the table of time limits", field="amount")


def in_words(limit: Limit, guessed_years: tuple[int, ...] = ()) -> str:
    """The limit with its source, zh then en, as stored on the ticket."""
    zh, en = UNIT_WORDS[limit.unit]
    amount = f"{limit.amount.normalize():f}"
    words = f"{amount} {zh}（{amount} {en}; {limit.profile}: {limit.source}）"
    if guessed_years:
        years = ", ".join(map(str, guessed_years))
        words += f"；{years} 年节假日表未知，仅按周末推算（holidays of {years} unknown: weekends only）"
    return words
