"""Signing in and out with a cookie."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Cookie, Request, Response, status
from pydantic import BaseModel, Field

from api.access import audit, sessions, sign_in
from api.access.callers import Caller
from api.deps import COOKIE, CurrentCaller, CurrentSettings, Now, Writing, keys_changed
from api.shapes import Shape, Text
from registry.actor import Role
from registry.database import writing
from registry.errors import Forbidden, Unauthenticated

router = APIRouter(tags=["session"])


class Credentials(Shape):
    """A login and its password."""

    login: Annotated[Text, Field(max_length=64)]
    password: Annotated[Text, Field(max_length=256)]


class SessionAnswer(BaseModel):
    """Who is signed in. `csrf` goes into the header X-CSRF-Token of each write with the cookie; null for a token."""

    account_id: UUID
    login: str
    name: str
    org_code: str | None
    roles: list[Role]
    areas: list[str]
    expires_at: datetime
    csrf: str | None


@router.post("/session", summary="Sign in", status_code=status.HTTP_201_CREATED)
def sign_in_with_password(
    request: Request, response: Response, credentials: Credentials, settings: CurrentSettings, now: Now
) -> SessionAnswer:
    """Sets the session cookie. The answer to a wrong login and to a wrong password is the same; 423 while locked."""
    if request.headers.get("sec-fetch-site") == "cross-site":
        raise Forbidden("sign in from the pages of this service")
    with writing(request.app.state.engine) as conn:
        tried = sign_in.attempt(
            conn,
            **credentials.model_dump(),
            now=now,
            lock_after=settings.lock_after,
            lock_minutes=settings.lock_minutes,
        )
        audit.record(
            conn,
            account_id=tried.account_id,
            action="sign_in",
            target=credentials.login,
            outcome=tried.outcome,
            request_id=request.state.request_id,
            now=now,
        )
        opened = None
        if tried.account_id is not None:
            opened = sessions.open_session(conn, tried.account_id, hours=settings.session_hours, now=now)
    request.app.state.metrics.sign_ins.labels(tried.outcome).inc()
    tried.admitted()  # only now: the count of a refused attempt is committed
    if opened is None or (caller := request.app.state.callers.find("by_session", opened.key, now=now)) is None:
        raise Unauthenticated("the account was closed at this moment")
    response.set_cookie(
        COOKIE, opened.key, expires=opened.expires_at, httponly=True, samesite="lax", secure=settings.secure
    )
    return _answer(caller)


@router.get("/session", summary="Who is signed in")
async def get_session(caller: CurrentCaller) -> SessionAnswer:
    """Works with a token too."""
    return _answer(caller)


@router.delete("/session", summary="Sign out", status_code=status.HTTP_204_NO_CONTENT)
def sign_out(
    request: Request,
    response: Response,
    conn: Writing,
    caller: CurrentCaller,
    settings: CurrentSettings,
    key: Annotated[str | None, Cookie(alias=COOKIE, include_in_schema=False)] = None,
) -> None:
    """Ends this session and clears the cookie; a token is revoked at its own address."""
    if caller.in_person and key:
        sessions.close_session(conn, key)
        keys_changed(request)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=settings.secure)


def _answer(caller: Caller) -> SessionAnswer:
    actor = caller.actor
    return SessionAnswer(
        account_id=caller.account_id,
        login=caller.login,
        name=actor.name,
        org_code=actor.org_code,
        roles=sorted(actor.roles),
        areas=list(actor.areas),
        expires_at=caller.expires_at,
        csrf=caller.csrf,
    )
