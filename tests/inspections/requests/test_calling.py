"""Samples of call backs."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection

from inspections.requests import calling
from inspections.requests.life import Action, Channel, Opinion
from registry.actor import Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound
from tests.conftest import NOW
from tests.inspections.requests import scene
from tests.inspections.tickets.scene import person

PERIOD: dict[str, Any] = {"from_at": NOW, "until_at": NOW + timedelta(days=1), "half_width": 0.1, "now": NOW}


def test_drawn_once_and_counted(conn: Connection) -> None:
    scene.furnish(conn)
    ids = {scene.answered(conn), scene.answered(conn, channel=Channel.WEB)}
    scene.called(conn)  # was called already
    scene.assigned(conn)
    sample = calling.sample(conn, scene.DESK, uuid4(), seed=1, **PERIOD)
    assert (sample.population, sample.size, sample.called) == (2, 2, 0)
    assert calling.sample(conn, scene.DESK, sample.id, seed=1, **PERIOD) == sample
    with pytest.raises(Conflict):
        calling.sample(conn, scene.DESK, sample.id, seed=2, **PERIOD)
    one, other = sorted(ids)
    scene.do(conn, one, Action.CALL_BACK, opinion=Opinion.NOT_REACHED)
    scene.do(conn, other, Action.CALL_BACK, opinion=Opinion.SATISFIED, contacted=True, solved=True)
    after, picks = calling.find(conn, scene.DESK, sample.id)
    assert (after.called, after.reached) == (2, 1)
    assert {(pick.request_id, pick.department) for pick in picks} == {(id_, "LDGL") for id_ in ids}


def test_who_may_and_what_cannot_be(conn: Connection) -> None:
    scene.furnish(conn)
    for actor in (scene.HOUSE, person(Role.DISPATCHER, areas=("370203005",))):
        with pytest.raises(Forbidden):
            calling.sample(conn, actor, uuid4(), seed=1, **PERIOD)
    with pytest.raises(Invalid):
        calling.sample(conn, scene.DESK, uuid4(), seed=1, **PERIOD | {"until_at": NOW})
    with pytest.raises(NotFound):
        calling.find(conn, scene.DESK, uuid4())
    assert calling.sample(conn, scene.DESK, uuid4(), seed=1, **PERIOD).size == 0
