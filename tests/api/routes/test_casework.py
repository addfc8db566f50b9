"""What belongs to the work on a ticket, for those who see the ticket."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from registry.actor import Role
from registry.database import open_engine, writing
from tests.api.support import Service
from tests.conftest import Databases
from tests.inspections.tickets import scene


@pytest.fixture(scope="module")
def furnished(databases: Databases, template: str) -> Iterator[Engine]:
    engine = open_engine(databases.url(databases.create("casework_routes", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
    yield engine
    engine.dispose()


@pytest.fixture
def service(furnished: Engine) -> Iterator[Service]:
    made = Service(furnished)
    yield made
    made.close()


@pytest.fixture
def ticket_id(service: Service) -> UUID:
    with writing(service.engine) as conn:
        return scene.hazard(conn, scene.SEWER, "broken")


def test_the_desk_chooses_and_the_crew_asks(client: Callable[..., TestClient], ticket_id: UUID) -> None:
    desk = client(Role.DISPATCHER, org="CGJ")
    crew = client(Role.CREW, org="PSGS-01", areas=())
    path = f"/api/v1/tickets/{ticket_id}"
    offered = desk.get(f"{path}/conditions", params={"action": "file"}).json()["conditions"]
    assert [one["code"] for one in offered] == ["L-broken", "L-broken-danger"]

    def step(who: TestClient, version: int, **body: object) -> int:
        asked = {"id": str(uuid4()), "reason": "because", **body}
        answer = who.post(f"{path}/steps", json=asked, headers={"If-Match": f'"{version}"'})
        assert answer.status_code == 200, answer.text
        return int(answer.json()["version"])

    version = step(desk, 1, action="file", condition="L-broken")
    version = step(desk, version, action="dispatch")
    until = (datetime.now(UTC) + timedelta(days=9)).isoformat()
    version = step(crew, version, action="ask_extension", until=until)
    version = step(desk, version, action="invite", partner_code="SZGS")
    part = {"id": str(uuid4()), "defect_code": "surface"}
    step(desk, version, action="split", children=[part])
    work = crew.get(f"{path}/casework").json()
    assert [(one["kind"], one["first_at"]) for one in work["pleas"]] == [("extend", None)]
    assert [(one["org_code"], one["done_at"]) for one in work["partners"]] == [("SZGS", None)]
    assert [(one["id"], one["state"]) for one in work["children"]] == [(part["id"], "filed")]
    assert desk.get(f"{path}/checkers").json() == {"checkers": []}


@pytest.mark.parametrize("what", ["conditions?action=file", "checkers", "casework"])
def test_who_does_not_see_the_ticket_sees_none_of_it(
    client: Callable[..., TestClient], ticket_id: UUID, what: str
) -> None:
    elsewhere = client(Role.DISPATCHER, areas=["370203099"])
    assert elsewhere.get(f"/api/v1/tickets/{ticket_id}/{what}").status_code == 403
    assert elsewhere.get(f"/api/v1/tickets/{uuid4()}/{what}").status_code == 404


def test_what_is_chosen_from_is_listed(client: Callable[..., TestClient], ticket_id: UUID) -> None:
    desk = client(Role.DISPATCHER, org="CGJ")
    defects = desk.get("/api/v1/defects").json()["defects"]
    assert {
        "code": "missing",
        "zh": "缺失",
        "en": "missing",
        "hazard": True,
        "hole": True,
        "handling": "ticket",
    } in defects
