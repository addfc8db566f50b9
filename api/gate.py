"""The gate every request passes: an id, a limit for the body, safe headers, a line in log and metrics."""

import logging
import re
import time
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from api.logs import SECRET_PATHS, loggable
from api.metrics import Metrics
from api.settings import Settings
from inspections.requests import pictures
from maps import basemap
from registry.history.moments import Moments

log = logging.getLogger("jingge.requests")

PHOTOS = "/api/v1/photos"
FILES = "/api/v1/imports/files"
ASKING = "/r"
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

# Maps and reports of this service carry their own scripts in the page, the application none; nothing comes from another
# host but the tiles of a base map that the operator named.
_POLICY = (
    "default-src 'self'; script-src 'self'{inline}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:{base_map}; connect-src 'self'{base_map}; font-src 'self' data:; "
    "worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'{frames}"
)
_APPLICATION = "/app/"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=()",
    "Cache-Control": "no-store",
}

# Of a page whose address is a secret nobody else hears, and nobody keeps it.
_SECRET_HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}


class Gate:
    """ASGI middleware around the whole service. A header that a route sets itself is kept."""

    def __init__(self, app: ASGIApp, *, settings: Settings, metrics: Metrics) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics
        said = {
            "base_map": "".join(f" {host}" for host in basemap.hosts(settings.base_map_layers)),
            "frames": "".join(f" {one}" for one in settings.frame_ancestors),
        }
        self._pages = _POLICY.format(inline=" 'unsafe-inline'", **said)
        self._application = _POLICY.format(inline="", **said)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started_s = time.perf_counter()
        headers = Headers(scope=scope)
        request_id = _request_id(headers)
        scope.setdefault("state", {})["request_id"] = request_id
        status = 500

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._dress(MutableHeaders(scope=message), request_id, path=scope["path"])
                _date(MutableHeaders(scope=message), scope["state"].get("moments"))
            await send(message)

        limit = self._limit(scope["path"])
        try:
            if _length(headers) > limit:
                await _too_large(Request(scope), limit)(scope, receive, send_on)
            else:
                await self._app(scope, _limited(receive, limit), send_on)
        finally:
            seconds = time.perf_counter() - started_s
            self._metrics.count(scope, status=status, seconds=seconds)
            path = loggable(scope["path"])
            log.info("%s %s %d %.0f ms %s", scope["method"], path, status, seconds * 1000, request_id)

    def _limit(self, path: str) -> int:
        if path == FILES:
            return self._settings.max_import_bytes
        if path == ASKING:
            # Each is judged on the form, so that one too large costs nobody the words.
            return self._settings.max_photo_bytes * pictures.MOST
        return self._settings.max_photo_bytes if _takes_photos(path) else self._settings.max_body_bytes

    def _dress(self, headers: MutableHeaders, request_id: str, *, path: str) -> None:
        headers["X-Request-ID"] = request_id
        if path.startswith(SECRET_PATHS):
            headers.update(_SECRET_HEADERS)
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        policy = self._application if path.startswith(_APPLICATION) else self._pages
        headers.setdefault("Content-Security-Policy", policy)
        if not self._settings.frame_ancestors:
            headers.setdefault("X-Frame-Options", "SAMEORIGIN")  # for browsers older than frame-ancestors
        if self._settings.secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")


def _date(headers: MutableHeaders, moments: Moments | None) -> None:
    """Names the moments that were asked about."""
    for name, moment in (moments.told if moments else {}).items():
        headers[f"Jingge-{name.replace('_', '-').title()}"] = moment


def _request_id(headers: Headers) -> str:
    given = headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _length(headers: Headers) -> int:
    given = headers.get("content-length", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0


def _limited(receive: Receive, limit: int) -> Receive:
    """A body without a length is counted as it comes."""
    size = 0

    async def receive_on() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > limit:
            raise HTTPException(413, f"a request body has at most {limit} bytes here")
        return message

    return receive_on


def _takes_photos(path: str) -> bool:
    return path.startswith((PHOTOS, *SECRET_PATHS)) or (path.startswith("/id/") and path.endswith("/report"))


def _too_large(request: Request, limit: int) -> Response:
    """Answered before a byte of the body is read, so that nobody keeps sending."""
    detail = f"a request body has at most {limit} bytes here"
    return problems.answer(request, 413, code="too_large", detail=detail, headers={"Connection": "close"})
