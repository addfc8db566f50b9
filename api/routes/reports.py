"""The report of a campaign, and its tickets as files."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse

from api.deps import AskedMoments, CurrentActor, CurrentSettings, Now, ReadingThen
from api.routes.pages import imprint_of
from inspections.campaigns import campaign as campaigns
from inspections.reports import files, gather
from maps import report as sheet
from maps.words import Language
from registry.errors import Invalid
from registry.history.moments import Moments

router = APIRouter(tags=["reports"])


@router.get("/campaigns/{campaign_id}/report.html", summary="The report of a campaign", response_class=HTMLResponse)
def get_report(
    conn: ReadingThen,
    actor: CurrentActor,
    settings: CurrentSettings,
    now: Now,
    asked: AskedMoments,
    campaign_id: UUID,
    lang: Annotated[Language, Query(description="language of the report")] = Language.ZH,
) -> HTMLResponse:
    """One file with map, tables and charts, that opens offline and prints on A4; inside the reader's areas.

    With `as_known_at` as it would have been made then: tickets by their events, names and shapes of the register.
    """
    found = gather.report(conn, actor, campaign_id, now=now, then=_then(asked))
    drawn = sheet.shapes(conn, actor, found)
    return HTMLResponse(sheet.render(found, drawn, language=lang, imprint=imprint_of(settings)))


@router.get("/campaigns/{campaign_id}/tickets.csv", summary="Its tickets as CSV", response_class=Response)
def get_tickets_csv(
    conn: ReadingThen, actor: CurrentActor, now: Now, asked: AskedMoments, campaign_id: UUID
) -> Response:
    """UTF-8 with a byte-order mark; text that a spreadsheet would run is quoted."""
    campaigns.by_id(conn, actor, campaign_id)
    tickets = gather.all_tickets(conn, actor, campaign_id, now=now, then=_then(asked))
    return _file(files.as_csv(tickets), "text/csv; charset=utf-8", "tickets.csv")


@router.get("/campaigns/{campaign_id}/tickets.gpkg", summary="Its tickets as a GeoPackage", response_class=Response)
def get_tickets_geopackage(
    conn: ReadingThen, actor: CurrentActor, now: Now, asked: AskedMoments, campaign_id: UUID
) -> Response:
    """The layer `tickets`: points, EPSG:4326."""
    campaigns.by_id(conn, actor, campaign_id)
    tickets = gather.all_tickets(conn, actor, campaign_id, now=now, then=_then(asked))
    return _file(files.as_geopackage(tickets), "application/geopackage+sqlite3", "tickets.gpkg")


def _then(asked: Moments) -> datetime | None:
    """The moment at which it was known. Raises Invalid for another question."""
    if asked.as_of is not None:
        raise Invalid("a report is told as it was known: ask as_known_at", field="as_of")
    return asked.as_known_at


def _file(body: bytes, media_type: str, name: str) -> Response:
    return Response(body, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
