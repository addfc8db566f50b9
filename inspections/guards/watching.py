"""Whether an open shaft is guarded at a moment, until when, and for how long it was not.

Pure. A guard stands from `begins_at` until just before it ended or ran out. No chore makes this true: when the time
has passed, the shaft is unguarded at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Stand:
    """How long one guard stands: `ends_at` is when it was ended, else when it runs out."""

    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Watch:
    """Guarded without a gap until a moment, or unguarded since one: exactly one of the two."""

    guarded_until: datetime | None
    unguarded_since: datetime | None

    @property
    def is_guarded(self) -> bool:
        """Whether somebody or something stands there."""
        return self.guarded_until is not None


def watch_at(now: datetime, *, opened_at: datetime, stands: Iterable[Stand]) -> Watch:
    """What is so at `now` of a shaft open since `opened_at` (not after `now`)."""
    runs = _runs(stands)
    for run in runs:
        if run.begins_at <= now < run.ends_at:
            return Watch(run.ends_at, None)
    past = [run.ends_at for run in runs if run.ends_at <= now]
    return Watch(None, max([opened_at, *past]))


def gaps(stands: Iterable[Stand], *, begins_at: datetime, ends_at: datetime) -> list[Stand]:
    """The parts of a span, in order, during which nobody stood there."""
    found: list[Stand] = []
    since = begins_at
    for run in _runs(stands):
        if min(run.begins_at, ends_at) > since:
            found.append(Stand(since, min(run.begins_at, ends_at)))
        since = max(since, run.ends_at)
    if since < ends_at:
        found.append(Stand(since, ends_at))
    return found


def unguarded(stands: Iterable[Stand], *, begins_at: datetime, ends_at: datetime) -> timedelta:
    """How long of a span nobody stood there."""
    return sum((gap.ends_at - gap.begins_at for gap in gaps(stands, begins_at=begins_at, ends_at=ends_at)), timedelta())


def _runs(stands: Iterable[Stand]) -> list[Stand]:
    """Stands that overlap or follow on each other as one, in order; those that ended before they began are none."""
    runs: list[Stand] = []
    for stand in sorted(stands, key=lambda one: (one.begins_at, one.ends_at)):
        if stand.ends_at <= stand.begins_at:
            continue
        if runs and stand.begins_at <= runs[-1].ends_at:
            runs[-1] = Stand(runs[-1].begins_at, max(runs[-1].ends_at, stand.ends_at))
        else:
            runs.append(stand)
    return runs
