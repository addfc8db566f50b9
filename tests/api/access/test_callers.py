from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, event, text

from api.access import accounts, keys, tokens
from api.access.callers import Callers
from registry.actor import Role
from registry.database import open_engine
from registry.errors import Unavailable
from tests.api.support import make_account


@pytest.fixture
def engine(fresh: Callable[[], Engine]) -> Engine:
    return fresh()


def test_a_caller_carries_roles_areas_and_organisation(engine: Engine, now: datetime) -> None:
    made = make_account(engine, Role.CREW, Role.INSPECTOR, org="crew-1", areas=["370203005"], now=now)
    found = Callers(engine, cache_s=2).find("by_token", made.token, now=now)
    assert found is not None
    assert found.actor.account_id == made.id
    assert found.actor.roles == frozenset({Role.CREW, Role.INSPECTOR})
    assert found.actor.areas == ("370203005",)
    assert found.actor.org_code == "crew-1"
    assert not found.in_person


def test_a_key_works_until_its_end_and_only_as_what_it_is(engine: Engine, now: datetime) -> None:
    made = make_account(engine, now=now)
    callers = Callers(engine, cache_s=2)
    assert callers.find("by_session", made.token, now=now) is None
    assert callers.find("by_token", made.token + "x", now=now) is None
    assert callers.find("by_token", made.token, now=now + timedelta(days=29)) is not None
    assert callers.remembered("by_token", made.token, now=now + timedelta(days=30)) is None
    assert callers.find("by_token", made.token, now=now + timedelta(days=30)) is None


def test_a_lookup_is_one_query_and_is_remembered(engine: Engine, now: datetime) -> None:
    made = make_account(engine, now=now)
    callers, asked = Callers(engine, cache_s=60), []
    event.listen(engine, "before_cursor_execute", lambda *words: asked.append(words[2]))
    assert callers.remembered("by_token", made.token, now=now) is None
    found = callers.find("by_token", made.token, now=now)
    assert len(asked) == 1
    assert callers.remembered("by_token", made.token, now=now) is found
    callers.forget()
    assert callers.remembered("by_token", made.token, now=now) is None
    assert Callers(engine, cache_s=0).remembered("by_token", made.token, now=now) is None


def test_the_lookup_goes_by_index(engine: Engine, now: datetime) -> None:
    with engine.connect() as conn:
        conn.execute(text("set enable_seqscan = off"))
        plan = "\n".join(
            conn.execute(
                text("explain select 1 from access.token where key_sha256 = :key"), {"key": keys.digest("x")}
            ).scalars()
        )
    assert "token_key" in plan


def test_revoked_tokens_and_closed_accounts_are_nobody(engine: Engine, now: datetime) -> None:
    one, other = make_account(engine, now=now), make_account(engine, now=now)
    callers = Callers(engine, cache_s=60)
    with engine.begin() as conn:
        tokens.revoke(conn, tokens.of_account(conn, one.id)[0].id, now=now)
        accounts.disable(conn, other.id, now=now)
    assert callers.find("by_token", one.token, now=now) is None
    assert callers.find("by_token", other.token, now=now) is None


def test_a_database_away_is_told(now: datetime) -> None:
    away = Callers(open_engine("postgresql:///nothing?host=/nonexistent"), cache_s=1)
    with pytest.raises(Unavailable):
        away.find("by_token", "x", now=now)
