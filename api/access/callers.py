"""Who is calling: a session or token looked up by its hash with one indexed query, remembered for a moment."""

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine

from api.access import keys
from registry.actor import Actor, Role
from registry.database import told
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "callers.sql")
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Caller:
    """The account behind a request, and by which key it came: `csrf` for a session, `token_id` for a token."""

    account_id: UUID
    login: str
    actor: Actor
    expires_at: datetime
    csrf: str | None
    token_id: UUID | None

    @property
    def in_person(self) -> bool:
        """Whether somebody signed in, rather than a program with a token."""
        return self.csrf is not None


class Callers:
    """Finds callers by key. What was found is remembered for `cache_s` seconds, and forgotten when an account changes.

    A key revoked by another process is therefore refused after `cache_s` seconds at the latest, by this one at once.
    """

    def __init__(self, engine: Engine, *, cache_s: float) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._cache_s = cache_s
        self._found: dict[tuple[str, bytes], tuple[float, Caller]] = {}

    def remembered(self, way: str, key: str, *, now: datetime) -> Caller | None:
        """The caller if this process looked the key up a moment ago; asks nobody."""
        until, caller = self._found.get((way, keys.digest(key)), (0.0, None))
        if caller is None or time.monotonic() > until or caller.expires_at <= now:
            return None
        return caller

    def find(self, way: str, key: str, *, now: datetime) -> Caller | None:
        """The caller by `by_session` or `by_token`, or None: unknown, expired, revoked, or the account is disabled.

        Raises Unavailable when the database does not answer.
        """
        key_sha256 = keys.digest(key)
        asked_at = time.monotonic()
        found_before = self._found
        with told(), self._engine.connect() as conn:
            row = conn.execute(SQL[way], {"key_sha256": key_sha256, "now": now}).one_or_none()
        if row is None:
            return None
        actor = Actor(
            account_id=row.id,
            name=row.name,
            org_code=row.org_code,
            roles=frozenset(Role(role) for role in row.roles),
            areas=tuple(row.areas),
        )
        caller = Caller(row.id, row.login, actor, row.expires_at, row.csrf, row.token_id)
        if len(found_before) >= _MOST:
            found_before.clear()
        found_before[way, key_sha256] = (asked_at + self._cache_s, caller)  # lost when forgotten meanwhile
        return caller

    def forget(self) -> None:
        """Forget all: an account, session or token has changed. A lookup under way is not remembered either."""
        self._found = {}
