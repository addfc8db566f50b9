"""Reckoning with clocks: when so much counted time has passed, and how much has, with pauses left out.

Pure. `Count` says what counts: every moment, or the working time of a calendar; a pause never does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from inspections.clocks.calendar import Calendar
from inspections.clocks.limits import Limit, Unit, allowed
from registry.errors import Invalid

_NOTHING = timedelta()


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which a clock stands still: from, until (None: still), and when it ends by itself (its cap)."""

    since: datetime
    until: datetime | None
    cap_at: datetime

    @property
    def ends_at(self) -> datetime:
        """When it ended, or will at the latest."""
        return self.cap_at if self.until is None else min(self.until, self.cap_at)


@dataclass(frozen=True, slots=True)
class Count:
    """What of time counts: with a calendar its working time, without one every moment; never a pause."""

    calendar: Calendar | None
    pauses: tuple[Pause, ...] = ()

    def add(self, start: datetime, work: timedelta) -> datetime:
        """The first moment at which `work` has been counted since `start`, in UTC. Raises Invalid beyond ten years."""
        for begin, end in self._runs(start.astimezone(UTC), None):
            if work <= _NOTHING or end is None or work <= self._between(begin, end):
                return self._add(begin, max(work, _NOTHING))
            work -= self._between(begin, end)
        raise AssertionError  # the last run has no end

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much is counted from `start` to `end`; nothing where the end lies before."""
        runs = self._runs(start.astimezone(UTC), end.astimezone(UTC))
        return sum((self._between(begin, stop) for begin, stop in runs if stop is not None), _NOTHING)

    def _runs(self, start: datetime, end: datetime | None) -> Iterator[tuple[datetime, datetime | None]]:
        """The stretches between pauses; the last ends at `end`."""
        for pause in sorted(self.pauses, key=lambda one: one.since):
            since, ends = pause.since.astimezone(UTC), pause.ends_at.astimezone(UTC)
            if ends <= start or ends <= since:
                continue
            if end is not None and since >= end:
                break
            if since > start:
                yield start, since
            start = ends
        if end is None or end > start:
            yield start, end

    def _add(self, start: datetime, work: timedelta) -> datetime:
        if self.calendar is None:
            return start + work
        for day in self.calendar.days_from(start):
            for opens, closes in self.calendar.spans(day):
                begin = max(start, opens)
                span = max(closes - begin, _NOTHING)
                if span and work <= span:
                    return begin + work
                work -= span
        raise Invalid("the limit lies more than ten years ahead; correct the table of time limits", field="amount")

    def _between(self, start: datetime, end: datetime) -> timedelta:
        if self.calendar is None:
            return end - start
        total = _NOTHING
        for day in self.calendar.days_from(start):
            for opens, closes in self.calendar.spans(day):
                if opens >= end:
                    return total
                total += max(min(end, closes) - max(start, opens), _NOTHING)
            if day > end.astimezone(self.calendar.zone).date():
                break
        return total


@dataclass(frozen=True, slots=True)
class Times:
    """When a clock rings and ends, in UTC; `guessed_years`: counted through without their holidays."""

    warn_at: datetime | None
    due_at: datetime
    escalate_at: datetime | None
    supervise_at: datetime | None
    guessed_years: tuple[int, ...]


def count_of(limit: Limit, calendar: Calendar, pauses: Sequence[Pause] = ()) -> Count:
    """What counts for a limit."""
    return Count(None if limit.unit is Unit.EMERGENCY_HOUR else calendar, tuple(pauses))


def due(
    start: datetime, limit: Limit, calendar: Calendar, *, extra: timedelta = _NOTHING, pauses: Sequence[Pause] = ()
) -> Times:
    """When a clock that starts at `start` (with an offset) ends, and when it rings.

    `extra` is counted time that was granted on top. Raises Invalid beyond ten years.
    """
    count = count_of(limit, calendar, pauses)
    whole = allowed(limit, calendar) + extra
    due_at = count.add(start, whole)
    guessed = () if count.calendar is None else calendar.guessed(start, due_at)
    if limit.shares is None:
        return Times(None, due_at, None, None, guessed)
    warn, escalate, supervise = (
        count.add(start, whole * float(share))
        for share in (limit.shares.warn, limit.shares.escalate, limit.shares.supervise)
    )
    return Times(warn, due_at, escalate, supervise, guessed)


def remaining(
    start: datetime,
    limit: Limit,
    calendar: Calendar,
    *,
    now: datetime,
    extra: timedelta = _NOTHING,
    pauses: Sequence[Pause] = (),
) -> timedelta:
    """How much counted time is left at `now`; below nothing once it is late."""
    return allowed(limit, calendar) + extra - count_of(limit, calendar, pauses).between(start, now)
