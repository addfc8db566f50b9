"""Personal tokens: made by a person for the own account, or by an admin for a device's."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, status
from pydantic import BaseModel, Field
from sqlalchemy.engine import Connection

from api import trail
from api.access import accounts, administrations, tokens
from api.access.administrations import Act
from api.access.callers import Caller
from api.deps import CurrentCaller, CurrentPerson, CurrentSettings, Now, Reading, Writing, keys_changed
from api.shapes import Line, Shape
from registry.errors import NotFound

router = APIRouter(tags=["tokens"])


class NewToken(Shape):
    """A token by name; `account_id` is another account than the own, for admins."""

    name: Line
    days: Annotated[int, Field(ge=1, le=3660)] = 90
    account_id: UUID | None = None


class TokenAnswer(BaseModel):
    """A token without its key."""

    id: UUID
    account_id: UUID
    name: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class TokenMade(TokenAnswer):
    """A new token with its `key`, which is shown this once: send it as `Authorization: Bearer <key>`."""

    key: str


class TokenList(BaseModel):
    """All tokens of an account, newest first."""

    items: list[TokenAnswer]


@router.post("/tokens", summary="Make a token", status_code=status.HTTP_201_CREATED)
def create_token(
    request: Request, conn: Writing, caller: CurrentPerson, body: NewToken, settings: CurrentSettings, now: Now
) -> TokenMade:
    """The key is in this answer and nowhere else."""
    account_id = body.account_id or caller.account_id
    _may(conn, caller, account_id)
    account = accounts.one(conn, account_id)
    if account_id != caller.account_id:
        administrations.check_key_for(conn, caller.actor, account)
    made, key = tokens.add(conn, account_id, name=body.name, days=body.days, most_days=settings.token_days, now=now)
    trail.about(request, f"token {made.id}", account_id=str(account_id), name=body.name)
    return TokenMade(**_answer(made).model_dump(), key=key)


@router.get("/tokens", summary="List tokens")
def list_tokens(conn: Reading, caller: CurrentCaller, account_id: UUID | None = None) -> TokenList:
    """The own ones, or for an admin those of any account."""
    owner = account_id or caller.account_id
    _may(conn, caller, owner)
    return TokenList(items=[_answer(one) for one in tokens.of_account(conn, owner)])


@router.delete("/tokens/{token_id}", summary="Revoke a token")
def revoke_token(request: Request, conn: Writing, caller: CurrentCaller, token_id: UUID, now: Now) -> TokenAnswer:
    """At once here, within two seconds in every other process. A token may revoke itself."""
    keys_changed(request)
    _may(conn, caller, tokens.one(conn, token_id).account_id)
    return _answer(tokens.revoke(conn, token_id, now=now))


def _may(conn: Connection, caller: Caller, account_id: UUID) -> None:
    """Another's tokens are an administrator's matter; to others they do not exist."""
    if caller.account_id != account_id and not administrations.may(conn, caller.actor, Act.KEEP_ACCOUNTS):
        raise NotFound("no such token or account of yours")


def _answer(token: tokens.Token) -> TokenAnswer:
    return TokenAnswer.model_validate(token, from_attributes=True)
