"""An owner without an account looks at a ticket by a one-time link, and answers. Plain pages: no script, no name.

The address is the secret. Looking changes nothing, whoever looks: mail scanners open every link. What is pressed is a
step of the ticket in the owner's name.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.engine import Connection
from starlette.datastructures import UploadFile

from api import trail
from api.access import keys
from api.deps import CurrentSettings, Now, Reading
from api.notices import HTML, frame_of
from api.routes.identity import Lang
from api.routes.photos import Sha256, Store
from api.routes.residents import PublicWriting
from api.throttle import limit_pages, limit_reports
from inspections.observations import uploads
from inspections.observations.photos import MEDIA_TYPE
from inspections.observations.uploads import Upload
from inspections.owners import links
from inspections.owners.link import Act, End, Link
from inspections.tickets.terms import BARS, Bar, Words
from maps import owners as pages
from maps.words import CATALOGUE, Language, pick
from registry.database import reading
from registry.errors import Conflict, Invalid, JinggeError, NotFound, TooLarge, Unsupported

router = APIRouter(tags=["owners"], default_response_class=HTMLResponse)

_WORDS = 500
_PAGE: dict[str, Any] = {"content": {HTML: {"schema": {"type": "string"}}}}
_VOID: dict[int | str, dict[str, Any]] = {
    404: {**_PAGE, "description": "No such link"},
    410: {**_PAGE, "description": "The link is void"},
}
_FAULTS = {"photos": "fault_owner_photo", "reason": "fault_owner_why"}


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button with what was filled in beside it, and the picture in the store; `fault` is why it cannot be taken."""

    act: Act | None
    reason: str
    photo: Upload | None
    fault: str = ""


async def filled_form(request: Request) -> tuple[dict[str, str], bytes]:
    """The fields of the form and its picture, whatever they hold."""
    async with request.form(max_files=1, max_fields=4) as form:
        said = {name: value for name, value in form.items() if isinstance(value, str)}
        photo = form.get("photo")
        return said, await photo.read() if isinstance(photo, UploadFile) else b""


def pressed_button(
    request: Request, secret: str, form: Annotated[tuple[dict[str, str], bytes], Depends(filled_form)], store: Store,
    now: Now,
) -> Pressed:  # fmt: skip
    """What was pressed. A picture is read for a link that lives alone, and before a transaction is opened."""
    said, content = form
    reason = said.get("reason", "").replace("\r\n", "\n").replace("\0", "").strip()
    act = Act(said["act"]) if said.get("act") in set(Act) else None
    if len(reason) > _WORDS:
        return Pressed(act, "", None, "fault_owner_why")
    try:
        with reading(request.app.state.engine) as conn:
            lives = links.find(conn, keys.digest(secret)).dead(now) is None
        photo = uploads.keep(store, content, claimed_sha256=None) if content and lives else None
    except NotFound:
        photo = None
    except (Invalid, Unsupported, TooLarge):
        return Pressed(act, reason, None, "fault_owner_photo")
    return Pressed(act, reason, photo, "" if act else "fault_owner_now")


# A stranger's picture is decoded one at a time, as in `api.routes.residents`.
Button = Annotated[Pressed, Depends(pressed_button, max_concurrency=1)]


@router.get(
    "/o/{secret}", summary="A ticket by its one-time link", dependencies=[Depends(limit_pages)], responses=_VOID
)
def get_owner_page(request: Request, conn: Reading, now: Now, secret: str, lang: Lang = Language.ZH) -> HTMLResponse:
    """What, where, until when, and the buttons; reads alone. Of a dead link why it is dead, nothing of its ticket."""
    try:
        link = links.find(conn, keys.digest(secret))
    except NotFound:
        return _void(request, lang, None)
    return _page(request, conn, link, lang=lang, now=now)


_FORM = {
    "type": "object",
    "required": ["act"],
    "properties": {
        "act": {"type": "string", "enum": list(Act)},
        "reason": {"type": "string", "maxLength": _WORDS},
        "photo": {"type": "string", "format": "binary"},
    },
}


@router.post(
    "/o/{secret}",
    summary="Answer by a one-time link",
    status_code=303,
    response_class=RedirectResponse,
    dependencies=[Depends(limit_reports)],
    responses={**_VOID, 409: _PAGE, 422: _PAGE},
    openapi_extra={"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}},
)
def answer_by_link(
    request: Request,
    secret: str,
    button: Button,
    conn: PublicWriting,
    settings: CurrentSettings,
    now: Now,
    lang: Lang = Language.ZH,
) -> Response:
    """Accept, make safe, repair or say that it is not theirs: each once; sent again it is as it was."""
    digest = keys.digest(secret)
    try:
        link = links.find(conn, digest)
        if button.fault or button.act is None:
            return _page(request, conn, link, lang=lang, now=now, fault=CATALOGUE[button.fault], status=422)
        with conn.begin_nested():
            told = {"reason": button.reason, "photo": button.photo, "profile": settings.time_limit_profile}
            link = links.take(conn, digest, button.act, now=now, **told)  # type: ignore[arg-type]  # by name
    except NotFound:
        return _void(request, lang, None)
    except (Conflict, Invalid) as error:
        status = 409 if isinstance(error, Conflict) else 422
        found = links.find(conn, digest)
        return _page(request, conn, found, lang=lang, now=now, fault=_said(error), status=status)
    trail.about(request, f"owner link {link.id}", act=button.act)
    return RedirectResponse(f"{request.url.path}?lang={lang}", status_code=303)


@router.get(
    "/o/{secret}/photos/{sha256}",
    summary="A picture of the ticket of a one-time link",
    response_class=Response,
    dependencies=[Depends(limit_pages)],
    responses={200: {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}},
)
def get_owner_photo(conn: Reading, now: Now, store: Store, secret: str, sha256: Sha256) -> Response:
    """For whoever holds a link that lives; of no other ticket."""
    link = links.find(conn, keys.digest(secret))
    if link.dead(now) or sha256 not in pages.photos_of(links.look(conn, link, now=now)):
        raise NotFound("no link has this address; is it whole?")
    return Response(store.get(sha256), media_type=MEDIA_TYPE)


def _page(
    request: Request,
    conn: Connection,
    link: Link,
    *,
    lang: Language,
    now: datetime,
    fault: Words | None = None,
    status: int = 200,
) -> HTMLResponse:
    dead = link.dead(now)
    if dead is not None:
        return _void(request, lang, dead)
    opened = links.look(conn, link, now=now)
    said = pick(fault, lang) if fault else ""
    return HTMLResponse(pages.page(opened, frame_of(request, lang), now=now, fault=said), status)


def _void(request: Request, lang: Language, why: End | None) -> HTMLResponse:
    return HTMLResponse(pages.void(frame_of(request, lang), why), 410 if why else 404)


def _said(error: JinggeError) -> Words:
    """Why an act was not taken, for people."""
    if (bar := error.fields.get("bar")) is not None:
        return BARS[Bar(str(bar))]
    return CATALOGUE[_FAULTS.get(str(error.fields.get("field")), "fault_owner_now")]
