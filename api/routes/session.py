"""Signing in and out with a cookie."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Cookie, Depends, Request, Response, status
from pydantic import BaseModel, Field
from sqlalchemy.engine import Connection

from api.access import administrations, audit, sessions, sign_in
from api.access.accounts import ADMINISTRATORS
from api.access.administrations import Act
from api.access.callers import Caller
from api.access.owing import Owes
from api.access.sign_in import Attempt
from api.deps import COOKIE, CurrentSettings, EnteringCaller, Now, Reading, Writing, entering, keys_changed
from api.shapes import Shape, Text
from registry.actor import Role
from registry.database import reading, writing
from registry.errors import Forbidden, Unauthenticated

router = APIRouter(tags=["session"])

WhoOwesACode = Annotated[Caller, Depends(entering(Owes.SECOND_FACTOR))]


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
    owes: Annotated[Owes | None, Field(description="what comes first; until then nothing else is done")]
    must_change_password: bool
    second_factor: Annotated[bool, Field(description="whether the account has one")]
    idle_minutes: Annotated[int | None, Field(description="a session that nobody uses so long is over")]
    idle_at: Annotated[datetime | None, Field(description="when it is over, unless it is used before")]
    duties: Annotated[list[Act], Field(description="what an administrator does here today")]


class Code(Shape):
    """A code of the second factor: six digits of the phone, or a recovery code."""

    code: Annotated[Text, Field(min_length=6, max_length=40)]


@router.post("/session", summary="Sign in", status_code=status.HTTP_201_CREATED)
def sign_in_with_password(
    request: Request, response: Response, credentials: Credentials, settings: CurrentSettings, now: Now
) -> SessionAnswer:
    """Sets the session cookie. The answer to a wrong login and to a wrong password is the same; 423 while locked.

    `owes` says what comes first: the code of the second factor, a new password, or setting up the second factor.
    """
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
        opened = None
        if tried.account_id is not None:
            opened = sessions.open_session(conn, tried.account_id, hours=settings.session_hours, now=now)
        _record(request, conn, tried, login=credentials.login, action="sign_in", now=now)
    request.app.state.metrics.sign_ins.labels(tried.outcome).inc()
    tried.admitted()  # only now: the count of a refused attempt is committed
    if opened is None or (caller := request.app.state.callers.find("by_session", opened.key, now=now)) is None:
        raise Unauthenticated("the account was closed at this moment")
    response.set_cookie(
        COOKIE, opened.key, expires=opened.expires_at, httponly=True, samesite="lax", secure=settings.secure
    )
    with reading(request.app.state.engine) as conn:
        return _answer(conn, caller)


@router.post("/session/second-factor", summary="Show the second factor")
def show_second_factor(
    request: Request, caller: WhoOwesACode, body: Code, settings: CurrentSettings, now: Now
) -> SessionAnswer:
    """The second step of a sign-in. A code is good once; five wrong ones lock, whoever knows the password too."""
    with writing(request.app.state.engine) as conn:
        tried = sign_in.attempt_code(
            conn,
            caller.account_id,
            login=caller.login,
            code=body.code,
            now=now,
            lock_after=settings.lock_after,
            lock_minutes=settings.lock_minutes,
        )
        if tried.account_id is not None:
            sessions.show_second_factor(conn, request.state.key[1], now=now)
        _record(request, conn, tried, login=caller.login, action="show_second_factor", now=now)
    request.app.state.callers.forget()
    request.app.state.metrics.sign_ins.labels(tried.outcome).inc()
    tried.admitted("the code is wrong or was used before")
    return again(request, now=now)


@router.get("/session", summary="Who is signed in")
def get_session(conn: Reading, entering: EnteringCaller) -> SessionAnswer:
    """Works with a token too, and while something is owed. Sent with `Jingge-Background: 1` it does not prolong."""
    if entering is None:
        raise Unauthenticated("sign in first, or send a token (Authorization: Bearer …)")
    return _answer(conn, entering)


@router.delete("/session", summary="Sign out", status_code=status.HTTP_204_NO_CONTENT)
def sign_out(
    request: Request,
    response: Response,
    conn: Writing,
    caller: EnteringCaller,
    settings: CurrentSettings,
    key: Annotated[str | None, Cookie(alias=COOKIE, include_in_schema=False)] = None,
) -> None:
    """Ends this session and clears the cookie; a token is revoked at its own address."""
    if caller is None:
        raise Unauthenticated("nobody is signed in")
    if caller.in_person and key:
        sessions.close_session(conn, key)
        keys_changed(request)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=settings.secure)


def again(request: Request, *, now: datetime) -> SessionAnswer:
    """The session as it stands after a step of a sign-in. Raises Unauthenticated where it ended meanwhile."""
    way, key = request.state.key
    caller = request.app.state.callers.find(way, key, now=now)
    if caller is None:
        raise Unauthenticated("the session ended at this moment; sign in again")
    with reading(request.app.state.engine) as conn:
        return _answer(conn, caller)


def _record(request: Request, conn: Connection, tried: Attempt, *, login: str, action: str, now: datetime) -> None:
    audit.record(
        conn,
        account_id=tried.account_id,
        action=action,
        target=login,
        outcome=tried.outcome,
        request_id=request.state.request_id,
        now=now,
    )


def _answer(conn: Connection, caller: Caller) -> SessionAnswer:
    actor = caller.actor
    administrator = actor.has(*ADMINISTRATORS)
    return SessionAnswer(
        account_id=caller.account_id,
        login=caller.login,
        name=actor.name,
        org_code=actor.org_code,
        roles=sorted(actor.roles),
        areas=list(actor.areas),
        expires_at=caller.expires_at,
        csrf=caller.csrf,
        owes=caller.owes,
        must_change_password=caller.owes is Owes.PASSWORD,
        second_factor=caller.enrolled,
        idle_minutes=int(caller.idle.total_seconds()) // 60 if caller.idle else None,
        idle_at=caller.idle_at,
        duties=[act for act in Act if administrations.may(conn, actor, act)] if administrator else [],
    )
