"""What the database refuses about tickets, whoever writes."""

import pytest
from sqlalchemy import Connection, text

from registry.database import told
from registry.errors import JinggeError
from tests.inspections.tickets.scene import NOW, hazard

PLEA = "insert into inspections.ticket_plea (id, ticket_id, kind, reason, until"
SAME = "select id, id, 'extend', 'x', :now"


@pytest.mark.parametrize(
    ("deed", "name"),
    [
        ("update inspections.ticket set state = 'closed'", "ticket_ended"),
        ("update inspections.ticket set closed_at = :now", "ticket_ended"),
        ("update inspections.ticket set state = 'lost'", "ticket_state"),
        ("update inspections.ticket set parent_id = id", "ticket_is_not_its_parent"),
        ("update inspections.ticket set level = 'moon'", "ticket_level"),
        (
            f"{PLEA}, asked_by, asked_at, first_by, first_at) {SAME}, id, :now, id, :now from inspections.ticket",
            "ticket_plea_of_three",
        ),
        (
            f"{PLEA}, asked_at, denied_at, dropped_at) {SAME}, :now, :now, :now from inspections.ticket",
            "ticket_plea_decided_once",
        ),
    ],
)
def test_a_broken_invariant_is_refused_by_name(furnished: Connection, deed: str, name: str) -> None:
    hazard(furnished)
    with pytest.raises(JinggeError) as refused, told():
        furnished.execute(text(deed), {"now": NOW})
    assert name in str(refused.value.fields) + refused.value.message
