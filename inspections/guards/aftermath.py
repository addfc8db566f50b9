"""The figures of a storm. Pure: the same hazards, guards and moments give the same figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from inspections.guards.watching import Stand, unguarded
from inspections.tickets.terms import Words

SAFE_WITHIN = timedelta(hours=1)
"""A hazard is to be barred or made good within the hour (peers.md idea 23: make-safe apart from repair; assumption)."""


@dataclass(frozen=True, slots=True)
class Hazard:
    """A hazard that was reported: when it was safe (barred or made good), when made good, and who stood by it."""

    number: str
    place: Words
    defect: Words
    hole: bool
    reported_at: datetime
    safe_at: datetime | None
    made_good_at: datetime | None
    stands: tuple[Stand, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: minutes until it was safe (None: not yet), and minutes nobody stood by an open shaft."""

    hazard: Hazard
    safe_minutes: float | None
    unguarded_minutes: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of a storm; minutes are of open shafts, those that were open before it began included.

    `safe_in_time` are hazards safe within the hour, `late` those that were not, `pending` those whose hour is not over.
    """

    hazards: int
    shafts: int
    safe_in_time: int
    late: int
    pending: int
    watchers: int
    open_before: int
    unguarded_minutes: float


def figures(
    hazards: Sequence[Hazard],
    before: Sequence[Hazard],
    *,
    watchers: int,
    begins_at: datetime,
    ends_at: datetime,
    now: datetime,
) -> tuple[Figures, list[Line]]:
    """Figures and a line for each hazard: those of the storm, then the shafts that were open `before` it began.

    `ends_at` is when it ended, or `now` while it lasts; what was known at `now` counts.
    """
    lines = [_line(one, begins_at=begins_at, ends_at=ends_at) for one in (*hazards, *before)]
    own = lines[: len(hazards)]
    in_time = [line for line in own if line.safe_minutes is not None and line.safe_minutes <= _minutes(SAFE_WITHIN)]
    pending = [line for line in own if line.safe_minutes is None and now - line.hazard.reported_at < SAFE_WITHIN]
    return (
        Figures(
            hazards=len(own),
            shafts=sum(line.hazard.hole for line in own),
            safe_in_time=len(in_time),
            late=len(own) - len(in_time) - len(pending),
            pending=len(pending),
            watchers=watchers,
            open_before=len(before),
            unguarded_minutes=sum(line.unguarded_minutes or 0.0 for line in lines),
        ),
        lines,
    )


def _line(hazard: Hazard, *, begins_at: datetime, ends_at: datetime) -> Line:
    safe = None if hazard.safe_at is None else _minutes(hazard.safe_at - hazard.reported_at)
    if not hazard.hole:
        return Line(hazard, safe, None)
    begins = max(hazard.reported_at, begins_at)
    ends = max(begins, min(hazard.made_good_at or ends_at, ends_at))
    return Line(hazard, safe, _minutes(unguarded(hazard.stands, begins_at=begins, ends_at=ends)))


def _minutes(span: timedelta) -> float:
    return span.total_seconds() / 60
