"""Rates of stored requests, by hand."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Connection

from inspections.requests import appeals, figures
from inspections.requests.figures import By
from inspections.requests.life import Action, Opinion
from inspections.requests.rates import Counts, Definition, Name
from registry.errors import Invalid
from tests.conftest import NOW
from tests.inspections.requests import scene
from tests.inspections.requests.test_listing import FAR

LATER = NOW + timedelta(days=30)


def count(conn: Connection, by: By = By.DEPARTMENT, *, now: datetime = LATER, actor: object = None) -> figures.Figures:
    who = actor or scene.DESK
    return figures.figures(conn, who, by=by, from_at=NOW - timedelta(days=1), until_at=LATER, now=now)  # type: ignore[arg-type]


def test_by_hand_raw_and_adjusted(conn: Connection) -> None:
    scene.furnish(conn)
    good, bad = scene.called(conn), scene.called(conn, Opinion.UNSATISFIED, solved=False)
    scene.called(conn, Opinion.NOT_REACHED)
    scene.do(conn, bad, Action.REOPEN, reason="没好")
    scene.assigned(conn)  # nobody was contacted
    scene.do(conn, scene.asked(conn).id, Action.REFUSE, reason="不属本区")  # in no rate
    total = count(conn).total
    assert total.raw == Counts(
        due=4, in_time=3, answered=2, solved=2, calls_response=2, contacted=2, calls_solution=2, said_solved=1,
        calls_satisfaction=2, satisfied=1, basically=0,
    )  # fmt: skip
    assert total.adjusted == total.raw
    asked = appeals.ask(conn, scene.HOUSE, bad, Name.SATISFACTION, "恶意", appeal_id=uuid4(), now=NOW)
    assert count(conn).total.adjusted == total.raw  # asked is not approved
    appeals.decide(conn, scene.LEADER, asked.id, approved=True, decision="属实", if_version=1, now=NOW)
    after = count(conn).total
    assert after.raw == total.raw
    assert (after.adjusted.calls_satisfaction, after.adjusted.satisfied) == (1, 1)
    assert (after.adjusted.due, after.adjusted.calls_solution) == (4, 2)  # the other rates keep it
    assert good


def test_what_is_not_due_is_not_counted_and_no_data_is_none(conn: Connection) -> None:
    scene.furnish(conn)
    scene.assigned(conn)
    assert count(conn, now=NOW).total.raw.due == 0
    plain = figures.as_plain(count(conn, now=NOW), Definition.CALLS)
    assert [one["value"] for one in plain["total"]["raw"]["rates"]] == [None] * 3
    assert count(conn).total.raw.due == 1
    assert count(conn, actor=FAR).rows == ()
    with pytest.raises(Invalid):
        figures.figures(conn, scene.DESK, by=By.MONTH, from_at=NOW, until_at=NOW, now=NOW)


def test_late_is_late_also_after_reopening(conn: Connection) -> None:
    scene.furnish(conn)
    id_ = scene.assigned(conn)
    late = NOW + timedelta(days=20)
    scene.do(conn, id_, Action.ANSWER, now=late, answer="好", result_code="solved")
    scene.do(conn, id_, Action.CALL_BACK, now=late, opinion=Opinion.UNSATISFIED, contacted=True, solved=False)
    scene.do(conn, id_, Action.REOPEN, now=late, reason="没好")
    assert (count(conn).total.raw.due, count(conn).total.raw.in_time) == (1, 0)


def test_each_way_of_counting_adds_up(conn: Connection) -> None:
    scene.furnish(conn)
    scene.called(conn)
    scene.called(conn, area_code="370203")
    codes = {by: [row.code for row in count(conn, by).rows] for by in By}
    assert codes == {
        By.DEPARTMENT: ["LDGL"], By.STREET: ["370203005", ""], By.CHANNEL: ["phone"], By.MONTH: ["2026-11"],
    }  # fmt: skip
    assert len({count(conn, by).total.raw for by in By}) == 1
