"""Addresses of tickets and requests take the printed number: every one of them, on the connection of its route."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from sqlalchemy import Engine, text

from api import deps, numbered
from registry.actor import Role
from registry.database import open_engine, writing
from tests.api.support import Service
from tests.conftest import Databases
from tests.inspections.tickets import scene

BY_NUMBER: dict[str, dict[object, object]] = {
    "ticket_id": {deps.read: numbered.ticket_to_read, deps.write: numbered.ticket_to_write},
    "request_id": {deps.read: numbered.request_to_read, deps.write: numbered.request_to_write},
}


@pytest.fixture(scope="module")
def furnished(databases: Databases, template: str) -> Iterator[Engine]:
    engine = open_engine(databases.url(databases.create("numbered", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def service(furnished: Engine) -> Iterator[Service]:
    made = Service(furnished)
    yield made
    made.close()


@pytest.fixture(scope="module")
def named(service: Service) -> tuple[UUID, str]:
    with writing(service.engine) as conn:
        ticket_id = scene.hazard(conn)
        return ticket_id, conn.execute(text("select number from inspections.ticket")).scalar_one()


def _calls(dependant: Dependant) -> set[object]:
    return {dependant.call}.union(*(_calls(one) for one in dependant.dependencies))


def test_every_address_takes_numbers_on_the_connection_of_its_route(service: Service) -> None:
    seen = 0
    for route in iter_route_contexts(service.app.routes):
        for word, ways in BY_NUMBER.items():
            if f"{{{word}}}" not in str(route.path):
                continue
            calls, seen = _calls(route.dependant), seen + 1
            [way] = calls & {deps.read, deps.write}
            assert calls & set(ways.values()) == {ways[way]}, route.path
    assert seen > 25


def test_number_and_id_are_one_ticket(service: Service, named: tuple[UUID, str]) -> None:
    ticket_id, number = named
    desk = service.client(Role.DISPATCHER, org="CGJ")
    by_id, by_number = (desk.get(f"/api/v1/tickets/{word}") for word in named)
    assert by_number.status_code == 200, by_number.text
    assert by_number.json() == by_id.json()
    assert by_number.json()["id"] == str(ticket_id)
    body = {"id": str(uuid4()), "action": "file", "reason": "because"}
    filed = desk.post(f"/api/v1/tickets/{number}/steps", json=body, headers={"If-Match": by_id.headers["ETag"]})
    assert (filed.status_code, filed.json()["state"]) == (200, "filed"), filed.text
    with writing(service.engine) as conn:
        target = conn.execute(text("select target from access.audit order by id desc limit 1")).scalar_one()
    assert target == f"ticket {ticket_id}"


def test_a_number_nobody_bears_is_not_found_by_that_number(service: Service) -> None:
    desk = service.client(Role.DISPATCHER, org="CGJ")
    for noun, number in (("ticket", "20261123-99999"), ("request", "SQ20261123-99999")):
        answer = desk.get(f"/api/v1/{noun}s/{number}")
        assert (answer.status_code, answer.json()["detail"]) == (404, f"there is no {noun} {number}")
    assert desk.get("/api/v1/tickets/42").status_code == 422


def test_nobody_learns_which_numbers_there_are(service: Service, named: tuple[UUID, str]) -> None:
    for number in (named[1], "20261123-99999"):
        assert service.anonymous().get(f"/api/v1/tickets/{number}").status_code == 401
