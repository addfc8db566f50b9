"""The tables keep what the outbox promises; their columns are compared in tests/inspections/test_tables.py."""

import pytest
from sqlalchemy import Connection, text

from inspections.outbox import numbering
from inspections.outbox.tables import delivery, outbox, webhook
from registry.database import told
from registry.errors import Conflict
from tests.inspections.outbox import scene
from tests.inspections.tickets.scene import DESK, hazard


def test_they_are_of_this_schema() -> None:
    assert {table.schema for table in (outbox, webhook, delivery)} == {"inspections"}


def test_every_event_has_its_row_in_the_same_transaction_quiet_ones_too(furnished: Connection) -> None:
    ticket_id = hazard(furnished)
    scene.step(furnished, ticket_id, DESK, "file", 1)
    urged = scene.urge(furnished, ticket_id)
    rows = furnished.execute(text("select id, action, body, number from inspections.outbox order by seq")).all()
    events = furnished.execute(text("select id from inspections.ticket_event order by seq")).scalars().all()
    assert [row.id for row in rows] == events
    assert [row.action for row in rows] == ["report", "file", "urge"]
    assert rows[-1].id == urged
    assert (rows[1].body["state"], rows[1].body["version"], rows[1].body["hazard"]) == ("filed", 2, True)
    assert "because" not in str(rows[1].body), "nothing that somebody typed leaves the house"
    assert {row.number for row in rows} == {None}


@pytest.mark.parametrize(
    "change",
    ["update inspections.outbox set number = number + 1", "delete from inspections.outbox",
     "update inspections.outbox set number = null", "update inspections.outbox set body = '{}'"],
)  # fmt: skip
def test_a_row_is_numbered_once_and_never_changed(furnished: Connection, change: str) -> None:
    hazard(furnished)
    numbering.number(furnished)
    with pytest.raises(Conflict, match="only ever added"), told():
        furnished.execute(text(change))
