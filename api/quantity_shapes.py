"""What the service says about materials, quantities and settlements."""

from datetime import date, datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from inspections.proof.quantities import Sheet
from inspections.proof.settling import Settlement


class MaterialAnswer(BaseModel):
    """A material."""

    code: str
    name_zh: str
    name_en: str
    unit: str
    source: str
    needed_for: tuple[str, ...] = Field(description="codes of the defects for which a van takes it along")


class MaterialsAnswer(BaseModel):
    """Materials by code."""

    materials: list[MaterialAnswer]


class LineAnswer(BaseModel):
    """A quantity; `holds` is false where it was corrected since."""

    id: UUID
    ticket_id: UUID
    house: str
    visited_on: date
    material_code: str
    name_zh: str
    name_en: str
    unit: str
    number: int
    quantity: Decimal
    note: str
    entered_by: UUID
    entered_at: datetime
    confirmed_by: UUID | None
    confirmed_house: str | None
    confirmed_at: datetime | None
    holds: bool


class SheetAnswer(BaseModel):
    """The lines of a job by day and material; `version` is its ETag."""

    version: int
    lines: list[LineAnswer]

    @classmethod
    def of(cls, sheet: Sheet) -> Self:
        """A sheet."""
        return cls(
            version=sheet.version, lines=[LineAnswer.model_validate(one, from_attributes=True) for one in sheet.lines]
        )


class ItemAnswer(BaseModel):
    """A quantity of a job; settled once `confirmed_house` has confirmed it."""

    material_code: str
    name_zh: str
    name_en: str
    unit: str
    quantity: Decimal
    confirmed_house: str | None


class JobAnswer(BaseModel):
    """One visit to one cover."""

    visited_on: date
    asset_code: str | None
    place_zh: str
    tickets: list[str]
    defects: list[str]
    items: list[ItemAnswer]


class SettlementAnswer(BaseModel):
    """The jobs of a house in a month, and by material what is confirmed."""

    house: str
    month: str
    jobs: list[JobAnswer]
    totals: dict[str, Decimal]

    @classmethod
    def of(cls, settlement: Settlement) -> Self:
        """A settlement."""
        return cls.model_validate(settlement, from_attributes=True)
