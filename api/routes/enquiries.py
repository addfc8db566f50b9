"""Anybody asks for something by a form, and follows it by its number and secret link. No account, no script."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from pydantic import BaseModel
from sqlalchemy.engine import Connection
from starlette.datastructures import UploadFile

from api import forms, trail
from api.accept import best
from api.deps import CurrentSettings, Now, Reading
from api.notices import HTML, frame_of
from api.routes.identity import Lang
from api.routes.photos import Store
from api.routes.residents import JSON, PublicWriting
from api.throttle import limit_pages, limit_reports
from inspections.observations import uploads
from inspections.observations.items import read_id
from inspections.observations.uploads import Upload
from inspections.requests import intake, listing, pictures
from inspections.requests.life import Channel, State
from inspections.requests.privacy import Person
from inspections.requests.unfolding import Item
from maps import requests as pages
from maps.requests import Filled
from maps.words import Language
from registry.actor import RESIDENTS, Actor
from registry.describe import describe_place
from registry.errors import Invalid, TooLarge, Unsupported

router = APIRouter(tags=["residents"])

_SUBJECT = "request"  # what the seal of the form is bound to, as that of a report is to its cover
_WORDS = 2000
_MOST_FILES = 50  # of a form that is read at all: too many photos are told on it
_CHANNELS = {"resident": Channel.WEB, "enterprise": Channel.ENTERPRISE}
_NOBODY = Actor(RESIDENTS, "public", None, frozenset(), ())


@dataclass(frozen=True, slots=True)
class Form:
    """The form as it came: what was filled in, and what it carried unseen."""

    id: UUID | None
    token: str
    trap: str
    filled: Filled
    photos: tuple[bytes, ...] = ()
    photo_fault: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """The photos of a form as they would be kept, and the sentence for what is wrong with one; nothing is stored."""

    photos: tuple[Upload, ...] = ()
    fault: str = ""


class RequestState(BaseModel):
    """What became of a request, in plain words; nothing of who asked."""

    number: str
    received_at: datetime
    due_at: datetime
    state: State
    state_zh: str
    state_en: str
    answer: str


async def filled_form(request: Request, settings: CurrentSettings) -> Form:
    """The fields of the form, whatever they hold: each is judged later. A photo that is not taken is not read."""
    async with request.form(max_files=_MOST_FILES, max_fields=12) as form:
        said = {name: value.strip() for name, value in form.items() if isinstance(value, str)}
        files = [one for one in form.getlist("photo") if isinstance(one, UploadFile) and one.size]
        fault = _counted(files, most_bytes=settings.max_photo_bytes)
        photos = () if fault else tuple([await one.read() for one in files])
    id_ = read_id(said.get("id"))
    fields = ("kind", "said", "street", "place", "name", "phone", "lon", "lat")
    filled = Filled(**{name: said.get(name, "")[: _WORDS + 1] for name in fields})
    return Form(UUID(id_) if id_ else None, said.get("token", ""), said.get("website", ""), filled, photos, fault)


def _counted(files: Sequence[UploadFile], *, most_bytes: int) -> str:
    if len(files) > pictures.MOST:
        return "fault_photos"
    return "fault_photo_large" if any((one.size or 0) > most_bytes for one in files) else ""


Form_ = Annotated[Form, Depends(filled_form)]


def looked_at(request: Request, form: Form_, now: Now) -> Looked:
    """The photos, decoded before a transaction is opened; only those of a form that was fetched here."""
    if form.photo_fault or _unsealed(request, form, now=now):
        return Looked(fault=form.photo_fault)
    try:
        return Looked(tuple(uploads.read(one) for one in form.photos))
    except (Invalid, Unsupported):
        return Looked(fault="fault_photo")
    except TooLarge:
        return Looked(fault="fault_photo_large")


# A stranger's picture is decoded one at a time, as in `api.routes.residents`.
Checked = Annotated[Looked, Depends(looked_at, max_concurrency=1)]


@router.get("/r", summary="The form to ask", response_class=HTMLResponse, dependencies=[Depends(limit_pages)])
def get_request_form(request: Request, conn: Reading, now: Now, lang: Lang = Language.ZH) -> Response:
    """A page that works without scripts, and carries what makes a second click the same request."""
    return HTMLResponse(_page(request, conn, Filled(), now=now, lang=lang))


_FORM = {
    "type": "object",
    "required": ["id", "token", "said", "street"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "token": {"type": "string"},
        "kind": {"type": "string", "enum": list(_CHANNELS)},
        "said": {"type": "string", "maxLength": _WORDS},
        "street": {"type": "string"},
        "place": {"type": "string"},
        "name": {"type": "string"},
        "phone": {"type": "string"},
        "lon": {"type": "string", "description": "WGS 84, with lat: the pin; the street may be left out then"},
        "lat": {"type": "string"},
        "photo": {"type": "array", "maxItems": pictures.MOST, "items": {"type": "string", "format": "binary"}},
        "website": {"type": "string", "maxLength": 0, "description": "a trap for robots; leave it out"},
    },
}


@router.post(
    "/r",
    summary="Ask for something",
    status_code=303,
    response_class=RedirectResponse,
    dependencies=[Depends(limit_reports)],
    responses={422: {"content": {HTML: {"schema": {"type": "string"}}}}},
    openapi_extra={"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}},
)
def send_request(
    request: Request,
    form: Form_,
    looked: Checked,
    conn: PublicWriting,
    store: Store,
    now: Now,
    lang: Lang = Language.ZH,
) -> Response:
    """A request with a number; then on to its page, whose address is the link to keep. Sent again it is the same.

    A photo is kept only with its request. One that is refused gives the form back with all that was written on it.
    """
    filled = form.filled
    fault = _fault(request, conn, form, now=now) or looked.fault
    if fault:
        lost = bool(form.photos or form.photo_fault)
        page = _page(request, conn, filled, now=now, lang=lang, fault=fault, lost=lost)
        return HTMLResponse(page, status_code=422)
    assert form.id is not None
    person = Person(filled.name[:60], filled.phone[:30])
    pin = pinned(conn, filled)
    item = Item(
        form.id, _CHANNELS[filled.kind], "web", filled.said, filled.street or (pin.area_code if pin else ""), now,
        place_zh=filled.place[:200] or (pin.place_zh if pin else ""), person=person, lon=pin.lon if pin else None,
        lat=pin.lat if pin else None,
    )  # fmt: skip
    receipt = intake.receive(conn, _NOBODY, item, now=now)
    if not receipt.same:
        pictures.attach(conn, _NOBODY, store, receipt.id, looked.photos, now=now)
    trail.about(request, f"request {receipt.id}")
    return RedirectResponse(f"/r/{receipt.number}?key={receipt.key}&lang={lang}", status_code=303)


@router.get(
    "/r/{number}",
    summary="What became of a request",
    response_model=RequestState,
    responses={200: {"content": {HTML: {"schema": {"type": "string"}}}}},
    dependencies=[Depends(limit_pages)],
)
def get_request_state(
    request: Request,
    conn: Reading,
    settings: CurrentSettings,
    number: Annotated[str, Path(pattern="^SQ[0-9]{8}-[0-9]{5,9}$")],
    key: Annotated[UUID, Query(description="of the link")],
    lang: Lang = Language.ZH,
) -> Response:
    """HTML or JSON by Accept, for whoever has the link; a wrong key is answered like a wrong number."""
    listed = listing.followed(conn, number, key)
    headers = {"Vary": "Accept", "Referrer-Policy": "no-referrer"}
    if best(request.headers.get("accept", ""), (JSON, HTML)) == HTML:
        address = f"{settings.public_url}/r/{number}?key={key}"
        page = pages.state(listed, frame_of(request, lang, key=str(key)), address=address)
        return HTMLResponse(page, headers=headers)
    one, words = listed.request, pages.state_words(listed.request)
    known = RequestState(
        number=one.number, received_at=one.received_at, due_at=one.due_at, state=one.state, state_zh=words.zh,
        state_en=words.en, answer=one.answer,
    )  # fmt: skip
    return JSONResponse(known.model_dump(mode="json"), headers=headers)


@dataclass(frozen=True, slots=True)
class Pin:
    """The place of a telephone, and what the register calls it."""

    lon: float
    lat: float
    area_code: str
    place_zh: str


def pinned(conn: Connection, filled: Filled) -> Pin | None:
    """The pin of a form where it lies in a street of the register; whatever else came is no pin."""
    try:
        lon, lat = float(filled.lon), float(filled.lat)
        place = describe_place(conn, lon, lat)
    except (ValueError, Invalid):
        return None
    return Pin(lon, lat, place.street_code, place.zh[:200]) if place.street_code else None


def _fault(request: Request, conn: Connection, form: Form, *, now: datetime) -> str:
    """The sentence that says what is wrong with the form; empty where nothing is."""
    if unsealed := _unsealed(request, form, now=now):
        return unsealed
    filled = form.filled
    if not 0 < len(filled.said) <= _WORDS or filled.kind not in _CHANNELS or "\0" in "".join(filled.texts()):
        return "fault_said"
    if not filled.street and pinned(conn, filled):
        return ""
    return "" if filled.street in dict(intake.streets(conn)) else "fault_street"


def _unsealed(request: Request, form: Form, *, now: datetime) -> str:
    if form.trap:
        return "fault_trap"
    try:
        forms.check(request.app.state.form_secret, form.token, _SUBJECT, form.id or UUID(int=0), now=now)
    except Invalid:
        return "fault_token"
    return ""


def _page(
    request: Request, conn: Connection, filled: Filled, *, now: datetime, lang: Language, fault: str = "",
    lost: bool = False,
) -> str:  # fmt: skip
    id_ = uuid4()
    token = forms.sign(request.app.state.form_secret, _SUBJECT, id_, now=now)
    return pages.form(intake.streets(conn), id_, token, frame_of(request, lang), filled=filled, fault=fault, lost=lost)
