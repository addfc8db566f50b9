"""Accounts: made, changed and closed by administrators who signed in; each changes the own password."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, status
from pydantic import BaseModel, Field
from sqlalchemy.engine import Connection

from api import trail
from api.access import accounts, administrations, leaving, second_factor, sign_in
from api.access.accounts import Account, Filter
from api.access.administrations import Act
from api.access.callers import Caller
from api.access.owing import Owes
from api.deps import CurrentActor, CurrentPerson, CurrentSettings, Now, Reading, Writing, entering, keys_changed
from api.shapes import Line, Shape, Text
from registry.actor import Role
from registry.database import writing
from registry.errors import Forbidden

router = APIRouter(tags=["accounts"])

Area = Annotated[str, Field(pattern="^([0-9]{6}|[0-9]{9}|[0-9]{12})$")]
Password = Annotated[Text, Field(max_length=256)]


# Who chose a password that somebody else knows may do nothing else, but choose another.
Changer = Annotated[Caller, Depends(entering(Owes.PASSWORD, Owes.ENROLMENT))]


class Standing(Shape):
    """What an account is called, whom it works for, what it may do and where."""

    name: Line
    org_code: Annotated[Line | None, Field(description="code of the organisation")] = None
    roles: tuple[Role, ...] = ()
    areas: Annotated[tuple[Area, ...], Field(description="division, street or community codes")] = ()


class NewAccount(Standing):
    """A new account. Without a password it works by token alone."""

    login: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9._-]{1,63}$")]
    password: Password | None = None


class PasswordChange(Shape):
    """A password and the one before it."""

    current: Password
    password: Password


class NewPassword(Shape):
    """A password set by an admin."""

    password: Password


class AccountAnswer(BaseModel):
    """An account, without its secrets."""

    id: UUID
    login: str
    name: str
    org_code: str | None
    roles: list[Role]
    areas: list[str]
    created_at: datetime
    disabled_at: datetime | None
    must_change_password: bool
    locked_until: Annotated[datetime | None, Field(description="locked after failed sign-ins, where this is to come")]
    second_factor_at: Annotated[datetime | None, Field(description="since when it has a second factor")]


class Leaving(Shape):
    """Who takes over, or nobody; `preview` changes nothing and tells what would be moved."""

    to: UUID | None = None
    preview: bool = False


class HandedPieceAnswer(BaseModel):
    """One thing that was in hand; where nobody took it over it is open."""

    id: str
    name: str
    begins_at: datetime | None
    ends_at: datetime | None
    taken_over: bool


class HandedNamedAnswer(BaseModel):
    """What stays under the name until whoever keeps it decides: rosters, guards of open shafts, posts."""

    rosters: list[str]
    guards: list[str]
    posts: list[str]


class HandedAnswer(BaseModel):
    """Shares of campaigns, shifts under way or ahead, people to stand in for, stations supervised."""

    shares: list[HandedPieceAnswer]
    shifts: list[HandedPieceAnswer]
    stand_ins: list[HandedPieceAnswer]
    stations: list[HandedPieceAnswer]
    named: HandedNamedAnswer


class LeavingAnswer(BaseModel):
    """What the act did, or in a preview would do."""

    account: AccountAnswer
    successor: AccountAnswer | None
    sessions: int
    tokens: list[str]
    webhooks: list[str]
    handed: HandedAnswer


class AccountPage(BaseModel):
    """Accounts by login; `next` continues the list."""

    items: list[AccountAnswer]
    next: str | None


@router.get("/accounts", summary="List accounts")
def list_accounts(
    conn: Reading,
    actor: CurrentActor,
    after: Text = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    text: Annotated[Text, Query(max_length=100, description="a piece of login or name")] = "",
    role: Role | None = None,
    area: Annotated[str, Query(pattern="^[0-9]{0,12}$", description="areas that begin with it")] = "",
    org_code: Annotated[Text | None, Query(max_length=64)] = None,
    open: Annotated[bool | None, Query(description="open or closed ones alone")] = None,  # noqa: A002 - the word of it
) -> AccountPage:
    """By login, those after `after`."""
    administrations.check(conn, actor, Act.SEE_ACCOUNTS)
    which = Filter(text, role, area, org_code, open)
    found = accounts.page(conn, after=after, limit=limit, which=which)
    return AccountPage(items=[_answer(one) for one in found], next=found[-1].login if len(found) == limit else None)


@router.post("/accounts", summary="Make an account", status_code=status.HTTP_201_CREATED)
def create_account(request: Request, conn: Writing, caller: CurrentPerson, body: NewAccount, now: Now) -> AccountAnswer:
    """409 where the login is taken. Its person changes the password at the first sign-in."""
    administrations.check(conn, caller.actor, Act.KEEP_ACCOUNTS)
    if body.roles or body.areas:
        administrations.check(conn, caller.actor, Act.GIVE_RIGHTS)
    trail.about(request, f"account {body.login}", roles=body.roles, areas=body.areas, org_code=body.org_code)
    return _answer(accounts.create(conn, **body.model_dump(), now=now, must_change=True))


@router.get("/accounts/{account_id}", summary="Show an account")
def get_account(conn: Reading, actor: CurrentActor, account_id: UUID) -> AccountAnswer:
    """404 where there is none."""
    administrations.check(conn, actor, Act.SEE_ACCOUNTS)
    return _answer(accounts.one(conn, account_id))


@router.put("/accounts/{account_id}", summary="Change name, organisation, roles and areas")
def change_account(
    request: Request, conn: Writing, caller: CurrentPerson, account_id: UUID, body: Standing
) -> AccountAnswer:
    """Counts from the next request of the account on. Name and organisation are for system administrators, roles and
    areas for security administrators; what is not yours stays as it is. 409 where the last of a kind would be gone."""
    keys_changed(request)
    administrations.check(conn, caller.actor, Act.SEE_ACCOUNTS)
    before = accounts.one(conn, account_id)
    trail.about(request, f"account {before.login}", roles=body.roles, areas=body.areas, org_code=body.org_code)
    administrations.check_changes(conn, caller.actor, before, body)
    accounts.describe(conn, account_id, name=body.name, org_code=body.org_code)
    accounts.set_roles(conn, account_id, roles=body.roles)
    accounts.set_areas(conn, account_id, areas=body.areas)
    return _answer(accounts.one(conn, account_id))


@router.post("/accounts/{account_id}/disable", summary="Close an account")
def disable_account(
    request: Request, conn: Writing, caller: CurrentPerson, account_id: UUID, now: Now
) -> AccountAnswer:
    """Ends its sessions and revokes its tokens at once. 409 for the last administrator of a kind."""
    keys_changed(request)
    administrations.check(conn, caller.actor, Act.KEEP_ACCOUNTS)
    _about(request, conn, account_id)
    accounts.disable(conn, account_id, now=now)
    return _answer(accounts.one(conn, account_id))


@router.post("/accounts/{account_id}/enable", summary="Open a closed account again")
def enable_account(request: Request, conn: Writing, caller: CurrentPerson, account_id: UUID) -> AccountAnswer:
    """Sessions and tokens that ended stay ended."""
    keys_changed(request)
    administrations.check(conn, caller.actor, Act.KEEP_ACCOUNTS)
    _about(request, conn, account_id)
    accounts.enable(conn, account_id)
    return _answer(accounts.one(conn, account_id))


@router.post("/accounts/{account_id}/leave", summary="Somebody leaves: close the account and hand over what is open")
def leave_account(
    request: Request, conn: Writing, caller: CurrentPerson, account_id: UUID, body: Leaving, now: Now
) -> LeavingAnswer:
    """One act: sessions and tokens end, shares of campaigns, shifts ahead, stand-ins and stations go to `to`; what
    could not be given is told. With `preview` nothing is changed."""
    keys_changed(request)
    administrations.check(conn, caller.actor, Act.KEEP_ACCOUNTS)
    _about(request, conn, account_id, to=str(body.to), preview=body.preview)
    trial = conn.begin_nested()
    left = leaving.leave(conn, caller.actor, account_id, to=body.to, now=now)
    if body.preview:
        trial.rollback()
    return LeavingAnswer.model_validate(left, from_attributes=True)


@router.post("/accounts/{account_id}/unlock", summary="Unlock a login")
def unlock_account(request: Request, conn: Writing, caller: CurrentPerson, account_id: UUID) -> AccountAnswer:
    """Failed sign-ins are forgotten, of passwords and of codes."""
    administrations.check(conn, caller.actor, Act.UNLOCK)
    _about(request, conn, account_id)
    accounts.unlock(conn, account_id)
    return _answer(accounts.one(conn, account_id))


@router.delete("/accounts/{account_id}/second-factor", summary="Reset the second factor of an account")
def reset_second_factor(request: Request, conn: Writing, caller: CurrentPerson, account_id: UUID) -> AccountAnswer:
    """For who has lost the phone and the recovery codes. Ends the account's sessions; nobody resets their own."""
    keys_changed(request)
    administrations.check(conn, caller.actor, Act.RESET_SECOND_FACTOR)
    if account_id == caller.account_id:
        raise Forbidden("nobody resets their own second factor; another security administrator does")
    _about(request, conn, account_id)
    second_factor.reset(conn, account_id)
    return _answer(accounts.one(conn, account_id))


@router.put("/accounts/{account_id}/password", summary="Set the password of an account", status_code=204)
def set_account_password(
    request: Request, conn: Writing, caller: CurrentPerson, account_id: UUID, body: NewPassword
) -> None:
    """For who has forgotten it. Ends the account's sessions; its person changes it at the next sign-in."""
    keys_changed(request)
    administrations.check(conn, caller.actor, Act.KEEP_ACCOUNTS)
    account = _about(request, conn, account_id)
    administrations.check_key_for(conn, caller.actor, account)
    accounts.set_password(conn, account_id, password=body.password, must_change=True)


@router.put("/password", summary="Change the own password", status_code=204)
def change_password(
    request: Request, caller: Changer, body: PasswordChange, settings: CurrentSettings, now: Now
) -> None:
    """Needs the current one; failures count as failed sign-ins. Ends all sessions of the account, this one too."""
    with writing(request.app.state.engine) as conn:
        tried = sign_in.attempt(
            conn,
            login=caller.login,
            password=body.current,
            now=now,
            lock_after=settings.lock_after,
            lock_minutes=settings.lock_minutes,
        )
        if tried.account_id is not None:
            accounts.set_password(conn, tried.account_id, password=body.password)
            trail.done(request, conn)
    request.app.state.callers.forget()
    tried.admitted()  # only now: the count of a refused attempt is committed


def _about(request: Request, conn: Connection, account_id: UUID, **detail: object) -> Account:
    """The account, named in the audit by its login. Raises NotFound."""
    account = accounts.one(conn, account_id)
    trail.about(request, f"account {account.login}", **detail)
    return account


def _answer(account: Account) -> AccountAnswer:
    return AccountAnswer.model_validate(account, from_attributes=True)
