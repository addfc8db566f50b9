"""The report of a campaign, and its tickets as files."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from api.deps import AskedMoments, CurrentActor, CurrentSettings, Now, Reading, ReadingThen
from api.routes.pages import imprint_of
from inspections.campaigns import campaign as campaigns
from inspections.reports import files, gather
from inspections.reports import monthly as months
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


class MonthRow(BaseModel):
    """A cell's tickets; `on_time` is in_time / due, null where nothing was due."""

    code: str = Field(description="empty: tickets that lie in no cell of the version")
    name_zh: str
    tickets: int
    repaired: int
    closed: int
    open: int
    late: int
    due: int
    in_time: int
    on_time: float | None


class CellsOf(BaseModel):
    """A version of the cells: of a plan, or as of a moment; `laid` over those of now where a plan is not in effect."""

    plan: int | None
    name: str
    laid: bool
    as_of: datetime | None = None
    as_known_at: datetime | None = None


class MonthAnswer(BaseModel):
    """A month's tickets on one version of the cells; the total is the same on every version."""

    month: str
    by: months.By
    cells_of: CellsOf
    made_at: datetime
    rows: list[MonthRow]
    total: MonthRow


CellsAsked = Annotated[str, Query(description="a plan's number, or a moment (ISO 8601); else now", max_length=40)]


@router.get("/reports/months/{month}", summary="A month's tickets by micro-grid or grid")
def get_month(
    conn: Reading,
    actor: CurrentActor,
    now: Now,
    month: str,
    cells_of: CellsAsked = "",
    by: months.By = months.By.MICRO_GRID,
) -> MonthAnswer:
    """Tickets reported in a month (`2026-10`) inside one's areas, on any version of the cells: by asset."""
    plain = months.as_plain(months.monthly(conn, actor, month, cells_of=cells_of, now=now), by=by)
    total = {"code": "", "name_zh": ""} | plain["total"]
    return MonthAnswer.model_validate(plain | {"total": total})


@router.get("/reports/months/{month}/cells.csv", summary="The same as CSV", response_class=Response)
def get_month_csv(
    conn: Reading,
    actor: CurrentActor,
    now: Now,
    month: str,
    cells_of: CellsAsked = "",
    by: months.By = months.By.MICRO_GRID,
) -> Response:
    """UTF-8 with a byte-order mark, a row a cell."""
    found = months.monthly(conn, actor, month, cells_of=cells_of, now=now)
    return _file(months.as_csv(found, by=by), "text/csv; charset=utf-8", f"{found.month}-{by}.csv")


def _then(asked: Moments) -> datetime | None:
    """The moment at which it was known. Raises Invalid for another question."""
    if asked.as_of is not None:
        raise Invalid("a report is told as it was known: ask as_known_at", field="as_of")
    return asked.as_known_at


def _file(body: bytes, media_type: str, name: str) -> Response:
    return Response(body, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
