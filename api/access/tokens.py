"""Personal tokens, for devices and programs: named, with an end, revocable, shown once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection, RowMapping

from api.access import keys
from api.access.tables import token
from registry.errors import Invalid, NotFound


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is listed: never its key."""

    id: UUID
    account_id: UUID
    name: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


def add(
    conn: Connection, account_id: UUID, *, name: str, days: int, most_days: int, now: datetime
) -> tuple[Token, str]:
    """A new token and its key, which is shown this once. Raises Invalid for a life longer than `most_days`."""
    if not 1 <= days <= most_days:
        raise Invalid(f"a token lives 1 to {most_days} days", field="days")
    made = Token(uuid4(), account_id, name, now, now + timedelta(days=days), None)
    key = keys.new_token()
    conn.execute(
        insert(token).values(
            id=made.id,
            key_sha256=keys.digest(key),
            account_id=account_id,
            name=name,
            created_at=now,
            expires_at=made.expires_at,
        )
    )
    return made, key


def of_account(conn: Connection, account_id: UUID) -> list[Token]:
    """All tokens of the account, newest first."""
    query = select(token).where(token.c.account_id == account_id).order_by(token.c.created_at.desc(), token.c.id)
    return [_token(row) for row in conn.execute(query).mappings()]


def one(conn: Connection, token_id: UUID) -> Token:
    """The token. Raises NotFound."""
    row = conn.execute(select(token).where(token.c.id == token_id)).mappings().one_or_none()
    if row is None:
        raise NotFound(f"no token has the id {token_id}")
    return _token(row)


def revoke(conn: Connection, token_id: UUID, *, now: datetime) -> Token:
    """Revoke the token; a revoked one stays as it is. Raises NotFound."""
    conn.execute(update(token).where(token.c.id == token_id, token.c.revoked_at.is_(None)).values(revoked_at=now))
    return one(conn, token_id)


def _token(row: RowMapping) -> Token:
    return Token(
        id=row["id"],
        account_id=row["account_id"],
        name=row["name"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
    )
