from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.engine import Connection

from api.access import accounts, keys, sessions
from api.access.tables import session


def test_only_the_digest_is_stored_and_ended_sessions_go(conn: Connection, now: datetime) -> None:
    anna = accounts.create(conn, login="anna", name="A", password=None, org_code=None, roles=[], areas=[], now=now)
    first = sessions.open_session(conn, anna.id, hours=1, now=now)
    assert first.expires_at == now + timedelta(hours=1)
    row = conn.execute(select(session)).one()
    assert row.key_sha256 == keys.digest(first.key)
    assert first.key not in repr(row)
    second = sessions.open_session(conn, anna.id, hours=1, now=now + timedelta(hours=1))
    assert conn.execute(select(session.c.key_sha256)).scalars().all() == [keys.digest(second.key)]
    sessions.close_session(conn, second.key)
    sessions.close_session(conn, second.key)
    assert conn.execute(select(session)).all() == []
