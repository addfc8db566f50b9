"""What the service says on the wall: every figure with what it counts."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from api.rate_shapes import RateAnswer
from inspections.requests.rates import NAMES, Definition, Rate
from inspections.wall.figures import Coverage, Group, Month, MonthRates, Wall


class TodayAnswer(BaseModel):
    """Counters: reported and closed since midnight, the others as of now. Void and refused tickets count nowhere."""

    reported: int
    closed: int
    open: int
    hazards: int = Field(description="open ones that are hazards")
    shafts: int = Field(description="open shafts")
    unguarded: int = Field(description="open shafts that nobody guards")


class GroupAnswer(BaseModel):
    """What is open with a department or in a street; `code` is empty where there is none (yet)."""

    code: str
    name_zh: str
    name_en: str
    open: int
    late: int = Field(description="limit passed, nothing repaired")
    stuck: int = Field(description="by `stuck_rule`")

    @classmethod
    def of(cls, group: Group) -> Self:
        """One group."""
        return cls(
            code=group.code, name_zh=group.name.zh, name_en=group.name.en, open=group.open, late=group.late,
            stuck=group.stuck,
        )  # fmt: skip


class CoverageAnswer(BaseModel):
    """A running campaign: covers in one's areas, those with a result, those planned until the end of today."""

    id: UUID
    name: str
    starts_on: date
    days: int
    covers: int
    seen: int
    planned: int
    share: float | None = Field(description="seen / covers; null without covers")

    @classmethod
    def of(cls, one: Coverage) -> Self:
        """One campaign."""
        return cls(**asdict(one), share=one.seen / one.covers if one.covers else None)


class MonthRatesAnswer(BaseModel):
    """The three rates of a month: as they are, and without what an approved appeal leaves out."""

    month: str
    raw: list[RateAnswer]
    adjusted: list[RateAnswer]

    @classmethod
    def of(cls, one: MonthRates) -> Self:
        """One month."""
        return cls(
            month=f"{one.first:%Y-%m}", raw=[_rate(rate) for rate in one.raw],
            adjusted=[_rate(rate) for rate in one.adjusted],
        )  # fmt: skip


class MonthAnswer(BaseModel):
    """A month of the series: `due` and `in_time` of those reported in it, as in the printed month; `closed` in it."""

    month: str
    reported: int
    closed: int
    due: int
    in_time: int
    on_time: float | None = Field(description="in_time / due (GB/T 30428.4); null where nothing was due")

    @classmethod
    def of(cls, one: Month) -> Self:
        """One month."""
        return cls(
            month=f"{one.first:%Y-%m}", reported=one.reported, closed=one.closed, due=one.due, in_time=one.in_time,
            on_time=one.on_time,
        )  # fmt: skip


class WallAnswer(BaseModel):
    """All figures as of `as_at`, in one's areas. `day_from` is the midnight that today began with."""

    as_at: datetime
    day_from: datetime
    today: TodayAnswer
    stuck_after_hours: int
    stuck_rule_zh: str
    stuck_rule_en: str
    departments: list[GroupAnswer]
    streets: list[GroupAnswer]
    campaigns: list[CoverageAnswer]
    definition: Definition = Field(description="of the rates, as in `/reports/rates`")
    rates: list[MonthRatesAnswer] = Field(description="the running month, then the one before")
    months: list[MonthAnswer] = Field(description="oldest first; the last is the running one")

    @classmethod
    def of(cls, wall: Wall) -> Self:
        """The wall."""
        return cls(
            as_at=wall.as_at,
            day_from=wall.day,
            today=TodayAnswer(**asdict(wall.today)),
            stuck_after_hours=wall.stuck_after_hours,
            stuck_rule_zh=wall.stuck_rule.zh,
            stuck_rule_en=wall.stuck_rule.en,
            departments=[GroupAnswer.of(one) for one in wall.departments],
            streets=[GroupAnswer.of(one) for one in wall.streets],
            campaigns=[CoverageAnswer.of(one) for one in wall.campaigns],
            definition=wall.definition,
            rates=[MonthRatesAnswer.of(one) for one in wall.rates],
            months=[MonthAnswer.of(one) for one in wall.months],
        )


def _rate(one: Rate) -> RateAnswer:
    words = NAMES[one.name]
    return RateAnswer(
        name=str(one.name), zh=words.zh, en=words.en, numerator=round(one.numerator, 1), denominator=one.denominator,
        of_zh=one.of.zh, of_en=one.of.en, over_zh=one.over.zh, over_en=one.over.en, value=one.value,
        low=one.interval[0] if one.interval else None, high=one.interval[1] if one.interval else None,
    )  # fmt: skip
