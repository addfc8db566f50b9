"""Assignments over HTTP: given out by the dispatcher, walked by their holders, blind where they are second looks."""

import uuid
from typing import Any

import pytest
from starlette.testclient import TestClient

from registry.actor import Role
from tests.api.support import Service, make_account

AT = "/api/v1/campaigns"


@pytest.fixture
def dispatcher(town_service: Service) -> TestClient:
    return town_service.client(Role.DISPATCHER)


@pytest.fixture
def running(dispatcher: TestClient) -> dict[str, Any]:
    """A campaign for three people, a fifth of it looked at twice."""
    given = {"id": str(uuid.uuid4()), "name": "井盖普查", "area_code": "370203", "starts_on": "2026-12-01"}
    parameters = {"second_look_share": 0.2, "hours_a_day": 1}
    made = dispatcher.post(AT, json=given | {"parameters": parameters}).json()
    at = f"{AT}/{made['id']}"
    planned = dispatcher.post(f"{at}/plan", json={"people": 3}, headers={"If-Match": '"1"'}).json()
    started = dispatcher.post(f"{at}/start", headers={"If-Match": f'"{planned["version"]}"'})
    assert started.status_code == 200, started.text
    return dict(started.json())


def _give(client: TestClient, running: dict[str, Any], accounts: dict[int, object]) -> Any:
    return client.patch(
        f"{AT}/{running['id']}/assignments",
        json={"accounts": accounts},
        headers={"If-Match": f'"{running["version"]}"'},
    )


def test_an_inspector_walks_what_the_dispatcher_gave(
    dispatcher: TestClient, town_service: Service, running: dict[str, Any]
) -> None:
    walker = make_account(town_service.engine, Role.INSPECTOR)
    given = _give(dispatcher, running, {2: str(walker.id)})
    assert given.status_code == 200, given.text
    assert given.headers["ETag"] == f'"{running["version"] + 1}"'
    mine = town_service.anonymous(token=walker.token).get(f"{AT}/{running['id']}/worklist").json()["items"]
    assert [one["assignment"]["number"] for one in mine] == [2]
    units = mine[0]["units"]
    assert [unit["position"] for unit in units] == list(range(1, len(units) + 1))
    assert sum(len(unit["targets"]) for unit in units) == mine[0]["assignment"]["targets"]
    first_day = (
        town_service.anonymous(token=walker.token).get(f"{AT}/{running['id']}/worklist", params={"day": 1}).json()
    )
    assert {unit["day_no"] for unit in first_day["items"][0]["units"]} == {1}


def test_the_list_of_assignments_goes_on(dispatcher: TestClient, running: dict[str, Any]) -> None:
    first = dispatcher.get(f"{AT}/{running['id']}/assignments", params={"limit": 2}).json()
    rest = dispatcher.get(f"{AT}/{running['id']}/assignments", params={"cursor": first["next"]}).json()
    shares = first["items"] + rest["items"]
    assert [share["number"] for share in shares] == list(range(1, len(shares) + 1))
    assert [share["second_look"] for share in shares][:4] == [False, False, False, True]


def test_a_second_look_is_not_for_who_looked_first(
    dispatcher: TestClient, town_service: Service, running: dict[str, Any]
) -> None:
    walker = make_account(town_service.engine, Role.INSPECTOR)
    refused = _give(dispatcher, running, dict.fromkeys((1, 2, 3, 4), str(walker.id)))
    assert refused.status_code == 409
    assert "somebody else" in refused.json()["detail"]
    shares = dispatcher.get(f"{AT}/{running['id']}/assignments").json()["items"]
    assert {share["account_id"] for share in shares} == {None}


def test_the_worklist_of_another_is_for_who_dispatches(
    dispatcher: TestClient, town_service: Service, running: dict[str, Any]
) -> None:
    shares = dispatcher.get(f"{AT}/{running['id']}/assignments").json()["items"]
    at = f"{AT}/{running['id']}/assignments/{shares[0]['id']}/worklist"
    assert dispatcher.get(at).json()["assignment"]["number"] == 1
    assert town_service.client(Role.INSPECTOR).get(at).status_code == 403
    assert dispatcher.get(f"{AT}/{running['id']}/assignments/999999/worklist").status_code == 404


def test_a_worklist_ends_where_the_areas_of_its_reader_end(
    dispatcher: TestClient, town_service: Service, running: dict[str, Any]
) -> None:
    shares = dispatcher.get(f"{AT}/{running['id']}/assignments").json()["items"]
    at = [f"{AT}/{running['id']}/assignments/{share['id']}/worklist" for share in shares]
    elsewhere = town_service.client(Role.LEADER, areas=["370203001"])
    assert {elsewhere.get(one).status_code for one in at} == {404}, "another street's data"
    whole = [len(dispatcher.get(one).json()["units"]) for one in at]
    street = town_service.client(Role.DISPATCHER, areas=["370203005"])
    part = [len(street.get(one).json().get("units", [])) for one in at]
    assert all(own <= units for own, units in zip(part, whole, strict=True))
    assert 0 < sum(part) < sum(whole)


@pytest.mark.parametrize(
    ("accounts", "status"),
    [
        ({}, 422),
        ({99: None}, 422),
        ({0: None}, 422),
        ({"x": None}, 422),
        ({1: "x"}, 422),
        ({1: str(uuid.UUID(int=1))}, 422),
    ],
    ids=str,
)
def test_what_cannot_be_given_is_refused(
    dispatcher: TestClient, running: dict[str, Any], accounts: dict[int, object], status: int
) -> None:
    answer = _give(dispatcher, running, accounts)
    assert answer.status_code == status, answer.text


def test_a_stale_list_gives_nothing(dispatcher: TestClient, town_service: Service, running: dict[str, Any]) -> None:
    assert _give(dispatcher, running | {"version": 1}, {1: None}).status_code == 412
    assert _give(town_service.client(Role.INSPECTOR), running, {1: None}).status_code == 403


def test_whoever_has_nothing_walks_nothing(town_service: Service, running: dict[str, Any]) -> None:
    assert town_service.client(Role.INSPECTOR).get(f"{AT}/{running['id']}/worklist").json() == {"items": []}
