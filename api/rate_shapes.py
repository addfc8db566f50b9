"""What the service says about the three rates (三率), samples of call backs and appeals."""

from dataclasses import asdict
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from inspections.requests.appeals import Appeal
from inspections.requests.calling import Pick, Sample


class AppealAnswer(BaseModel):
    """An appeal; `approved` is null while nobody decided."""

    id: UUID
    request_id: UUID
    number: str
    rate: str
    version: int
    asked_by: UUID
    asked_org: str | None
    asked_at: datetime
    reason: str
    decided_by: UUID | None
    decided_at: datetime | None
    approved: bool | None
    decision: str

    @classmethod
    def of(cls, appeal: Appeal) -> Self:
        """One appeal."""
        return cls.model_validate(asdict(appeal))


class PickAnswer(BaseModel):
    """A request to call back."""

    request_id: UUID
    number: str
    department: str
    channel: str
    called: bool


class SampleAnswer(BaseModel):
    """A sample with its requests; the same seed draws the same."""

    id: UUID
    made_at: datetime
    from_at: datetime
    until_at: datetime
    half_width: float
    seed: int
    population: int
    size: int
    called: int
    reached: int
    picks: list[PickAnswer]

    @classmethod
    def of(cls, sample: Sample, picks: list[Pick]) -> Self:
        """A sample."""
        return cls.model_validate({**asdict(sample), "picks": [asdict(pick) for pick in picks]})


class RateAnswer(BaseModel):
    """One rate with what stands above and below the line; `value` is null over nothing: no data."""

    name: str
    zh: str
    en: str
    numerator: float
    denominator: int
    of_zh: str
    of_en: str
    over_zh: str
    over_en: str
    value: float | None
    low: float | None = Field(description="Wilson interval of 95 %")
    high: float | None


class ThreeRates(BaseModel):
    """Response, solution, satisfaction; `score` by the definition `calls` alone."""

    rates: list[RateAnswer]
    score: float | None


class RatesRow(BaseModel):
    """A group, raw and without what approved appeals leave out."""

    code: str
    name_zh: str
    raw: ThreeRates
    adjusted: ThreeRates


class RatesAnswer(BaseModel):
    """The three rates of a period."""

    by: str
    definition: str
    from_at: datetime
    until_at: datetime
    rows: list[RatesRow]
    total: RatesRow
