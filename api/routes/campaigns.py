"""Campaigns: made, planned, started and ended by planners and dispatchers; how far they are and what they missed."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import BaseModel, ConfigDict, Field

from api.deps import CurrentActor, IfMatch, Now, Reading, Writing, etag
from api.shapes import Line, Shape
from inspections.campaigns import campaign, coverage, parameters
from inspections.campaigns.campaign import Campaign, State
from inspections.campaigns.coverage import Missed
from inspections.campaigns.parameters import Staffing
from registry.errors import Invalid

router = APIRouter(tags=["campaigns"])

Area = Annotated[str, Field(pattern="^([0-9]{6}|[0-9]{9}|[0-9]{12})$")]
Days = Annotated[int, Field(ge=1, le=campaign.MOST_DAYS)]
Limit = Annotated[int, Query(ge=1, le=5000)]


class NewCampaign(Shape):
    """A campaign as asked for. The id is the client's: asking again with the same values changes nothing."""

    id: UUID
    name: Line
    area_code: Annotated[Area, Field(description="division, street or community")]
    starts_on: date
    days: Days = 14
    staffing: Staffing = Staffing.TEAM
    parameters: dict[str, Any] = Field(
        default_factory=dict, description="what differs from the defaults: look_s, walk_km_h, hours_a_day …"
    )


class PlanRequest(Shape):
    """The days, to learn the people; or the people, to learn the days; or neither: the days of the campaign."""

    days: Days | None = None
    people: Annotated[int, Field(ge=1, le=10_000)] | None = None


class CampaignAnswer(BaseModel):
    """A campaign. `plan` holds people, days, minutes and metres, and the same in words (`words_zh`, `words_en`)."""

    id: UUID
    name: str
    state: State
    staffing: Staffing
    area_code: str
    starts_on: date
    days: int
    parameters: dict[str, Any]
    plan: dict[str, Any]
    created_by: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    version: int


class CampaignPage(BaseModel):
    """Campaigns, newest first."""

    items: list[CampaignAnswer]
    next: str | None


class TallyAnswer(BaseModel):
    """Covers and units by what became of them, and metres of walk."""

    model_config = ConfigDict(from_attributes=True)

    targets: int
    coverage: float | None
    covers: dict[str, int]
    units: dict[str, int]
    length_m: float
    walked_m: float


class DayAnswer(BaseModel):
    """Covers planned for a day, and seen on it."""

    model_config = ConfigDict(from_attributes=True)

    day_no: int
    on: date
    planned: int
    seen: int


class EstimateAnswer(BaseModel):
    """Defects in all and missed, with 95 % intervals, from the blind second look."""

    model_config = ConfigDict(from_attributes=True)

    found: int
    total: float
    total_low: float
    total_high: float
    missed: float
    missed_low: float
    missed_high: float
    detection: float


class ProgressAnswer(BaseModel):
    """How far a campaign is, inside the areas of the caller. `coverage` is of covers, `units_coverage` of units."""

    model_config = ConfigDict(from_attributes=True)

    coverage: float | None
    units_coverage: float | None
    total: TallyAnswer
    by_kind: dict[str, TallyAnswer]
    by_assignment: dict[int, TallyAnswer]
    days: list[DayAnswer]
    second_look_targets: int
    second_look_seen: int
    estimates: dict[str, EstimateAnswer | None]


class MissedFeature(BaseModel):
    """A cover without a sound look, or a unit nobody walked (no `asset_code`)."""

    type: Literal["Feature"] = "Feature"
    geometry: dict[str, Any]
    properties: dict[str, Any]


class MissedPage(BaseModel):
    """What was missed, as GeoJSON; `next` continues it."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[MissedFeature]
    next: str | None


class Added(BaseModel):
    """How many late targets were added."""

    added: int


@router.get("/campaigns", summary="List campaigns")
def list_campaigns(
    conn: Reading,
    actor: CurrentActor,
    cursor: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CampaignPage:
    """Those that touch the caller's areas, newest first."""
    found = campaign.listed(conn, actor, limit=limit, after=_campaign_cursor(cursor))
    last = found[-1] if len(found) == limit else None
    return CampaignPage(
        items=[_answer(one) for one in found], next=f"{last.created_at.isoformat()}~{last.id}" if last else None
    )


@router.post("/campaigns", summary="Make a campaign", status_code=status.HTTP_201_CREATED)
def create_campaign(
    conn: Writing, actor: CurrentActor, now: Now, body: NewCampaign, response: Response
) -> CampaignAnswer:
    """For planners and dispatchers, in their areas. 409 where the id names another campaign."""
    given = body.model_dump() | {"parameters": parameters.parse(body.parameters)}
    return _tagged(campaign.create(conn, actor, **given, now=now), response)


@router.get("/campaigns/{campaign_id}", summary="Show a campaign")
def get_campaign(conn: Reading, actor: CurrentActor, campaign_id: UUID, response: Response) -> CampaignAnswer:
    """With its plan. The ETag is what a change starts from."""
    return _tagged(campaign.by_id(conn, actor, campaign_id), response)


@router.post("/campaigns/{campaign_id}/plan", summary="Reckon people from days, or days from people")
def plan_campaign(
    conn: Writing, actor: CurrentActor, campaign_id: UUID, if_match: IfMatch, body: PlanRequest, response: Response
) -> CampaignAnswer:
    """The answer's `plan` says what was reckoned with. 409 once the campaign has started."""
    planned = campaign.plan(conn, actor, campaign_id, days=body.days, people=body.people, if_version=if_match)
    return _tagged(planned, response)


@router.post("/campaigns/{campaign_id}/start", summary="Start a campaign: freeze its scope")
def start_campaign(
    conn: Writing, actor: CurrentActor, campaign_id: UUID, if_match: IfMatch, now: Now, response: Response
) -> CampaignAnswer:
    """Units, targets, assignments, walking order and second looks are fixed from here on."""
    return _tagged(campaign.start(conn, actor, campaign_id, now=now, if_version=if_match), response)


@router.post("/campaigns/{campaign_id}/end", summary="End a campaign")
def end_campaign(
    conn: Writing, actor: CurrentActor, campaign_id: UUID, if_match: IfMatch, now: Now, response: Response
) -> CampaignAnswer:
    """What has no result now was missed."""
    return _tagged(campaign.end(conn, actor, campaign_id, now=now, if_version=if_match), response)


@router.post("/campaigns/{campaign_id}/late", summary="Add covers that appeared since the start")
def add_late_targets(conn: Writing, actor: CurrentActor, campaign_id: UUID) -> Added:
    """They are marked late and counted apart. Asking again adds only what is new."""
    return Added(added=campaign.add_late(conn, actor, campaign_id))


@router.get("/campaigns/{campaign_id}/progress", summary="How far a campaign is")
def get_progress(conn: Reading, actor: CurrentActor, campaign_id: UUID) -> ProgressAnswer:
    """By kind of unit, by assignment and by day; with the estimate of what was overlooked."""
    campaign.by_id(conn, actor, campaign_id)
    found = coverage.progress(conn, campaign_id, areas=campaign.visible_areas(actor))
    return ProgressAnswer.model_validate(found)


@router.get("/campaigns/{campaign_id}/missed", summary="What was missed")
def list_missed(
    conn: Reading,
    actor: CurrentActor,
    campaign_id: UUID,
    reason: Annotated[list[Literal["unseen", "no_access", "not_found"]] | None, Query()] = None,
    cursor: Annotated[str, Query(pattern="^([0-9]{1,18}~[0-9]{0,17})?$")] = "",
    limit: Limit = 1000,
) -> MissedPage:
    """Covers nobody saw, found or got to, and units nobody walked; by unit, then code."""
    campaign.by_id(conn, actor, campaign_id)
    unit, _, asset = (cursor or "0~").partition("~")
    found = coverage.missed(
        conn,
        campaign_id,
        areas=campaign.visible_areas(actor),
        reasons=reason or coverage.REASONS,
        after=(int(unit), asset),
        limit=limit,
    )
    last = found[-1].cursor if len(found) == limit else None
    return MissedPage(features=[_missed(one) for one in found], next=f"{last[0]}~{last[1]}" if last else None)


def _answer(made: Campaign) -> CampaignAnswer:
    return CampaignAnswer(**asdict(made) | {"parameters": made.parameters.as_json()})


def _tagged(made: Campaign, response: Response) -> CampaignAnswer:
    response.headers["ETag"] = etag(made.version)
    return _answer(made)


def _campaign_cursor(text: str) -> tuple[datetime, UUID] | None:
    if not text:
        return None
    at, _, campaign_id = text.partition("~")
    try:
        return datetime.fromisoformat(at), UUID(campaign_id)
    except ValueError as error:
        raise Invalid("the cursor is the `next` of an earlier answer", cursor=text) from error


def _missed(one: Missed) -> MissedFeature:
    properties = asdict(one)
    point = [properties.pop("lon"), properties.pop("lat")]
    return MissedFeature(geometry={"type": "Point", "coordinates": point}, properties=properties)
