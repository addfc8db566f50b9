"""A problem told to people: who opens a public page in a browser gets a page, never a document of machines."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from api.accept import best
from api.settings import Settings
from maps import residents
from maps.certificate import Frame
from maps.panorama import Imprint
from maps.words import Language

ID, REPORT, REQUEST, OWNER = "/id/", "/report/", "/r/", "/o/"
HTML = "text/html"
_LOST: Mapping[str, str] = MappingProxyType({REPORT: "lost_report", REQUEST: "lost_report", OWNER: "owner_lost"})
_CODE = re.compile(r"/id/([0-9A-Za-z]{1,24})(/|$)")


def wanted(request: Request) -> bool:
    """Whether a browser asks for a page of the public."""
    accept = request.headers.get("accept", "")
    public = f"{request.url.path}/".startswith((ID, REPORT, REQUEST, OWNER))
    return public and best(accept, ("application/problem+json", HTML)) == HTML


def page(request: Request, status: int, *, request_id: str, headers: Mapping[str, str] | None = None) -> Response:
    """The page of a problem with this status; `headers` go along, and `Retry-After` is said in words."""
    given = dict(headers or {})
    wait_s = given.get("Retry-After", "0")
    code = _CODE.match(request.url.path)
    told = residents.notice(
        status,
        frame_of(request, language_of(request)),
        request_id=request_id,
        lost=next((word for begin, word in _LOST.items() if request.url.path.startswith(begin)), ""),
        code=code[1] if code else "",
        wait_s=int(wait_s) if wait_s.isdigit() else 0,
    )
    return HTMLResponse(told, status, given | {"Vary": "Accept"})


def language_of(request: Request) -> Language:
    """The language of the address, else Chinese."""
    return Language.EN if request.query_params.get("lang") == Language.EN else Language.ZH


def frame_of(request: Request, language: Language, **others: str) -> Frame:
    """What stands round a public page; `others` are the parameters of its address beside the language."""
    settings: Settings = request.app.state.settings
    imprint = Imprint(
        approval=settings.map_approval,
        operator=settings.operator,
        attribution=settings.base_map_attribution,
        privacy_url=settings.privacy_url,
    )
    return Frame(
        language=language, path=quote(request.url.path), imprint=imprint, hotline=settings.hotline, others=dict(others)
    )
