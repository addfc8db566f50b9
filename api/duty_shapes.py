"""What the service says about duty: stations, shifts, who is there, gaps, whose turn a ticket is, sheets."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field

from inspections.duty.handover import Handover
from inspections.duty.resolving import LACKS, Acting, Gap
from inspections.duty.rosters import Shift
from inspections.duty.stations import Kind, Station
from inspections.duty.turns import Turn


class StationAnswer(BaseModel):
    """A station: of an area, or of an organisation."""

    id: UUID
    kind: Kind
    name: str
    area_code: str | None
    org_code: str | None
    supervisor_id: UUID | None
    always: bool = Field(description="there is to be somebody at every moment")
    may_double: bool
    closed_at: datetime | None
    version: int

    @classmethod
    def of(cls, station: Station) -> Self:
        """One station."""
        return cls.model_validate(station, from_attributes=True)


class StationsAnswer(BaseModel):
    """A page of stations."""

    stations: list[StationAnswer]
    next: UUID | None


class ShiftAnswer(BaseModel):
    """One person at one station."""

    id: UUID
    station_id: UUID
    roster_id: UUID | None
    account_id: UUID
    begins_at: datetime
    ends_at: datetime
    cancelled_at: datetime | None

    @classmethod
    def of(cls, shift: Shift) -> Self:
        """One shift."""
        return cls.model_validate(shift, from_attributes=True)


class ShiftsAnswer(BaseModel):
    """Shifts in the order in which they begin."""

    shifts: list[ShiftAnswer]


class ActingAnswer(BaseModel):
    """Whose duty it is and who acts; `current_id` is null where nobody does."""

    responsible_id: UUID
    current_id: UUID | None
    reason_zh: str
    reason_en: str

    @classmethod
    def of(cls, act: Acting) -> Self:
        """One of them."""
        return cls(
            responsible_id=act.responsible,
            current_id=act.current,
            reason_zh=act.reason.zh,
            reason_en=act.reason.en,
        )


class WhoAnswer(BaseModel):
    """Everybody whose shift it is, those present first."""

    at: datetime
    acting: list[ActingAnswer]


class GapAnswer(BaseModel):
    """A span that nobody will cover."""

    begins_at: datetime
    ends_at: datetime
    lack: str
    reason_zh: str
    reason_en: str

    @classmethod
    def of(cls, gap: Gap) -> Self:
        """One gap."""
        words = LACKS[gap.lack]
        begins_at, ends_at = gap.span.begins_at, gap.span.ends_at
        return cls(begins_at=begins_at, ends_at=ends_at, lack=gap.lack, reason_zh=words.zh, reason_en=words.en)


class GapsAnswer(BaseModel):
    """The gaps of a station, in order."""

    gaps: list[GapAnswer]


class DoneAnswer(BaseModel):
    """That it is so, by the id of what was told."""

    id: UUID


class TurnAnswer(BaseModel):
    """Whose turn a ticket is: responsible, and who acts now; `is_fallback`: nobody answers, so the area does."""

    ticket_id: UUID
    station_id: UUID | None
    org_code: str | None
    responsible_id: UUID | None
    current_id: UUID | None
    opens_at: datetime | None
    is_fallback: bool
    reason_zh: str
    reason_en: str

    @classmethod
    def of(cls, turn: Turn) -> Self:
        """One turn."""
        return cls(
            ticket_id=turn.ticket_id,
            station_id=turn.station_id,
            org_code=turn.org_code,
            responsible_id=turn.responsible,
            current_id=turn.current,
            opens_at=turn.opens_at,
            is_fallback=turn.is_fallback,
            reason_zh=turn.reason.zh,
            reason_en=turn.reason.en,
        )


class HandoverAnswer(BaseModel):
    """A sheet as it was made, and who signed it."""

    id: UUID
    station_id: UUID
    begins_at: datetime
    ends_at: datetime
    until: datetime
    sheet: dict[str, Any]
    sha256: str = Field(description="of the JSON text that is kept")
    made_at: datetime
    outgoing_by: UUID | None
    outgoing_at: datetime | None
    incoming_by: UUID | None
    incoming_at: datetime | None
    version: int

    @classmethod
    def of(cls, one: Handover) -> Self:
        """One sheet."""
        return cls(**{name: getattr(one, name) for name in cls.model_fields if name != "sheet"}, sheet=one.told)


class HandoversAnswer(BaseModel):
    """A page of sheets, the last first."""

    handovers: list[HandoverAnswer]
    next: datetime | None
