"""Who pays when nobody answers (兜底): recoveries, their acts, their letters."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api import trail
from api.deps import CurrentActor, CurrentSettings, IfMatch, Now, Reading, Writing, etag
from api.letters import letter_of
from api.numbered import TicketRead, TicketWritten
from api.payer_shapes import RecoveriesAnswer, RecoveryFile
from api.routes.tickets import Area, Limit, Sha256
from api.shapes import Line as Name
from api.shapes import Shape, Text
from inspections.payers import listing, recovering
from inspections.payers.costs import MOST_FEN, MOST_LINES, Kind, Line
from inspections.payers.listing import Wanted
from inspections.payers.recovery import MOST_REASON, Deed
from inspections.payers.terms import Act, State

router = APIRouter(tags=["recoveries"])

Fen = Annotated[int, Field(ge=0, le=MOST_FEN)]


class CostLineBody(Shape):
    """A line of a cost sheet. A material names the confirmed quantity of the ticket that it prices."""

    kind: Kind
    name: Name
    unit: Name
    quantity: Annotated[Decimal, Field(gt=0, lt=10**9, max_digits=12, decimal_places=3)]
    unit_price_fen: Fen
    material_id: Annotated[UUID | None, Field(description="`id` of the line in GET /tickets/{ticket_id}/materials")] = (
        None
    )


class ActBody(Shape):
    """An act with what it brings along. `id` is made by the client: sent again, it is known and changes nothing."""

    id: UUID
    act: Act
    reason: Annotated[Text, Field(max_length=MOST_REASON)] = ""
    photos: Annotated[tuple[Sha256, ...], Field(max_length=20)] = ()
    owner_code: Name | None = None
    stand_in_code: Name | None = None
    lines: Annotated[tuple[CostLineBody, ...], Field(max_length=MOST_LINES)] = ()
    amount_fen: Fen | None = None
    receipt: Annotated[Text, Field(max_length=100)] = ""

    def deed(self) -> Deed:
        """The act as the use case takes it."""
        lines = tuple(Line(**line.model_dump()) for line in self.lines)
        plain = self.model_dump(exclude={"id", "lines", "reason", "photos"})
        photos = tuple(dict.fromkeys(self.photos))
        return Deed(**plain, lines=lines, reason=self.reason.strip(), photos=photos)


@router.get("/recoveries", summary="List recoveries")
def list_recoveries(
    conn: Reading,
    actor: CurrentActor,
    now: Now,
    state: Annotated[tuple[State, ...], Query(description="in one of these states")] = (),
    open_only: Annotated[bool | None, Query(description="true: not ended; false: ended")] = None,
    late: Annotated[bool | None, Query(description="the clock of its state has run out")] = None,
    owner: Annotated[str | None, Query(max_length=40)] = None,
    area: Area | None = None,
    limit: Limit = 100,
    cursor: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
) -> RecoveriesAnswer:
    """Recoveries of tickets one sees, and an owner's own, newest first."""
    wanted = Wanted(states=state, is_open=open_only, late=late, owner=owner, area=area)
    return RecoveriesAnswer.of(listing.list_recoveries(conn, actor, wanted, now=now, limit=limit, after=cursor))


@router.get("/recoveries/{recovery_id}", summary="One recovery")
def get_recovery(conn: Reading, actor: CurrentActor, now: Now, recovery_id: UUID, response: Response) -> RecoveryFile:
    """A recovery with its acts, cost sheet and letters, and what one may do now."""
    file = listing.open_file(conn, actor, recovery_id, now=now)
    response.headers["ETag"] = etag(file.listed.recovery.version)
    return RecoveryFile.of_file(file)


@router.get("/tickets/{ticket_id}/recovery", summary="The recovery of a ticket")
def get_recovery_of_ticket(
    conn: Reading, actor: CurrentActor, now: Now, ticket_id: TicketRead, response: Response
) -> RecoveryFile:
    """The last one of the ticket."""
    file = listing.of_ticket(conn, actor, ticket_id, now=now)
    response.headers["ETag"] = etag(file.listed.recovery.version)
    return RecoveryFile.of_file(file)


@router.post("/tickets/{ticket_id}/recoveries", summary="Ask an owner, or give public notice", status_code=201)
def open_recovery(
    request: Request,
    conn: Writing,
    actor: CurrentActor,
    now: Now,
    ticket_id: TicketWritten,
    body: ActBody,
    response: Response,
) -> RecoveryFile:
    """A hazard that is dispatched to the owner of its cover asks by itself; 409 where one is open."""
    trail.about(request, f"ticket {ticket_id}", act=body.act, recovery=str(body.id))
    one = recovering.open_recovery(conn, actor, ticket_id, body.deed(), id_=body.id, now=now)
    response.headers["ETag"] = etag(one.version)
    return RecoveryFile.of_file(listing.open_file(conn, actor, one.id, now=now))


@router.post("/recoveries/{recovery_id}/acts", summary="Do an act on a recovery")
def act_on_recovery(
    request: Request,
    conn: Writing,
    actor: CurrentActor,
    now: Now,
    recovery_id: UUID,
    body: ActBody,
    version: IfMatch,
    response: Response,
) -> RecoveryFile:
    """One act from the version in `If-Match`; 412 where somebody acted meanwhile, 409 where it cannot follow."""
    trail.about(request, f"recovery {recovery_id}", act=body.act, id=str(body.id))
    one = recovering.act(conn, actor, recovery_id, body.deed(), id_=body.id, if_version=version, now=now)
    response.headers["ETag"] = etag(one.version)
    return RecoveryFile.of_file(listing.open_file(conn, actor, one.id, now=now))


@router.get("/recoveries/{recovery_id}/letter", summary="A letter of a recovery", response_class=Response)
def print_letter(
    conn: Reading,
    actor: CurrentActor,
    settings: CurrentSettings,
    now: Now,
    recovery_id: UUID,
    event: Annotated[UUID | None, Query(description="of this act; else of the last that has one")] = None,
    draft: Annotated[bool, Query(description="then any address will do")] = False,
) -> Response:
    """A PDF for A4: the text, the cost sheet, what was done, the evidence, and the code of the thing."""
    made = letter_of(conn, actor, recovery_id, event, settings=settings, draft=draft, now=now)
    return Response(made.pdf, media_type="application/pdf")
