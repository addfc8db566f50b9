"""What only a person can settle, and what follows from the answer."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from inspections.observations.reviews import Answer, refused, resolve, waiting
from registry.errors import Conflict, Forbidden, Invalid, NotFound
from tests.inspections.observations.quarter import (
    CAMPAIGN,
    EAST,
    FAR,
    NOW,
    WEST,
    Desk,
    code,
    hazard,
    inspector,
    item_id,
    look,
    place,
)

BETWEEN = place(WEST, 1, east_m=15, accuracy_m=12)


def _resolve(desk: Desk, name: object, *, areas: str = "370203", **answer: object) -> None:
    resolve(desk.conn, inspector(areas), UUID(item_id(name)), Answer(**answer), now=NOW)  # type: ignore[arg-type]  # by name


def test_what_waits_is_listed_in_pages_within_the_areas(desk: Desk) -> None:
    desk.send(look(1, position=BETWEEN), look(2, code(EAST, 0), device_time="soon"), look(3, code(WEST, 0)))
    desk.send(look(4, code(FAR, 0), device_time="soon"), actor=inspector(FAR))
    assert {(str(row.id), row.review) for row in waiting(desk.conn, inspector())} == {
        (item_id(1), "match"),
        (item_id(2), "time"),
    }
    (first,) = waiting(desk.conn, inspector(), limit=1)
    (second,) = waiting(desk.conn, inspector(), limit=1, after=(first.received_at, first.id))
    assert first.id != second.id
    assert not waiting(desk.conn, inspector(), after=(second.received_at, second.id))
    assert len(waiting(desk.conn, inspector(FAR))) == 1


def test_naming_the_asset_enters_the_ledger_and_the_maintenance_list(desk: Desk) -> None:
    desk.send(hazard(1, position=BETWEEN, defect_code="noise"), campaign_id=CAMPAIGN)
    assert desk.all("select count(*) from inspections.maintenance_item") == [(0,)]
    for _ in range(2):
        _resolve(desk, 1, asset_code=code(WEST, 1))
    assert desk.target(code(WEST, 1)) == ("defect", NOW - timedelta(minutes=5), None)
    assert desk.all("select asset_code, sightings from inspections.maintenance_item") == [(code(WEST, 1), 1)]
    assert desk.all("select matched_by, review from inspections.observation") == [("desk", None)]
    assert not waiting(desk.conn, inspector())


def test_none_of_the_register_is_an_answer(desk: Desk) -> None:
    desk.send(look(1, result="new", position=BETWEEN))
    _resolve(desk, 1, no_asset=True)
    assert desk.all("select asset_code, matched_by, review from inspections.observation") == [(None, "desk", None)]


def test_a_time_that_is_told_lets_the_look_win(desk: Desk) -> None:
    desk.send(look(1, code(WEST, 0), minutes=30), look(2, code(WEST, 0), device_time="soon", result="not_found"))
    desk.send(look(3, code(WEST, 0), minutes=30), campaign_id=CAMPAIGN)
    desk.send(hazard(4, code(WEST, 0), device_time="soon", defect_code="noise"), campaign_id=CAMPAIGN)
    assert desk.target(code(WEST, 0))[0] == "fine"
    _resolve(desk, 4, observed_at=NOW - timedelta(minutes=10))
    assert desk.target(code(WEST, 0)) == ("defect", NOW - timedelta(minutes=10), None)
    assert desk.all("select sightings from inspections.maintenance_item") == [(1,)], "reported when it came, not again"


def test_an_answer_answers_just_what_is_asked(desk: Desk) -> None:
    desk.send(look(1, code(WEST, 0), position=place(EAST, 0), device_time="soon"), look(2, code(WEST, 1)))
    seen = NOW - timedelta(minutes=10)
    for wrong in ({}, {"place_ok": True}, {"asset_code": code(WEST, 1), "observed_at": seen, "place_ok": True}):
        with pytest.raises(Conflict, match="place, time"):
            _resolve(desk, 1, **wrong)
    _resolve(desk, 1, place_ok=True, observed_at=seen)
    with pytest.raises(Conflict, match="nothing"):
        _resolve(desk, 2)
    with pytest.raises(Conflict):
        _resolve(desk, 1, observed_at=seen - timedelta(minutes=1))


def test_the_same_answer_by_an_older_code_changes_nothing(desk: Desk) -> None:
    desk.send(look(1, position=BETWEEN))
    older = "3702030102000999"
    desk.all(f"insert into registry.alias values ('asset', 'old', '{older}', '{code(WEST, 1)}') returning 1")
    for _ in range(2):
        _resolve(desk, 1, asset_code=older)
    assert desk.all("select asset_code from inspections.observation") == [(code(WEST, 1),)]


def test_what_was_seen_after_the_end_is_settled_beside_the_ledger(desk: Desk) -> None:
    desk.send(look(1, position=BETWEEN, minutes=1), campaign_id=CAMPAIGN)
    desk.all(f"update inspections.campaign set ended_at = '{NOW - timedelta(minutes=30)}' returning 1")
    _resolve(desk, 1, asset_code=code(WEST, 1))
    assert desk.target(code(WEST, 1)) == (None, None, None)


def test_wrong_answers_are_told(desk: Desk) -> None:
    desk.send(look(1, position=BETWEEN), look(2, code(WEST, 0), device_time="soon"))
    with pytest.raises(NotFound):
        resolve(desk.conn, inspector(), uuid4(), Answer(no_asset=True), now=NOW)
    with pytest.raises(Forbidden):
        _resolve(desk, 1, areas=FAR, no_asset=True)
    with pytest.raises(Forbidden):
        _resolve(desk, 1, areas=WEST, asset_code=code(EAST, 0))
    with pytest.raises(Invalid, match="no asset"):
        _resolve(desk, 1, asset_code="37020301002999999")
    for odd in (NOW + timedelta(seconds=1), NOW - timedelta(days=400)):
        with pytest.raises(Invalid, match="observed_at"):
            _resolve(desk, 2, observed_at=odd)


def test_refused_items_are_listed_newest_first(desk: Desk) -> None:
    desk.send(look(1, code(FAR, 0)), look(2))
    desk.send(look(3), actor=inspector(name="other"))
    mine = refused(desk.conn, account_id=inspector().account_id)
    assert [row.item_id for row in mine] == [item_id(2), item_id(1)]
    assert [row.item_id for row in refused(desk.conn, account_id=None, limit=1)] == [item_id(3)]
    assert [row.item_id for row in refused(desk.conn, account_id=None, before=mine[0].id)] == [item_id(1)]


def test_a_ticket_opened_by_place_takes_the_asset_that_the_desk_names(desk: Desk) -> None:
    (first,) = desk.send(hazard(1, position=BETWEEN), campaign_id=CAMPAIGN)
    for _ in range(2):
        _resolve(desk, 1, asset_code=code(WEST, 1))
    (later,) = desk.send(hazard(2, code(WEST, 1)))
    assert later.ticket_number == first.ticket_number, "no second ticket for the same hole"
    tickets = desk.all("select asset_code, class_code, community_code, state, version from inspections.ticket")
    assert tickets == [(code(WEST, 1), "01002", WEST, "reported", 2)]
    assert desk.all("select action, version from inspections.ticket_event order by version") == [
        ("report", 1),
        ("identify", 2),
    ]


def test_a_ticket_opened_by_place_gives_way_to_the_open_ticket_of_the_asset(desk: Desk) -> None:
    (by_place,) = desk.send(hazard(1, position=BETWEEN))
    (of_asset,) = desk.send(hazard(2, code(WEST, 1)))
    assert by_place.ticket_number != of_asset.ticket_number
    _resolve(desk, 1, asset_code=code(WEST, 1))
    states = desk.all("select number, state, version from inspections.ticket order by number")
    assert states == [(by_place.ticket_number, "void", 2), (of_asset.ticket_number, "reported", 1)]
    moved = (
        "select distinct t.number from inspections.ticket_sighting s join inspections.ticket t on t.id = s.ticket_id"
    )
    assert desk.all(moved) == [(of_asset.ticket_number,)]
    (told,) = desk.all("select reason from inspections.ticket_event where action = 'void'")
    assert str(of_asset.ticket_number) in str(told[0])


def test_two_tickets_under_way_are_left_for_a_person_to_merge(desk: Desk) -> None:
    desk.send(hazard(1, position=BETWEEN), hazard(2, code(WEST, 1)))
    desk.all(f"update inspections.ticket set state = 'dispatched', dispatched_at = '{NOW}' returning 1")
    _resolve(desk, 1, asset_code=code(WEST, 1))
    assert desk.all("select state, version from inspections.ticket") == [("dispatched", 1)] * 2


def test_a_hazard_of_no_asset_keeps_its_ticket(desk: Desk) -> None:
    desk.send(hazard(1, position=BETWEEN))
    _resolve(desk, 1, no_asset=True)
    assert desk.all("select asset_code, state, version from inspections.ticket") == [(None, "reported", 1)]
