"""Requests at the desk: masked at every door, moved by steps."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from registry.actor import Role
from registry.database import open_engine, writing
from tests.api.support import Service
from tests.conftest import Databases
from tests.inspections.requests import scene
from tests.inspections.tickets.scene import hazard
from tests.registry import quarter

BODY = {
    "said": scene.SAID, "area_code": quarter.EAST, "place": "益都路路口",
    "person": {"name": scene.WHO.name, "phone": scene.PHONE, "address": scene.WHO.address},
}  # fmt: skip


@pytest.fixture(scope="module")
def service(databases: Databases, template: str) -> Iterator[Service]:
    engine = open_engine(databases.url(databases.create(f"requests_{uuid4().hex[:6]}", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
    made = Service(engine)
    yield made
    made.close()
    engine.dispose()


@pytest.fixture
def desk(service: Service) -> TestClient:
    return service.client(Role.DISPATCHER, org="CGJ")


@pytest.fixture
def house(service: Service) -> TestClient:
    return service.client(Role.CREW, org="LDGL", areas=())


def ask(desk: TestClient) -> dict[str, str]:
    answer = desk.post("/api/v1/requests", json=BODY | {"id": str(uuid4())})
    assert answer.status_code == 201, answer.text
    made: dict[str, str] = answer.json()
    return made


def step(client: TestClient, id_: str, action: str, **brought: object) -> int:
    """Take a step from the present version; the status of the answer."""
    version = client.get(f"/api/v1/requests/{id_}").headers["ETag"]
    body = {"id": str(uuid4()), "action": action, **brought}
    return client.post(f"/api/v1/requests/{id_}/steps", json=body, headers={"If-Match": version}).status_code


def test_from_the_call_to_the_end(service: Service, desk: TestClient, house: TestClient) -> None:
    made = ask(desk)
    id_ = made["id"]
    assert step(desk, id_, "answer", answer="好", result_code="solved") == 409
    assert [step(desk, id_, action) for action in ("accept", "assign")] == [200, 200]
    assert step(house, id_, "call_back", opinion="satisfied", contacted=True, solved=True) == 403
    assert step(house, id_, "answer", answer=f"已修，可打{scene.PHONE}", result_code="solved") == 200
    assert step(desk, id_, "call_back", opinion="unsatisfied", contacted=True, solved=False) == 200
    assert step(desk, id_, "reopen", reason="没好") == 200
    stale = {"id": str(uuid4()), "action": "contact"}
    url = f"/api/v1/requests/{id_}/steps"
    assert desk.post(url, json=stale, headers={"If-Match": '"1"'}).status_code == 412
    assert desk.post(url, json=stale).status_code == 428
    file = desk.get(f"/api/v1/requests/{id_}").json()
    assert [event["version"] for event in file["events"]] == list(range(1, file["version"] + 1))
    page = service.anonymous().get(made["link"].removeprefix("http://127.0.0.1:8000"))
    assert page.json()["state"] == "assigned"


def test_who_asked_is_whole_at_one_door_alone(service: Service, desk: TestClient, house: TestClient) -> None:
    id_ = ask(desk)["id"]
    assert [step(desk, id_, action) for action in ("accept", "assign")] == [200, 200]
    leader, stranger = service.client(Role.LEADER), service.client(Role.CREW, org="HWZX", areas=())
    far = service.client(Role.DISPATCHER, areas=("370203099",))
    doors = (
        f"/api/v1/requests/{id_}",
        "/api/v1/requests",
        "/api/v1/requests/replies.csv?source=desk",
        "/api/v1/appeals",
    )
    for client in (desk, house, leader, stranger, far, service.anonymous()):
        for door in doors:
            told = client.get(door).text
            assert not any(secret in told for secret in (scene.PHONE, scene.WHO.name, scene.WHO.address)), door
    assert "138****5678" in desk.get(doors[0]).text
    door = f"{doors[0]}/contact"
    assert desk.get(door).json() == {"name": scene.WHO.name, "phone": scene.PHONE, "address": scene.WHO.address}
    assert house.get(door).json()["phone"] == scene.PHONE
    assert [client.get(door).status_code for client in (leader, stranger, far, service.anonymous())] == [
        403,
        403,
        403,
        401,
    ]
    with service.engine.connect() as conn:
        rows = conn.execute(
            text("select outcome from access.audit where action = 'get_request_contact' and target = :t"),
            {"t": f"request {id_}"},
        ).all()
        assert [row.outcome for row in rows].count("done") == 2
        everything = conn.execute(text("select string_agg(a::text, '') from access.audit a")).scalar_one()
    assert scene.PHONE not in everything


def test_sent_again_it_is_the_same(desk: TestClient) -> None:
    body = BODY | {"id": str(uuid4())}
    first, again = (desk.post("/api/v1/requests", json=body).json() for _ in range(2))
    assert (first["number"], first["link"], again["same"]) == (again["number"], again["link"], True)


def test_hung_on_a_ticket(service: Service, desk: TestClient, house: TestClient) -> None:
    with writing(service.engine) as conn:
        ticket = hazard(conn)
    id_ = ask(desk)["id"]
    url = f"/api/v1/requests/{id_}/tickets/{ticket}"
    assert house.put(url).status_code == 403
    assert [desk.put(url).status_code for _ in range(2)] == [204, 204]
    assert desk.put(f"/api/v1/requests/{id_}/tickets/{uuid4()}").status_code == 404
    assert [one["ticket_id"] for one in desk.get(f"/api/v1/requests/{id_}").json()["tickets"]] == [str(ticket)]


def test_only_the_desk_types_in(service: Service, house: TestClient) -> None:
    assert house.post("/api/v1/requests", json=BODY | {"id": str(uuid4())}).status_code == 403
    assert service.anonymous().post("/api/v1/requests", json=BODY | {"id": str(uuid4())}).status_code == 401
    assert house.get("/api/v1/requests/replies.csv?source=desk").status_code == 403
    life = house.get("/api/v1/request-life").json()
    assert {one["action"] for one in life["steps"]} >= {"accept", "call_back"}
