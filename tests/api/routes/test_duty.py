"""Duty over HTTP: a roster by a phone that repeats itself, who is there, who may."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from registry.actor import Role
from tests.api.support import Service, make_account

ROOT = "/api/v1/duty"


def desk_of(client: Any, area: str = "370203", **more: Any) -> str:
    id_ = str(uuid4())
    body = {"id": id_, "kind": "desk", "name": "受理台", "area_code": area, **more}
    answers = [client.post(f"{ROOT}/stations", json=body) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201], answers[0].text
    assert answers[0].json() == answers[1].json()
    return id_


def test_a_station_its_roster_and_who_is_there(guarded_service: Service, shaft: UUID) -> None:
    client = guarded_service.client(Role.DISPATCHER, org="CGJ")
    wang = make_account(guarded_service.engine, Role.DISPATCHER, org="CGJ")
    li = make_account(guarded_service.engine, Role.DISPATCHER, org="CGJ")
    station = desk_of(client)
    today = datetime.now(UTC).date() - timedelta(days=1)
    slot = {"day": 0, "opens": "00:00", "closes": "00:00", "accounts": [str(wang.id)]}
    roster = {"id": str(uuid4()), "starts_on": str(today), "cycle_days": 1, "slots": [slot]}
    days = {"first": str(today), "last": str(today + timedelta(days=3))}
    for _ in range(2):
        assert client.post(f"{ROOT}/stations/{station}/rosters", json=roster).status_code == 201
        made = client.post(f"{ROOT}/rosters/{roster['id']}/publish", json=days)
        assert len(made.json()["shifts"]) == 4, made.text
    assert client.get(f"{ROOT}/stations/{station}/who").json()["acting"][0]["current_id"] == str(wang.id)
    turn = client.get(f"/api/v1/tickets/{shaft}/turn").json()
    assert (turn["station_id"], turn["current_id"]) == (station, str(wang.id))
    now = datetime.now(UTC)
    span = {"begins_at": now.isoformat(), "ends_at": (now + timedelta(hours=2)).isoformat()}
    away = {"id": str(uuid4()), "account_id": str(wang.id), **span}
    stranger = guarded_service.client(Role.DISPATCHER, org="PSGS").post(f"{ROOT}/leaves", json=away | {"kind": "sick"})
    assert (stranger.status_code, "dispatchers of their own organisation" in stranger.text) == (403, True)
    assert client.post(f"{ROOT}/leaves", json=away | {"kind": "sick"}).status_code == 201
    query = {"since": span["begins_at"], "until": span["ends_at"]}
    assert len(client.get(f"{ROOT}/stations/{station}/gaps", params=query).json()["gaps"]) == 1
    instead = away | {"stand_in_id": str(li.id)}
    assert client.post(f"{ROOT}/stand-ins", json=instead).status_code == 201
    circle = {"id": str(uuid4()), "account_id": str(li.id), "stand_in_id": str(wang.id), **span}
    assert client.post(f"{ROOT}/stand-ins", json=circle).status_code == 409
    assert client.post(f"{ROOT}/stand-ins/{instead['id']}/approve").status_code == 200
    assert client.get(f"{ROOT}/stations/{station}/gaps", params=query).json() == {"gaps": []}
    assert client.get(f"{ROOT}/stations/{station}/who").json()["acting"][0]["current_id"] == str(li.id)
    assert client.post(f"{ROOT}/stand-ins/{instead['id']}/cancel").status_code == 200
    assert client.post(f"{ROOT}/leaves/{away['id']}/cancel").status_code == 200
    shift = client.get(f"{ROOT}/stations/{station}/shifts", params=query).json()["shifts"][0]
    assert client.post(f"{ROOT}/shifts/{shift['id']}/cancel").json()["cancelled_at"]
    other = {"id": str(uuid4()), "account_id": str(li.id), **span}
    assert client.post(f"{ROOT}/stations/{station}/shifts", json=other).status_code == 201


def test_who_may(guarded_service: Service) -> None:
    desk = guarded_service.client(Role.DISPATCHER)
    station = desk_of(desk, "370203005")
    path = f"{ROOT}/stations/{station}"
    assert guarded_service.anonymous().get(path).status_code == 401
    assert guarded_service.client(Role.DISPATCHER, areas=("370202",)).get(path).status_code == 404
    changed = {"name": "东台", "is_closed": True}
    inspector = guarded_service.client(Role.INSPECTOR)
    assert inspector.put(path, json=changed, headers={"If-Match": '"1"'}).status_code == 403
    assert desk.put(path, json=changed).status_code == 428
    assert desk.put(path, json=changed, headers={"If-Match": desk.get(path).headers["ETag"]}).json()["version"] == 2
    assert desk.put(path, json=changed, headers={"If-Match": '"1"'}).status_code == 412
    assert station not in str(desk.get(f"{ROOT}/stations").json())
