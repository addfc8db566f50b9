"""Who asked leaves no trace."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from inspections.requests import appeals, intake, joining, listing, retention
from inspections.requests.life import Action, Opinion
from inspections.requests.rates import Name
from inspections.requests.steps import locked
from registry.errors import Conflict, NotFound
from tests.conftest import NOW
from tests.inspections.requests import scene
from tests.inspections.tickets.scene import hazard

AFTER = NOW + timedelta(days=180)


def dump(conn: Connection) -> str:
    """Every row of every table of the service as text."""
    tables = conn.execute(
        text("select format('%I.%I', table_schema, table_name) from information_schema.tables"
             " where table_type = 'BASE TABLE' and table_schema in ('inspections', 'registry', 'access')")
    ).scalars().all()  # fmt: skip
    return "\n".join(
        str(row) for table in tables for row in conn.execute(text(f"select cast(t as text) from {table} t")).scalars()
    )


def test_nothing_of_who_asked_stays(conn: Connection) -> None:
    scene.furnish(conn)
    id_ = scene.called(conn)
    appeals.ask(conn, scene.HOUSE, id_, Name.SATISFACTION, f"打{scene.PHONE}无人接", appeal_id=id_, now=NOW)
    joining.link(conn, id_, hazard(conn), account_id=None, now=NOW)
    assert scene.PHONE in dump(conn)
    assert dump(conn).count(scene.PHONE) == 1  # in its own table and nowhere else
    assert retention.erase(conn, now=AFTER + timedelta(days=999)) == 0  # it is at work
    scene.do(conn, id_, Action.CLOSE)
    assert retention.erase(conn, now=AFTER - timedelta(seconds=1)) == 0
    assert retention.erase(conn, now=AFTER) == 1
    assert retention.erase(conn, now=AFTER) == 0
    left = dump(conn)
    for secret in (scene.PHONE, scene.WHO.name, scene.WHO.address, "益都路路口", "路灯不亮已经三天"):
        assert secret not in left, secret
    request = locked(conn, id_)
    assert (request.matter_code, request.result_code, request.erased_at) == ("Q0001", "solved", AFTER)
    with pytest.raises(NotFound, match="nobody is kept"):
        listing.person(conn, scene.DESK, id_, now=NOW)
    with pytest.raises(Conflict, match="erased"):
        scene.do(conn, id_, Action.REOPEN, reason="再来")


def test_words_without_a_person_are_erased_too(conn: Connection) -> None:
    scene.furnish(conn)
    receipt = intake.receive(conn, scene.DESK, scene.item(person=type(scene.WHO)()), now=NOW)
    scene.do(conn, receipt.id, Action.REFUSE, reason="不属本区")
    assert retention.erase(conn, now=AFTER) == 1
    assert locked(conn, receipt.id).said == ""


def test_a_request_opened_again_is_kept(conn: Connection) -> None:
    scene.furnish(conn)
    id_ = scene.called(conn, Opinion.UNSATISFIED, solved=False)
    scene.do(conn, id_, Action.CLOSE)
    scene.do(conn, id_, Action.REOPEN, reason="没好")
    assert retention.erase(conn, now=AFTER) == 0
