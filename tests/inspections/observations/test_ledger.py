"""The ledger: the look seen last holds, in whatever order looks come."""

import itertools
from datetime import timedelta
from uuid import UUID

import pytest

from inspections.observations import ledger
from tests.inspections.observations.quarter import CAMPAIGN, FAR, NOW, WEST, Desk, code, inspector, item_id, look


def test_the_last_look_holds_in_any_order(desk: Desk) -> None:
    looks = [
        look("a", code(WEST, 0), minutes=30),
        look("b", code(WEST, 0), minutes=20, result="not_found"),
        look("c", code(WEST, 0), minutes=10, result="no_access"),
        look("d", code(WEST, 0), device_time="soon"),
    ]
    for order in itertools.permutations(looks):
        for batches in ([order], [[one] for one in order]):
            with desk.conn.begin_nested() as attempt:
                for batch in batches:
                    desk.send(*batch, campaign_id=CAMPAIGN)
                assert desk.target(code(WEST, 0)) == ("no_access", NOW - timedelta(minutes=10), None)
                attempt.rollback()


def test_a_look_without_a_time_only_fills_what_is_empty(desk: Desk) -> None:
    desk.send(look("d", code(WEST, 0), device_time="soon", result="not_found"), campaign_id=CAMPAIGN)
    assert desk.target(code(WEST, 0)) == ("not_found", None, None)


def test_a_second_look_stands_beside_the_first(desk: Desk) -> None:
    desk.send(look("a", code(WEST, 0), minutes=30), campaign_id=CAMPAIGN)
    for name, minutes, result in (("b", 10, "not_found"), ("c", 20, "no_access")):
        again = look(name, code(WEST, 0), minutes=minutes, result=result)
        desk.send(again, actor=inspector(name="other"), campaign_id=CAMPAIGN, second_look=True)
    assert desk.target(code(WEST, 0)) == ("fine", NOW - timedelta(minutes=30), "not_found")


def test_outside_the_frozen_scope_nothing_is_entered(desk: Desk) -> None:
    desk.send(look("a", code(FAR, 0)), actor=inspector("370203"), campaign_id=CAMPAIGN)
    assert desk.all("select count(*) from inspections.target where result is not null") == [(0,)]


@pytest.mark.parametrize("second_look", [False, True])
def test_entering_again_changes_nothing(desk: Desk, second_look: bool) -> None:
    desk.send(look("a", code(WEST, 0)), look("b", code(WEST, 1)), campaign_id=CAMPAIGN, second_look=second_look)
    before = desk.all("select * from inspections.target order by campaign_id, asset_code")
    ledger.cover(desk.conn, UUID(CAMPAIGN), [item_id("a"), item_id("b")], second_look=second_look)
    assert desk.all("select * from inspections.target order by campaign_id, asset_code") == before


def test_visits_hold_in_any_order(desk: Desk) -> None:
    ((unit,),) = desk.all("select min(id) from inspections.campaign_unit where campaign_id = :id", id=CAMPAIGN)
    visits = [
        {"id": item_id("a"), "unit_id": unit, "result": "walked", "device_time": look(0, minutes=30)["device_time"]},
        {"id": item_id("b"), "unit_id": unit, "result": "no_access", "device_time": look(0, minutes=10)["device_time"]},
        {"id": item_id("c"), "unit_id": unit, "result": "walked", "device_time": None},
    ]
    for order in itertools.permutations(visits):
        with desk.conn.begin_nested() as attempt:
            for one in order:
                desk.send(one, campaign_id=CAMPAIGN)
            told = desk.all("select result, visited_at from inspections.campaign_unit where id = :unit", unit=unit)
            assert told == [("no_access", NOW - timedelta(minutes=10))]
            attempt.rollback()
