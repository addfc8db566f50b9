"""Exchange files in the layouts of the norms, the indicators of tickets, and the appeals against them."""

import io
import zipfile
from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime

from api import trail
from api.deps import CurrentActor, IfMatch, Now, Reading, Writing, etag
from api.exchange_shapes import (
    IndicatorsAnswer,
    TicketAppealAnswer,
    TicketAppealBody,
    TicketAppealDecision,
    TicketAppealEvent,
    TicketAppealFile,
    TicketAppeals,
)
from api.numbered import TicketWritten
from inspections.exchange import appeals, exporting, figures
from inspections.exchange.appeals import State
from inspections.exchange.exporting import Wanted
from inspections.exchange.figures import By
from inspections.tickets.sight import MOST

router = APIRouter(tags=["exchange"])

Aware = Annotated[AwareDatetime, Query(description="ISO 8601 with its offset")]
Area = Annotated[list[str] | None, Query(description="a division, street or community; several add up", max_length=200)]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FIRST = (1980, 1, 1, 0, 0, 0)  # the time of every member: the same files make the same bytes


@router.get("/exchange/{profile}", summary="An exchange file", response_class=Response)
def get_exchange(
    conn: Reading,
    actor: CurrentActor,
    now: Now,
    profile: str,
    from_at: Aware,
    until_at: Aware,
    area: Area = None,
    format: Annotated[str, Query(description="xlsx, csv or shp")] = "xlsx",  # noqa: A002 - as it stands in the address
    encoding: Annotated[str, Query(description="UTF-8 or GBK")] = "UTF-8",
    datum: Annotated[str, Query(description="CGCS2000, EPSG:4549 …", max_length=40)] = "CGCS2000",
) -> Response:
    """gbt47678, gbt30428 or case, within one's areas: a workbook, else a .zip; what breaks the norm is in it by row."""
    wanted = Wanted(profile, from_at, until_at, tuple(area or ()), format, encoding.upper(), datum)
    made = exporting.export(conn, actor, wanted, now=now)
    body, kind, suffix = _one(made.files)
    named = {"Content-Disposition": f'attachment; filename="{profile}.{suffix}"', "X-Faults": str(len(made.faults))}
    return Response(body, media_type=kind, headers=named)


def _one(files: Mapping[str, bytes]) -> tuple[bytes, str, str]:
    """A workbook as it is, which has the faults in it; several files in one .zip."""
    if "exchange.xlsx" in files:
        return files["exchange.xlsx"], _XLSX, "xlsx"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(zipfile.ZipInfo(name, _FIRST), body, zipfile.ZIP_DEFLATED)
    return held.getvalue(), "application/zip", "zip"


@router.get("/reports/indicators", summary="The indicators of tickets")
def get_indicators(
    conn: Reading,
    actor: CurrentActor,
    now: Now,
    from_at: Aware,
    until_at: Aware,
    by: By = By.DEPARTMENT,
    area: Annotated[str | None, Query(description="in an area, by its code", max_length=15)] = None,
    department: Annotated[str | None, Query(description="of an organisation, by its code", max_length=40)] = None,
) -> IndicatorsAnswer:
    """Each with numerator and denominator in words, raw and without what granted appeals leave out."""
    found = figures.figures(
        conn, actor, by=by, from_at=from_at, until_at=until_at, now=now, area=area, department=department
    )
    return IndicatorsAnswer.model_validate(figures.as_plain(found))


@router.get("/ticket-appeals", summary="List appeals on tickets")
def list_ticket_appeals(
    conn: Reading,
    actor: CurrentActor,
    state: State | None = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
    after: Annotated[UUID | None, Query(description="the last id of the page before")] = None,
) -> TicketAppeals:
    """Who asked, who decided and why, on tickets one sees."""
    found = appeals.list_appeals(conn, actor, state=state, limit=limit, after=after)
    last = found[-1].id if len(found) == limit else None
    return TicketAppeals(appeals=[TicketAppealAnswer.of(one) for one in found], next=last)


@router.get("/ticket-appeals/{appeal_id}", summary="An appeal with its history")
def get_ticket_appeal(
    conn: Reading, actor: CurrentActor, now: Now, appeal_id: UUID, response: Response
) -> TicketAppealFile:
    """Every version, by whom and in what words."""
    appeal, events = appeals.history(conn, actor, appeal_id, now=now)
    response.headers["ETag"] = etag(appeal.version)
    told = [TicketAppealEvent.of(event) for event in events]
    return TicketAppealFile(appeal=TicketAppealAnswer.of(appeal), events=told)


@router.post("/tickets/{ticket_id}/appeals", summary="Appeal", status_code=201)
def ask_ticket_appeal(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, ticket_id: TicketWritten, body: TicketAppealBody
) -> TicketAppealAnswer:
    """Ask that a ticket be left out of one indicator; a leader of another house decides."""
    trail.about(request, f"ticket {ticket_id}", indicator=body.indicator, id=str(body.id))
    asked = appeals.ask(
        conn, actor, ticket_id, body.indicator,
        appeal_id=body.id, reason=body.reason, evidence=body.evidence, now=now,
    )  # fmt: skip
    return TicketAppealAnswer.of(asked)


@router.post("/ticket-appeals/{appeal_id}/decision", summary="Decide on an appeal on a ticket")
def decide_ticket_appeal(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, appeal_id: UUID, body: TicketAppealDecision,
    version: IfMatch, response: Response,
) -> TicketAppealAnswer:  # fmt: skip
    """A leader decides, never of the house that asked; the raw figure stays beside the adjusted one."""
    trail.about(request, f"ticket appeal {appeal_id}", granted=body.granted)
    done = appeals.decide(
        conn, actor, appeal_id, granted=body.granted, decision=body.reason, if_version=version, now=now
    )
    response.headers["ETag"] = etag(done.version)
    return TicketAppealAnswer.of(done)
