"""The wall over HTTP: figures with their words, for three roles, and the lists behind them."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from registry.actor import Role
from registry.database import writing
from tests.api.support import Service
from tests.inspections.tickets.scene import NOW, furnish, hazard


@pytest.fixture
def leader(service: Service) -> TestClient:
    service.app.state.clock = lambda: NOW + timedelta(hours=73)
    with writing(service.engine) as conn:
        furnish(conn)
        hazard(conn)
    return service.client(Role.LEADER)


def count(client: TestClient, **asked: object) -> int:
    answer = client.get("/api/v1/tickets", params=asked)  # type: ignore[arg-type]  # by name
    assert answer.status_code == 200, answer.text
    return len(answer.json()["features"])


def test_figures_and_the_lists_behind_them(leader: TestClient) -> None:
    answer = leader.get("/api/v1/wall")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["today"] == {"reported": 0, "closed": 0, "open": 1, "hazards": 1, "shafts": 1, "unguarded": 1}
    (department,) = told["departments"]
    assert (department["open"], department["stuck"]) == (1, 1)
    assert told["streets"][0]["name_zh"]
    assert (len(told["months"]), len(told["rates"]), told["stuck_after_hours"]) == (12, 2, 72)
    assert "72" in told["stuck_rule_zh"]
    assert told["months"][-1]["reported"] == 1
    assert told["rates"][0]["raw"][0]["over_zh"]
    assert count(leader, open=True) == count(leader, stuck=True) == count(leader, shaft=True) == 1
    assert count(leader, stuck=True, assignee=department["code"]) == 1
    assert count(leader, open=False) == count(leader, reported_from=told["day_from"]) == 0
    assert count(leader, reported_until=told["day_from"]) == 1
    assert count(leader, closed_from=told["day_from"]) == count(leader, closed_until=told["day_from"]) == 0


def test_the_rule_is_a_setting(leader: TestClient, service: Service) -> None:
    changed = Service(service.engine, stuck_hours=100)
    changed.app.state.clock = service.app.state.clock
    slow = changed.anonymous(token=leader.headers["Authorization"].removeprefix("Bearer "))
    told = slow.get("/api/v1/wall").json()
    assert (told["stuck_after_hours"], told["streets"][0]["stuck"], count(slow, stuck=True)) == (100, 0, 0)
    changed.close()


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.STEWARD])
def test_desk_and_stewards_see_it(service: Service, role: Role) -> None:
    assert service.client(role).get("/api/v1/wall").status_code == 200


@pytest.mark.parametrize("role", [Role.CREW, Role.INSPECTOR, Role.PLANNER, Role.ADMIN])
def test_others_do_not(service: Service, role: Role) -> None:
    assert service.client(role).get("/api/v1/wall").status_code == 403
    assert service.anonymous().get("/api/v1/wall").status_code == 401
