"""What the service says about the indicators of tickets and the appeals against them."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from api.shapes import Shape, Text
from inspections.exchange.appeals import Appeal, Event, State
from inspections.exchange.figures import By
from inspections.exchange.indicators import Name

Reason = Annotated[Text, Field(min_length=1, max_length=2000)]


class TicketAppealBody(Shape):
    """Why a ticket should be left out of an indicator. `id` is made by the client."""

    id: UUID
    indicator: Name
    reason: Reason
    evidence: Annotated[Text, Field(max_length=2000)] = ""


class TicketAppealDecision(Shape):
    """Whether it is left out, and why."""

    granted: bool
    reason: Reason


class TicketAppealAnswer(BaseModel):
    """An appeal (申诉/剔除); `decided_…` are null while nobody decided."""

    id: UUID
    ticket_id: UUID
    number: str
    indicator: Name
    version: int
    state: State
    asked_by: UUID
    asked_house: str
    asked_at: datetime
    reason: str
    evidence: str
    decided_by: UUID | None
    decided_house: str | None
    decided_at: datetime | None
    decision: str

    @classmethod
    def of(cls, appeal: Appeal) -> Self:
        """One appeal."""
        return cls.model_validate(asdict(appeal))


class TicketAppealEvent(BaseModel):
    """A version of an appeal."""

    version: int
    state: State
    at: datetime
    account_id: UUID
    house: str
    words: str

    @classmethod
    def of(cls, event: Event) -> Self:
        """One version."""
        return cls.model_validate(asdict(event))


class TicketAppealFile(BaseModel):
    """An appeal with all its versions."""

    appeal: TicketAppealAnswer
    events: list[TicketAppealEvent]


class TicketAppeals(BaseModel):
    """A page of appeals; `next` is the id after which the next one begins."""

    appeals: list[TicketAppealAnswer]
    next: UUID | None


class CountAnswer(BaseModel):
    """`value` is null over nothing: no data."""

    numerator: int
    denominator: int
    value: float | None


class IndicatorAnswer(BaseModel):
    """An indicator with its numerator (of) and denominator (over) in words, raw and without what appeals leave out."""

    name: Name
    zh: str
    en: str
    of_zh: str
    of_en: str
    over_zh: str
    over_en: str
    source: str
    raw: CountAnswer
    adjusted: CountAnswer


class IndicatorsRow(BaseModel):
    """A department or street."""

    code: str
    name_zh: str
    indicators: list[IndicatorAnswer]


class IndicatorsAnswer(BaseModel):
    """The indicators of a span, as known at `end`."""

    by: By
    from_at: datetime
    end: datetime
    rows: list[IndicatorsRow]
    total: IndicatorsRow
