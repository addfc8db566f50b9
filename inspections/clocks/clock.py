"""One clock of a ticket as a value: how it starts, is reckoned anew, ends, and what it rings.

Pure. A clock that ended keeps what it still has to tell: that it was late is true though nobody was there to say so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from inspections.clocks.calendar import Calendar
from inspections.clocks.limits import Kind, Limit, in_words
from inspections.clocks.reckoning import Pause, Times, due, remaining
from registry.errors import Invalid


class Cause(StrEnum):
    """Why the clocks of a ticket stand still: 挂账 (suspended), or a return the desk agreed to until it dispatches."""

    SUSPENDED = "suspended"
    RETURNED = "returned"


class Stage(StrEnum):
    """What a clock rings, in this order; the word of the event."""

    WARN = "warn"
    LATE = "late"
    ESCALATE = "escalate"
    SUPERVISE = "supervise"


# An open shaft does not wait: nothing stops the clock of making safe. Those of the desk are not stopped by a unit.
PAUSES: Mapping[Kind, frozenset[Cause]] = {
    Kind.ARRIVE: frozenset({Cause.RETURNED}),
    Kind.REPAIR: frozenset(Cause),
}


@dataclass(frozen=True, slots=True)
class Paused:
    """One pause of a ticket; see `reckoning.Pause`."""

    id: UUID
    ticket_id: UUID
    cause: Cause
    reason: str
    since: datetime
    until: datetime | None
    cap_at: datetime

    def pause(self) -> Pause:
        """The stretch alone."""
        return Pause(self.since, self.until, self.cap_at)


@dataclass(frozen=True, slots=True)
class Clock:
    """One row of `inspections.ticket_clock` with its limit; `rung` counts the stages that were told."""

    id: UUID
    ticket_id: UUID
    kind: Kind
    limit: Limit
    calendar_version: int
    started_at: datetime
    extra: timedelta
    times: Times
    rung: int
    met_at: datetime | None
    superseded_at: datetime | None
    reason: str

    @property
    def is_running(self) -> bool:
        """Neither met nor replaced."""
        return self.ended_at is None

    @property
    def ended_at(self) -> datetime | None:
        """When it was met or replaced."""
        return self.met_at or self.superseded_at

    def stages(self, *, until: datetime | None = None) -> list[tuple[Stage, datetime]]:
        """What is still to ring and when, in order; up to `until` where given, only before the clock ended."""
        times = (self.times.warn_at, self.times.due_at, self.times.escalate_at, self.times.supervise_at)
        if self.limit.shares is None:
            return []
        left = [(stage, at) for stage, at in [*zip(Stage, times, strict=True)][self.rung :] if at is not None]
        ended_at = self.ended_at
        told = [(stage, at) for stage, at in left if ended_at is None or at < ended_at]
        return told if until is None else [(stage, at) for stage, at in told if at <= until]

    @property
    def next_at(self) -> datetime | None:
        """When it rings next; None: never more."""
        return min((at for _, at in self.stages()), default=None)


def start(
    *,
    id: UUID,  # noqa: A002 - the field's own name
    ticket_id: UUID,
    limit: Limit,
    calendars: Mapping[str, Calendar],
    at: datetime,
    pauses: Sequence[Paused] = (),
    extra: timedelta = timedelta(),
) -> Clock:
    """A clock that runs from `at` under a limit. Raises Invalid for a calendar that is not loaded."""
    calendar = _calendar(limit, calendars)
    times = due(at, limit, calendar, extra=extra, pauses=_of(limit.kind, pauses))
    reason = in_words(limit, times.guessed_years)
    return Clock(id, ticket_id, limit.kind, limit, calendar.version, at, extra, times, 0, None, None, reason)


def reckon(clock: Clock, *, calendars: Mapping[str, Calendar], pauses: Sequence[Paused]) -> Clock:
    """The same clock with the pauses and the calendar as they are now; what it rang stays rung."""
    calendar = _calendar(clock.limit, calendars)
    times = due(clock.started_at, clock.limit, calendar, extra=clock.extra, pauses=_of(clock.kind, pauses))
    reason = in_words(clock.limit, times.guessed_years)
    return replace(clock, times=times, calendar_version=calendar.version, reason=reason)


def left(clock: Clock, *, calendars: Mapping[str, Calendar], pauses: Sequence[Paused], now: datetime) -> timedelta:
    """How much counted time a clock had left when it ended, or has at `now`; below nothing: late."""
    return remaining(
        clock.started_at,
        clock.limit,
        _calendar(clock.limit, calendars),
        now=min(now, clock.ended_at or now),
        extra=clock.extra,
        pauses=_of(clock.kind, pauses),
    )


def _of(kind: Kind, pauses: Sequence[Paused]) -> tuple[Pause, ...]:
    return tuple(one.pause() for one in pauses if one.cause in PAUSES.get(kind, frozenset()))


def _calendar(limit: Limit, calendars: Mapping[str, Calendar]) -> Calendar:
    try:
        return calendars[limit.calendar_code]
    except KeyError:
        message = f"there is no calendar {limit.calendar_code!r}; load calendars.csv, or correct the time limit"
        raise Invalid(message, field="calendar_code", value=limit.calendar_code) from None
