"""One act for somebody who leaves: no more sign-ins, no keys; what they had in hand goes to somebody else."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from api.access import accounts, tokens
from api.access.accounts import Account
from api.access.tables import session as sessions
from inspections.duty import leaving
from inspections.duty.leaving import Handed, Piece
from inspections.outbox import webhooks
from registry.actor import Actor
from registry.errors import Conflict, Invalid

__all__ = ["Left", "Piece", "leave"]


@dataclass(frozen=True, slots=True)
class Left:
    """What the act did: sessions ended, names of tokens revoked and of webhooks that end with the account, and what
    was handed over."""

    account: Account
    successor: Account | None
    sessions: int
    tokens: tuple[str, ...]
    webhooks: tuple[str, ...]
    handed: Handed


def leave(conn: Connection, actor: Actor, account_id: UUID, *, to: UUID | None, now: datetime) -> Left:
    """Close the account and give its open work to `to`, all in this transaction; again, it finds nothing left to give.

    What it did stays under its name. Raises NotFound, Invalid for a successor who is the same, Conflict for one whose
    account is closed and for the last administrator of a kind.
    """
    if to == account_id:
        raise Invalid("nobody takes over from themselves; name somebody else", field="to")
    successor = accounts.one(conn, to) if to is not None else None
    if successor is not None and successor.disabled_at is not None:
        raise Conflict(f"the account {successor.login} is closed; name somebody who is there", field="to")
    account = accounts.one(conn, account_id)
    keys = tuple(
        one.name for one in tokens.of_account(conn, account_id) if one.revoked_at is None and one.expires_at > now
    )
    own = webhooks.of_account(conn, account_id)
    count = select(func.count()).where(sessions.c.account_id == account_id, sessions.c.expires_at > now)
    ended = int(conn.execute(count).scalar_one())
    accounts.disable(conn, account_id, now=now)
    handed = leaving.hand_over(conn, actor, account_id, to, now=now)
    return Left(accounts.one(conn, account.id), successor, ended, keys, own, handed)
