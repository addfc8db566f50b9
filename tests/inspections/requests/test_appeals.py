"""Appeals are decided by somebody else."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from inspections.requests import appeals
from inspections.requests.rates import Name
from registry.actor import Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from tests.conftest import NOW
from tests.inspections.requests import scene
from tests.inspections.tickets.scene import person

BOTH = person(Role.LEADER, Role.DISPATCHER)


def test_asked_once_and_decided_by_another(conn: Connection) -> None:
    scene.furnish(conn)
    id_, appeal = scene.answered(conn), uuid4()
    asked = appeals.ask(conn, BOTH, id_, Name.RESPONSE, f"打{scene.PHONE}不通", appeal_id=appeal, now=NOW)
    assert scene.PHONE not in asked.reason
    assert appeals.ask(conn, BOTH, id_, Name.RESPONSE, f"打{scene.PHONE}不通", appeal_id=appeal, now=NOW) == asked
    with pytest.raises(Conflict):
        appeals.ask(conn, BOTH, id_, Name.SOLUTION, "别的", appeal_id=appeal, now=NOW)
    decide: dict[str, Any] = {"approved": True, "decision": "属实", "now": NOW}
    with pytest.raises(Forbidden, match="does not decide"):
        appeals.decide(conn, BOTH, appeal, if_version=1, **decide)
    with pytest.raises(Forbidden):
        appeals.decide(conn, scene.DESK, appeal, if_version=1, **decide)
    with pytest.raises(Stale):
        appeals.decide(conn, scene.LEADER, appeal, if_version=2, **decide)
    done = appeals.decide(conn, scene.LEADER, appeal, if_version=1, **decide)
    assert appeals.decide(conn, scene.LEADER, appeal, if_version=1, **decide) == done
    assert [one.id for one in appeals.list_appeals(conn, scene.HOUSE, is_open=False)] == [appeal]
    assert appeals.list_appeals(conn, scene.DESK, is_open=True) == []
    with pytest.raises(NotFound):
        appeals.by_id(conn, uuid4())


def test_the_database_refuses_a_second_one_and_ones_own_word(conn: Connection) -> None:
    scene.furnish(conn)
    id_ = scene.answered(conn)
    appeals.ask(conn, scene.HOUSE, id_, Name.RESPONSE, "因故", appeal_id=uuid4(), now=NOW)
    with pytest.raises(DBAPIError, match="one_appeal_a_rate"), conn.begin_nested():
        appeals.ask(conn, scene.DESK, id_, Name.RESPONSE, "也是", appeal_id=uuid4(), now=NOW)
    decided = "decided_by = asked_by, decided_at = now(), approved = true, decision = 'x'"
    with pytest.raises(DBAPIError, match="approver_is_not_asker"), conn.begin_nested():
        conn.execute(text(f"update inspections.rate_appeal set {decided}"))
    with pytest.raises(Invalid):
        appeals.ask(conn, scene.HOUSE, id_, Name.SOLUTION, " ", appeal_id=uuid4(), now=NOW)
    with pytest.raises(Forbidden):
        appeals.ask(conn, scene.OTHER_HOUSE, id_, Name.SOLUTION, "因故", appeal_id=uuid4(), now=NOW)
