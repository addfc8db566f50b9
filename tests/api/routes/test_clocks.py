"""Clocks of a ticket, time limits and calendars over HTTP."""

from uuid import uuid4

import pytest

from registry.actor import Role
from registry.database import writing
from tests.api.support import Service
from tests.inspections.clocks.walk import Walk
from tests.inspections.tickets import scene

LIMITS = "/api/v1/time-limits"
CALENDARS = "/api/v1/calendars"
MISSING = f"{LIMITS}/default/repair?defect=missing"
BODY = {"amount": 5, "unit": "working_hour", "source": "a council's decision"}


@pytest.fixture
def town(service: Service) -> Service:
    with writing(service.engine) as conn:
        scene.furnish(conn)
    return service


def test_the_clocks_of_a_ticket(town: Service) -> None:
    with writing(town.engine) as conn:
        walk = Walk(conn, scene.hazard(conn))
        walk.steps("file", "dispatch")
    address = f"/api/v1/tickets/{walk.id}/clocks"
    told = town.client(Role.DISPATCHER).get(address).json()
    clocks = {one["kind"]: one for one in told["clocks"]}
    assert set(clocks) == {"level", "arrive", "make_safe", "repair", "return"}
    assert clocks["level"]["state"] == "met"
    assert clocks["repair"]["due_at"] == "2026-11-23T07:00:00Z"
    assert "Tianjin 2017" in clocks["repair"]["reason"]
    assert town.client(Role.CREW, org="PSGS-01", areas=()).get(address).status_code == 200
    assert town.client(Role.CREW, org="SZGS-01", areas=()).get(address).status_code == 403
    assert town.client(Role.DISPATCHER).get(f"/api/v1/tickets/{uuid4()}/clocks").status_code == 404
    assert town.anonymous().get(address).status_code == 401


def test_a_limit_is_changed_from_its_version(town: Service) -> None:
    steward = town.client(Role.STEWARD, login="steward")
    listed = steward.get(LIMITS, params={"profile": "default"}).json()["limits"]
    assert {one["profile"] for one in listed} == {"default"}
    seen = steward.get(MISSING)
    assert seen.headers["ETag"] == '"1"'
    assert steward.put(MISSING, json=BODY).status_code == 428
    made = steward.put(MISSING, json=BODY, headers={"If-Match": '"1"'})
    assert made.status_code == 200, made.text
    assert (made.json()["version"], made.json()["amount"], made.json()["changed_by"]) == (2, 5, "steward")
    assert steward.put(MISSING, json=BODY, headers={"If-Match": '"1"'}).status_code == 412
    assert [one["version"] for one in steward.get(MISSING).json()["limits"]] == [2, 1]
    wrong = steward.put(MISSING, json=BODY | {"warn_share": 2}, headers={"If-Match": '"2"'})
    assert wrong.status_code == 422
    assert "three shares, or by none" in wrong.text
    new = steward.put(f"{LIMITS}/default/repair?defect=noise&condition=flood", json=BODY, headers={"If-Match": '"0"'})
    assert new.json()["condition"] == "flood"
    assert steward.get(f"{LIMITS}/nobody/repair").status_code == 404


def test_a_calendar_is_changed_from_its_version(town: Service) -> None:
    admin = town.client(Role.ADMIN)
    (china,) = admin.get(CALENDARS).json()["calendars"]
    seen = admin.get(f"{CALENDARS}/china")
    assert seen.json() == china
    body = {name: china[name] for name in ("name_zh", "name_en", "time_zone", "weekdays", "hours", "years", "source")}
    made = admin.put(f"{CALENDARS}/china", json=body, headers={"If-Match": seen.headers["ETag"]})
    assert made.status_code == 200, made.text
    assert (made.json()["version"], made.json()["days_off"]) == (china["version"] + 1, [])
    assert admin.put(f"{CALENDARS}/china", json=body, headers={"If-Match": seen.headers["ETag"]}).status_code == 412
    bad = admin.put(f"{CALENDARS}/mars", json=body | {"time_zone": "Mars/Olympus"}, headers={"If-Match": '"0"'})
    assert bad.status_code == 422
    assert admin.get(f"{CALENDARS}/mars").status_code == 404


@pytest.mark.parametrize("address", [LIMITS, MISSING, CALENDARS, f"{CALENDARS}/china"])
def test_stewards_and_administrators_alone_keep_them(town: Service, address: str) -> None:
    assert town.client(Role.STEWARD).get(address).status_code == 200
    for role in (Role.INSPECTOR, Role.CREW, Role.DISPATCHER, Role.LEADER, Role.PLANNER):
        assert town.client(role).get(address).status_code == 403
    assert town.anonymous().get(address).status_code == 401
