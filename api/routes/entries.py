"""Cards for entering a well (有限空间作业): who may go down now, and who must come up."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, Field

from api import trail
from api.deps import CurrentActor, IfMatch, Now, Reading, Writing, etag
from api.guard_shapes import CardAnswer, CardFile, CardsAnswer
from api.numbered import TicketWritten
from api.routes.tickets import Limit
from api.shapes import Line, Shape, Text
from inspections.guards import air, entries
from inspections.guards.card import Act
from inspections.guards.entries import Measured

router = APIRouter(tags=["entry cards"])


class CardBody(Shape):
    """A card. `id` is made by the client: sent again, it is known and changes nothing."""

    id: UUID
    attendant: Annotated[Line, Field(description="stays above all the time, and never enters")]
    entrants: Annotated[tuple[Line, ...], Field(min_length=1, max_length=20)]


class ActBody(Shape):
    """An act on a card. `id` is made by the client. enter, leave and relieve name a person."""

    id: UUID
    action: Act
    person: Annotated[Text, Field(max_length=200)] = ""
    note: Annotated[Text, Field(max_length=500)] = ""


class ReadingBody(Shape):
    """A reading of the meter. `id` is made by the client; readings may come late and in any order."""

    id: UUID
    at: AwareDatetime
    o2_pct: Annotated[float, Field(ge=0, le=100)]
    combustible_lel_pct: Annotated[float, Field(ge=0, le=100)]
    h2s_ppm: Annotated[float, Field(ge=0, le=10000)]
    co_ppm: Annotated[float, Field(ge=0, le=10000)]

    def measured(self) -> Measured:
        """The reading as the use case takes it."""
        return Measured(self.id, air.Reading(**self.model_dump(exclude={"id"})))


@router.get("/entry-cards", summary="List cards for entering a well")
def list_entry_cards(
    conn: Reading,
    actor: CurrentActor,
    now: Now,
    ticket: UUID | None = None,
    open_only: Annotated[bool, Query(description="only cards that are not closed")] = True,
    limit: Limit = 100,
    cursor: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
) -> CardsAnswer:
    """Cards of the tickets one may see, newest first, each with what is so now."""
    files, after = entries.list_cards(
        conn, actor, now=now, ticket=ticket, open_only=open_only, limit=limit, after=cursor
    )
    return CardsAnswer(cards=[CardAnswer.of(one) for one in files], next=after)


@router.get("/entry-cards/{card_id}", summary="One card for entering a well")
def get_entry_card(conn: Reading, actor: CurrentActor, now: Now, card_id: UUID, response: Response) -> CardFile:
    """May anybody enter now, must anybody leave now, and why; with every reading and act."""
    file, events = entries.read_card(conn, actor, card_id, now=now)
    response.headers["ETag"] = etag(file.card.version)
    return CardFile.of(file, events)


@router.post("/tickets/{ticket_id}/entry-cards", summary="Open a card for entering a well", status_code=201)
def open_entry_card(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, ticket_id: TicketWritten, body: CardBody
) -> CardAnswer:
    """Needed by whoever goes down; repair from above needs none. One card for a ticket at a time."""
    trail.about(request, f"ticket {ticket_id}", card=str(body.id))
    file = entries.open_card(
        conn, actor, ticket_id, id_=body.id, attendant=body.attendant, entrants=body.entrants, now=now
    )
    return CardAnswer.of(file)


@router.post("/entry-cards/{card_id}/acts", summary="Approve, ventilate, enter, leave, relieve, close")
def act_on_entry_card(
    request: Request,
    conn: Writing,
    actor: CurrentActor,
    now: Now,
    card_id: UUID,
    body: ActBody,
    version: IfMatch,
    response: Response,
) -> CardAnswer:
    """409 with every reason where nobody may enter now, or somebody is still below at the end."""
    trail.about(request, f"entry card {card_id}", action=body.action, id=str(body.id))
    file = entries.act(
        conn, actor, card_id, body.action, event_id=body.id, if_version=version, person=body.person, note=body.note,
        now=now,
    )  # fmt: skip
    response.headers["ETag"] = etag(file.card.version)
    return CardAnswer.of(file)


@router.post("/entry-cards/{card_id}/readings", summary="Keep a gas reading", status_code=201)
def keep_reading(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, card_id: UUID, body: ReadingBody
) -> CardAnswer:
    """Kept for ever; the answer says whether those below must come up."""
    trail.about(request, f"entry card {card_id}", reading=str(body.id))
    return CardAnswer.of(entries.measure(conn, actor, card_id, body.measured(), now=now))
