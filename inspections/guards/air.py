"""Whether a well may be entered now, and whether those below must come up: the rules of confined spaces (有限空间作业).

Pure. Approval; ventilation before measuring; oxygen, combustible gas, hydrogen sulphide and carbon monoxide measured,
and again every 30 minutes; an attendant who never leaves (domain.md §0 item 4).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from inspections.tickets.terms import Words

READING_HOLDS = timedelta(minutes=30)
"""Domain.md §0 item 4: gas readings again every 30 minutes."""


class Gas(StrEnum):
    """What is measured; the word names column and unit."""

    O2 = "o2_pct"
    COMBUSTIBLE = "combustible_lel_pct"
    H2S = "h2s_ppm"
    CO = "co_ppm"


GASES = MappingProxyType(
    {
        Gas.O2: (Words("氧气", "oxygen"), "%"),
        Gas.COMBUSTIBLE: (Words("可燃气体", "combustible gas"), "%LEL"),
        Gas.H2S: (Words("硫化氢", "hydrogen sulphide"), "ppm"),
        Gas.CO: (Words("一氧化碳", "carbon monoxide"), "ppm"),
    }
)


@dataclass(frozen=True, slots=True)
class Limit:
    """Between which values a gas may be, both allowed; one row of `inspections.gas_limit`."""

    gas: Gas
    least: float | None
    most: float
    source: str

    def holds(self, value: float) -> bool:
        """Whether a value lies within."""
        return value <= self.most and (self.least is None or value >= self.least)


@dataclass(frozen=True, slots=True)
class Reading:
    """The air at a moment."""

    at: datetime
    o2_pct: float
    combustible_lel_pct: float
    h2s_ppm: float
    co_ppm: float

    def of(self, gas: Gas) -> float:
        """One of its values."""
        value: float = getattr(self, gas)
        return value


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says that matters to whether one may go down."""

    approved_at: datetime | None
    ventilated_at: datetime | None
    closed_at: datetime | None
    inside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is so now; `reasons` say why nobody may enter, `reading_due_at` until when the last reading holds."""

    may_enter: bool
    must_leave: bool
    reasons: tuple[Words, ...]
    reading_due_at: datetime | None


def judge(card: Card, readings: Iterable[Reading], limits: Sequence[Limit], *, now: datetime) -> Standing:
    """Whether one may enter at `now`; whoever is inside when one may not must leave.

    A reading counts that was taken after ventilation began and at most 30 minutes ago. `limits` names every gas.
    """
    known = sorted((one for one in readings if one.at <= now), key=lambda one: one.at)
    counted = [one for one in known if card.ventilated_at is not None and one.at >= card.ventilated_at]
    last = counted[-1] if counted else None
    reasons = [*_papers(card, now), *_air(last, limits, now)]
    due = last.at + READING_HOLDS if last else None
    return Standing(not reasons, bool(reasons and card.inside), tuple(reasons), due)


def _papers(card: Card, now: datetime) -> Iterable[Words]:
    if card.closed_at is not None:
        yield Words("作业票已关闭", "the card is closed")
    if card.approved_at is None or card.approved_at > now:
        yield Words("尚未审批", "it is not approved")
    if card.ventilated_at is None or card.ventilated_at > now:
        yield Words("尚未通风", "the well was not ventilated")


def _air(last: Reading | None, limits: Sequence[Limit], now: datetime) -> Iterable[Words]:
    if last is None:
        yield Words("通风后尚未检测气体", "no gas reading since ventilation began")
        return
    age = now - last.at
    if age > READING_HOLDS:
        minutes = int(age.total_seconds() // 60)
        yield Words(
            f"最近一次检测已过 {minutes} 分钟（限 30 分钟）", f"the last reading is {minutes} min old (30 at most)"
        )
    for limit in limits:
        if not limit.holds(last.of(limit.gas)):
            yield _outside(limit, last.of(limit.gas))


def _outside(limit: Limit, value: float) -> Words:
    name, unit = GASES[limit.gas]
    allowed = f"≤ {limit.most:g}" if limit.least is None else f"{limit.least:g}–{limit.most:g}"
    return Words(f"{name.zh} {value:g} {unit}，应为 {allowed}", f"{name.en} {value:g} {unit}, must be {allowed}")
