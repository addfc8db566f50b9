"""A time limit: how long what may take, counted in what, by which calendar, and where the figure is from.

Pure. Three units (domain.md §3.2): emergency hours run through nights and holidays; working hours count only inside the
hours of a calendar on its working days; a working day is as many working hours as a day has, wherever it starts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from inspections.clocks.calendar import Calendar


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


class Kind(StrEnum):
    """What a limit is for: the clocks of a ticket, and how far an extension or a pause may go."""

    ARRIVE = "arrive"
    MAKE_SAFE = "make_safe"
    REPAIR = "repair"
    LEVEL = "level"
    CHECK = "check"
    VERIFY = "verify"
    RETURN = "return"
    EXTENSION = "extension"
    PAUSE = "pause"


KIND_WORDS = MappingProxyType(
    {
        Kind.ARRIVE: ("到场", "on site"),
        Kind.MAKE_SAFE: ("先行防护", "made safe"),
        Kind.REPAIR: ("处置", "repair"),
        Kind.LEVEL: ("本级办理", "this level"),
        Kind.CHECK: ("核实", "check"),
        Kind.VERIFY: ("核查", "verify"),
        Kind.RETURN: ("退回", "return"),
        Kind.EXTENSION: ("延期", "extension"),
        Kind.PAUSE: ("停表", "pause"),
    }
)
CLOCKS = (Kind.ARRIVE, Kind.MAKE_SAFE, Kind.REPAIR, Kind.LEVEL, Kind.CHECK, Kind.VERIFY, Kind.RETURN)


@dataclass(frozen=True, slots=True)
class Shares:
    """When a clock rings, as shares of its limit: before it is over, then to the supervisor, then 督办 (supervise)."""

    warn: Decimal
    escalate: Decimal
    supervise: Decimal


@dataclass(frozen=True, slots=True)
class Limit:
    """One version of a row of `inspections.time_limit`.

    `defect_code` None: of every defect that has none of its own. `condition`: of a level its name; of others what a
    person has to grant (road, prevented), or empty. `shares` None: the clock is shown, and never rings.
    """

    id: int
    profile: str
    kind: Kind
    defect_code: str | None
    condition: str
    version: int
    amount: Decimal
    unit: Unit
    calendar_code: str
    shares: Shares | None
    source: str
    valid_from: datetime


def allowed(limit: Limit, calendar: Calendar) -> timedelta:
    """How much counted time a limit allows: a working day is as many hours as one of the calendar."""
    hour = calendar.hours_a_day if limit.unit is Unit.WORKING_DAY else timedelta(hours=1)
    return timedelta(seconds=float(limit.amount * Decimal(hour.total_seconds())))


def choose(
    limits: Sequence[Limit], kind: Kind, *, at: datetime, defect_code: str | None, condition: str = ""
) -> Limit | None:
    """The limit of a kind that holds at a moment: the defect's own, else that of every defect, else none."""
    fitting = sorted(
        (limit for limit in limits if (limit.kind, limit.condition) == (kind, condition) and limit.valid_from <= at),
        key=lambda limit: limit.valid_from,
    )
    by_defect = {limit.defect_code: limit for limit in fitting}
    return by_defect.get(defect_code) or by_defect.get(None)


def in_words(limit: Limit, guessed_years: tuple[int, ...] = ()) -> str:
    """The limit with its source, zh then en, as stored on the clock and on the ticket."""
    zh, en = UNIT_WORDS[limit.unit]
    amount = f"{limit.amount.normalize():f}"
    words = f"{amount} {zh}（{amount} {en}; {limit.profile}: {limit.source}）"
    if guessed_years:
        years = ", ".join(map(str, guessed_years))
        words += f"；{years} 年节假日表未知，仅按周末推算（holidays of {years} unknown: weekends only）"
    return words
