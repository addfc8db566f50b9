"""The only way out for errors: `application/problem+json` (RFC 9457), with one table from error to status.

Where a browser asks for a page of the public (`api.notices`), the same problem is told in plain words.
"""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException

from api import notices, trail
from registry import errors
from registry.database import explain
from registry.errors import JinggeError

log = logging.getLogger("jingge")

MEDIA_TYPE = "application/problem+json"

STATUS: Mapping[type[JinggeError], int] = {
    errors.NotFound: 404,
    errors.Invalid: 422,
    errors.TooLarge: 413,
    errors.Unsupported: 415,
    errors.Conflict: 409,
    errors.Stale: 412,
    errors.PreconditionRequired: 428,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.Locked: 423,
    errors.TooMany: 429,
    errors.Unavailable: 503,
    errors.StorageFull: 507,
}

# The words of HTTP's own refusals, which no domain error stands for.
_WORDS: Mapping[int, str] = {400: "malformed", 405: "method_not_allowed", 406: "not_acceptable"} | {
    status: kind.code for kind, status in STATUS.items()
}


class Fault(BaseModel):
    """One value that breaks a rule: where it stands and why."""

    where: list[str | int]
    reason: str


class Problem(BaseModel):
    """What went wrong, for people (`title`, `detail`) and programs (`code`, `fields`, `faults`)."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str
    fields: dict[str, object] = {}
    faults: list[Fault] = []


def documented() -> dict[int | str, dict[str, object]]:
    """What every route may answer besides its own, for OpenAPI."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"default": {"description": "A problem (RFC 9457)", "content": content}}


def schemas() -> dict[str, Any]:
    """The shape of a problem as components of an OpenAPI document."""
    shape = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**shape.pop("$defs"), "Problem": shape}


def answer(
    request: Request,
    status: int,
    *,
    code: str,
    detail: str,
    fields: Mapping[str, object] | None = None,
    faults: list[Fault] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem as an answer. `detail` is for people: it never carries what an unexpected error said."""
    problem = Problem(
        type=f"urn:jingge:problem:{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        detail=detail,
        request_id=request_id(request),
        fields={name: _plain(value) for name, value in (fields or {}).items()},
        faults=faults or [],
    )
    if notices.wanted(request):
        return notices.page(request, status, request_id=problem.request_id, headers=headers)
    # escaped to ASCII, because a fault may quote half a character that no UTF-8 can carry
    body = json.dumps(problem.model_dump(exclude_defaults=True), ensure_ascii=True, separators=(",", ":"))
    return Response(body, status, dict(headers or {}), MEDIA_TYPE)


def request_id(request: Request) -> str:
    """The id of this request, as in the log, the audit and the header `X-Request-ID`."""
    return str(getattr(request.state, "request_id", ""))


def install(app: FastAPI) -> None:
    """Make problems the only way out of `app`."""
    app.add_exception_handler(JinggeError, _domain)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(PoolTimeoutError, _busy)
    app.add_exception_handler(UnicodeEncodeError, _half_character)
    app.add_exception_handler(Exception, _unexpected)


# Handlers are plain functions: they run in a thread, because a refusal is written to the audit.


def _domain(request: Request, error: Exception) -> Response:
    assert isinstance(error, JinggeError)
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)
    if status == 500:
        return _unexpected(request, error)
    trail.refused(request, error.code)
    headers = {}
    if isinstance(error, errors.Unavailable):
        headers["Retry-After"] = "2"
        log.warning("unavailable: %s (%s)", error.message, request_id(request))
    if isinstance(error, errors.Locked | errors.TooMany):
        headers["Retry-After"] = str(error.fields.get("retry_after_s", 60))
    if isinstance(error, errors.Unauthenticated):
        headers["WWW-Authenticate"] = 'Bearer realm="jingge"'
    return answer(request, status, code=error.code, detail=error.message, fields=error.fields, headers=headers)


def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    trail.refused(request, "invalid")
    faults = [Fault(where=list(fault["loc"]), reason=fault["msg"]) for fault in error.errors()[:100]]
    first = faults[0]
    detail = f"{'.'.join(map(str, first.where))}: {first.reason}" if faults else "the request breaks a rule"
    return answer(request, 422, code="invalid", detail=detail, faults=faults)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = error.status_code
    detail = str(error.detail)
    if status == 404:
        detail = f"nothing is at {request.url.path}"
    if status == 405:
        detail = f"{request.method} is not done at {request.url.path}"
    code = _WORDS.get(status, HTTPStatus(status).phrase.lower().replace(" ", "_"))
    return answer(request, status, code=code, detail=detail, headers=error.headers)


def _database(request: Request, error: Exception) -> Response:
    assert isinstance(error, DBAPIError)
    told = explain(error)
    return _domain(request, told) if isinstance(told, JinggeError) else _unexpected(request, error)


def _busy(request: Request, error: Exception) -> Response:
    del error
    return _domain(request, errors.Unavailable("the service is busy; try again in a moment"))


def _half_character(request: Request, error: Exception) -> Response:
    assert isinstance(error, UnicodeEncodeError)
    return _domain(request, errors.Invalid("a text holds half a character (a lone surrogate); send whole ones"))


def _unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected error in request %s", request_id(request), exc_info=error)
    trail.refused(request, "error")
    detail = "an unexpected error; it is in the log under this request id"
    return answer(request, 500, code="error", detail=detail)


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | bool | list | tuple | dict | None) else str(value)
