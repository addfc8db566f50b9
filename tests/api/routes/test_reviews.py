"""The desk settles what waits for a person."""

import pytest
from starlette.testclient import TestClient

from registry.actor import Role
from tests.api.support import Service
from tests.inspections.observations.quarter import FAR, WEST, code, item_id, look, place, sent

PATH = "/api/v1/observations"


@pytest.fixture
def phone(quarter_service: Service) -> TestClient:
    phone = quarter_service.client(Role.INSPECTOR, areas=["370203005"])
    between = place(WEST, 1, east_m=15, accuracy_m=12)
    phone.post(PATH, json=sent(look(1, position=between), look(2, code(WEST, 0), device_time="soon")))
    return phone


def test_the_desk_settles_page_by_page(phone: TestClient, quarter_service: Service) -> None:
    desk = quarter_service.client(Role.DISPATCHER, areas=["370203005"])
    first = desk.get(f"{PATH}/review", params={"limit": 1}).json()
    second = desk.get(f"{PATH}/review", params={"limit": 1, "after": first["next"]}).json()
    by_word = {one["review"]: one for page in (first, second) for one in page["items"]}
    assert by_word.keys() == {"match", "time"}
    pick = by_word["match"]["candidates"][0]["asset_code"]
    for _ in range(2):
        answer = desk.post(f"{PATH}/{item_id(1)}/settlement", json={"asset_code": pick})
        assert answer.status_code == 204, answer.text
    assert [one["id"] for one in desk.get(f"{PATH}/review").json()["items"]] == [item_id(2)]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 409),
        ({"place_ok": True}, 409),
        ({"asset_code": code(WEST, 0), "no_asset": True}, 422),
        ({"asset_code": "x"}, 422),
        ({"asset_code": "37020301002999999"}, 422),
        ({"observed_at": "0001-01-01T00:00:00+23:59"}, 409),
    ],
)
def test_a_wrong_answer_is_told(
    phone: TestClient, quarter_service: Service, body: dict[str, object], status: int
) -> None:
    desk = quarter_service.client(Role.STEWARD, areas=["370203005"])
    assert desk.post(f"{PATH}/{item_id(1)}/settlement", json=body).status_code == status


def test_odd_times_and_cursors_are_told(phone: TestClient, quarter_service: Service) -> None:
    desk = quarter_service.client(Role.STEWARD, areas=["370203005"])
    for odd in ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "soon"):
        assert desk.post(f"{PATH}/{item_id(2)}/settlement", json={"observed_at": odd}).status_code == 422
    for cursor in ("x", "2026-11-23T00:00:00~x", "~"):
        assert desk.get(f"{PATH}/review", params={"after": cursor}).status_code == 422


def test_who_may(phone: TestClient, quarter_service: Service) -> None:
    assert phone.get(f"{PATH}/review").status_code == 403
    assert phone.post(f"{PATH}/{item_id(1)}/settlement", json={"no_asset": True}).status_code == 403
    stranger = quarter_service.client(Role.DISPATCHER, areas=[FAR])
    assert stranger.get(f"{PATH}/review").json() == {"items": [], "next": None}
    assert stranger.post(f"{PATH}/{item_id(1)}/settlement", json={"no_asset": True}).status_code == 403
    assert quarter_service.anonymous().get(f"{PATH}/refused").status_code == 401
    assert len(phone.get(f"{PATH}/refused").json()["items"]) == 0
