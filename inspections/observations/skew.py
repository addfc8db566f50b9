"""Wrong clocks: how far a device's clock is off, and what its times were in truth. Pure.

A batch carries the device's own clock at sending. The difference to the service's clock is the skew, and every time of
the batch is moved by it, whatever its size: a clock set back to 1970 still measures what passed between seeing and
sending. Only a time that is then in the future, before the work could have begun, or unreadable is left to a person.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

TOLERATED_S = 2.0  # a slow line looks like a clock that is late
FUTURE_GRACE = timedelta(minutes=1)
OLDEST = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was seen, as well as it can be told; `explained` is False where a person must look."""

    observed_at: datetime
    skew_s: float
    explained: bool


def skew_s(device_now: datetime | None, *, now: datetime) -> float:
    """Seconds to add to the device's times: 0 within 2 s, and where the device's clock said nothing readable."""
    if device_now is None:
        return 0.0
    off_s = (now - device_now).total_seconds()
    return off_s if abs(off_s) > TOLERATED_S else 0.0


def moment(device_time: datetime | None, *, skew_s: float, now: datetime, earliest: datetime | None = None) -> Moment:
    """The device's time set right by the skew of its batch.

    `earliest` is when the work began (31 days before `now` where nothing is said). An unreadable time is taken as now.
    """
    if device_time is None:
        return Moment(now, 0.0, explained=False)
    observed_at = device_time + timedelta(seconds=skew_s)
    explained = (earliest or now - OLDEST) <= observed_at <= now + FUTURE_GRACE
    return Moment(observed_at, skew_s, explained)
