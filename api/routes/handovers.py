"""Hand-over of a desk: the sheet of a shift, its two signatures, and the page to print."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import AwareDatetime

from api import trail
from api.deps import CurrentActor, CurrentSettings, IfMatch, Now, Reading, Writing, etag
from api.duty_shapes import HandoverAnswer, HandoversAnswer
from api.routes.pages import imprint_of
from api.routes.tickets import Limit
from api.shapes import Shape
from inspections.duty import handover
from inspections.duty.handover import Side
from maps import handover_sheet
from maps.words import Language

router = APIRouter(tags=["duty"])


class HandoverBody(Shape):
    """The shift that ends, and until when the next lasts. `id` is made by the client."""

    id: UUID
    begins_at: AwareDatetime
    ends_at: AwareDatetime
    until: AwareDatetime


@router.post("/duty/stations/{station_id}/handovers", summary="Make the sheet of a shift", status_code=201)
def make_handover(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, station_id: UUID, body: HandoverBody
) -> HandoverAnswer:
    """As things stand now; what is on it stays as it is."""
    trail.about(request, f"handover {body.id}", station=str(station_id))
    times = {"begins_at": body.begins_at, "ends_at": body.ends_at, "until": body.until}
    return HandoverAnswer.of(handover.make(conn, actor, id_=body.id, station_id=station_id, **times, now=now))


@router.get("/duty/stations/{station_id}/handovers", summary="List sheets of a desk")
def list_handovers(
    conn: Reading,
    actor: CurrentActor,
    station_id: UUID,
    unsigned: Annotated[bool, Query(description="only those that somebody has not signed")] = False,
    limit: Limit = 100,
    cursor: Annotated[AwareDatetime | None, Query(description="`next` of the page before")] = None,
) -> HandoversAnswer:
    """The last first."""
    found, after = handover.list_handovers(conn, actor, station_id, is_unsigned=unsigned, limit=limit, before=cursor)
    return HandoversAnswer(handovers=[HandoverAnswer.of(one) for one in found], next=after)


@router.get("/duty/handovers/{handover_id}", summary="One sheet")
def get_handover(conn: Reading, actor: CurrentActor, handover_id: UUID, response: Response) -> HandoverAnswer:
    """As it was made, with its signatures."""
    one = handover.read(conn, actor, handover_id)
    response.headers["ETag"] = etag(one.version)
    return HandoverAnswer.of(one)


@router.post("/duty/handovers/{handover_id}/sign/{side}", summary="Sign a sheet")
def sign_handover(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, handover_id: UUID, side: Side, version: IfMatch
) -> HandoverAnswer:
    """For the shift that ends or the one that begins, by whoever is on duty then; each once."""
    trail.about(request, f"handover {handover_id}", side=side)
    return HandoverAnswer.of(handover.sign(conn, actor, handover_id, side, if_version=version, now=now))


@router.get("/duty/handovers/{handover_id}/page", summary="A sheet to print", response_class=HTMLResponse)
def print_handover(
    conn: Reading,
    actor: CurrentActor,
    settings: CurrentSettings,
    handover_id: UUID,
    lang: Annotated[Language, Query()] = Language.ZH,
) -> HTMLResponse:
    """What was signed, on A4."""
    one = handover.read(conn, actor, handover_id)
    return HTMLResponse(handover_sheet.render(one, language=lang, imprint=imprint_of(settings)))
