"""Assignments: who has which share of a campaign, and the worklist of whoever walks it."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.engine import Connection

from api.deps import CurrentActor, IfMatch, Reading, Writing, etag
from api.shapes import Shape
from inspections.campaigns import campaign, worklist
from inspections.campaigns.worklist import Assignment
from registry.actor import Role
from registry.errors import Forbidden

router = APIRouter(tags=["campaigns"])

Day = Annotated[int | None, Query(ge=1, le=campaign.MOST_DAYS, description="day of the campaign, from 1")]


class AccountsOfAssignments(Shape):
    """Who has which assignment, by its number; null takes it back."""

    accounts: Annotated[dict[Annotated[int, Field(ge=1, le=100_000)], UUID | None], Field(min_length=1)]


class Version(BaseModel):
    """The version of the campaign after the change, as in its ETag."""

    version: int


class AssignmentAnswer(BaseModel):
    """One person's share."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    number: int
    grid_code: str | None
    account_id: UUID | None
    second_look: bool
    minutes: float
    units: int
    targets: int
    length_m: float
    days: int
    community_code: str | None
    middle: dict[str, Any] | None


class AssignmentPage(BaseModel):
    """Shares by number."""

    items: list[AssignmentAnswer]
    next: int | None


class WorkUnitAnswer(BaseModel):
    """A unit in walking order with its covers."""

    model_config = ConfigDict(from_attributes=True)

    unit_id: int
    kind: str
    place_code: str
    grid_code: str | None
    minutes: float
    length_m: float
    day_no: int
    position: int
    unit_result: str | None
    name_zh: str
    from_road: str
    to_road: str
    geometry: dict[str, Any]
    targets: list[dict[str, Any]]


class WorklistAnswer(BaseModel):
    """A share and its units in walking order. A second look is not told what the first one saw."""

    assignment: AssignmentAnswer
    units: list[WorkUnitAnswer]


class Worklists(BaseModel):
    """The shares of the caller; a person may have more than one."""

    items: list[WorklistAnswer]


@router.get("/campaigns/{campaign_id}/assignments", summary="List assignments")
def list_assignments(
    conn: Reading,
    actor: CurrentActor,
    campaign_id: UUID,
    cursor: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 1000,
) -> AssignmentPage:
    """The shares with units in the caller's areas, by number."""
    campaign.by_id(conn, actor, campaign_id)
    areas = campaign.visible_areas(actor)
    found = worklist.assignments(conn, campaign_id, areas=areas, after=cursor, limit=limit)
    return AssignmentPage(
        items=[AssignmentAnswer.model_validate(one) for one in found],
        next=found[-1].number if len(found) == limit else None,
    )


@router.patch("/campaigns/{campaign_id}/assignments", summary="Give assignments to accounts")
def set_assignment_accounts(
    conn: Writing,
    actor: CurrentActor,
    campaign_id: UUID,
    if_match: IfMatch,
    body: AccountsOfAssignments,
    response: Response,
) -> Version:
    """All or none. 409 where a second look would go to whoever looked first."""
    changed = campaign.set_accounts(conn, actor, campaign_id, body.accounts, if_version=if_match)
    response.headers["ETag"] = etag(changed.version)
    return Version(version=changed.version)


@router.get("/campaigns/{campaign_id}/worklist", summary="My worklist")
def get_my_worklist(conn: Reading, actor: CurrentActor, campaign_id: UUID, day: Day = None) -> Worklists:
    """The caller's units in walking order with their covers, of one day or of all."""
    campaign.by_id(conn, actor, campaign_id)
    mine = worklist.assignments(conn, campaign_id, account_id=actor.account_id) if actor.account_id else []
    return Worklists(items=[_worklist(conn, campaign_id, share, day) for share in mine])


@router.get("/campaigns/{campaign_id}/assignments/{assignment_id}/worklist", summary="The worklist of an assignment")
def get_worklist(
    conn: Reading, actor: CurrentActor, campaign_id: UUID, assignment_id: int, day: Day = None
) -> WorklistAnswer:
    """For its holder; for who plans and dispatches its part in their areas, where a second look stays blind too."""
    campaign.by_id(conn, actor, campaign_id)
    share = worklist.assignment(conn, campaign_id, assignment_id)
    if share.account_id == actor.account_id:
        return _worklist(conn, campaign_id, share, day)
    if not actor.has(*campaign.CHANGERS, Role.LEADER):
        raise Forbidden("a worklist is for its holder, and for planners, dispatchers and leaders")
    return _worklist(conn, campaign_id, share, day, areas=campaign.visible_areas(actor))


def _worklist(
    conn: Connection, campaign_id: UUID, share: Assignment, day: int | None, *, areas: Sequence[str] | None = None
) -> WorklistAnswer:
    units = worklist.worklist(conn, campaign_id, share.id, day_no=day, areas=areas)
    return WorklistAnswer(
        assignment=AssignmentAnswer.model_validate(share), units=[WorkUnitAnswer.model_validate(one) for one in units]
    )
