"""A calendar of working time: which days work, within which hours, in which time zone.

Pure. Time is counted as it passes (in UTC), never as the wall shows it, so that a night in which clocks are put forward
or back is as long as it was. Hours of the wall that occur twice are read as the first, those that do not occur as the
moment the wall would have shown them (PEP 495, fold 0).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from registry.errors import Invalid

ZONE = ZoneInfo("Asia/Shanghai")
WEEK = (1, 2, 3, 4, 5)
FARTHEST_DAYS = 3660  # ten years: a limit beyond it is a slip of the keyboard
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """One span of working hours on the wall; 00:00 as its end is the end of the day."""

    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


HOURS = (Hours(time(8), time(12)), Hours(time(14), time(18)))
"""One common default (domain.md §3.2)."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """One version of a calendar: days off and make-up days as published for `years`; others know only `weekdays`.

    `weekdays` are numbered as in ISO 8601, 1 Monday to 7 Sunday.
    """

    code: str
    version: int
    zone: ZoneInfo
    weekdays: tuple[int, ...]
    hours: tuple[Hours, ...]
    days_off: frozenset[date]
    make_up_days: frozenset[date]
    years: frozenset[int]
    _spans: dict[date, tuple[tuple[datetime, datetime], ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )  # what was worked out once: a file of two years asks for the same days again and again

    def is_working_day(self, day: date) -> bool:
        """A make-up day works, a holiday does not, else the week decides."""
        if day in self.make_up_days:
            return True
        return day not in self.days_off and day.isoweekday() in self.weekdays

    @property
    def hours_a_day(self) -> timedelta:
        """How long a working day is on the wall."""
        return _whole(self.hours)

    def spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The working time of a day, in UTC and in order; none on a day off."""
        found = self._spans.get(day)
        if found is None:
            found = self._spans[day] = tuple(self._worked(day))
        return iter(found)

    def _worked(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if self.is_working_day(day):
            for span in self.hours:
                last = day + _DAY if span.closes == time(0) else day
                yield self._moment(day, span.opens), self._moment(last, span.closes)

    def _moment(self, day: date, wall: time) -> datetime:
        return datetime.combine(day, wall, self.zone).astimezone(UTC)

    def days_from(self, moment: datetime) -> Iterator[date]:
        """The days of this zone from the one of a moment on, ten years of them."""
        first = moment.astimezone(self.zone).date()
        return (first + _DAY * offset for offset in range(FARTHEST_DAYS))

    def guessed(self, start: datetime, end: datetime) -> tuple[int, ...]:
        """The years between two moments whose holidays are not published here."""
        first, last = (moment.astimezone(self.zone).year for moment in (start, end))
        return tuple(year for year in range(first, last + 1) if year not in self.years)


def calendar_of(
    *,
    code: str,
    version: int,
    time_zone: str,
    weekdays: Sequence[int],
    hours: Sequence[Hours],
    days_off: Sequence[date],
    make_up_days: Sequence[date],
    years: Sequence[int],
) -> Calendar:
    """A calendar from what was given.

    Raises Invalid: zone unknown, no hours, hours that overlap, a day off that works.
    """
    try:
        zone = ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # of a name that is no file, or a folder
        message = f"{time_zone!r} is no time zone; name one of the IANA list, such as Asia/Shanghai"
        raise Invalid(message, field="time_zone", value=time_zone) from None
    if not weekdays or not set(weekdays) <= set(range(1, 8)) or len(set(weekdays)) < len(weekdays):
        raise Invalid("weekdays are numbers from 1 (Monday) to 7 (Sunday), each once", field="weekdays")
    if not hours or any(_length(span) <= timedelta() for span in hours):
        raise Invalid("working hours are spans such as 08:00-12:00, each of which ends after it begins", field="hours")
    if any(_end(first) > _start(second) for first, second in pairwise(hours)):
        raise Invalid("working hours stand in order and do not overlap", field="hours")
    both = sorted(set(days_off) & set(make_up_days))
    if both:
        raise Invalid(f"{both[0]} is both a day off and a make-up day", field="days_off", value=str(both[0]))
    return Calendar(
        code,
        version,
        zone,
        tuple(sorted(weekdays)),
        tuple(hours),
        frozenset(days_off),
        frozenset(make_up_days),
        frozenset(years),
    )


def read_hours(text: str) -> Hours:
    """Hours from 08:00-12:00. Raises ValueError."""
    opens, _, closes = text.strip().partition("-")
    return Hours(time.fromisoformat(opens), time.fromisoformat("00:00" if closes == "24:00" else closes))


def _start(span: Hours) -> timedelta:
    return timedelta(hours=span.opens.hour, minutes=span.opens.minute, seconds=span.opens.second)


def _end(span: Hours) -> timedelta:
    closes = timedelta(hours=span.closes.hour, minutes=span.closes.minute, seconds=span.closes.second)
    return closes or _DAY


@cache
def _whole(hours: tuple[Hours, ...]) -> timedelta:
    return sum((_length(span) for span in hours), timedelta())


def _length(span: Hours) -> timedelta:
    return _end(span) - _start(span)
