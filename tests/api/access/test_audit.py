from datetime import datetime
from uuid import uuid4

import pytest
from sqlalchemy import delete, update
from sqlalchemy.engine import Connection

from api.access import audit
from api.access.tables import audit as table
from registry.database import told
from registry.errors import Conflict


def add(conn: Connection, now: datetime, action: str) -> None:
    audit.record(conn, account_id=uuid4(), action=action, target="x" * 900, outcome="done", request_id="r", now=now)


def test_the_newest_rows_come_first_and_by_pages(conn: Connection, now: datetime) -> None:
    for action in ("one", "two", "three"):
        add(conn, now, action)
    newest = audit.recent(conn, limit=2)
    assert [entry.action for entry in newest] == ["three", "two"]
    assert [entry.action for entry in audit.recent(conn, before=newest[-1].id)] == ["one"]
    assert len(newest[0].target) == 500


@pytest.mark.parametrize("deed", [delete(table), update(table).values(outcome="nothing")])
def test_rows_are_only_ever_added(conn: Connection, now: datetime, deed: object) -> None:
    add(conn, now, "one")
    with pytest.raises(Conflict, match="only ever added"), told():
        conn.execute(deed)  # type: ignore[call-overload]  # one of two statements
