"""A minor defect becomes a ticket once, at a level, and never for strangers."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, text

from inspections.tickets.filing import report_defects
from inspections.tickets.promoting import promote
from inspections.tickets.terms import Level
from registry.actor import Role
from registry.errors import Conflict, Forbidden, NotFound
from tests.inspections.tickets.scene import CREW, DESK, INSPECTOR, NOW, SEWER, person, see


@pytest.fixture
def item(furnished: Connection) -> UUID:
    seen = see(furnished, SEWER, "noise")
    made = report_defects(furnished, INSPECTOR, [seen], now=NOW)[seen.observation_id].item_id
    assert made is not None
    return made


def test_an_item_becomes_a_ticket_once(furnished: Connection, item: UUID) -> None:
    made = promote(furnished, INSPECTOR, item, level=Level.GRID, now=NOW)
    assert made.new
    row = furnished.execute(text("select * from inspections.ticket")).one()
    assert (row.id, row.number) == (made.ticket_id, made.number)
    assert (row.level, row.hazard, row.state) == ("grid", False, "reported")
    again = promote(furnished, DESK, item, level=Level.DISTRICT, now=NOW)
    assert (again.ticket_id, again.new) == (made.ticket_id, False)
    stored = furnished.execute(text("select state, ticket_id from inspections.maintenance_item")).one()
    assert stored == ("ticket", made.ticket_id)


def test_seen_again_the_defect_waits_on_a_new_item_and_joins_the_open_ticket(furnished: Connection, item: UUID) -> None:
    made = promote(furnished, INSPECTOR, item, level=Level.GRID, now=NOW)
    seen = see(furnished, SEWER, "noise")
    second = report_defects(furnished, INSPECTOR, [seen], now=NOW)[seen.observation_id].item_id
    assert second not in {None, item}
    joined = promote(furnished, INSPECTOR, UUID(str(second)), level=Level.DISTRICT, now=NOW)
    assert (joined.ticket_id, joined.new) == (made.ticket_id, False)
    assert furnished.execute(text("select level from inspections.ticket")).scalar_one() == "grid"


def test_who_and_what_may_not(furnished: Connection, item: UUID) -> None:
    with pytest.raises(NotFound):
        promote(furnished, DESK, uuid4(), level=Level.GRID, now=NOW)
    for stranger in (CREW, person(Role.INSPECTOR, areas=("370203006",))):
        with pytest.raises(Forbidden):
            promote(furnished, stranger, item, level=Level.GRID, now=NOW)
    furnished.execute(text("update inspections.maintenance_item set state = 'done'"))
    with pytest.raises(Conflict, match="the item is done"):
        promote(furnished, DESK, item, level=Level.GRID, now=NOW)
