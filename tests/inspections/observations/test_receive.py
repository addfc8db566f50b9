"""Batches come in: stored once, refused with a reason, entered in the ledger, made into tickets."""

import pytest

from inspections.observations.receive import Status
from registry.actor import SYSTEM
from registry.errors import Forbidden
from tests.inspections.observations.quarter import (
    CAMPAIGN,
    EAST,
    ELSEWHERE,
    ENDED,
    FAR,
    LAT,
    NOW,
    PLANNED,
    WEST,
    Desk,
    code,
    hazard,
    inspector,
    item_id,
    look,
    place,
)


def test_a_look_is_stored_with_the_hash_of_its_content(desk: Desk) -> None:
    item = look(1, code(WEST, 0), position=place(WEST, 0))
    (receipt,) = desk.send(item, campaign_id=CAMPAIGN)
    assert (receipt.id, receipt.status, receipt.review) == (item["id"], "accepted", None)
    columns = "asset_code, matched_by, result, encode(content_sha256, 'hex'), skew_s"
    assert desk.all(f"select {columns} from inspections.observation") == [
        (code(WEST, 0), "code", "fine", receipt.content_sha256, 0)
    ]


def test_a_replay_is_known_and_tells_what_the_first_answer_told(desk: Desk) -> None:
    item = hazard(1, code(WEST, 0))
    (first,) = desk.send(item)
    (again,) = desk.send(item)
    assert (first.status, again.status) == (Status.ACCEPTED, Status.KNOWN)
    assert first.ticket_number
    assert (again.ticket_number, again.content_sha256, again.asset_code) == (
        first.ticket_number,
        first.content_sha256,
        first.asset_code,
    )
    assert desk.all("select count(*) from inspections.observation") == [(1,)]


def test_the_same_item_twice_in_one_batch_is_stored_once(desk: Desk) -> None:
    item = look(1, code(WEST, 0))
    assert [one.status for one in desk.send(item, dict(item))] == ["accepted", "known"]


def test_an_id_with_other_content_is_refused_and_kept(desk: Desk) -> None:
    desk.send(look(1, code(WEST, 0)))
    for items in ([look(1, code(WEST, 1))], [look(2, code(WEST, 1)), look(2, code(WEST, 2))]):
        assert desk.send(*items)[-1].reason == "id_reused"
    assert desk.all("select asset_code from inspections.observation order by 1") == [(code(WEST, 0),), (code(WEST, 1),)]
    assert desk.all("select reason, content ->> 'asset_code' from inspections.observation_refused order by id") == [
        ("id_reused", code(WEST, 1)),
        ("id_reused", code(WEST, 2)),
    ]


BAD: dict[str, tuple[object, str]] = {
    "no object": (7, "form"),
    "no id": ({"result": "fine", "asset_code": code(WEST, 1)}, "form"),
    "longitude out of range": (look("b", position=place(WEST, 1) | {"lon": 200}), "position"),
    "swapped": (look("b", position={"lon": 36.085, "lat": 120.371, "accuracy_m": 4}), "position"),
    "not a number": (look("b", position=place(WEST, 1) | {"lat": float("nan")}), "position"),
    "nowhere": (look("b"), "no_place"),
    "in the sea": (look("b", position={"lon": 0.0, "lat": 0.0, "accuracy_m": 4}), "area"),
    "unknown asset": (look("b", "37020301002999999"), "unknown_asset"),
    "unknown defect": (hazard("b", code(WEST, 1), defect_code="dragon"), "unknown_defect"),
    "unknown unit": ({"id": item_id("b"), "unit_id": 999_999, "result": "walked"}, "unknown_unit"),
    "another street": (look("b", code(FAR, 1)), "area"),
    "another street by position": (look("b", position=place(FAR, 1)), "area"),
    "half a character": (look("b", code(WEST, 1), note="\ud83d"), "form"),
    "a zero character": (look("b", code(WEST, 1), note="a\x00b"), "form"),
    "field nobody reads": (look("b", code(WEST, 1), colour="red"), "form"),
}


@pytest.mark.parametrize(("bad", "reason"), BAD.values(), ids=BAD.keys())
def test_one_bad_item_is_refused_and_kept_and_its_neighbours_are_stored(desk: Desk, bad: object, reason: str) -> None:
    for _ in range(2):
        receipts = desk.send(look(1, code(WEST, 0)), bad, look(2, code(EAST, 0)), campaign_id=CAMPAIGN)
        assert [one.status == "refused" for one in receipts] == [False, True, False]
        assert receipts[1].reason == reason
        assert receipts[1].detail
    assert desk.all("select reason from inspections.observation_refused") == [(reason,)]
    assert desk.all("select count(*) from inspections.observation") == [(2,)]


@pytest.mark.parametrize("campaign", [PLANNED, ELSEWHERE, item_id("no campaign")])
def test_a_campaign_that_is_not_ones_own_or_does_not_run_takes_nothing(desk: Desk, campaign: str) -> None:
    receipts = desk.send(look(1, code(WEST, 0)), hazard(2, code(WEST, 1)), campaign_id=campaign)
    assert [one.reason for one in receipts] == ["campaign", "campaign"]
    assert desk.all("select count(*) from inspections.observation_refused") == [(2,)]


def test_an_ended_campaign_still_takes_what_was_seen_in_time(desk: Desk) -> None:
    desk.send(look(1, code(WEST, 0), minutes=6 * 1440), look(2, code(WEST, 1)), campaign_id=ENDED)
    counted = "select asset_code from inspections.target where campaign_id = :id and result is not null"
    assert desk.all(counted, id=ENDED) == [(code(WEST, 0),)]
    assert desk.all("select count(*) from inspections.observation") == [(2,)]


@pytest.mark.parametrize("said", ["yesterday", None, "2031-01-01T00:00:00+08:00", "0001-01-01T00:00:00+08:00"])
def test_a_hazard_is_never_refused_for_its_time(desk: Desk, said: str | None) -> None:
    (receipt,) = desk.send(hazard(1, code(WEST, 0), device_time=said), campaign_id=CAMPAIGN)
    assert (receipt.status, receipt.review) == ("accepted", "time")
    assert receipt.ticket_number
    assert desk.target(code(WEST, 0)) == ("defect", None, None)


def test_a_wrong_clock_is_set_right_and_marked(desk: Desk) -> None:
    item = look(1, code(WEST, 0), device_time="1970-01-01T08:00:00+08:00")
    (receipt,) = desk.send(item, device_time="1970-01-01T08:30:00+08:00", campaign_id=CAMPAIGN)
    assert receipt.review is None
    skew, seen = "round(skew_s::numeric) <> 0", f"observed_at = timestamptz '{NOW.isoformat()}' - interval '30 minutes'"
    assert desk.all(f"select {skew}, {seen} from inspections.observation") == [(True, True)]


def test_a_hazard_between_two_covers_gets_a_ticket_at_its_place_and_candidates(desk: Desk) -> None:
    (receipt,) = desk.send(hazard(1, position=place(WEST, 1, east_m=15, accuracy_m=12)))
    assert (receipt.status, receipt.review, receipt.asset_code) == ("accepted", "match", None)
    assert {one.asset_code for one in receipt.candidates[:2]} == {code(WEST, 1), code(WEST, 2)}
    assert desk.all("select number, asset_code from inspections.ticket") == [(receipt.ticket_number, None)]
    (again,) = desk.send(hazard(1, position=place(WEST, 1, east_m=15, accuracy_m=12)))
    assert again.candidates == receipt.candidates


def test_a_position_near_one_cover_decides(desk: Desk) -> None:
    (receipt,) = desk.send(look(1, position=place(WEST, 1, east_m=3)))
    assert (receipt.asset_code, receipt.review) == (code(WEST, 1), None)
    ((how, certainty),) = desk.all("select matched_by, match_certainty from inspections.observation")
    assert how == "position"
    assert float(str(certainty)) > 0.8


def test_codes_picks_and_old_codes_are_followed(desk: Desk) -> None:
    desk.send(look(1, "3702030102000001"), look(2, pick=code(WEST, 3)))
    found = desk.all("select asset_code, matched_by from inspections.observation order by asset_code")
    assert found == [(code(WEST, 0), "code"), (code(WEST, 3), "pick")]


def test_a_code_seen_far_from_its_place_is_kept_for_review(desk: Desk) -> None:
    (receipt,) = desk.send(look(1, code(WEST, 0), position=place(EAST, 0)))
    assert (receipt.status, receipt.review) == ("accepted", "place")


def test_a_minor_defect_goes_on_the_maintenance_list(desk: Desk) -> None:
    (receipt,) = desk.send(hazard(1, code(WEST, 0), defect_code="noise"))
    assert receipt.ticket_number is None
    assert desk.all("select asset_code, sightings from inspections.maintenance_item") == [(code(WEST, 0), 1)]


def test_promised_photos_are_written_down(desk: Desk) -> None:
    desk.send(hazard(1, code(WEST, 0), photos=["ab" * 32, "cd" * 32, "ab" * 32]))
    promised = desk.all("select subject_id::text, original_sha256 from inspections.photo_promise order by 2")
    assert promised == [(item_id(1), "ab" * 32), (item_id(1), "cd" * 32)]


def test_visits_of_units_are_stored_once_and_the_last_one_holds(desk: Desk) -> None:
    ((unit,),) = desk.all("select min(id) from inspections.campaign_unit where campaign_id = :id", id=CAMPAIGN)
    late = {"id": item_id(1), "unit_id": unit, "result": "walked", "device_time": look(0, minutes=1)["device_time"]}
    early = late | {"id": item_id(2), "result": "no_access", "device_time": look(0, minutes=9)["device_time"]}
    assert [one.status for one in desk.send(late, early, campaign_id=CAMPAIGN)] == ["accepted", "accepted"]
    assert [one.status for one in desk.send(early, late, campaign_id=CAMPAIGN)] == ["known", "known"]
    assert desk.all("select result from inspections.campaign_unit where id = :unit", unit=unit) == [("walked",)]
    (other,) = desk.send(late | {"id": item_id(3)})
    assert other.reason == "campaign", "a unit is visited within its campaign"


def test_nobody_sends_nothing(desk: Desk) -> None:
    with pytest.raises(Forbidden):
        desk.send(look(1, code(WEST, 0)), actor=SYSTEM)


def test_of_one_id_the_first_item_holds_whatever_its_kind(desk: Desk) -> None:
    (unit,) = desk.all("select id from inspections.campaign_unit where campaign_id = :id limit 1", id=CAMPAIGN)[0]
    walked = {"id": item_id(1), "unit_id": unit, "result": "walked", "device_time": NOW.isoformat()}
    receipts = desk.send(look(1, code(WEST, 0)), walked, campaign_id=CAMPAIGN)
    assert [one.status for one in receipts] == ["accepted", "refused"]
    (again,) = desk.send(walked, campaign_id=CAMPAIGN)
    assert (again.status, again.reason) == ("refused", "id_reused")
    assert desk.all("select count(*) from inspections.unit_visit") == [(0,)]


@pytest.mark.parametrize(("lat", "status"), [(LAT + 0.015, "accepted"), (LAT + 0.03, "refused"), (-LAT, "refused")])
def test_a_hazard_far_from_every_community_is_refused_even_to_those_who_see_the_whole_division(
    desk: Desk, lat: float, status: str
) -> None:
    at = place(WEST, 0) | {"lat": lat}
    (receipt,) = desk.send(hazard(1, position=at), actor=inspector("370203"))
    assert receipt.status == status
    assert desk.all("select count(*) from inspections.ticket") == [(int(status == "accepted"),)]
