"""Walks and tracks over HTTP."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from registry.actor import Role
from tests.api.routes.test_assignments import _give, dispatcher, running  # noqa: F401 - fixtures
from tests.api.support import Service, make_account

AT = "/api/v1/campaigns"


@pytest.fixture
def walk(dispatcher: TestClient, town_service: Service, running: dict[str, Any]) -> tuple[TestClient, str]:  # noqa: F811 - fixtures
    """A walker, and the address of the share that is theirs."""
    walker = make_account(town_service.engine, Role.INSPECTOR)
    assert _give(dispatcher, running, {1: str(walker.id)}).status_code == 200
    share = dispatcher.get(f"{AT}/{running['id']}/assignments").json()["items"][0]
    return town_service.anonymous(token=walker.token), f"{AT}/{running['id']}/assignments/{share['id']}"


def _batch(count: int = 4) -> dict[str, Any]:
    now = datetime.now(UTC)
    points = [
        {"at": (now - timedelta(seconds=i)).isoformat(), "lon": 120.37, "lat": 36.08, "accuracy_m": 8}
        for i in range(count)
    ]
    return {"id": str(uuid.uuid4()), "points": points}


def test_the_walk_is_geojson_with_words(walk: tuple[TestClient, str]) -> None:
    client, at = walk
    answer = client.get(f"{at}/walk", params={"day": 1, "lon": 120.372, "lat": 36.082})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["type"] == "FeatureCollection"
    assert found["line"]["coordinates"][0] == pytest.approx(found["line"]["coordinates"][-1])
    assert found["line"]["coordinates"][0] == pytest.approx(found["start"]["coordinates"], abs=1e-5)
    assert sum(one["properties"]["covers"] for one in found["features"]) == found["covers"]
    assert all(one["properties"]["words_zh"] and one["properties"]["words_en"] for one in found["features"])
    assert client.get(f"{at}/walk", params={"lon": 120.372}).status_code == 422
    assert client.get(f"{at[:-1]}999999/walk").status_code == 404


def test_a_track_is_off_then_sent_twice_then_withdrawn(walk: tuple[TestClient, str]) -> None:
    client, at = walk
    batch = _batch()
    assert client.post(f"{at}/track", json=batch).status_code == 403
    on_day = (datetime.now(UTC) + timedelta(hours=8)).date().isoformat()  # as in Qingdao
    agreed = client.put(f"{at}/track/consent", json={"id": str(uuid.uuid4()), "on_day": on_day})
    assert agreed.status_code == 200, agreed.text
    for _ in range(2):
        sent = client.post(f"{at}/track", json=batch)
        assert sent.status_code == 204, sent.text
    page = client.get(f"{at}/track", params={"limit": 3}).json()
    rest = client.get(f"{at}/track", params={"limit": 3, "cursor": page["next"]}).json()
    assert (len(page["items"]), len(rest["items"]), rest["next"]) == (3, 1, None)
    assert client.delete(f"{at}/track/consent", params={"on_day": on_day}).status_code == 204
    assert client.get(f"{at}/track").json()["items"] == []


@pytest.mark.parametrize(
    ("role", "walk_status", "metres_status"),
    [
        (Role.PLANNER, 200, 200),
        (Role.DISPATCHER, 200, 200),
        (Role.LEADER, 200, 403),
        (Role.ADMIN, 200, 403),
        (Role.INSPECTOR, 403, 403),
        (Role.STEWARD, 403, 403),
    ],
)
def test_who_sees_what(
    walk: tuple[TestClient, str], town_service: Service, role: Role, walk_status: int, metres_status: int
) -> None:
    mine, at = walk
    other = town_service.client(role)
    assert other.get(f"{at}/walk", params={"day": 1}).status_code == walk_status
    assert other.get(f"{at}/metres").status_code == metres_status
    assert other.get(f"{at}/track").status_code == 403
    assert mine.get(f"{at}/metres").status_code == 200
