from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection

from api.access import accounts, keys, tokens
from api.access.tables import token
from registry.errors import Invalid, NotFound


def test_a_token_is_made_listed_and_revoked(conn: Connection, now: datetime) -> None:
    anna = accounts.create(conn, login="anna", name="A", password=None, org_code=None, roles=[], areas=[], now=now)
    made, key = tokens.add(conn, anna.id, name="phone", days=30, most_days=365, now=now)
    assert conn.execute(select(token.c.key_sha256)).scalar_one() == keys.digest(key)
    assert tokens.of_account(conn, anna.id) == [made]
    later = now + timedelta(hours=1)
    assert tokens.revoke(conn, made.id, now=later).revoked_at == later
    assert tokens.revoke(conn, made.id, now=later + timedelta(hours=1)).revoked_at == later


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_token_has_an_end(conn: Connection, now: datetime, days: int) -> None:
    with pytest.raises(Invalid, match="365"):
        tokens.add(conn, uuid4(), name="phone", days=days, most_days=365, now=now)


def test_an_unknown_token_is_told(conn: Connection, now: datetime) -> None:
    with pytest.raises(NotFound):
        tokens.revoke(conn, uuid4(), now=now)
