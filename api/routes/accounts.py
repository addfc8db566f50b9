"""Accounts: made, changed and closed by an admin who signed in; each changes the own password."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, status
from pydantic import BaseModel, Field

from api import trail
from api.access import accounts, audit, sign_in
from api.access.accounts import Account
from api.access.callers import Caller
from api.deps import CurrentPerson, CurrentSettings, Now, Reading, Writing, keys_changed, require
from api.shapes import Line, Shape, Text
from registry.actor import Actor, Role
from registry.database import writing
from registry.errors import Forbidden

router = APIRouter(tags=["accounts"])

Admin = Annotated[Actor, Depends(require(Role.ADMIN))]
Area = Annotated[str, Field(pattern="^([0-9]{6}|[0-9]{9}|[0-9]{12})$")]
Password = Annotated[Text, Field(max_length=256)]


async def signed_in_admin(caller: CurrentPerson) -> Caller:
    """An admin who signed in. Raises Forbidden."""
    if not caller.actor.has(Role.ADMIN):
        raise Forbidden("this needs the role admin")
    return caller


SignedInAdmin = Annotated[Caller, Depends(signed_in_admin)]


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


class AccountPage(BaseModel):
    """Accounts by login; `next` continues the list."""

    items: list[AccountAnswer]
    next: str | None


class AuditAnswer(BaseModel):
    """One row of the audit."""

    id: int
    at: datetime
    account_id: UUID | None
    action: str
    target: str
    outcome: str
    request_id: str
    detail: dict[str, object]


class AuditPage(BaseModel):
    """The audit, newest first; `next` continues it."""

    items: list[AuditAnswer]
    next: int | None


@router.get("/accounts", summary="List accounts")
def list_accounts(
    conn: Reading, _: Admin, after: Text = "", limit: Annotated[int, Query(ge=1, le=1000)] = 100
) -> AccountPage:
    """By login, those after `after`."""
    found = accounts.page(conn, after=after, limit=limit)
    return AccountPage(items=[_answer(one) for one in found], next=found[-1].login if len(found) == limit else None)


@router.post("/accounts", summary="Make an account", status_code=status.HTTP_201_CREATED)
def create_account(request: Request, conn: Writing, _: SignedInAdmin, body: NewAccount, now: Now) -> AccountAnswer:
    """409 where the login is taken."""
    trail.about(request, f"account {body.login}", roles=body.roles, areas=body.areas, org_code=body.org_code)
    return _answer(accounts.create(conn, **body.model_dump(), now=now))


@router.get("/accounts/{account_id}", summary="Show an account")
def get_account(conn: Reading, _: Admin, account_id: UUID) -> AccountAnswer:
    """404 where there is none."""
    return _answer(accounts.one(conn, account_id))


@router.put("/accounts/{account_id}", summary="Change name, organisation, roles and areas")
def change_account(
    request: Request, conn: Writing, _: SignedInAdmin, account_id: UUID, body: Standing
) -> AccountAnswer:
    """Counts from the next request of the account on. 409 where no admin would be left."""
    keys_changed(request)
    login = accounts.one(conn, account_id).login
    trail.about(request, f"account {login}", roles=body.roles, areas=body.areas, org_code=body.org_code)
    accounts.describe(conn, account_id, name=body.name, org_code=body.org_code)
    accounts.set_roles(conn, account_id, roles=body.roles)
    accounts.set_areas(conn, account_id, areas=body.areas)
    return _answer(accounts.one(conn, account_id))


@router.post("/accounts/{account_id}/disable", summary="Close an account")
def disable_account(request: Request, conn: Writing, _: SignedInAdmin, account_id: UUID, now: Now) -> AccountAnswer:
    """Ends its sessions and revokes its tokens at once. 409 for the last admin."""
    keys_changed(request)
    accounts.disable(conn, account_id, now=now)
    return _answer(accounts.one(conn, account_id))


@router.post("/accounts/{account_id}/enable", summary="Open a closed account again")
def enable_account(request: Request, conn: Writing, _: SignedInAdmin, account_id: UUID) -> AccountAnswer:
    """Sessions and tokens that ended stay ended."""
    keys_changed(request)
    accounts.enable(conn, account_id)
    return _answer(accounts.one(conn, account_id))


@router.put("/accounts/{account_id}/password", summary="Set the password of an account", status_code=204)
def set_account_password(
    request: Request, conn: Writing, _: SignedInAdmin, account_id: UUID, body: NewPassword
) -> None:
    """For who has forgotten it. Ends the account's sessions."""
    keys_changed(request)
    accounts.set_password(conn, account_id, password=body.password)


@router.put("/password", summary="Change the own password", status_code=204)
def change_password(
    request: Request, caller: CurrentPerson, body: PasswordChange, settings: CurrentSettings, now: Now
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


@router.get("/audit", summary="Read the audit")
def list_audit(
    conn: Reading,
    _: Admin,
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> AuditPage:
    """Newest first; `before` is the id of the last row already seen."""
    found = audit.recent(conn, before=before, limit=limit)
    items = [AuditAnswer.model_validate(one, from_attributes=True) for one in found]
    return AuditPage(items=items, next=found[-1].id if len(found) == limit else None)


def _answer(account: Account) -> AccountAnswer:
    return AccountAnswer.model_validate(account, from_attributes=True)
