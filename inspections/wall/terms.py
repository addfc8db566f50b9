"""What the words of the wall mean: a stuck ticket, a day, the months of the series. Pure."""

from datetime import datetime, timedelta

from inspections.clocks.calendar import ZONE
from inspections.tickets.terms import Words

MONTHS = 12
"""How many months the series goes back, the running one among them."""


def stuck_rule(hours: int) -> Words:
    """The rule in words, as it stands beside the figure.

    An urge is no progress: otherwise whoever presses the button makes the figure better and nothing else.
    """
    return Words(
        f"停滞：轮到有人办理，而 {hours} 小时没有任何推进；催办、督办、系统提醒不算推进，挂账中和等子工单办结的不计入",
        f"Stuck: it is somebody's turn and nothing was done for {hours} hours; urging, supervising and the system's own"
        " reminders are nothing done; what is suspended or waits for its parts is not counted",
    )


def unmoved_since(now: datetime, hours: int) -> datetime:
    """What moved last before this moment is stuck."""
    return now - timedelta(hours=hours)


def day_of(now: datetime) -> datetime:
    """The first moment of the day, in Qingdao."""
    return now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)


def months_of(now: datetime, count: int = MONTHS) -> tuple[datetime, ...]:
    """The first moments of the last `count` months, oldest first; the last is that of the running one, in Qingdao."""
    here = now.astimezone(ZONE)
    numbers = range(here.year * 12 + here.month - count, here.year * 12 + here.month)
    return tuple(datetime(n // 12, n % 12 + 1, 1, tzinfo=ZONE) for n in numbers)


def month_after(first: datetime) -> datetime:
    """The first moment of the month after the one that begins at `first`."""
    return datetime(first.year + first.month // 12, first.month % 12 + 1, 1, tzinfo=ZONE)
