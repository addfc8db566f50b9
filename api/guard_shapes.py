"""What the service says about guards, cards for entering a well, and declared openings."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field

from inspections.guards import entries, openings
from inspections.guards.air import Standing
from inspections.guards.card import EntryCard
from inspections.guards.keeping import Guard, Guarded, Kind
from inspections.guards.openings import Opening
from inspections.guards.shafts import Page, Shaft


class GuardAnswer(BaseModel):
    """Who or what stands by a shaft or at a low point; `ended_at` is null while it was not ended before `until`."""

    id: UUID
    ticket_id: UUID | None
    storm_id: UUID | None
    low_point_id: UUID | None
    kind: Kind
    account_id: UUID | None
    org_code: str | None
    post: str
    begins_at: datetime
    until: datetime
    photo_sha256: str | None
    posted_at: datetime
    posted_by: UUID | None
    ended_at: datetime | None
    end_reason: str

    @classmethod
    def of(cls, guard: Guard) -> Self:
        """One guard."""
        return cls.model_validate(guard, from_attributes=True)


class GuardedAnswer(BaseModel):
    """Guarded without a gap until a moment, or unguarded since one: exactly one of the two is null."""

    guarded_until: datetime | None
    unguarded_since: datetime | None
    guards: list[GuardAnswer] = Field(description="all there were, in the order in which they began")

    @classmethod
    def of(cls, guarded: Guarded) -> Self:
        """How a shaft is guarded."""
        watch, guards = guarded.watch, [GuardAnswer.of(one) for one in guarded.guards]
        return cls(guarded_until=watch.guarded_until, unguarded_since=watch.unguarded_since, guards=guards)


class ShaftAnswer(BaseModel):
    """An open shaft."""

    ticket_id: UUID
    number: str
    state: str
    asset_code: str | None
    place_zh: str
    place_en: str
    community_code: str | None
    lon: float
    lat: float
    defect_code: str
    defect_zh: str
    defect_en: str
    assignee_code: str | None
    reported_at: datetime
    guarded: GuardedAnswer

    @classmethod
    def of(cls, shaft: Shaft) -> Self:
        """One shaft."""
        plain = ("number", "state", "asset_code", "community_code", "defect_code", "assignee_code", "reported_at")
        return cls(
            **{name: getattr(shaft, name) for name in plain},
            ticket_id=shaft.id,
            place_zh=shaft.place.zh,
            place_en=shaft.place.en,
            lon=round(shaft.lon, 8),
            lat=round(shaft.lat, 8),
            defect_zh=shaft.defect.zh,
            defect_en=shaft.defect.en,
            guarded=GuardedAnswer.of(shaft.guarded),
        )


class ShaftsAnswer(BaseModel):
    """Open shafts, unguarded ones first, then those whose guard ends soonest; the counts are of all one may see."""

    shafts: list[ShaftAnswer]
    open: int
    unguarded: int
    next: str | None

    @classmethod
    def of(cls, page: Page) -> Self:
        """A page."""
        told = [ShaftAnswer.of(one) for one in page.shafts]
        return cls(shafts=told, open=page.open, unguarded=page.unguarded, next=page.next)


# Cards -------------------------------------------------------------------------------------------------------------


class ReasonAnswer(BaseModel):
    """Why nobody may enter."""

    zh: str
    en: str


class StandingAnswer(BaseModel):
    """What is so now: `may_enter`, `must_leave` (somebody is below and nobody may be), and why."""

    may_enter: bool
    must_leave: bool
    reasons: list[ReasonAnswer]
    reading_due_at: datetime | None = Field(description="until when the last reading holds")

    @classmethod
    def of(cls, standing: Standing) -> Self:
        """A standing."""
        reasons = [ReasonAnswer(zh=words.zh, en=words.en) for words in standing.reasons]
        may, must, due = standing.may_enter, standing.must_leave, standing.reading_due_at
        return cls(may_enter=may, must_leave=must, reasons=reasons, reading_due_at=due)


class ReadingAnswer(BaseModel):
    """The air at a moment."""

    id: UUID
    at: datetime
    o2_pct: float
    combustible_lel_pct: float
    h2s_ppm: float
    co_ppm: float

    @classmethod
    def of(cls, one: entries.Measured) -> Self:
        """One reading."""
        return cls(id=one.id, **{name: getattr(one.reading, name) for name in cls.model_fields if name != "id"})


class EventAnswer(BaseModel):
    """An act that was taken on a card."""

    id: UUID
    version: int
    action: str
    person: str
    at: datetime
    account_id: UUID
    note: str


class CardFacts(BaseModel):
    """A card by itself."""

    id: UUID
    ticket_id: UUID
    number: str = Field(description="of the ticket")
    attendant: str
    entrants: tuple[str, ...]
    inside: tuple[str, ...]
    opened_at: datetime
    opened_by: UUID
    approved_at: datetime | None
    approved_by: UUID | None
    ventilated_at: datetime | None
    closed_at: datetime | None
    version: int


class CardAnswer(CardFacts):
    """A card for entering a well, with its readings (oldest first) and what is so now."""

    readings: list[ReadingAnswer]
    standing: StandingAnswer

    @classmethod
    def of(cls, file: entries.File) -> Self:
        """One card."""
        readings = [ReadingAnswer.of(one) for one in file.readings]
        return cls(**_facts(file.card), readings=readings, standing=StandingAnswer.of(file.standing))  # type: ignore[arg-type]  # by name


def _facts(card: EntryCard) -> dict[str, object]:
    return {name: getattr(card, name) for name in CardFacts.model_fields}


class CardFile(BaseModel):
    """A card with all its acts."""

    card: CardAnswer
    events: list[EventAnswer]

    @classmethod
    def of(cls, file: entries.File, events: list[entries.Event]) -> Self:
        """A card and its acts."""
        told = [EventAnswer.model_validate(one, from_attributes=True) for one in events]
        return cls(card=CardAnswer.of(file), events=told)


class CardsAnswer(BaseModel):
    """A page of cards, newest first."""

    cards: list[CardAnswer]
    next: UUID | None


# Openings ----------------------------------------------------------------------------------------------------------


class OpeningAnswer(BaseModel):
    """A declared opening; `state` is planned, open, overdue (a hazard now) or closed."""

    id: UUID
    assets: tuple[str, ...]
    org_code: str
    begins_at: datetime
    until: datetime
    guard: str
    barrier: str
    permit: str
    declared_at: datetime
    declared_by: UUID
    closed_at: datetime | None
    closed_by: UUID | None
    photo_sha256: str | None
    overdue_at: datetime | None
    version: int
    reports: int = Field(description="sightings it took to itself")
    tickets: tuple[str, ...] = Field(description="numbers of what it became when it was overdue")
    state: Literal["planned", "open", "overdue", "closed"]

    @classmethod
    def of(cls, opening: Opening, *, now: datetime) -> Self:
        """One opening as it is at `now`."""
        state = "closed" if opening.closed_at else "overdue" if opening.is_overdue(now) else "open"
        state = "planned" if state == "open" and now < opening.begins_at else state
        return cls.model_validate({name: getattr(opening, name) for name in Opening.__slots__} | {"state": state})


class OpeningEventAnswer(BaseModel):
    """What was done with an opening."""

    id: UUID
    version: int
    action: str
    at: datetime
    account_id: UUID | None
    until: datetime
    reason: str


class OpeningFile(BaseModel):
    """An opening with what was done with it."""

    opening: OpeningAnswer
    events: list[OpeningEventAnswer]

    @classmethod
    def of(cls, opening: Opening, events: list[openings.Event], *, now: datetime) -> Self:
        """An opening and its events."""
        told = [OpeningEventAnswer.model_validate(one, from_attributes=True) for one in events]
        return cls(opening=OpeningAnswer.of(opening, now=now), events=told)


class OpeningsAnswer(BaseModel):
    """A page of openings, those that end soonest first."""

    openings: list[OpeningAnswer]
    next: UUID | None
