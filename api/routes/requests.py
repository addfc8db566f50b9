"""Requests (诉求) at the desk: typed in, listed, moved by steps; who asked is masked but for those who need it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api import trail
from api.deps import CurrentActor, CurrentSettings, IfMatch, Now, Reading, Writing, etag
from api.numbered import RequestRead, RequestWritten, TicketWritten
from api.request_shapes import LifeAnswer, PersonAnswer, ReceiptAnswer, RequestAnswer, RequestFile, RequestList
from api.shapes import Line, Position, Shape, Text
from inspections.requests import hotline, intake, joining, listing, steps
from inspections.requests.life import DESK_ROLES, Action, Channel, Opinion, Result, State
from inspections.requests.listing import Wanted
from inspections.requests.privacy import Person
from inspections.requests.request import MOST_WORDS, Deed
from inspections.requests.unfolding import Item
from inspections.tickets import listing as tickets
from inspections.tickets.sight import MOST
from registry.errors import Forbidden

router = APIRouter(tags=["requests"])

AREA = "^([0-9]{6}|[0-9]{9}|[0-9]{12})$"
Words = Annotated[Text, Field(max_length=MOST_WORDS)]
Short = Annotated[Text, Field(max_length=200)]


class PersonBody(Shape):
    """Who asks; each part may be left out."""

    name: Short = ""
    phone: Short = ""
    address: Short = ""


class RequestBody(Shape):
    """A request somebody types in. `id` is made by the client: sent again, it is the same request."""

    id: UUID
    said: Annotated[Words, Field(min_length=1)]
    area_code: Annotated[str, Field(pattern=AREA, description="the smallest known: division, street or community")]
    place: Short = ""
    matter_code: Line | None = None
    position: Position | None = None
    person: PersonBody = PersonBody()


class DeedBody(Shape):
    """A step. `id` is made by the client: sent again, the step is known and changes nothing."""

    id: UUID
    action: Action
    reason: Words = ""
    matter_code: Line | None = None
    assignee_code: Line | None = None
    answer: Words = ""
    result_code: Result | None = None
    opinion: Opinion | None = None
    contacted: bool | None = None
    solved: bool | None = None

    def deed(self) -> Deed:
        """The step as the use case takes it."""
        return Deed(**self.model_dump(exclude={"id"}))


@router.get("/request-life", summary="The life of a request as data")
async def get_request_life() -> LifeAnswer:
    """Every state and step with its words, whose it is, what it needs and why."""
    return LifeAnswer.whole()


@router.post("/requests", summary="Type in a request", status_code=201)
def create_request(
    request: Request, conn: Writing, actor: CurrentActor, settings: CurrentSettings, now: Now, body: RequestBody
) -> ReceiptAnswer:
    """A call at the desk: it has a number at once, and a link for whoever asked."""
    if not (actor.has(*DESK_ROLES) and actor.covers(body.area_code)):
        raise Forbidden("requests are typed in by the desk, for places in its areas")
    trail.about(request, f"request {body.id}")
    where = (body.position.lon, body.position.lat) if body.position else (None, None)
    item = Item(
        body.id, Channel.PHONE, "desk", body.said, body.area_code, now, matter_code=body.matter_code,
        place_zh=body.place, lon=where[0], lat=where[1], person=Person(**body.person.model_dump()),
    )  # fmt: skip
    return ReceiptAnswer.of(intake.receive(conn, actor, item, now=now), public_url=settings.public_url)


@router.get("/requests", summary="List requests")
def list_requests(
    conn: Reading,
    actor: CurrentActor,
    now: Now,
    state: Annotated[tuple[State, ...], Query()] = (),
    channel: Channel | None = None,
    matter: Text | None = None,
    assignee: Text | None = None,
    area: Annotated[str | None, Query(pattern=AREA)] = None,
    late: bool | None = None,
    proposed: Annotated[bool | None, Query(description="a ticket it hangs on has ended")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
    after: Annotated[Text | None, Query(description="`next` of the page before")] = None,
) -> RequestList:
    """Newest number first: in one's areas, for an organisation what was given to it; never who asked."""
    wanted = Wanted(state, channel, matter, assignee, area, late, proposed)
    return RequestList.of(listing.list_requests(conn, actor, wanted, now=now, limit=limit, after=after), now=now)


@router.get("/requests/replies.csv", summary="Answers for a hotline", response_class=Response)
def get_replies(conn: Reading, actor: CurrentActor, source: Line) -> Response:
    """Every work order of a source with state, answer and result, as CSV; nothing of who asked."""
    if not (actor.has(*DESK_ROLES) and actor.covers(None)):
        raise Forbidden("answers for a hotline are taken out by the desk of the whole division")
    headers = {"Content-Disposition": 'attachment; filename="replies.csv"'}
    return Response(hotline.replies(conn, source=source), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/requests/{request_id}", summary="One request")
def get_request(
    conn: Reading, actor: CurrentActor, now: Now, request_id: RequestRead, response: Response
) -> RequestFile:
    """With events, tickets and the steps the caller may take; who asked is masked: 138****1234."""
    file = listing.open_file(conn, actor, request_id, now=now)
    response.headers["ETag"] = etag(file.listed.request.version)
    return RequestFile.of_file(file, now=now)


@router.get("/requests/{request_id}/contact", summary="Who asked")
def get_request_contact(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, request_id: RequestWritten
) -> PersonAnswer:
    """Whole, for the desk and for the organisation that answers while it is at work; the reading is in the audit."""
    trail.about(request, f"request {request_id}", read="contact")
    return PersonAnswer.of(listing.person(conn, actor, request_id, now=now))


@router.post("/requests/{request_id}/steps", summary="Take a step with a request")
def take_request_step(
    request: Request, conn: Writing, actor: CurrentActor, settings: CurrentSettings, now: Now,
    request_id: RequestWritten, body: DeedBody, version: IfMatch, response: Response,
) -> RequestAnswer:  # fmt: skip
    """Move it on from the version in `If-Match`: 409 where no such step leads on, 412 where it was moved meanwhile."""
    trail.about(request, f"request {request_id}", action=body.action, id=str(body.id))
    listing.seen(conn, actor, request_id, now=now)
    days = settings.request_retention_days
    after = steps.take(
        conn, actor, request_id, body.deed(), event_id=body.id, if_version=version, now=now, retention_days=days
    )
    response.headers["ETag"] = etag(after.version)
    return RequestAnswer.of(listing.Listed(after, None, None), now=now)


@router.put("/requests/{request_id}/tickets/{ticket_id}", summary="Hang a request on a ticket", status_code=204)
def link_ticket(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, request_id: RequestWritten, ticket_id: TicketWritten
) -> None:
    """Several requests may hang on one; when it ends they are proposed for answering (`proposed=true`)."""
    if not actor.has(*DESK_ROLES):
        raise Forbidden("the desk hangs requests on tickets")
    trail.about(request, f"request {request_id}", ticket=str(ticket_id))
    listing.seen(conn, actor, request_id, now=now)
    tickets.open_file(conn, actor, ticket_id, now=now)
    joining.link(conn, request_id, ticket_id, account_id=actor.account_id, now=now)
