"""Shares and worklists: what one person walks, in order, and what a second look is not told."""

import itertools
from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from inspections.campaigns import campaign, worklist
from inspections.campaigns.campaign import Campaign
from inspections.campaigns.parameters import Parameters
from registry.actor import SYSTEM
from registry.errors import NotFound
from tests.inspections.campaigns import town
from tests.inspections.campaigns.conftest import Make


@pytest.fixture
def running(conn: Connection, make: Make, now: datetime) -> Campaign:
    made = make(parameters=Parameters(second_look_share=0.2, hours_a_day=1))
    campaign.plan(conn, SYSTEM, made.id, people=3)
    return campaign.start(conn, SYSTEM, made.id, now=now)


def test_the_shares_hold_everything_once(conn: Connection, running: Campaign) -> None:
    shares = worklist.assignments(conn, running.id)
    first = [share for share in shares if not share.second_look]
    assert [share.number for share in first] == [1, 2, 3]
    assert sum(share.targets for share in first) == town.covers()
    seen = [
        target["asset_code"]
        for share in first
        for unit in worklist.worklist(conn, running.id, share.id)
        for target in unit.targets
    ]
    assert len(seen) == len(set(seen)) == town.covers()


def test_units_come_in_walking_order_day_by_day(conn: Connection, running: Campaign) -> None:
    share = worklist.assignments(conn, running.id)[0]
    units = worklist.worklist(conn, running.id, share.id)
    assert [unit.position for unit in units] == list(range(1, share.units + 1))
    by_day = [worklist.worklist(conn, running.id, share.id, day_no=day) for day in range(1, share.days + 1)]
    assert list(itertools.chain(*by_day)) == units
    assert share.days > 1


def test_a_wide_road_is_walked_up_one_side_and_down_the_other(conn: Connection, running: Campaign) -> None:
    across = """update registry.asset a
                   set geom = st_translate(a.geom, 0, -0.00006)
                 where segment_code = :road and setting = 'footway'
                   and code in (select code from registry.asset where segment_code = :road order by code limit 1)"""
    units = [u for s in worklist.assignments(conn, running.id)[:3] for u in worklist.worklist(conn, running.id, s.id)]
    wide = next(u for u in units if u.kind == "segment" and u.name_zh == "横0")
    conn.execute(text(across), {"road": wide.place_code})
    share = next(
        s
        for s in worklist.assignments(conn, running.id)
        if any(u.unit_id == wide.unit_id for u in worklist.worklist(conn, running.id, s.id))
    )
    walked = next(u for u in worklist.worklist(conn, running.id, share.id) if u.unit_id == wide.unit_id).targets
    middle = 36.08
    up, down = ([t["lon"] for t in walked if (t["lat"] > middle) == north] for north in (True, False))
    assert len(down) == 1
    assert up == sorted(up)
    assert walked[-1]["lat"] < middle


def test_a_narrow_road_is_walked_from_end_to_end(conn: Connection, running: Campaign) -> None:
    units = [u for s in worklist.assignments(conn, running.id)[:3] for u in worklist.worklist(conn, running.id, s.id)]
    narrow = next(u for u in units if u.kind == "segment" and u.name_zh == "横1")
    along = [target["lon"] for target in narrow.targets]
    assert along == sorted(along)


def test_a_second_look_is_blind(conn: Connection, running: Campaign, now: datetime) -> None:
    conn.execute(
        text("update inspections.target set result = 'defect', observed_at = :at where campaign_id = :id"),
        {"id": running.id, "at": now},
    )
    conn.execute(
        text("update inspections.campaign_unit set result = 'walked' where campaign_id = :id"), {"id": running.id}
    )
    shares = worklist.assignments(conn, running.id)
    first, second = (next(s for s in shares if s.second_look == twice) for twice in (False, True))
    told = worklist.worklist(conn, running.id, first.id)
    assert {t["result"] for unit in told for t in unit.targets} == {"defect"}
    blind = worklist.worklist(conn, running.id, second.id)
    assert {t["result"] for unit in blind for t in unit.targets} == {None}
    assert {unit.unit_result for unit in blind} == {None}
    assert [unit.position for unit in blind] == list(range(1, second.units + 1))


def test_shares_of_an_account_and_of_an_area(conn: Connection, running: Campaign) -> None:
    made = text("insert into access.account (login, name) values ('walker', 'walker') returning id")
    account_id = conn.execute(made).scalar_one()
    campaign.set_accounts(conn, SYSTEM, running.id, {2: account_id})
    assert [share.number for share in worklist.assignments(conn, running.id, account_id=account_id)] == [2]
    assert worklist.assignments(conn, running.id, areas=["110101"]) == []
    everywhere = worklist.assignments(conn, running.id, areas=[town.DIVISION])
    assert everywhere == worklist.assignments(conn, running.id)
    assert worklist.assignments(conn, running.id, after=2, limit=1)[0].number == 3


def test_an_assignment_of_another_campaign_is_not_found(conn: Connection, running: Campaign, make: Make) -> None:
    share = worklist.assignments(conn, running.id)[0]
    with pytest.raises(NotFound):
        worklist.worklist(conn, make().id, share.id)
