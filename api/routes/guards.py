"""Open shafts and who stands by them: no hole without a guardian."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, Field

from api import trail
from api.deps import CurrentActor, Now, Reading, Writing
from api.guard_shapes import GuardAnswer, ShaftsAnswer
from api.numbered import TicketWritten
from api.routes.tickets import Area, Limit, Sha256
from api.shapes import Line, Shape, Text
from inspections.guards import shafts
from inspections.guards.keeping import Kind
from inspections.guards.shafts import Posting

router = APIRouter(tags=["guards"])


class PostingBody(Shape):
    """A guard. `id` is made by the client: sent again, it is known and changes nothing.

    An account, an organisation or both; a barrier or plate has a photo.
    """

    id: UUID
    kind: Kind = Kind.WATCH
    account_id: UUID | None = None
    org_code: Line | None = None
    post: Annotated[Line, Field(description="the post in words: who stands there")]
    begins_at: AwareDatetime
    until: AwareDatetime
    photo_sha256: Sha256 | None = None

    def posting(self) -> Posting:
        """The guard as the use case takes it."""
        return Posting(**self.model_dump(include=set(Posting.__slots__)))


class EndBody(Shape):
    """Why a guard ends before its time."""

    reason: Annotated[Text, Field(min_length=1, max_length=500)]


@router.get("/guards", summary="List open shafts, unguarded ones first")
def list_guards(
    conn: Reading,
    actor: CurrentActor,
    now: Now,
    area: Area | None = None,
    limit: Limit = 100,
    cursor: Annotated[str | None, Query(max_length=40, description="`next` of the page before")] = None,
) -> ShaftsAnswer:
    """Every open shaft one may see, with who guards it until when; the longest unguarded stands first."""
    return ShaftsAnswer.of(shafts.list_shafts(conn, actor, now=now, area=area, limit=limit, after=cursor))


@router.post("/tickets/{ticket_id}/guards", summary="Post a guard at an open shaft", status_code=201)
def post_guard(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, ticket_id: TicketWritten, body: PostingBody
) -> GuardAnswer:
    """Somebody or something stands there until a moment; the ticket tells of it and keeps its version.

    409 where the ticket is no open shaft, or the person stands elsewhere then.
    """
    trail.about(request, f"ticket {ticket_id}", guard=str(body.id), until=body.until.isoformat())
    return GuardAnswer.of(shafts.post(conn, actor, ticket_id, body.posting(), now=now))


@router.post("/guards/{guard_id}/end", summary="End a guard before its time")
def end_guard(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, guard_id: UUID, body: EndBody
) -> GuardAnswer:
    """From now on it stands no more; ended again, it stays as it is."""
    trail.about(request, f"guard {guard_id}", reason=body.reason)
    return GuardAnswer.of(shafts.end(conn, actor, guard_id, reason=body.reason, now=now))
