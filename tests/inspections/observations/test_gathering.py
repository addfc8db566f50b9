"""Facts come from the database, one statement for each kind of question."""

from sqlalchemy import Connection, event

from inspections.observations.batches import read_batch
from inspections.observations.gathering import asset_by_code, gather
from inspections.observations.items import read_items
from inspections.observations.verdicts import Facts
from tests.inspections.observations.quarter import (
    CAMPAIGN,
    NOW,
    WEST,
    Desk,
    code,
    hazard,
    inspector,
    item_id,
    look,
    place,
    sent,
)


def _facts(conn: Connection, *items: object, **envelope: object) -> Facts:
    batch = read_batch(sent(*items, **envelope))
    return gather(conn, inspector(), batch, read_items(batch.items))


def test_what_the_items_raise_is_known(desk: Desk) -> None:
    ((unit,),) = desk.all("select min(id) from inspections.campaign_unit where campaign_id = :id", id=CAMPAIGN)
    facts = _facts(
        desk.conn,
        look(1, code(WEST, 0)),
        look(2, "3702030102000001"),
        hazard(3, "37020301002999999", defect_code="noise"),
        look(4, position=place(WEST, 1, east_m=12, accuracy_m=6)),
        {"id": item_id(5), "unit_id": unit, "result": "walked"},
        campaign_id=CAMPAIGN,
    )
    assert facts.campaign is not None
    assert (facts.campaign.state, facts.campaign.earliest < NOW) == ("running", True)
    assert facts.assets["3702030102000001"] is not None
    assert facts.assets["3702030102000001"].code == code(WEST, 0)
    assert "37020301002999999" not in facts.assets
    assert facts.defects == {"noise"}
    assert [near.asset_code for near in facts.near[3]] == [code(WEST, 1), code(WEST, 2)]
    assert [round(near.distance_m) for near in facts.near[3]] == [12, 18]
    assert facts.communities == {3: WEST}
    assert isinstance(unit, int)
    assert (facts.units[unit].community_code, facts.units[unit].own) == (WEST, False)


def test_the_number_of_statements_does_not_grow_with_the_items(desk: Desk) -> None:
    statements: list[str] = []
    event.listen(desk.conn, "before_cursor_execute", lambda *args: statements.append(args[2]))
    _facts(
        desk.conn,
        *(look(n, code(WEST, n % 5)) for n in range(50)),
        *(look(n, position=place(WEST, 1)) for n in range(50)),
    )
    assert len(statements) == 3


def test_an_asset_is_found_by_code_or_alias(desk: Desk) -> None:
    found = asset_by_code(desk.conn, "3702030102000001")
    assert found is not None
    assert found.code == code(WEST, 0)
    assert asset_by_code(desk.conn, "37020301002999999") is None
