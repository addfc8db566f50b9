"""Who changes the register is told to the transaction."""

from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.engine import Connection

from registry.history import changes
from tests.registry import quarter
from tests.registry.quarter import SEWER, asset_code

FIRST = asset_code(SEWER, 1)


def test_a_change_bears_who_what_and_why(conn: Connection) -> None:
    changes.declare(conn, account="wang", deed="correct", reason="量错了", valid_from=datetime(2026, 11, 3, tzinfo=UTC))
    quarter.build(conn)
    number = changes.begin(conn)
    row = conn.execute(text("select * from registry.change where id = :id"), {"id": number}).one()
    assert (row.by_account, row.deed, row.reason) == ("wang", "correct", "量错了")
    assert row.application == "jingge"
    conn.execute(text("update registry.asset set material = 'iron'"))
    began = conn.execute(text("select distinct valid_from, change_id from registry.asset")).one()
    assert began == (datetime(2026, 11, 3, tzinfo=UTC), number)


def test_telling_alone_changes_nothing(conn: Connection) -> None:
    before = conn.execute(text("select count(*) from registry.change")).scalar_one()
    changes.declare(conn, account="wang")
    assert conn.execute(text("select count(*) from registry.change")).scalar_one() == before
