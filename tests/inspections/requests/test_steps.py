"""Steps on stored requests."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from inspections.requests import steps
from inspections.requests.life import Action, Opinion, Result, State
from inspections.requests.request import Deed
from registry.database import explain
from registry.errors import Conflict, Forbidden, Invalid, JinggeError, NotFound, Stale
from tests.conftest import NOW
from tests.inspections.requests import scene


def test_the_whole_way(conn: Connection) -> None:
    scene.furnish(conn)
    id_ = scene.called(conn, Opinion.UNSATISFIED, solved=False)
    before = steps.locked(conn, id_)
    again = scene.do(conn, id_, Action.REOPEN, reason="还是不亮", now=NOW + timedelta(days=1))
    assert (again.state, again.answered_at, again.reopens) == (State.ASSIGNED, None, 1)
    assert again.due_at > before.due_at
    assert again.respond_by == before.respond_by
    later = NOW + timedelta(days=2)
    scene.do(conn, id_, Action.ANSWER, actor=scene.HOUSE, now=later, answer="换灯", result_code=Result.SOLVED)
    closed = scene.do(conn, id_, Action.CLOSE)
    assert closed.opinion is None  # of the first answer, not of this one
    versions = conn.execute(
        text("select version from inspections.request_event where request_id = :id order by 1"), {"id": id_}
    )
    assert versions.scalars().all() == list(range(1, closed.version + 1))


def test_a_step_sent_again_is_known(conn: Connection) -> None:
    scene.furnish(conn)
    id_, event = scene.asked(conn).id, uuid4()
    deed = Deed(Action.REFUSE, reason=f"请打{scene.PHONE}")
    first = steps.take(conn, scene.DESK, id_, deed, event_id=event, if_version=1, now=NOW)
    assert steps.take(conn, scene.DESK, id_, deed, event_id=event, if_version=1, now=NOW) == first
    with pytest.raises(Conflict, match="another step"):
        steps.take(conn, scene.DESK, id_, Deed(Action.CLOSE), event_id=event, if_version=2, now=NOW)
    with pytest.raises(NotFound):
        steps.take(conn, scene.DESK, uuid4(), deed, event_id=uuid4(), if_version=1, now=NOW)


def test_who_may_what(conn: Connection) -> None:
    scene.furnish(conn)
    id_ = scene.assigned(conn)
    with pytest.raises(Forbidden):
        scene.do(conn, id_, Action.ANSWER, actor=scene.OTHER_HOUSE, answer="好", result_code=Result.SOLVED)
    with pytest.raises(Invalid, match="no organisation"):
        scene.do(conn, id_, Action.ASSIGN, assignee_code="PSGS-01")
    with pytest.raises(Invalid, match="no matter"):
        scene.do(conn, scene.asked(conn).id, Action.ACCEPT, matter_code="nothing")
    with pytest.raises(Stale):
        steps.take(conn, scene.DESK, id_, Deed(Action.CONTACT), event_id=uuid4(), if_version=1, now=NOW)
    moved = scene.do(conn, id_, Action.ASSIGN, assignee_code="HWZX", reason="职责变更")
    assert (moved.assignee_code, moved.due_at) == ("HWZX", steps.locked(conn, id_).due_at)


def test_a_matter_named_by_the_desk_brings_its_organisation(conn: Connection) -> None:
    scene.furnish(conn)
    id_ = scene.asked(conn, said="不知道找谁").id
    assert scene.do(conn, id_, Action.ACCEPT, matter_code="Q0004").assignee_code == "HWZX"


BROUGHT: dict[Action, dict[str, Any]] = {
    Action.ACCEPT: {}, Action.REFUSE: {"reason": "否"}, Action.ASSIGN: {}, Action.CONTACT: {}, Action.CLOSE: {},
    Action.EXTEND: {"reason": "难"}, Action.RETURN: {"reason": "非我"}, Action.REOPEN: {"reason": "没好"},
    Action.ANSWER: {"answer": "好", "result_code": Result.SOLVED},
    Action.CALL_BACK: {"opinion": Opinion.UNSATISFIED, "contacted": True, "solved": False},
}  # fmt: skip


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(BROUGHT)), st.booleans()), max_size=20))
def test_any_walk_leaves_events_without_gaps(conn: Connection, walk: list[tuple[Action, bool]]) -> None:
    with conn.begin_nested() as savepoint:
        scene.furnish(conn)
        id_ = scene.asked(conn).id
        for action, by_house in walk:
            try:
                scene.do(conn, id_, action, actor=scene.HOUSE if by_house else scene.DESK, **BROUGHT[action])
            except JinggeError:
                continue
        row = steps.locked(conn, id_)
        told = conn.execute(
            text("select version, action, to_state from inspections.request_event where request_id = :id order by 1"),
            {"id": id_},
        ).all()
        assert [event.version for event in told] == list(range(1, row.version + 1))
        assert told[-1].to_state == row.state
        done = [event.action for event in told]
        assert "answer" not in done or done.index("accept") < done.index("answer")
        savepoint.rollback()


@pytest.mark.parametrize("wrong", [
    "update inspections.request set answered_at = now(), result_code = 'solved', accepted_at = null",
    "update inspections.request_event set reason = 'x'",
    "delete from inspections.request_event",
    "update inspections.request set number = 'SQ1'",
])  # fmt: skip
def test_the_database_keeps_the_invariants(conn: Connection, wrong: str) -> None:
    scene.furnish(conn)
    scene.asked(conn)
    with pytest.raises(DBAPIError) as caught, conn.begin_nested():
        conn.execute(text(wrong))
    assert isinstance(explain(caught.value), JinggeError)
