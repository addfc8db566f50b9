"""What routes ask for: a connection, the time, the caller, the version they start from."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Header, Query, Request, Security
from fastapi.concurrency import run_in_threadpool
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.engine import Connection

from api import trail
from api.access import keys
from api.access.callers import Caller, Callers
from api.access.owing import Owes, refusal
from api.settings import Settings
from registry.actor import Actor, Role
from registry.database import reading, writing
from registry.errors import Forbidden, Invalid, PreconditionRequired, Unauthenticated
from registry.history import changes, travel
from registry.history.moments import Moments, moments

COOKIE = "jingge_session"
CSRF_HEADER = "X-CSRF-Token"

_cookie = APIKeyCookie(name=COOKIE, auto_error=False, scheme_name="session")
_bearer = HTTPBearer(auto_error=False, scheme_name="token")

# A request holds its connection while it waits for a thread. Readers and writers together stay below the 16 connections
# of the pool, so that looking up a caller always finds one and nobody waits in a circle.
_AT_ONCE = 6


async def current_time(request: Request) -> datetime:
    """The time of this request, from the application's clock."""
    now: datetime = request.app.state.clock()
    return now


Now = Annotated[datetime, Depends(current_time)]


async def current_settings(request: Request) -> Settings:
    """The settings the application was made with."""
    settings: Settings = request.app.state.settings
    return settings


CurrentSettings = Annotated[Settings, Depends(current_settings)]


async def entering_caller(
    request: Request,
    now: Now,
    cookie: Annotated[str | None, Security(_cookie)],
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    jingge_background: Annotated[
        str | None, Header(max_length=8, description="1: the page asks by itself; the session is not in use by it")
    ] = None,
) -> Caller | None:
    """The caller by token (first) or session cookie, also one who still owes something; None for nobody.

    Raises Unauthenticated for a token that is unknown, expired or revoked, and Forbidden for a write by cookie without
    its CSRF header. Asynchronous, so that a caller seen a moment ago costs no thread and no query.
    """
    callers: Callers = request.app.state.callers
    way, key = ("by_token", bearer.credentials) if bearer else ("by_session", cookie)
    if not key:
        return None
    touch = jingge_background is None
    caller = callers.remembered(way, key, now=now, touch=touch)
    caller = caller or await run_in_threadpool(callers.find, way, key, now=now, touch=touch)
    request.state.caller, request.state.key = caller, (way, key)
    if caller is None and bearer:
        raise Unauthenticated("the token is unknown, expired or revoked; make a new one")
    if caller and caller.csrf is not None and request.method not in trail.SAFE:
        _check_csrf(request, caller.csrf)
    return caller


EnteringCaller = Annotated[Caller | None, Depends(entering_caller)]


async def possible_caller(caller: EnteringCaller) -> Caller | None:
    """The caller, or None for the public: whoever still owes a code or a password is nobody."""
    return caller if caller and caller.owes is None else None


def _check_csrf(request: Request, csrf: str) -> None:
    if not keys.same(request.headers.get(CSRF_HEADER, ""), csrf):
        raise Forbidden(f"a write with the session cookie needs the header {CSRF_HEADER} (see GET /api/v1/session)")


PossibleCaller = Annotated[Caller | None, Depends(possible_caller)]


async def current_caller(caller: PossibleCaller, entering: EnteringCaller) -> Caller:
    """The caller. Raises Unauthenticated for nobody, and for whoever still owes something what that is."""
    if entering is not None and entering.owes is not None:
        raise refusal(entering.owes)
    if caller is None:
        raise Unauthenticated("sign in first, or send a token (Authorization: Bearer …)")
    return caller


CurrentCaller = Annotated[Caller, Depends(current_caller)]


async def current_person(caller: CurrentCaller) -> Caller:
    """A caller who signed in. Raises Forbidden for a token: what opens doors is not handed out by a program."""
    if not caller.in_person:
        raise Forbidden("this is done by a person who signed in, not with a token")
    return caller


CurrentPerson = Annotated[Caller, Depends(current_person)]


def entering(*allowed: Owes) -> Callable[[Caller], Caller]:
    """A dependency: somebody who signed in and owes nothing, or one of `allowed`. Raises what else is owed."""

    async def enterer(caller: EnteringCaller) -> Caller:
        if caller is None:
            raise Unauthenticated("sign in first")
        if not caller.in_person:
            raise Forbidden("this is done by a person who signed in, not with a token")
        if caller.owes is not None and caller.owes not in allowed:
            raise refusal(caller.owes)
        return caller

    return enterer  # type: ignore[return-value]  # FastAPI awaits it; routes see the caller


async def current_actor(caller: CurrentCaller) -> Actor:
    """The account as the lower floors see it. Raises Unauthenticated for nobody."""
    return caller.actor


CurrentActor = Annotated[Actor, Depends(current_actor)]


async def possible_actor(caller: PossibleCaller) -> Actor | None:
    """The account, or None for the public."""
    return caller.actor if caller else None


PossibleActor = Annotated[Actor | None, Depends(possible_actor)]


def require(*roles: Role) -> Callable[[Actor], Actor]:
    """A dependency: the actor, who holds one of `roles`; for `Annotated[Actor, Depends(require(Role.PLANNER))]`.

    Raises Forbidden.
    """

    async def holder(actor: CurrentActor) -> Actor:
        if not actor.has(*roles):
            raise Forbidden(f"this needs one of the roles {', '.join(roles)}", roles=list(roles))
        return actor

    return holder  # type: ignore[return-value]  # FastAPI awaits it; routes see the actor


def read(request: Request, caller: PossibleCaller) -> Iterator[Connection]:
    """A read-only transaction, ended before the answer leaves. The caller is known first: strangers open none."""
    del caller
    with reading(request.app.state.engine) as conn:
        yield conn


async def asked_moments(
    request: Request,
    as_of: Annotated[str | None, Query(max_length=40, description="as it was then: ISO 8601 with its offset")] = None,
    as_known_at: Annotated[str | None, Query(max_length=40, description="as it was known then")] = None,
) -> Moments:
    """The moments a read asks about; the answer names them (`Jingge-As-Of`, `Jingge-As-Known-At`). Raises Invalid."""
    request.state.moments = asked = moments(as_of, as_known_at)
    return asked


AskedMoments = Annotated[Moments, Depends(asked_moments)]


def read_then(request: Request, caller: PossibleCaller, asked: AskedMoments) -> Iterator[Connection]:
    """A read-only transaction that reads the register as of the moments asked for. Raises Invalid for one to come."""
    del caller
    with reading(request.app.state.engine) as conn:
        travel.depart(conn, asked)
        yield conn


def write(request: Request, caller: PossibleCaller) -> Iterator[Connection]:
    """A transaction, committed with its row of the audit before the answer leaves; rolled back on any error.

    What it changes in the register is changed in the caller's name.
    """
    with writing(request.app.state.engine) as conn:
        changes.declare(conn, account=caller.actor.name if caller else "public")
        yield conn
        trail.done(request, conn)
    if getattr(request.state, "keys_changed", False):
        request.app.state.callers.forget()


def keys_changed(request: Request) -> None:
    """Say that this write changes an account or a key: remembered callers are forgotten once it is committed."""
    request.state.keys_changed = True


Reading = Annotated[Connection, Depends(read, scope="function", max_concurrency=_AT_ONCE)]
ReadingThen = Annotated[Connection, Depends(read_then, scope="function", max_concurrency=_AT_ONCE)]
Writing = Annotated[Connection, Depends(write, scope="function", max_concurrency=_AT_ONCE)]

_VERSION = re.compile(r'"([0-9]{1,9})"')


def etag(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


async def named_version(
    if_match: Annotated[
        str | None, Header(description='the version the change starts from, as in its ETag: "3"')
    ] = None,
) -> int:
    """The version in `If-Match`. Raises PreconditionRequired without one, Invalid for another form."""
    if if_match is None:
        raise PreconditionRequired('name the version you start from: If-Match: "<version>" as in the ETag')
    found = _VERSION.fullmatch(if_match.strip())
    if found is None:
        raise Invalid('If-Match is one version in quotes, as in the ETag: "3"', header="If-Match")
    return int(found[1])


IfMatch = Annotated[int, Depends(named_version)]


_CHANGE = re.compile(r'"([0-9]{1,18})(?:-[0-9a-f]{1,64})?"')


async def named_change(
    if_match: Annotated[str | None, Header(description="the ETag of the thing the change starts from")] = None,
) -> int:
    """The version of a thing of the register in `If-Match`: its ETag begins with it, and goes on with its content.

    Raises PreconditionRequired without one, Invalid for another form.
    """
    if if_match is None:
        raise PreconditionRequired("name the version you start from: If-Match with the ETag of the thing")
    found = _CHANGE.fullmatch(if_match.strip())
    if found is None:
        raise Invalid("If-Match is one ETag of the thing, in its quotes", header="If-Match")
    return int(found[1])


IfMatchChange = Annotated[int, Depends(named_change)]
