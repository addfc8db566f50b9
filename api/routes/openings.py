"""Declared openings: covers that are open on purpose."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, Field

from api import trail
from api.deps import CurrentActor, IfMatch, Now, Reading, Writing, etag
from api.guard_shapes import OpeningAnswer, OpeningFile, OpeningsAnswer
from api.routes.tickets import Limit, Sha256
from api.shapes import Line, Shape, Text
from inspections.guards import openings
from inspections.guards.openings import MOST_ASSETS, Declaration

router = APIRouter(tags=["openings"])

AssetCode = Annotated[str, Field(pattern="^[0-9]{16,17}$")]


class OpeningBody(Shape):
    """An opening. `id` is made by the client: sent again, it is known and changes nothing."""

    id: UUID
    assets: Annotated[tuple[AssetCode, ...], Field(min_length=1, max_length=MOST_ASSETS)]
    org_code: Line
    begins_at: AwareDatetime
    until: AwareDatetime
    guard: Annotated[Line, Field(description="who stands by it")]
    barrier: Annotated[Line, Field(description="what bars the way")]
    permit: Annotated[Line, Field(description="by which permit it is opened")]


class ExtensionBody(Shape):
    """Until when it lasts now, and why."""

    id: UUID
    until: AwareDatetime
    reason: Annotated[Text, Field(min_length=1, max_length=500)]


class ClosingBody(Shape):
    """The photo of the closed lid: SHA-256 of the file on the device."""

    id: UUID
    photo_sha256: Sha256


@router.get("/openings", summary="List declared openings")
def list_openings(
    conn: Reading,
    actor: CurrentActor,
    now: Now,
    open_only: Annotated[bool, Query(description="only those that are not closed")] = True,
    asset: Annotated[str | None, Query(pattern="^[0-9]{16,17}$", description="of this cover")] = None,
    limit: Limit = 100,
    cursor: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
) -> OpeningsAnswer:
    """Openings in one's areas or of one's house, those that end soonest first."""
    found, after = openings.list_openings(conn, actor, open_only=open_only, asset=asset, limit=limit, after=cursor)
    return OpeningsAnswer(openings=[OpeningAnswer.of(one, now=now) for one in found], next=after)


@router.get("/openings/{opening_id}", summary="One declared opening")
def get_opening(conn: Reading, actor: CurrentActor, now: Now, opening_id: UUID, response: Response) -> OpeningFile:
    """An opening with what was done with it."""
    opening, events = openings.read_opening(conn, actor, opening_id)
    response.headers["ETag"] = etag(opening.version)
    return OpeningFile.of(opening, events, now=now)


@router.post("/openings", summary="Declare an opening", status_code=201)
def declare_opening(request: Request, conn: Writing, actor: CurrentActor, now: Now, body: OpeningBody) -> OpeningAnswer:
    """Until it ends reports of an open lid belong to it; then, without a closing photo, it is a hazard."""
    trail.about(request, f"opening {body.id}", assets=list(body.assets), until=body.until.isoformat())
    return OpeningAnswer.of(openings.declare(conn, actor, Declaration(**body.model_dump()), now=now), now=now)


@router.post("/openings/{opening_id}/extension", summary="Let an opening last longer")
def extend_opening(
    request: Request,
    conn: Writing,
    actor: CurrentActor,
    now: Now,
    opening_id: UUID,
    body: ExtensionBody,
    version: IfMatch,
) -> OpeningAnswer:
    """Before its time is over, with a reason."""
    trail.about(request, f"opening {opening_id}", until=body.until.isoformat(), reason=body.reason)
    opening = openings.extend(
        conn, actor, opening_id, until=body.until, reason=body.reason, event_id=body.id, if_version=version, now=now
    )
    return OpeningAnswer.of(opening, now=now)


@router.post("/openings/{opening_id}/closing", summary="Close an opening with a photo")
def close_opening(
    request: Request,
    conn: Writing,
    actor: CurrentActor,
    now: Now,
    opening_id: UUID,
    body: ClosingBody,
    version: IfMatch,
) -> OpeningAnswer:
    """The photo shows that the lid lies where it should."""
    trail.about(request, f"opening {opening_id}", photo=body.photo_sha256)
    opening = openings.close(
        conn, actor, opening_id, photo_sha256=body.photo_sha256, event_id=body.id, if_version=version, now=now
    )
    return OpeningAnswer.of(opening, now=now)
