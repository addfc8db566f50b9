"""A split ticket closes after its children."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, text

from inspections.tickets import children
from inspections.tickets.steps import take
from inspections.tickets.ticket import Ticket
from registry.errors import Conflict, Invalid
from tests.inspections.tickets.scene import DESK, NOW, hazard


def act(conn: Connection, ticket_id: UUID, action: str, version: int, **data: object) -> Ticket:
    asked = {"action": action, "event_id": uuid4(), "if_version": version, "reason": "two jobs", "data": data}
    return take(conn, DESK, ticket_id, now=NOW, **asked)  # type: ignore[arg-type]  # by name


def test_a_parent_ends_after_its_children(furnished: Connection) -> None:
    parent = hazard(furnished)
    act(furnished, parent, "file", 1)
    same, road = uuid4(), uuid4()
    parts = [
        {"id": str(same), "defect_code": "missing", "note": "the lid"},
        {"id": str(road), "defect_code": "surface", "assignee_code": "SZGS"},
    ]
    act(furnished, parent, "split", 2, children=parts)
    opened = children.of_ticket(furnished, parent)
    assert {(one.id, one.defect_code) for one in opened} == {(same, "missing"), (road, "surface")}
    assert {one.state for one in opened} == {"filed"}
    row = furnished.execute(text("select * from inspections.ticket where id = :id"), {"id": road}).one()
    assert (row.assignee_code, row.hazard, row.parent_id, row.filed_at) == ("SZGS", False, parent, NOW)
    assert (
        row.micro_grid_code
        == furnished.execute(
            text("select micro_grid_code from inspections.ticket where id = :id"), {"id": parent}
        ).scalar_one()
    )
    with pytest.raises(Conflict, match="child ticket is still open"):
        act(furnished, parent, "void", 3)
    for child in (same, road):
        act(furnished, child, "void", 1)
    assert act(furnished, parent, "void", 3).state == "void"


def test_a_child_names_what_is_known(furnished: Connection) -> None:
    parent = hazard(furnished)
    act(furnished, parent, "file", 1)
    with pytest.raises(Invalid, match="'paint' is no defect"):
        act(furnished, parent, "split", 2, children=[{"id": str(uuid4()), "defect_code": "paint"}])
    with pytest.raises(Invalid, match="needs at least one child"):
        act(furnished, parent, "split", 2)
