"""Campaigns over HTTP: made, planned both ways, started, watched and ended; who may, and what is refused."""

import uuid
from typing import Any

import pytest
from starlette.testclient import TestClient

from registry.actor import Role
from tests.api.support import Service
from tests.inspections.campaigns import town

AT = "/api/v1/campaigns"


@pytest.fixture
def planner(town_service: Service) -> TestClient:
    return town_service.client(Role.PLANNER)


def _new(**changes: object) -> dict[str, Any]:
    given = {"id": str(uuid.uuid4()), "name": "井盖普查", "area_code": "370203", "starts_on": "2026-12-01", "days": 14}
    return given | changes


def _made(client: TestClient, **changes: object) -> dict[str, Any]:
    answer = client.post(AT, json=_new(**changes))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def _do(client: TestClient, campaign: dict[str, Any], deed: str, **body: object) -> dict[str, Any]:
    answer = client.post(f"{AT}/{campaign['id']}/{deed}", json=body, headers={"If-Match": f'"{campaign["version"]}"'})
    assert answer.status_code == 200, answer.text
    assert answer.headers["ETag"] == f'"{answer.json()["version"]}"'
    return dict(answer.json())


def test_a_campaign_from_its_making_to_its_end(planner: TestClient) -> None:
    made = _made(planner, parameters={"look_s": 30})
    assert (made["state"], made["parameters"]["look_s"], made["plan"]) == ("planned", 30, {})
    planned = _do(planner, made, "plan", people=3)
    assert planned["plan"]["people"] == 3
    assert "每个 30 秒" in planned["plan"]["words_zh"]
    assert "30 s each" in planned["plan"]["words_en"]
    started = _do(planner, planned, "start")
    assert (started["state"], started["plan"]["people"]) == ("running", 3)
    now = planner.get(f"{AT}/{made['id']}/progress").json()
    assert (now["coverage"], now["total"]["targets"], now["units_coverage"]) == (0, town.covers(), 0)
    assert now["estimates"] == {"all": None, "hazard": None, "minor": None}
    assert sum(day["planned"] for day in now["days"]) == town.covers()
    assert planner.post(f"{AT}/{made['id']}/late").json() == {"added": 0}
    assert _do(planner, started, "end")["state"] == "ended"


def test_people_from_days_and_days_from_people(planner: TestClient) -> None:
    made = _made(planner, days=1)
    by_days = _do(planner, made, "plan", days=1)
    by_people = _do(planner, by_days, "plan", people=by_days["plan"]["people"])
    assert by_people["plan"]["days"] == 1
    assert by_people["plan"]["alternatives"]


def test_what_was_missed_comes_as_geojson_page_by_page(planner: TestClient) -> None:
    made = _made(planner)
    _do(planner, made, "start")
    seen: list[str] = []
    cursor = ""
    while True:
        page = planner.get(f"{AT}/{made['id']}/missed", params={"cursor": cursor, "limit": 100}).json()
        seen += [feature["properties"]["asset_code"] for feature in page["features"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == town.covers()
    assert page["features"][0]["geometry"]["type"] == "Point"
    assert planner.get(f"{AT}/{made['id']}/missed", params={"reason": "no_access"}).json()["features"] == []


def test_the_list_of_campaigns_goes_on(planner: TestClient) -> None:
    made = {_made(planner, name=name)["id"] for name in "甲乙丙"}
    first = planner.get(AT, params={"limit": 2}).json()
    rest = planner.get(AT, params={"limit": 2, "cursor": first["next"]}).json()
    assert {one["id"] for one in first["items"] + rest["items"]} == made
    assert rest["next"] is None


def test_making_it_again_answers_the_same(planner: TestClient) -> None:
    asked = _new()
    assert planner.post(AT, json=asked).json() == planner.post(AT, json=asked).json()
    assert planner.post(AT, json=asked | {"name": "另一个"}).status_code == 409


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"area_code": "370203999"}, 422),
        ({"area_code": "37"}, 422),
        ({"days": 0}, 422),
        ({"starts_on": "0001-01-01"}, 422),
        ({"starts_on": "9999-12-31"}, 422),
        ({"parameters": {"look_s": -1}}, 422),
        ({"parameters": {"hurry": True}}, 422),
        ({"parameters": {"classes": ["99999"]}}, 422),
        ({"staffing": "robots"}, 422),
        ({"id": "x"}, 422),
        ({"hurry": 1}, 422),
    ],
)
def test_what_cannot_be_is_refused_with_words(planner: TestClient, changes: dict[str, object], status: int) -> None:
    answer = planner.post(AT, json=_new(**changes))
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_change_starts_from_the_version_it_saw(planner: TestClient) -> None:
    made = _made(planner)
    assert planner.post(f"{AT}/{made['id']}/start").status_code == 428
    stale = planner.post(f"{AT}/{made['id']}/start", headers={"If-Match": '"7"'})
    assert stale.status_code == 412
    started = _do(planner, made, "start")
    again = planner.post(f"{AT}/{made['id']}/start", headers={"If-Match": f'"{started["version"]}"'})
    assert again.status_code == 409


def test_who_may(planner: TestClient, town_service: Service) -> None:
    made = _made(planner)
    inspector = town_service.client(Role.INSPECTOR)
    assert inspector.get(f"{AT}/{made['id']}").status_code == 200
    assert inspector.post(AT, json=_new()).status_code == 403
    assert inspector.post(f"{AT}/{made['id']}/start", headers={"If-Match": '"1"'}).status_code == 403
    elsewhere = town_service.client(Role.PLANNER, areas=("110101",))
    assert elsewhere.get(f"{AT}/{made['id']}").status_code == 404
    assert elsewhere.get(AT).json()["items"] == []
    street = town_service.client(Role.PLANNER, areas=(town.WEST,))
    assert street.post(f"{AT}/{made['id']}/start", headers={"If-Match": '"1"'}).status_code == 403
    assert town_service.anonymous().get(AT).status_code == 401


def test_a_street_sees_its_own_progress(planner: TestClient, town_service: Service) -> None:
    made = _made(planner)
    _do(planner, made, "start")
    parts = [
        town_service.client(Role.LEADER, areas=(street,)).get(f"{AT}/{made['id']}/progress").json()["total"]["targets"]
        for street in (town.WEST, town.EAST)
    ]
    assert all(parts)
    assert sum(parts) == town.covers()


@pytest.mark.parametrize("cursor", ["x", "2026-01-01~x", "~", "2026~" + "0" * 36])
def test_a_cursor_nobody_gave_is_refused(planner: TestClient, cursor: str) -> None:
    assert planner.get(AT, params={"cursor": cursor}).status_code == 422
