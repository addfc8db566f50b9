"""Tickets: listed, read with all that belongs to them, moved by steps; and the workflow as data."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, Field

from api import trail
from api.deps import CurrentActor, CurrentSettings, IfMatch, Now, Reading, Writing, etag
from api.numbered import TicketRead, TicketWritten
from api.shapes import Line, Shape, Text
from api.ticket_shapes import (
    OutcomeAnswer,
    Outcomes,
    StepAnswer,
    TicketCollection,
    TicketFile,
)
from api.workflow_shapes import WorkflowAnswer
from inspections.guards import keeping
from inspections.tickets import listing, steps
from inspections.tickets.done import DeviceTime
from inspections.tickets.listing import Box, Wanted
from inspections.tickets.sight import MOST
from inspections.tickets.workflow import Action, State
from inspections.wall.terms import unmoved_since
from registry.errors import Invalid

router = APIRouter(tags=["tickets"])

MOST_STEPS = 200
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Area = Annotated[str, Query(pattern="^([0-9]{6}|[0-9]{9}|[0-9]{12})$", description="division, street or community")]
Limit = Annotated[int, Query(ge=1, le=MOST)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


class ChildBody(Shape):
    """A part of a ticket that is to become a ticket of its own."""

    id: UUID
    defect_code: Line
    assignee_code: Line | None = None
    note: Annotated[Text, Field(max_length=2000)] = ""


class StepBody(Shape):
    """A step. `id` is made by the client: sent again, the step is known and changes nothing.

    What a step needs and may bring is in `GET /workflow`; anything else is refused.
    """

    id: UUID
    action: Action
    reason: Annotated[Text, Field(max_length=2000)] = ""
    note: Annotated[Text, Field(max_length=2000)] = ""
    photos: Annotated[
        tuple[Sha256, ...], Field(max_length=20, description="SHA-256 of the files on the device; upload them any time")
    ] = ()
    assignee_code: Annotated[Line | None, Field(description="who answers; at a dispatch else as proposed")] = None
    crew_code: Annotated[Line | None, Field(description="one of its crews")] = None
    partner_code: Annotated[Line | None, Field(description="invite: who is to help")] = None
    condition: Annotated[Line | None, Field(description="file, close: a condition of the table")] = None
    finding: Annotated[Literal["confirmed", "unfounded"] | None, Field(description="check")] = None
    until: Annotated[AwareDatetime | None, Field(description="ask_suspension, ask_extension")] = None
    defect_code: Annotated[Line | None, Field(description="recategorise: what it is")] = None
    answer: Annotated[
        Literal["satisfied", "basically", "unsatisfied", "unreachable"] | None, Field(description="call_back")
    ] = None
    checker_id: Annotated[UUID | None, Field(description="ask_check: the account that is asked")] = None
    children: Annotated[tuple[ChildBody, ...], Field(max_length=20, description="split")] = ()
    device_time: Annotated[
        AwareDatetime | None, Field(description="when it was done, of a step that was noted without network")
    ] = None
    device_now: Annotated[
        AwareDatetime | None, Field(description="what the device's clock shows at sending: its skew is taken off")
    ] = None

    def device(self) -> DeviceTime | None:
        """When it was done, by the device."""
        return DeviceTime(self.device_time, self.device_now) if self.device_time else None

    def data(self) -> dict[str, object]:
        """What the step brings along beside reason and photos."""
        apart = {"id", "action", "reason", "photos", "ticket_id", "version", "device_time", "device_now"}
        return {name: value for name, value in self.model_dump(exclude=apart).items() if value}


class TicketStep(StepBody):
    """A step of one of several tickets, with the version it starts from."""

    ticket_id: UUID
    version: Version


class StepsBody(Shape):
    """Steps in order. File and dispatch of one ticket are two: the second starts from the version after the first."""

    steps: Annotated[tuple[TicketStep, ...], Field(min_length=1, max_length=MOST_STEPS)]


@router.get("/workflow", summary="The workflow as data")
async def get_workflow() -> WorkflowAnswer:
    """Every state and step with its words, who may, what it needs and why: draw buttons from it."""
    return WorkflowAnswer.whole()


@router.get("/tickets", summary="List tickets")
def list_tickets(
    conn: Reading,
    actor: CurrentActor,
    now: Now,
    settings: CurrentSettings,
    id: Annotated[tuple[UUID, ...], Query(max_length=100)] = (),  # noqa: A002 - the word of the feature
    state: Annotated[tuple[State, ...], Query()] = (),
    hazard: bool | None = None,
    late: Annotated[bool | None, Query(description="limit passed, nothing repaired")] = None,
    open: Annotated[bool | None, Query(description="not closed, void or refused")] = None,  # noqa: A002 - the word of the state
    stuck: Annotated[bool | None, Query(description="true: somebody's turn, and nothing was done for too long")] = None,
    shaft: Annotated[bool | None, Query(description="an open shaft")] = None,
    assignee: Annotated[Text | None, Query(description="its code; empty: nobody answers yet")] = None,
    crew: Text | None = None,
    defect: Text | None = None,
    asset: Text | None = None,
    campaign: UUID | None = None,
    area: Area | None = None,
    grid: Annotated[str | None, Query(pattern="^[0-9]{15}$")] = None,
    micro_grid: Annotated[
        str | None,
        Query(pattern="^[0-9]{18}$", description="the present one; of a closed ticket that in which it was closed"),
    ] = None,
    reported_from: AwareDatetime | None = None,
    reported_until: AwareDatetime | None = None,
    closed_from: AwareDatetime | None = None,
    closed_until: AwareDatetime | None = None,
    bbox: Annotated[str | None, Query(description="west,south,east,north in degrees, WGS 84")] = None,
    q: Annotated[Text | None, Query(max_length=100, description="in number, place or asset code")] = None,
    order: Annotated[Literal["number", "urgency"], Query(description="urgency: danger first")] = "number",
    limit: Limit = 100,
    after: Annotated[Text | None, Query(description="`next` of the page before")] = None,
) -> TicketCollection:
    """GeoJSON, newest number first: in one's areas, for a crew what was given to it or its organisation."""
    wanted = Wanted(
        ids=id,
        states=state,
        hazard=hazard,
        late=late,
        assignee=assignee,
        crew=crew,
        defect=defect,
        asset=asset,
        campaign=campaign,
        area=area,
        grid=grid,
        micro_grid=micro_grid,
        reported_from=reported_from,
        reported_until=reported_until,
        closed_from=closed_from,
        closed_until=closed_until,
        open=open,
        shaft=shaft,
        unmoved_since=unmoved_since(now, settings.stuck_hours) if stuck else None,
        box=_box(bbox) if bbox else None,
        words=q,
        urgent=order == "urgency",
    )
    page = listing.list_tickets(conn, actor, wanted, now=now, limit=limit, after=after)
    return TicketCollection.of(page, keeping.watches(conn, [one.ticket.id for one in page.tickets], now=now), now=now)


@router.get("/tickets/{ticket_id}", summary="One ticket")
def get_ticket(conn: Reading, actor: CurrentActor, now: Now, ticket_id: TicketRead, response: Response) -> TicketFile:
    """A GeoJSON feature with events, sightings, photos, and the steps the caller may take now."""
    file = listing.open_file(conn, actor, ticket_id, now=now)
    response.headers["ETag"] = etag(file.listed.ticket.version)
    return TicketFile.of_file(file, keeping.watches(conn, [ticket_id], now=now).get(ticket_id), now=now)


@router.post("/tickets/{ticket_id}/steps", summary="Take a step")
def take_step(
    request: Request,
    conn: Writing,
    actor: CurrentActor,
    settings: CurrentSettings,
    now: Now,
    ticket_id: TicketWritten,
    body: StepBody,
    version: IfMatch,
    response: Response,
) -> StepAnswer:
    """Move a ticket on from the version in `If-Match`.

    409 where no such step leads on, 412 where it was moved meanwhile, 403 where another has to do it.
    """
    done = {"device_time": body.device_time.isoformat()} if body.device_time else {}
    trail.about(request, f"ticket {ticket_id}", action=body.action, id=str(body.id), **done)
    ticket = steps.take(
        conn,
        actor,
        ticket_id,
        action=body.action,
        event_id=body.id,
        if_version=version,
        now=now,
        reason=body.reason,
        data=body.data(),
        photos=body.photos,
        device=body.device(),
        profile=settings.time_limit_profile,
    )
    response.headers["ETag"] = etag(ticket.version)
    return StepAnswer.of(ticket)


@router.post("/tickets/steps", summary="Take several steps")
def take_steps(
    request: Request, conn: Writing, actor: CurrentActor, settings: CurrentSettings, now: Now, body: StepsBody
) -> Outcomes:
    """Each with its own outcome, in order: file and dispatch with one key, or a whole list at once.

    A refused step changes nothing and stops none of the others.
    """
    asked = [
        steps.Asked(one.ticket_id, one.id, one.action, one.version, one.reason, one.data(), one.photos, one.device())
        for one in body.steps
    ]
    outcomes = steps.take_many(conn, actor, asked, now=now, profile=settings.time_limit_profile)
    refused = sum(outcome.error is not None for outcome in outcomes)
    trail.about(request, "tickets", steps=len(outcomes), refused=refused)
    return Outcomes(outcomes=[OutcomeAnswer.of(outcome) for outcome in outcomes])


def _box(text: str) -> Box:
    """A box from four numbers. Raises Invalid."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise Invalid("bbox is four numbers: west,south,east,north in degrees", field="bbox") from None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Invalid("bbox runs from south-west to north-east: west,south,east,north in degrees", field="bbox")
    return Box(west, south, east, north)
