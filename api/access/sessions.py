"""Sessions: a key in a cookie, its SHA-256 in the database."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, insert, update
from sqlalchemy.engine import Connection

from api.access import keys
from api.access.tables import session


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session: `key` goes into the cookie and is kept nowhere else, `csrf` to the page."""

    key: str
    csrf: str
    expires_at: datetime


def open_session(conn: Connection, account_id: UUID, *, hours: int, now: datetime) -> Opened:
    """A new session of the account; sessions that ended are cleared away."""
    opened = Opened(keys.new_session_key(), keys.new_csrf(), now + timedelta(hours=hours))
    conn.execute(delete(session).where(session.c.expires_at <= now))
    conn.execute(
        insert(session).values(
            key_sha256=keys.digest(opened.key),
            account_id=account_id,
            csrf=opened.csrf,
            created_at=now,
            expires_at=opened.expires_at,
            seen_at=now,
        )
    )
    return opened


def close_session(conn: Connection, key: str) -> None:
    """End the session of this key; nothing happens when it has ended already."""
    conn.execute(delete(session).where(session.c.key_sha256 == keys.digest(key)))


def show_second_factor(conn: Connection, key: str, *, now: datetime) -> None:
    """From now on the session of this key is one in which the second factor was shown."""
    conn.execute(update(session).where(session.c.key_sha256 == keys.digest(key)).values(second_factor_at=now))
