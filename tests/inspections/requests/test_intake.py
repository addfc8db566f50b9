"""Requests as they come in."""

from uuid import uuid4

import pytest
from sqlalchemy import Connection, text

from inspections.requests import intake
from inspections.requests.life import State
from inspections.requests.steps import locked
from registry.errors import Conflict, Invalid
from tests.conftest import NOW
from tests.inspections.requests import scene


def test_it_has_a_number_and_waits_with_a_proposal(conn: Connection) -> None:
    scene.furnish(conn)
    first, second = scene.asked(conn), scene.asked(conn)
    assert first.number == "SQ20261123-00001"
    assert second.number == "SQ20261123-00002"
    assert first.key != second.key
    request = locked(conn, first.id)
    assert (request.state, request.assignee_code, request.version) == (State.RECEIVED, "LDGL", 1)
    assert scene.PHONE not in request.said
    assert "138****5678" in request.said
    assert intake.streets(conn)


def test_sent_again_it_is_the_same(conn: Connection) -> None:
    scene.furnish(conn)
    item = scene.item()
    first = intake.receive(conn, scene.DESK, item, now=NOW)
    again = intake.receive(conn, scene.DESK, item, now=NOW)
    assert (again.number, again.key, again.same, first.same) == (first.number, first.key, True, False)
    assert conn.execute(text("select count(*) from inspections.request_event")).scalar() == 1
    with pytest.raises(Conflict, match="another request"):
        intake.receive(conn, scene.DESK, scene.item(id=item.id, source="else"), now=NOW)


def test_what_cannot_be_taken(conn: Connection) -> None:
    scene.furnish(conn)
    for wrong in ({"said": " "}, {"said": "路" * 4001}, {"area_code": "999999"}, {"matter_code": "none"}):
        with pytest.raises(Invalid):
            intake.receive(conn, scene.DESK, scene.item(id=uuid4(), **wrong), now=NOW)
