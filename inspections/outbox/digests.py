"""Messages for a group robot of WeCom (企业微信): what waits becomes as few as its limits ask for. Pure.

A robot takes 20 messages a minute, of at most 4,096 bytes of markdown each
(developer.work.weixin.qq.com, 群机器人配置说明).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from inspections.requests import life
from inspections.tickets.workflow import STEPS

A_MINUTE = 20
MINUTE = timedelta(seconds=61)  # one more: their clock and ours count the seconds apart
MOST_BYTES = 4096

_LABELS = {str(step.action): step.label.zh for step in STEPS} | {
    "redraw": "网格调整",
    "rehome": "换部件",
    **{f"request.{step.action}": f"诉求{step.label.zh}" for step in life.STEPS},
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event that waits for the group: `ticket` is a number, `defect` (or matter) and `place` are words."""

    number: int
    action: str
    hazard: bool
    ticket: str
    defect: str
    place: str


@dataclass(frozen=True, slots=True)
class Digest:
    """One message: the numbers of the events it tells, and its markdown."""

    numbers: tuple[int, ...]
    content: str


def room(called_at: Sequence[datetime], *, now: datetime) -> int:
    """How many messages may be sent now, after calls at these moments."""
    return max(0, A_MINUTE - sum(at > now - MINUTE for at in called_at))


def digests(waiting: Sequence[Waiting], *, room: int) -> list[Digest]:
    """At most `room` messages: one for each action, hazards before all else, then by the oldest event; none longer
    than the limit. What finds no room waits on.
    """
    ordered = sorted(waiting, key=lambda one: (not one.hazard, one.number))
    first: dict[tuple[bool, str], int] = {}
    for place, one in enumerate(ordered):
        first.setdefault((one.hazard, one.action), place)
    grouped = sorted(ordered, key=lambda one: (first[one.hazard, one.action], one.number))
    made: list[Digest] = []
    for (hazard, action), group in groupby(grouped, key=lambda one: (one.hazard, one.action)):
        made += _messages(list(group), title=_title(action, hazard=hazard))
    return made[:room]


def _title(action: str, *, hazard: bool) -> str:
    mark = '<font color="warning">隐患</font> ' if hazard else ""
    return f"{mark}**{_LABELS.get(action, action)}**"


def _messages(group: Sequence[Waiting], *, title: str) -> list[Digest]:
    """The group in as many messages as its lines need."""
    made: list[Digest] = []
    left = list(group)
    while left:
        lines = [f"{title} {len(left)} 件"]
        size = len(lines[0].encode())
        taken = 0
        for one in left:
            line = _line(one)
            size += len(line.encode()) + 1
            if taken and size > MOST_BYTES:
                break
            lines.append(line)
            taken += 1
        lines[0] = f"{title} {taken} 件"
        made.append(Digest(tuple(one.number for one in left[:taken]), "\n".join(lines)))
        left = left[taken:]
    return made


def _line(one: Waiting) -> str:
    """One ticket or request; a place is cut where it is longer than any place is."""
    words = " ".join(part for part in (one.ticket, one.defect, one.place[:300]) if part)
    return f"> {words}"
