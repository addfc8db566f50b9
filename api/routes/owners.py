"""Owners without an account: links, printed orders and answers by telephone of a ticket; who answers for road sides."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, Field

from api import trail
from api.deps import CurrentActor, CurrentSettings, Now, Reading, Writing
from api.dispatch_orders import make_link, order_of
from api.numbered import TicketRead, TicketWritten
from api.owner_shapes import (
    LinkAnswer,
    LinksAnswer,
    PhoneAnswerOut,
    PhoneAnswersOut,
    RoadSideAnswer,
    RoadSidesAnswer,
)
from api.routes.tickets import Limit
from api.shapes import Line, Shape, Text
from inspections.owners import links, phoning
from inspections.owners.link import Channel
from inspections.owners.phoning import Called, Says
from registry.roadsides import book

router = APIRouter(tags=["owners"])

Addressee = Annotated[Text, Field(max_length=100, description="a post or desk there; no person")]
_PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}


class LinkBody(Shape):
    """A link. `id` is made by the client: sent again, it is known, and its address is not told again."""

    id: UUID
    channel: Channel
    addressee: Addressee = ""
    expires_at: AwareDatetime | None = None


class OrderBody(Shape):
    """A printed order. `id` is that of its link, made by the client."""

    id: UUID
    addressee: Addressee = ""


class PhoneAnswerBody(Shape):
    """A call: not answered, or who spoke by position and what was said. `id` is made by the client.

    `act` is what follows from it; `org_code` is the owner, else whoever has the ticket.
    """

    id: UUID
    number: Annotated[Text, Field(min_length=1, max_length=30)]
    called_at: AwareDatetime
    answered: bool
    position: Annotated[Text, Field(max_length=60)] = ""
    name: Annotated[Text, Field(max_length=60)] = ""
    said: Annotated[Text, Field(max_length=500)] = ""
    act: Says | None = None
    org_code: Line | None = None


@router.get("/tickets/{ticket_id}/owner-links", summary="The one-time links of a ticket")
def list_owner_links(conn: Reading, actor: CurrentActor, now: Now, ticket_id: TicketRead) -> LinksAnswer:
    """Oldest first, with what was done by each and why it is dead; never their addresses."""
    return LinksAnswer(links=[LinkAnswer.of(one) for one in links.of_ticket(conn, actor, ticket_id, now=now)])


@router.post("/tickets/{ticket_id}/owner-links", summary="Make a one-time link", status_code=201)
def make_owner_link(
    request: Request, conn: Writing, actor: CurrentActor, settings: CurrentSettings, now: Now, ticket_id: TicketWritten,
    body: LinkBody,
) -> LinkAnswer:  # fmt: skip
    """For whoever the ticket was given to. The address is in this answer alone."""
    trail.about(request, f"ticket {ticket_id}", link=str(body.id), channel=body.channel)
    told = {"channel": body.channel, "addressee": body.addressee, "expires_at": body.expires_at}
    made = make_link(conn, actor, ticket_id, id_=body.id, **told, public_url=settings.public_url, now=now)  # type: ignore[arg-type]  # by name
    return LinkAnswer.of(made.link, made.address)


@router.post("/owner-links/{link_id}/revoke", summary="End a one-time link")
def revoke_owner_link(request: Request, conn: Writing, actor: CurrentActor, now: Now, link_id: UUID) -> LinkAnswer:
    """Again, or of one that is dead already, it stays as it is."""
    trail.about(request, f"owner link {link_id}")
    return LinkAnswer.of(links.revoke(conn, actor, link_id, now=now))


@router.post(
    "/tickets/{ticket_id}/order", summary="Print a dispatch order", response_class=Response, responses=_PDF
)  # fmt: skip
def print_dispatch_order(
    request: Request,
    conn: Writing,
    actor: CurrentActor,
    settings: CurrentSettings,
    now: Now,
    ticket_id: TicketWritten,
    body: OrderBody,
    draft: Annotated[bool, Query(description="without a link, so any address will do")] = False,
) -> Response:
    """派遣单: one A4 as PDF with the code of a link of its own, and a receipt to tear off."""
    trail.about(request, f"ticket {ticket_id}", link=str(body.id))
    told = {"id_": body.id, "addressee": body.addressee, "settings": settings, "draft": draft, "now": now}
    return Response(order_of(conn, actor, ticket_id, **told).pdf, media_type="application/pdf")  # type: ignore[arg-type]  # by name


@router.get("/tickets/{ticket_id}/phone-answers", summary="The calls about a ticket")
def list_phone_answers(conn: Reading, actor: CurrentActor, now: Now, ticket_id: TicketRead) -> PhoneAnswersOut:
    """In their order; who spoke is masked for whoever is not of the desk."""
    found = phoning.of_ticket(conn, actor, ticket_id, now=now)
    return PhoneAnswersOut(answers=[PhoneAnswerOut.of(one) for one in found])


@router.post("/tickets/{ticket_id}/phone-answers", summary="Enter a call to an owner", status_code=201)
def enter_phone_answer(
    request: Request, conn: Writing, actor: CurrentActor, settings: CurrentSettings, now: Now, ticket_id: TicketWritten,
    body: PhoneAnswerBody,
) -> PhoneAnswerOut:  # fmt: skip
    """What was said is a step in the owner's name, by the account that enters it."""
    trail.about(request, f"ticket {ticket_id}", call=str(body.id), act=body.act)
    called = Called(ticket_id=ticket_id, **body.model_dump())
    return PhoneAnswerOut.of(phoning.enter(conn, actor, called, now=now, profile=settings.time_limit_profile))


@router.get("/road-sides", summary="Who answers for which side of a road")
def list_road_sides(
    conn: Reading,
    actor: CurrentActor,
    segment: Annotated[str | None, Query(max_length=20)] = None,
    org: Annotated[str | None, Query(max_length=100)] = None,
    day: Annotated[date | None, Query(description="only in force on this day")] = None,
    limit: Limit = 100,
    cursor: Annotated[str | None, Query(max_length=60, description="`next` of the page before")] = None,
) -> RoadSidesAnswer:
    """By segment, side and first day."""
    found, after = book.list_sides(conn, actor, segment=segment, org=org, day=day, limit=limit, after=cursor)
    return RoadSidesAnswer(road_sides=[RoadSideAnswer.of(one) for one in found], next=after)
