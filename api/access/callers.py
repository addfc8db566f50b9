"""Who is calling: a session or token looked up by its hash with one indexed query, remembered for a moment."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, Row

from api.access import keys
from api.access.accounts import ADMINISTRATORS
from api.access.owing import Owes, owed
from registry.actor import Actor, Role
from registry.database import told
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "callers.sql")
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Caller:
    """The account behind a request, and by which key it came: `csrf` for a session, `token_id` for a token.

    A session ends at `idle_at` unless it is used before; who `owes` something gets nothing else done until then.
    """

    account_id: UUID
    login: str
    actor: Actor
    expires_at: datetime
    csrf: str | None
    token_id: UUID | None
    idle: timedelta | None = None
    idle_at: datetime | None = None
    owes: Owes | None = None
    enrolled: bool = False

    @property
    def in_person(self) -> bool:
        """Whether somebody signed in, rather than a program with a token."""
        return self.csrf is not None


@dataclass(frozen=True, slots=True)
class Rules:
    """After how long a session that nobody uses ends, at a desk and on phones of inspectors and crews alone; and
    whether administrators show a second factor."""

    desk_minutes: int = 30
    field_minutes: int = 720
    second_factor: bool = True


class Callers:
    """Finds callers by key. What was found is remembered for `cache_s` seconds, and forgotten when an account changes.

    A key revoked by another process is therefore refused after `cache_s` seconds at the latest, by this one at once.
    """

    def __init__(self, engine: Engine, *, cache_s: float, rules: Rules | None = None) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._cache_s = cache_s
        self._rules = rules or Rules()
        self._found: dict[tuple[str, bytes], tuple[float, bool, Caller]] = {}

    def remembered(self, way: str, key: str, *, now: datetime, touch: bool = True) -> Caller | None:
        """The caller if this process looked the key up a moment ago; asks nobody.

        What a page did by itself is not remembered for its person: else a session in use would end as an idle one.
        """
        until, touched, caller = self._found.get((way, keys.digest(key)), (0.0, False, None))
        if caller is None or time.monotonic() > until or caller.expires_at <= now or touched < touch:
            return None
        return None if caller.idle_at is not None and caller.idle_at <= now else caller

    def find(self, way: str, key: str, *, now: datetime, touch: bool = True) -> Caller | None:
        """The caller by `by_session` or `by_token`, or None: unknown, expired, idle, revoked, or the account is closed.

        `touch`: a person did this, so that the session is in use. Raises Unavailable when the database does not answer.
        """
        key_sha256 = keys.digest(key)
        asked_at = time.monotonic()
        found_before = self._found
        asked: dict[str, object] = {"key_sha256": key_sha256, "now": now}
        if way == "by_session":
            idle = {"desk_minutes": self._rules.desk_minutes, "field_minutes": self._rules.field_minutes}
            asked |= {"touch": touch, **idle}
        with told(), self._engine.connect() as conn:
            row = conn.execute(SQL[way], asked).one_or_none()
        if row is None:
            return None
        caller = self._caller(row, now=now, touch=touch)
        if len(found_before) >= _MOST:
            found_before.clear()
        found_before[way, key_sha256] = (asked_at + self._cache_s, touch, caller)  # lost when forgotten meanwhile
        return caller

    def forget(self) -> None:
        """Forget all: an account, session or token has changed. A lookup under way is not remembered either."""
        self._found = {}

    def _caller(self, row: Row[Any], *, now: datetime, touch: bool) -> Caller:
        roles = frozenset(Role(role) for role in row.roles)
        actor = Actor(account_id=row.id, name=row.name, org_code=row.org_code, roles=roles, areas=tuple(row.areas))
        owes = owed(
            must_change_password=row.must_change_password,
            enrolled=row.enrolled,
            shown=row.shown,
            administrator=not roles.isdisjoint(ADMINISTRATORS),
            asked=self._rules.second_factor,
        )
        in_person = row.csrf is not None
        return Caller(
            row.id,
            row.login,
            actor,
            row.expires_at,
            row.csrf,
            row.token_id,
            idle=row.idle,
            idle_at=(now if touch else row.seen_at) + row.idle if in_person else None,
            owes=owes if in_person else None,
            enrolled=row.enrolled,
        )
