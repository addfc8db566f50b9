"""Tours of repair crews: planned at the desk, published, read by whoever drives them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, Field

from api import trail
from api.deps import CurrentActor, IfMatch, Now, Reading, Writing, etag
from api.shapes import Line, Shape, Text
from api.tour_shapes import OwnTour, PlanAnswer, PlanList, PublishedPlan
from inspections.crews import listing, shifts, touring
from inspections.crews.shifts import Shift
from inspections.crews.touring import Asked
from inspections.tickets.sight import MOST
from registry.actor import Role
from registry.errors import Forbidden

router = APIRouter(tags=["tours"])


class PlanBody(Shape):
    """A day to be planned. `id` is made by the client: sent again, the plan is known and changes nothing."""

    id: UUID
    house_code: Line
    day: date


class AnewBody(Shape):
    """The rest of a day to be planned anew; `came` is the number of the ticket it is done for."""

    id: UUID
    came: Line | None = None


class ShiftBody(Shape):
    """A crew at work, from its depot and back. `id` is made by the client."""

    id: UUID
    crew_code: Line
    day: date
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    vehicle: Text = ""
    skills: Annotated[tuple[Line, ...], Field(max_length=20)] = ()
    capacity: Annotated[int, Field(ge=0, le=1000, description="lids the van carries")]
    lon: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]


@router.post("/crew-shifts", summary="Enter a shift", status_code=204)
def put_shift(request: Request, conn: Writing, actor: CurrentActor, body: ShiftBody) -> None:
    """A crew has one shift at a time: 409 for another one."""
    if not actor.has(Role.DISPATCHER):
        raise Forbidden("shifts are entered by a dispatcher")
    trail.about(request, f"crew {body.crew_code}", day=str(body.day))
    shifts.put(conn, Shift(**body.model_dump()))


@router.get("/tours", summary="List plans of crews' days")
def list_plans(
    conn: Reading,
    actor: CurrentActor,
    day: date | None = None,
    house: Text | None = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
    after: Annotated[datetime | None, Query(description="`next` of the page before")] = None,
) -> PlanList:
    """Newest first: all for the desk, for a house its own."""
    return PlanList.of(listing.list_plans(conn, actor, day=day, house=house, limit=limit, after=after), limit)


@router.post("/tours", summary="Plan a day", status_code=201)
def plan_tours(request: Request, conn: Writing, actor: CurrentActor, now: Now, body: PlanBody) -> PlanAnswer:
    """Every open job of a house over the crews that have a shift: a draft, until it is published."""
    trail.about(request, f"tours {body.id}", house=body.house_code, day=str(body.day))
    made = touring.plan_tours(conn, actor, Asked(body.id, body.house_code, body.day), now=now)
    return PlanAnswer.of(listing.open_plan(conn, actor, made))


@router.get("/tours/mine", summary="My crew's day")
def own_day(conn: Reading, actor: CurrentActor, now: Now, response: Response) -> OwnTour:
    """The published tour driven now or next, each stop with links to the way there. 404 where there is none."""
    head, tour = listing.own_day(conn, actor, now=now)
    response.headers["ETag"] = etag(head.version)
    return OwnTour.of_day(head, tour)


@router.get("/tours/{plan_id}", summary="One plan")
def get_plan(conn: Reading, actor: CurrentActor, plan_id: UUID, response: Response) -> PlanAnswer:
    """Tours as GeoJSON along the roads, what is left out and why, and what it changes of the plan it follows."""
    opened = listing.open_plan(conn, actor, plan_id)
    response.headers["ETag"] = etag(opened.head.version)
    return PlanAnswer.of(opened)


@router.post("/tours/{plan_id}/replan", summary="Plan the rest of a day anew", status_code=201)
def replan_tours(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, plan_id: UUID, body: AnewBody
) -> PlanAnswer:
    """What is begun or done stays, few others move: a draft that follows the plan, with its moves and why."""
    trail.about(request, f"tours {plan_id}", id=str(body.id), came=body.came or "")
    touring.replan(conn, actor, body.id, plan_id, came=body.came, now=now)
    return PlanAnswer.of(listing.open_plan(conn, actor, body.id))


@router.post("/tours/{plan_id}/publish", summary="Publish a plan")
def publish_tours(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, plan_id: UUID, version: IfMatch, response: Response
) -> PublishedPlan:
    """Crews see it from now on, its tickets are assigned to them, the plan it follows is replaced.

    `assigned` says which ticket is refused to its crew and why: only the house itself gives to its crews. 409 where a
    ticket in it is no longer to be repaired, 412 for another version.
    """
    published = touring.publish(conn, actor, plan_id, if_version=version, now=now)
    refused = sum(one.error is not None for one in published.assigned)
    trail.about(request, f"tours {plan_id}", assigned=len(published.assigned) - refused, refused=refused)
    response.headers["ETag"] = etag(published.version)
    return PublishedPlan.of_published(published, listing.open_plan(conn, actor, plan_id))
