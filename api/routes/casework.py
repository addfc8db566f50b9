"""The work on a ticket beside its steps: which conditions fit, who could check, who was asked for what."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from api.deps import CurrentActor, Now, Reading
from api.numbered import TicketRead
from inspections.tickets import checkers, children, conditions, defects, listing, partners, pleas
from inspections.tickets.terms import Action, State

router = APIRouter(tags=["tickets"])


class _Of(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ConditionAnswer(BaseModel):
    """A condition that fits the ticket; name its code with the step."""

    code: str
    zh: str
    en: str
    source: str


class Conditions(BaseModel):
    """Conditions in the order of the table."""

    conditions: list[ConditionAnswer]


class DefectAnswer(_Of):
    """What may be wrong with a thing. `hole`: an open shaft; `handling`: a ticket at once, or kept for maintenance."""

    code: str
    zh: str
    en: str
    hazard: bool
    hole: bool
    handling: Literal["ticket", "maintenance"]


class Defects(BaseModel):
    """The most pressing first."""

    defects: list[DefectAnswer]


class CheckerAnswer(_Of):
    """An inspector who saw something near, and when."""

    account_id: UUID
    name: str
    seen_at: datetime
    distance_m: float


class Checkers(BaseModel):
    """Nearest first."""

    checkers: list[CheckerAnswer]


class PleaAnswer(_Of):
    """A suspension or an extension that was asked for, and what became of it."""

    id: UUID
    kind: Literal["suspend", "extend"]
    reason: str
    until: datetime
    asked_by: UUID | None
    asked_at: datetime
    first_by: UUID | None
    first_at: datetime | None
    second_by: UUID | None
    second_at: datetime | None
    denied_by: UUID | None
    denied_at: datetime | None
    dropped_at: datetime | None


class PartnerAnswer(BaseModel):
    """An organisation that was invited; without `done_at` its part is open."""

    org_code: str
    zh: str
    en: str
    invited_at: datetime
    done_at: datetime | None


class ChildAnswer(_Of):
    """A child of a split ticket."""

    id: UUID
    number: str
    state: State
    defect_code: str
    closed_at: datetime | None


class Casework(BaseModel):
    """What was asked for, who helps, and the parts."""

    pleas: list[PleaAnswer]
    partners: list[PartnerAnswer]
    children: list[ChildAnswer]


@router.get("/defects", summary="List defects")
def list_defects(conn: Reading, _: CurrentActor) -> Defects:
    """The table of defects: what a ticket is recategorised to, split into, or looked for by."""
    return Defects(defects=[DefectAnswer.model_validate(one) for one in defects.all_defects(conn)])


@router.get("/tickets/{ticket_id}/conditions", summary="The conditions that fit")
def list_conditions(
    conn: Reading,
    actor: CurrentActor,
    now: Now,
    ticket_id: TicketRead,
    action: Annotated[Literal["file", "close"], Query(description="of filing or of closing")],
) -> Conditions:
    """Of filing (立案条件) or of closing (结案条件): one is chosen with the step."""
    ticket = listing.see(conn, actor, ticket_id, now=now).ticket
    found = conditions.fitting(conn, ticket, Action(action))
    return Conditions(
        conditions=[
            ConditionAnswer(code=one.code, zh=one.words.zh, en=one.words.en, source=one.source) for one in found
        ]
    )


@router.get("/tickets/{ticket_id}/checkers", summary="Who could check it")
def list_checkers(conn: Reading, actor: CurrentActor, now: Now, ticket_id: TicketRead) -> Checkers:
    """Inspectors of the place, nearest first, by what they last saw in the last twelve hours."""
    listing.see(conn, actor, ticket_id, now=now)
    found = checkers.nearest(conn, ticket_id, now=now)
    return Checkers(checkers=[CheckerAnswer.model_validate(one) for one in found])


@router.get("/tickets/{ticket_id}/casework", summary="Pleas, partners and children")
def get_casework(conn: Reading, actor: CurrentActor, now: Now, ticket_id: TicketRead) -> Casework:
    """What was asked for and decided (挂账, 延期), who was invited (会办), into which parts it was split (拆分)."""
    listing.see(conn, actor, ticket_id, now=now)
    invited = partners.of_ticket(conn, ticket_id)
    return Casework(
        pleas=[PleaAnswer.model_validate(one) for one in pleas.of_ticket(conn, ticket_id)],
        partners=[
            PartnerAnswer(
                org_code=one.org_code, zh=one.name.zh, en=one.name.en, invited_at=one.invited_at, done_at=one.done_at
            )
            for one in invited
        ],
        children=[ChildAnswer.model_validate(one) for one in children.of_ticket(conn, ticket_id)],
    )
