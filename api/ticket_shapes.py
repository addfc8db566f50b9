"""What the service says about tickets: GeoJSON features, outcomes of steps, the workflow."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field

from api.workflow_shapes import WorkflowStep
from inspections.crews import navigation
from inspections.guards.watching import Watch
from inspections.tickets.listing import File, Listed, Page
from inspections.tickets.steps import Outcome
from inspections.tickets.terms import Action, Level, State, Words
from inspections.tickets.ticket import Ticket
from inspections.tickets.urgency import Rank, rank_of


class Point(BaseModel):
    """A place, lon/lat, WGS 84."""

    type: Literal["Point"] = "Point"
    coordinates: tuple[float, float]


class Named(BaseModel):
    """A code with its name."""

    code: str
    zh: str
    en: str

    @classmethod
    def of(cls, code: str | None, words: Words | None) -> Self | None:
        """The name of a code, where there is one."""
        return cls(code=code, zh=words.zh, en=words.en) if code and words else None


class ShaftAnswer(BaseModel):
    """An open shaft: until when somebody or something guards it, or since when nobody does."""

    guarded_until: datetime | None
    unguarded_since: datetime | None

    @classmethod
    def of(cls, watch: Watch | None) -> Self | None:
        """How it is watched; None of what is no open shaft."""
        return cls(guarded_until=watch.guarded_until, unguarded_since=watch.unguarded_since) if watch else None


class TicketProperties(BaseModel):
    """A ticket without its place on the map. `shaft` is there while its hole is open."""

    id: UUID
    number: str
    state: State
    version: int
    hazard: bool
    late: bool
    severity: int
    defect: Named
    asset_code: str | None
    asset_class: Named | None
    campaign_id: UUID | None
    place_zh: str
    place_en: str
    community_code: str | None
    grid_code: str | None
    micro_grid_code: str | None
    accuracy_m: float | None
    assignee: Named | None
    crew: Named | None
    route_rule_id: int | None
    route_reason_zh: str
    route_reason_en: str
    limit_reason: str
    reported_at: datetime
    filed_at: datetime | None
    dispatched_at: datetime | None
    due_at: datetime | None
    repaired_at: datetime | None
    repaired_by: UUID | None
    verified_at: datetime | None
    verified_by: UUID | None
    closed_at: datetime | None
    reworks: int
    level: Level
    finding: str | None
    filing_condition: str | None
    closing_condition: str | None
    signed_at: datetime | None
    arrived_at: datetime | None
    made_safe_at: datetime | None
    bounces: int
    final: bool
    reopens: int
    parent_id: UUID | None
    urgency: Rank = Field(description="0 danger that nobody has made safe, 1 to be done, 2 waits, 3 has ended")
    shaft: ShaftAnswer | None

    @classmethod
    def of(cls, listed: Listed, watch: Watch | None, *, now: datetime) -> Self:
        """A ticket with names, whether it is late at `now`, and how its open shaft is watched."""
        ticket = listed.ticket
        plain = asdict(ticket)
        names = {
            "defect": Named.of(ticket.defect_code, listed.defect),
            "asset_class": Named.of(ticket.class_code, listed.asset_class),
            "assignee": Named.of(ticket.assignee_code, listed.assignee),
            "crew": Named.of(ticket.crew_code, listed.crew),
        }
        reckoned = {"late": ticket.is_late(now), "urgency": rank_of(ticket), "shaft": ShaftAnswer.of(watch)}
        return cls.model_validate(plain | names | reckoned)


class TicketFeature(BaseModel):
    """A ticket as GeoJSON."""

    type: Literal["Feature"] = "Feature"
    id: UUID
    geometry: Point
    properties: TicketProperties

    @classmethod
    def of(cls, listed: Listed, watch: Watch | None, *, now: datetime) -> Self:
        """A listed ticket, and how its open shaft is watched."""
        ticket = listed.ticket
        place = Point(coordinates=(ticket.lon, ticket.lat))
        return cls(id=ticket.id, geometry=place, properties=TicketProperties.of(listed, watch, now=now))


class TicketCollection(BaseModel):
    """A page of tickets; `next` continues the list."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[TicketFeature]
    next: str | None

    @classmethod
    def of(cls, page: Page, watches: Mapping[UUID, Watch], *, now: datetime) -> Self:
        """A page as it stands at `now`; `watches` of the open shafts among its tickets."""
        features = [TicketFeature.of(listed, watches.get(listed.ticket.id), now=now) for listed in page.tickets]
        return cls(features=features, next=page.next)


class PhotoAnswer(BaseModel):
    """A promised picture; without `sha256` it has not come yet."""

    original_sha256: str
    sha256: str | None
    width_px: int | None
    height_px: int | None
    taken_at: datetime | None


Told = Literal["rehome", "identify", "redraw", "guard", "unguarded", "fallback", "join", "unmerge", "recovery"]
"""What happened to a ticket without a step: its asset was merged or named, its micro-grid was drawn anew, a guard was
posted or ran out, another ticket was merged or unmerged, who pays was asked, told or late.
"""


class EventAnswer(BaseModel):
    """A step that was taken, or what else happened to it; a redraw leaves the version. `at` is when it was received."""

    id: UUID
    version: int
    action: Action | Told
    from_state: State | None
    to_state: State
    at: datetime
    account_id: UUID | None
    org_code: str | None
    reason: str
    data: dict[str, object]
    quiet: bool
    device_time: datetime | None = Field(description="when it was done, by the clock of the device that noted it")
    done_at: datetime | None = Field(description="the same set right by the skew of that clock; limits go by `at`")
    photos: list[PhotoAnswer]


class SightingAnswer(BaseModel):
    """Somebody saw the defect; `by_public`: a resident, and `account_id` is nobody's."""

    observation_id: UUID
    observed_at: datetime
    received_at: datetime
    account_id: UUID
    by_public: bool
    defect_code: str
    severity: int | None
    measure_mm: float | None
    note: str
    lon: float | None
    lat: float | None
    accuracy_m: float | None
    photos: list[PhotoAnswer]


class TicketFile(TicketFeature):
    """A ticket with all that belongs to it; `steps`: what the caller may do now; `links` open the way in a map app."""

    events: list[EventAnswer]
    sightings: list[SightingAnswer]
    asked: list[PhotoAnswer] = Field(description="pictures of the residents' requests that hang on it")
    steps: list[WorkflowStep]
    links: dict[str, str]

    @classmethod
    def of_file(cls, file: File, watch: Watch | None, *, now: datetime) -> Self:
        """A file as it stands at `now`, and how its open shaft is watched."""
        feature, ticket = TicketFeature.of(file.listed, watch, now=now), file.listed.ticket
        return cls(
            id=feature.id,
            geometry=feature.geometry,
            properties=feature.properties,
            events=[EventAnswer.model_validate(asdict(event)) for event in file.events],
            sightings=[
                SightingAnswer.model_validate({**asdict(seen), "by_public": seen.by_public}) for seen in file.sightings
            ],
            asked=[PhotoAnswer.model_validate(asdict(photo)) for photo in file.asked],
            steps=[WorkflowStep.of(step) for step in file.steps],
            links=dict(navigation.links(ticket.lon, ticket.lat, name=ticket.place_zh, accuracy_m=ticket.accuracy_m)),
        )


class StepAnswer(BaseModel):
    """A ticket after a step, in short."""

    ticket_id: UUID
    number: str
    state: State
    version: int
    assignee_code: str | None
    crew_code: str | None
    due_at: datetime | None

    @classmethod
    def of(cls, ticket: Ticket) -> Self:
        """What moved."""
        return cls(
            ticket_id=ticket.id,
            number=ticket.number,
            state=ticket.state,
            version=ticket.version,
            assignee_code=ticket.assignee_code,
            crew_code=ticket.crew_code,
            due_at=ticket.due_at,
        )


class Refusal(BaseModel):
    """Why a step was not taken: as in a problem."""

    code: str
    detail: str


class OutcomeAnswer(BaseModel):
    """What became of one of several steps: the ticket after it, or why it was refused."""

    id: UUID
    ticket_id: UUID
    ticket: StepAnswer | None
    refusal: Refusal | None

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """One outcome."""
        error = outcome.error
        return cls(
            id=outcome.asked.event_id,
            ticket_id=outcome.asked.ticket_id,
            ticket=StepAnswer.of(outcome.ticket) if outcome.ticket else None,
            refusal=Refusal(code=error.code, detail=error.message) if error else None,
        )


class Outcomes(BaseModel):
    """An outcome for each step, in order."""

    outcomes: list[OutcomeAnswer]
