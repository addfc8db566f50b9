"""The maintenance list: in one's areas, in pages, each item once."""

from uuid import UUID

import pytest
from sqlalchemy import Connection, text

from inspections.tickets.filing import report_defects
from inspections.tickets.maintenance import list_items
from registry.actor import Role
from tests.inspections.tickets.scene import CREW, DESK, FAR, INSPECTOR, NOW, OTHER_SEWER, SEWER, person, see
from tests.registry import quarter


@pytest.fixture
def four(furnished: Connection) -> None:
    things = [(SEWER, "noise"), (SEWER, "height"), (OTHER_SEWER, "noise"), (FAR, "marking"), (SEWER, "noise")]
    report_defects(furnished, INSPECTOR, [see(furnished, *thing) for thing in things], now=NOW)


@pytest.mark.usefixtures("four")
def test_items_by_asset_and_defect_with_names_and_places(furnished: Connection) -> None:
    page = list_items(furnished, DESK)
    assert [(item.asset_code, item.defect_code, item.sightings) for item in page.items] == [
        (SEWER, "height", 1),
        (SEWER, "noise", 2),
        (OTHER_SEWER, "noise", 1),
        (FAR, "marking", 1),
    ]
    assert (page.items[0].lon, page.items[0].lat) == pytest.approx(quarter.at(35, 7), abs=1e-7)
    assert page.items[1].defect.zh == "异响"
    assert page.next is None


@pytest.mark.usefixtures("four")
def test_pages_hold_every_item_once(furnished: Connection) -> None:
    seen: list[UUID] = []
    after = None
    while True:
        page = list_items(furnished, DESK, limit=3, after=after)
        seen += [item.id for item in page.items]
        after = page.next
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 4


@pytest.mark.usefixtures("four")
def test_areas_and_filters(furnished: Connection) -> None:
    assert len(list_items(furnished, person(Role.STEWARD, areas=("370203005",))).items) == 3
    assert list_items(furnished, CREW).items == []
    assert len(list_items(furnished, DESK, defect="noise").items) == 2
    assert len(list_items(furnished, DESK, asset=SEWER).items) == 2
    assert len(list_items(furnished, DESK, area="370203007").items) == 1
    furnished.execute(text("update inspections.maintenance_item set state = 'done' where defect_code = 'noise'"))
    assert len(list_items(furnished, DESK).items) == 2
    assert len(list_items(furnished, DESK, state="done").items) == 2
    assert len(list_items(furnished, DESK, state=None).items) == 4
