"""Who may see why a ticket went where it went."""

from uuid import uuid4

import pytest
from sqlalchemy import Connection

from inspections.routing.explaining import explain
from registry.actor import Role
from registry.errors import Forbidden, NotFound
from tests.inspections.tickets import scene
from tests.inspections.tickets.scene import DESK, NOW, STRANGER, person


def test_it_is_told_to_whoever_sees_the_ticket(conn: Connection) -> None:
    scene.furnish(conn)
    ticket = scene.hazard(conn)
    assert explain(conn, DESK, ticket, now=NOW).assignee_code == "PSGS"
    for stranger in (STRANGER, person(Role.INSPECTOR, areas=("370202",))):
        with pytest.raises(Forbidden):
            explain(conn, stranger, ticket, now=NOW)
    with pytest.raises(NotFound):
        explain(conn, DESK, uuid4(), now=NOW)
