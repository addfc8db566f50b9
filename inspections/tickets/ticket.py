"""A ticket as a value, who acts on it, and what somebody asks for. Pure; what a step makes of it is in `stepping`."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from inspections.tickets.terms import ENDED, Action, Level, State
from registry.actor import Actor


@dataclass(frozen=True, slots=True)
class Ticket:
    """One row of `inspections.ticket`; `repaired_house` is the house of the repairer at the time (see Party).

    `micro_grid_code` is the cell it lies in now, of a closed one that under which it was closed. `bounces` counts its
    returns; `final` says that the desk has decided who answers for good. Times of steps are those of the present round:
    a ticket that was filed again (`reopens`) has none of the round before.
    """

    id: UUID
    number: str
    state: State
    version: int
    asset_code: str | None
    class_code: str | None
    defect_code: str
    severity: int
    hazard: bool
    campaign_id: UUID | None
    place_zh: str
    place_en: str
    community_code: str | None
    grid_code: str | None
    lon: float
    lat: float
    accuracy_m: float | None
    assignee_code: str | None
    crew_code: str | None
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
    repaired_house: str | None
    verified_at: datetime | None
    verified_by: UUID | None
    closed_at: datetime | None
    reworks: int
    micro_grid_code: str | None = None
    level: Level = Level.DISTRICT
    finding: str | None = None
    filing_condition: str | None = None
    closing_condition: str | None = None
    signed_at: datetime | None = None
    arrived_at: datetime | None = None
    made_safe_at: datetime | None = None
    bounces: int = 0
    final: bool = False
    reopens: int = 0
    parent_id: UUID | None = None

    def is_late(self, now: datetime) -> bool:
        """Whether the limit has passed and nothing is repaired yet."""
        return self.due_at is not None and self.repaired_at is None and self.state not in ENDED and self.due_at < now


@dataclass(frozen=True, slots=True)
class Party:
    """Who acts, with the house of the actor's organisation: of a crew the one it belongs to, else itself."""

    actor: Actor
    house: str | None


@dataclass(frozen=True, slots=True)
class Child:
    """A part of a ticket that is to become a ticket of its own."""

    id: UUID
    defect_code: str
    assignee_code: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody asks for: an action with what it brings along. `photos` are SHA-256 of the files on the device."""

    action: Action
    reason: str = ""
    note: str = ""
    photos: tuple[str, ...] = ()
    assignee_code: str | None = None
    crew_code: str | None = None
    partner_code: str | None = None
    condition: str | None = None
    finding: str | None = None
    until: datetime | None = None
    defect_code: str | None = None
    answer: str | None = None
    checker_id: UUID | None = None
    children: tuple[Child, ...] = ()


@dataclass(frozen=True, slots=True)
class Plea:
    """A suspension or an extension that is asked for and not decided: by whom, and who has approved it first."""

    kind: Action  # SUSPEND or EXTEND
    until: datetime
    asked_by: UUID | None
    first_by: UUID | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision needs to know beside the ticket itself; gathered by `facts`.

    `kin`: organisations that may not verify what the repairer's house did (its principals and contractors).
    `drawn`: whether it is to be verified before it is closed. `return_due_at`: until when it may be returned.
    """

    hole: bool = False
    parts: frozenset[str] = frozenset()
    open_children: int = 0
    somebody_down: bool = False
    plea: Plea | None = None
    kin: frozenset[str] = frozenset()
    drawn: bool = True
    return_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit worked out for a dispatch at `now`: until when, and in words why."""

    due_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was just stored: the ticket before and after it, by whom, when, and the id of its event.

    `facts` are those on which it was decided; `profile` names the table of limits in force.
    """

    before: Ticket
    after: Ticket
    deed: Deed
    party: Party
    facts: Facts
    event_id: UUID
    at: datetime
    profile: str
