"""Materials and quantities: entered by crews, confirmed by another organisation, settled by month."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from api import trail
from api.deps import CurrentActor, IfMatch, Now, Reading, Writing, etag
from api.numbered import TicketRead, TicketWritten
from api.quantity_shapes import MaterialAnswer, MaterialsAnswer, SettlementAnswer, SheetAnswer
from api.shapes import Line, Shape, Text
from inspections.proof import materials, quantities, settling
from inspections.proof.quantities import Entry

router = APIRouter(tags=["quantities"])

Month = Annotated[str, Query(pattern="^[0-9]{4}-(0[1-9]|1[0-2])$", description="YYYY-MM, by the day of the repair")]
House = Annotated[Line, Query(description="the organisation that repaired")]


class EntryBody(Shape):
    """A quantity. `corrects`: the number of the line it replaces; 0 of the material then takes it out."""

    material_code: Line
    quantity: Annotated[Decimal, Field(ge=0, lt=10**9, max_digits=12, decimal_places=3)]
    corrects: Annotated[int, Field(ge=0, le=1000)] = 0
    visited_on: Annotated[date | None, Field(description="else the day of the repair, or today")] = None
    note: Annotated[Text, Field(max_length=1000, description="a correction says why")] = ""


class ConfirmationBody(Shape):
    """A confirmation of every line that waits. `id` is made by the client: sent again it changes nothing."""

    id: UUID


class Form(StrEnum):
    """The file of a settlement."""

    CSV = "csv"
    XLSX = "xlsx"


_TYPES = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@router.get("/materials", summary="List materials")
def list_materials(conn: Reading, actor: CurrentActor) -> MaterialsAnswer:
    """Every material with its unit."""
    del actor  # whoever is signed in
    found = materials.list_materials(conn)
    return MaterialsAnswer(materials=[MaterialAnswer.model_validate(one, from_attributes=True) for one in found])


@router.get("/tickets/{ticket_id}/materials", summary="What was built in")
def get_quantities(conn: Reading, actor: CurrentActor, ticket_id: TicketRead, response: Response) -> SheetAnswer:
    """The lines of the job: of every ticket that the same visit to the cover ended."""
    sheet = quantities.sheet_of(conn, actor, ticket_id)
    response.headers["ETag"] = etag(sheet.version)
    return SheetAnswer.of(sheet)


@router.put("/tickets/{ticket_id}/materials/{line_id}", summary="Enter a quantity")
def put_quantity(
    request: Request,
    conn: Writing,
    actor: CurrentActor,
    now: Now,
    ticket_id: TicketWritten,
    line_id: Annotated[UUID, Path(description="made by the client")],
    body: EntryBody,
    response: Response,
) -> SheetAnswer:
    """Enter or correct a line; 412 where the job has this material already or it was corrected meanwhile."""
    trail.about(request, f"ticket {ticket_id}", material=body.material_code, quantity=str(body.quantity))
    entry = Entry(id=line_id, **body.model_dump())
    sheet = quantities.enter(conn, actor, ticket_id, entry, now=now)
    response.headers["ETag"] = etag(sheet.version)
    return SheetAnswer.of(sheet)


@router.post("/tickets/{ticket_id}/materials/confirmation", summary="Confirm quantities")
def confirm_quantities(
    request: Request,
    conn: Writing,
    actor: CurrentActor,
    now: Now,
    ticket_id: TicketWritten,
    body: ConfirmationBody,
    version: IfMatch,
    response: Response,
) -> SheetAnswer:
    """Confirm what waits, as another organisation, from the version in `If-Match`; 412 where the list has changed."""
    trail.about(request, f"ticket {ticket_id}", confirmation=str(body.id))
    sheet = quantities.confirm(conn, actor, ticket_id, confirmation_id=body.id, if_version=version, now=now)
    response.headers["ETag"] = etag(sheet.version)
    return SheetAnswer.of(sheet)


@router.get("/settlement", summary="The settlement of a month")
def get_settlement(conn: Reading, actor: CurrentActor, house: House, month: Month) -> SettlementAnswer:
    """Closed jobs of a house, each once however many tickets it ended, with quantities; totals of what is confirmed."""
    return SettlementAnswer.of(settling.settlement(conn, actor, house, month))


@router.get("/settlement/file", summary="The settlement of a month as a file", response_class=Response)
def get_settlement_file(
    conn: Reading, actor: CurrentActor, house: House, month: Month, form: Annotated[Form, Query()] = Form.CSV
) -> Response:
    """CSV (UTF-8 with a byte-order mark) or an Excel workbook with a sheet of totals."""
    found = settling.settlement(conn, actor, house, month)
    body = settling.as_csv(found) if form is Form.CSV else settling.as_xlsx(found)
    headers = {"Content-Disposition": f'attachment; filename="settlement-{month}.{form}"'}
    return Response(body, media_type=_TYPES[form], headers=headers)
