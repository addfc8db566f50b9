"""Anybody reports on the thing they stand before, and sees what became of it. Plain pages: no script, no name.

The report is nobody's: whoever is signed in reports as a resident here too, so that no cookie gives a form any power.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from pydantic import BaseModel
from sqlalchemy.engine import Connection
from starlette.datastructures import UploadFile

from api import certificates, forms, notices, trail
from api.accept import best
from api.deps import CurrentSettings, Now, Reading
from api.notices import HTML, frame_of
from api.routes.identity import Code, Lang
from api.routes.photos import Store
from api.throttle import limit_pages, limit_reports
from inspections.observations import residents, uploads
from inspections.observations.items import read_id
from inspections.observations.residents import Told
from inspections.observations.uploads import Upload
from inspections.requests.privacy import Person
from inspections.tickets.workflow import State
from maps import residents as pages
from maps.certificate import Certificate
from maps.residents import Form
from maps.words import Language
from registry.codes import Kind
from registry.database import writing
from registry.errors import Conflict, Invalid, JinggeError, TooLarge, Unsupported

router = APIRouter(tags=["residents"])

JSON = "application/json"
_WORDS = 4000  # bytes of one field are bounded by the body; so many characters are read on a page again


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it came. `photo` is empty where none was picked."""

    id: UUID | None
    token: str
    defect: str
    note: str
    trap: str
    photo: bytes
    name: str = ""
    phone: str = ""


class ReportState(BaseModel):
    """What became of a report, in plain words, and nothing else."""

    number: str
    received_at: datetime
    ticket_state: State | None
    state_zh: str
    state_en: str


def write_for_nobody(request: Request) -> Iterator[Connection]:
    """A transaction as `api.deps.write`, without asking who sends: committed before the answer leaves.

    Only a report that was taken has its row of the audit: else anybody could fill the table.
    """
    with writing(request.app.state.engine) as conn:
        yield conn
        if hasattr(request.state, "target"):
            trail.done(request, conn)


# Two more than readers and writers hold together (`api.deps`): still below the 16 connections of the pool.
PublicWriting = Annotated[Connection, Depends(write_for_nobody, scope="function", max_concurrency=2)]


async def filled_form(request: Request) -> Filled:
    """The fields of the form, whatever they hold: each is judged later."""
    async with request.form(max_files=1, max_fields=12) as form:
        said = {name: value for name, value in form.items() if isinstance(value, str)}
        photo = form.get("photo")
        id_ = read_id(said.get("id"))
        return Filled(
            id=UUID(id_) if id_ else None,
            token=said.get("token", ""),
            defect=said.get("defect", ""),
            note=said.get("note", "").replace("\r\n", "\n").strip()[:_WORDS],
            trap=said.get("website", ""),
            name=said.get("name", "").replace("\0", "").strip()[:60],
            phone=said.get("phone", "").replace("\0", "").strip()[:30],
            photo=await photo.read() if isinstance(photo, UploadFile) else b"",
        )


@dataclass(frozen=True, slots=True)
class Sealed:
    """A form that was fetched here: the report it is, when it was begun, and its picture in the store."""

    id: UUID
    begun_at: datetime
    photos: tuple[Upload, ...]


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a form is given back: the error, and the sentence of the page for it."""

    error: JinggeError
    sentence: str


Form_ = Annotated[Filled, Depends(filled_form)]


def sealed_form(request: Request, code: Code, filled: Form_, store: Store, now: Now) -> Sealed | Flaw:
    """The form, when it is one of ours and its picture can be read: all this before a transaction is opened."""
    if filled.trap:
        return Flaw(Invalid("the field website must stay empty", field="website"), "fault_trap")
    if filled.id is None:
        return Flaw(Invalid("the form has no id; open the page again", field="id"), "fault_token")
    try:
        begun_at = forms.check(request.app.state.form_secret, filled.token, code, filled.id, now=now)
    except Invalid as error:
        return Flaw(error, "fault_token")
    try:
        photos = (uploads.keep(store, filled.photo, claimed_sha256=None),) if filled.photo else ()
    except (Invalid, Unsupported, TooLarge) as error:
        return Flaw(error, "fault_photo")
    return Sealed(filled.id, begun_at, photos)


# A stranger's picture is decoded one at a time: one of 64 megapixels takes some 600 MB meanwhile.
Checked = Annotated[Sealed | Flaw, Depends(sealed_form, max_concurrency=1)]


@router.get(
    "/id/{code}/report", summary="The form to report on a thing", response_class=HTMLResponse,
    dependencies=[Depends(limit_pages)],
)  # fmt: skip
def get_report_form(
    request: Request,
    conn: Reading,
    settings: CurrentSettings,
    now: Now,
    code: Code,
    defect: str = "",
    lang: Lang = Language.ZH,
) -> Response:
    """A page that works without scripts, and carries what makes a second click the same report."""
    it = _thing(conn, code, public_url=settings.public_url)
    return HTMLResponse(pages.form(it, _carried(request, it, now=now), frame_of(request, lang), chosen=defect))


_FORM = {
    "type": "object",
    "required": ["id", "token", "defect"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "token": {"type": "string"},
        "defect": {"type": "string"},
        "note": {"type": "string", "maxLength": residents.NOTE_LENGTH},
        "name": {"type": "string", "maxLength": 60, "description": "may be left out"},
        "phone": {"type": "string", "maxLength": 30, "description": "may be left out"},
        "website": {"type": "string", "maxLength": 0, "description": "a trap for robots; leave it out"},
        "photo": {"type": "string", "format": "binary"},
    },
}


@router.post(
    "/id/{code}/report",
    summary="Report on a thing",
    status_code=303,
    response_class=RedirectResponse,
    dependencies=[Depends(limit_reports)],
    responses={422: {"content": {HTML: {"schema": {"type": "string"}}}}},
    openapi_extra={"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}},
)
def send_report(
    request: Request,
    code: Code,
    filled: Form_,
    checked: Checked,
    conn: PublicWriting,
    settings: CurrentSettings,
    now: Now,
    lang: Lang = Language.ZH,
) -> Response:
    """A ticket in state `reported`, or one more sighting of the open one; then on to `/report/{id}`.

    The same form sent again is the same report. What is wrong with a form is told on it, with what was filled in.
    """
    if isinstance(checked, Flaw):
        return _given_back(request, conn, settings.public_url, code, filled, checked, lang=lang, now=now)
    person = Person(filled.name, filled.phone)
    told = Told(checked.id, code, filled.defect, filled.note, checked.photos, checked.begun_at, person)
    try:
        with conn.begin_nested():
            made = residents.report(conn, told, now=now, profile=settings.time_limit_profile)
    except Invalid as error:
        flaw = Flaw(error, "fault_defect" if error.fields.get("field") == "defect" else "fault_note")
        return _given_back(request, conn, settings.public_url, code, filled, flaw, lang=lang, now=now)
    trail.about(request, f"asset {code}", report=str(made.id))
    before = "" if made.same else "&before=1"
    return RedirectResponse(f"/report/{made.id}?lang={lang}{before}", status_code=303)


@router.get(
    "/report/{report_id}",
    summary="What became of a report",
    response_model=ReportState,
    responses={200: {"content": {HTML: {"schema": {"type": "string"}}}}},
    dependencies=[Depends(limit_pages)],
)
def get_report_state(
    request: Request,
    conn: Reading,
    settings: CurrentSettings,
    report_id: UUID,
    *,
    before: bool = False,
    lang: Lang = Language.ZH,
) -> Response:
    """HTML or JSON by Accept: its number and where it stands, for whoever has the address."""
    found = residents.find(conn, report_id)
    headers = {"Vary": "Accept"}
    if best(request.headers.get("accept", ""), (JSON, HTML)) == HTML:
        page = pages.state(
            found.number,
            found.received_at,
            frame_of(request, lang),
            ticket_state=found.ticket_state,
            item_state=found.item_state,
            before=before,
            address=f"{settings.public_url}/report/{report_id}",
        )
        return HTMLResponse(page, headers=headers)
    words = pages.state_words(found.ticket_state, found.item_state)
    known = ReportState(
        number=found.number,
        received_at=found.received_at,
        ticket_state=found.ticket_state,
        state_zh=words.zh,
        state_en=words.en,
    )
    return JSONResponse(known.model_dump(mode="json"), headers=headers)


def _thing(conn: Connection, code: str, *, public_url: str) -> Certificate:
    """A component that is still there, as the public sees it. Raises NotFound, Conflict."""
    found = certificates.find(conn, code, kind=Kind.ASSET, actor=None)
    it = certificates.certificate(conn, found, public_url=public_url)
    if it.status == "removed":
        raise Conflict("it was removed: there is nothing left to report on", code=code)
    return it


def _carried(request: Request, it: Certificate, *, now: datetime) -> Form:
    id_ = uuid4()
    return Form(id_, forms.sign(request.app.state.form_secret, it.code, id_, now=now))


def _given_back(
    request: Request, conn: Connection, public_url: str, code: str, filled: Filled, flaw: Flaw, *,
    lang: Language, now: datetime,
) -> Response:  # fmt: skip
    """The form again, with a new seal, what was said and what is wrong; to a program the problem."""
    if not notices.wanted(request):
        raise flaw.error
    it = _thing(conn, code, public_url=public_url)
    page = pages.form(
        it,
        _carried(request, it, now=now),
        frame_of(request, lang),
        chosen=filled.defect,
        note=filled.note,
        name=filled.name,
        phone=filled.phone,
        fault=flaw.sentence,
        lost=bool(filled.photo),
    )
    return HTMLResponse(page, status_code=422)
