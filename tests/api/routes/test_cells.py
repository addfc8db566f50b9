"""Micro-grids over HTTP: what they hold, their tickets with a story, a month on their versions."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from registry.actor import Role
from registry.database import open_engine, writing
from tests.api.support import Service
from tests.conftest import Databases
from tests.inspections.tickets import scene
from tests.inspections.tickets.redrawn import GRID, add_grids, publish, strips

BUILDING = "370203005012B00001"


@pytest.fixture(scope="module")
def furnished(databases: Databases, template: str) -> Iterator[Engine]:
    engine = open_engine(databases.url(databases.create("cell_routes", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
        add_grids(conn)
        scene.hazard(conn)
    with writing(engine) as conn:
        publish(conn, strips(0.17))
    yield engine
    engine.dispose()


@pytest.fixture
def service(furnished: Engine) -> Iterator[Service]:
    made = Service(furnished)
    yield made
    made.close()


@pytest.fixture
def desk(client: Callable[..., TestClient]) -> TestClient:
    return client(Role.DISPATCHER, org="CGJ")


def test_micro_grids_with_what_they_hold(desk: TestClient) -> None:
    answer = desk.get("/api/v1/micro_grids", params={"within": GRID}).json()["micro_grids"]
    assert [(one["code"][-3:], one["open_tickets"], one["assets"], one["buildings"]) for one in answer] == [
        ("001", 1, 2, 0),
        ("002", 0, 2, 3),
    ]
    assert desk.get("/api/v1/micro_grids", params={"within": "x"}).status_code == 422
    held = desk.get(f"/api/v1/micro_grids/{GRID}002/buildings", params={"limit": 2}).json()
    assert (len(held["codes"]), held["next"]) == (2, held["codes"][1])
    rest = desk.get(f"/api/v1/micro_grids/{GRID}002/buildings", params={"after": held["next"]}).json()
    assert (len(rest["codes"]), rest["next"]) == (1, None)
    assert desk.get("/api/v1/micro_grids/7/assets").status_code == 422


def test_assets_of_a_micro_grid(desk: TestClient) -> None:
    features = desk.get("/api/v1/assets", params={"micro_grid": f"{GRID}001"}).json()["features"]
    assert [one["properties"]["micro_grid_code"] for one in features] == [f"{GRID}001"] * 2
    for params in ({}, {"micro_grid": f"{GRID}001", "bbox": "1,1,2,2"}):
        answer = desk.get("/api/v1/assets", params=params)
        assert answer.status_code == 422
        assert "bbox or for a micro_grid" in answer.text


def test_tickets_of_a_micro_grid_and_their_story(desk: TestClient) -> None:
    (feature,) = desk.get("/api/v1/tickets", params={"micro_grid": f"{GRID}001"}).json()["features"]
    assert feature["properties"]["micro_grid_code"] == f"{GRID}001"
    assert desk.get("/api/v1/tickets", params={"micro_grid": f"{GRID}002"}).json()["features"] == []
    ticket = UUID(feature["id"])
    events = desk.get(f"/api/v1/tickets/{ticket}").json()["events"]
    assert [(event["action"], event["version"]) for event in events] == [("report", 1), ("redraw", 1)]
    assert events[1]["data"]["micro_grid_code"] == f"{GRID}001"


def test_the_page_of_a_micro_grid(desk: TestClient, service: Service) -> None:
    page = desk.get(f"/id/{GRID}001", headers={"Accept": "text/html"}).text
    assert "微网格" in page
    assert "<svg" in page.split('class="sketch"')[1]
    assert f'href="/api/v1/tickets?micro_grid={GRID}001">1<' in page
    assert "合成数据" not in page  # nothing here was loaded from the synthetic district
    plain = desk.get(f"/id/{GRID}001").json()
    assert [one["en"] for one in plain["condition"]] == ["1", "2", "0", "0"]
    public = service.anonymous().get(f"/id/{GRID}001", headers={"Accept": "text/html"}).text
    assert "micro_grid=" not in public
    assert 'class="sketch"' not in public


def test_a_month_on_a_version(desk: TestClient, furnished: Engine) -> None:
    with furnished.connect() as conn:
        plan = conn.execute(text("select max(id) from registry.plan")).scalar_one()
    for params, code in (({}, f"{GRID}001"), ({"cells_of": plan, "by": "grid"}, GRID)):
        answer = desk.get("/api/v1/reports/months/2026-11", params=params).json()
        assert [row["code"] for row in answer["rows"]] == [code]
        assert answer["total"]["tickets"] == 1
    csv = desk.get("/api/v1/reports/months/2026-11/cells.csv")
    assert csv.headers["content-disposition"] == 'attachment; filename="2026-11-micro_grid.csv"'
    assert f"{GRID}001" in csv.text
    assert desk.get("/api/v1/reports/months/2026-13").status_code == 422
    assert desk.get("/api/v1/reports/months/2026-11", params={"cells_of": 99}).status_code == 404
