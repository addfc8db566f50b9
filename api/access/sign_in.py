"""Checking a password: counted, locked after too many failures, and silent about which logins exist.

An attempt is counted by the login that was typed, known or not, before the password is looked at; the row lock of
that count lets one attempt for one login through at a time. Unknown, disabled and wrong take the same time and words.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.engine import Connection

from api.access import second_factor
from api.access.passwords import hashed, outdated, password_fits
from api.access.tables import account as accounts
from registry.errors import Locked, Unauthenticated
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "sign_in.sql")
_FORGOTTEN = timedelta(days=1)


class Outcome(StrEnum):
    """How an attempt ended."""

    DONE = "done"
    WRONG = "wrong"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Attempt:
    """The outcome of an attempt, to be committed whatever it is; `account_id` where it succeeded."""

    outcome: Outcome
    account_id: UUID | None = None
    retry_after_s: int = 0

    def admitted(self, words: str = "login or password is wrong") -> UUID:
        """The account. Raises Unauthenticated or Locked: after the attempt was committed."""
        if self.outcome is Outcome.LOCKED:
            raise Locked(
                f"too many failed sign-ins; try again in {self.retry_after_s // 60 + 1} minutes",
                retry_after_s=self.retry_after_s,
            )
        if self.account_id is None:
            raise Unauthenticated(words)
        return self.account_id


def attempt(
    conn: Connection, *, login: str, password: str, now: datetime, lock_after: int, lock_minutes: int
) -> Attempt:
    """Check a password and count the attempt. The caller commits before it answers, also when it was refused."""
    login = login.strip().lower()
    if locked := _count(conn, login, now=now, lock_after=lock_after, lock_minutes=lock_minutes):
        return locked
    found = conn.execute(SQL["account"], {"login": login}).one_or_none()
    if not password_fits(found.password_hash if found else None, password) or found is None:
        return Attempt(Outcome.WRONG)
    if outdated(found.password_hash):
        stored = hashed(password)
        conn.execute(update(accounts).where(accounts.c.id == found.id).values(password_hash=stored))
    conn.execute(SQL["succeed"], {"login": login})
    conn.execute(SQL["forget"], {"now": now, "forgotten": now - _FORGOTTEN})
    return Attempt(Outcome.DONE, account_id=found.id)


def attempt_code(
    conn: Connection, account_id: UUID, *, login: str, code: str, now: datetime, lock_after: int, lock_minutes: int
) -> Attempt:
    """Check a code of the second factor and count the attempt, apart from passwords: a right password, which whoever
    guesses codes has, does not begin the count anew. The caller commits before it answers."""
    counter = f"{login} code"
    if locked := _count(conn, counter, now=now, lock_after=lock_after, lock_minutes=lock_minutes):
        return locked
    if not second_factor.fits(conn, account_id, code, now=now):
        return Attempt(Outcome.WRONG)
    conn.execute(SQL["succeed"], {"login": counter})
    return Attempt(Outcome.DONE, account_id=account_id)


def _count(conn: Connection, counter: str, *, now: datetime, lock_after: int, lock_minutes: int) -> Attempt | None:
    """Counts an attempt before it is looked at; the refusal where there were too many."""
    times = {"now": now, "forgotten": now - _FORGOTTEN, "lock_until": now + timedelta(minutes=lock_minutes)}
    counted = conn.execute(SQL["attempt"], {"login": counter, "lock_after": lock_after, **times}).one()
    if counted.failures <= lock_after:  # the one that locked was still looked at
        return None
    return Attempt(Outcome.LOCKED, retry_after_s=int((counted.locked_until - now).total_seconds()) + 1)
