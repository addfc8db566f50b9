"""When a step was done, as the device tells that noted it without network. Pure.

A crew notes its steps in a shaft and sends them from the road, perhaps an hour later. What it says is kept beside the
time of receipt, set right by the skew of the device's clock as with observations (`inspections.observations.skew`).

Decision (2026-11): limits go on by the receipt. No rule in domain.md (§3.1 stages, §3.2 units, §3.3 limits) lets a
device's word move a clock, and its holder can set that of the device; a house that was late only by its network has in
`done_at` what an appeal shows.
"""

from dataclasses import dataclass
from datetime import datetime

from inspections.observations.skew import FUTURE_GRACE, OLDEST, moment, skew_s
from registry.errors import Invalid


@dataclass(frozen=True, slots=True)
class DeviceTime:
    """When a step was done by the device's own clock, and what that clock showed at sending (None: it is right)."""

    done: datetime
    sent: datetime | None = None


def done_at(told: DeviceTime, *, since: datetime | None, now: datetime) -> datetime:
    """When it was done in truth, never after `now`.

    `since` is when the ticket became what the step starts from. Raises Invalid (`device_time`) for what lies more than
    a minute in the future or before `since`, and for what is older than 31 days: the same limits as of observations.
    """
    earliest = max(now - OLDEST, since - FUTURE_GRACE) if since else now - OLDEST
    when = moment(told.done, skew_s=skew_s(told.sent, now=now), now=now, earliest=earliest)
    if when.explained:
        return min(when.observed_at, now)
    if when.observed_at > now:
        why = f"in the future: it is {now.isoformat()}"
    elif since and earliest > now - OLDEST:
        why = f"before what it follows, which was at {since.isoformat()}"
    else:
        why = f"older than {OLDEST.days} days"
    ours = f"{when.observed_at.isoformat()} by the clock of the service"
    raise Invalid(f"device_time {told.done.isoformat()} is {ours}, {why}", field="device_time")
