"""Tickets over HTTP: the whole way with real accounts, and every bad request told for what it is."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from registry.actor import Role
from registry.database import open_engine, writing
from tests.api.support import Service
from tests.conftest import Databases
from tests.inspections.tickets import scene

PHOTO = "a" * 64


@pytest.fixture(scope="module")
def furnished(databases: Databases, template: str) -> Iterator[Engine]:
    """A furnished quarter for all tests here: making one for each would take longer than the test."""
    engine = open_engine(databases.url(databases.create("ticket_routes", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
    yield engine
    engine.dispose()


@pytest.fixture
def service(furnished: Engine) -> Iterator[Service]:
    made = Service(furnished)
    yield made
    made.close()
    with writing(furnished) as conn:
        conn.execute(text("truncate inspections.ticket, inspections.observation cascade"))


@pytest.fixture
def ticket_id(service: Service) -> UUID:
    """One hazard."""
    with writing(service.engine) as conn:
        return scene.hazard(conn)


@pytest.fixture
def desk(client: Callable[..., TestClient], ticket_id: UUID) -> TestClient:
    return client(Role.DISPATCHER, org="CGJ")


@pytest.fixture
def crew(client: Callable[..., TestClient], ticket_id: UUID) -> TestClient:
    return client(Role.CREW, org="PSGS-01", areas=())


def step(who: TestClient, ticket_id: UUID, action: str, version: int, **more: object) -> tuple[int, dict[str, object]]:
    body = {"id": str(uuid4()), "action": action, "reason": "because", **more}
    answer = who.post(f"/api/v1/tickets/{ticket_id}/steps", json=body, headers={"If-Match": f'"{version}"'})
    if answer.status_code == 200:
        assert answer.headers["ETag"] == f'"{answer.json()["version"]}"'
    return answer.status_code, answer.json()


def test_a_ticket_from_report_to_closed(
    client: Callable[..., TestClient], ticket_id: UUID, desk: TestClient, crew: TestClient
) -> None:
    assert crew.get("/api/v1/tickets").json()["features"] == []
    both = [
        {"id": str(uuid4()), "ticket_id": str(ticket_id), "action": action, "version": version}
        for version, action in enumerate(("file", "dispatch"), start=1)
    ]
    outcomes = desk.post("/api/v1/tickets/steps", json={"steps": both}).json()["outcomes"]
    assert [one["ticket"]["state"] for one in outcomes] == ["filed", "dispatched"]
    assert outcomes[1]["ticket"]["due_at"] is not None
    [job] = crew.get("/api/v1/tickets").json()["features"]
    assert (job["type"], job["geometry"]["type"]) == ("Feature", "Point")
    assert job["properties"]["defect"] == {"code": "missing", "zh": "缺失", "en": "missing"}
    assert step(crew, ticket_id, "accept", 3)[1]["crew_code"] == "PSGS-01"
    refused, told = step(crew, ticket_id, "repair", 4, photos=[PHOTO])
    assert (refused, "not made safe first" in str(told["detail"])) == (409, True)
    open_shaft = crew.get("/api/v1/tickets").json()["features"][0]["properties"]
    assert open_shaft["shaft"] == {"guarded_until": None, "unguarded_since": open_shaft["reported_at"]}
    assert step(crew, ticket_id, "make_safe", 4, photos=[PHOTO])[1]["version"] == 4
    guarded = crew.get(f"/api/v1/tickets/{ticket_id}").json()["properties"]["shaft"]
    assert (guarded["guarded_until"] is None, guarded["unguarded_since"]) == (False, None)
    assert step(crew, ticket_id, "repair", 4, photos=[PHOTO])[0] == 200
    inspector = client(Role.INSPECTOR, org="YJJ")
    read = inspector.get(f"/api/v1/tickets/{ticket_id}")
    assert read.headers["ETag"] == '"5"'
    assert [button["action"] for button in read.json()["steps"]] == ["verify", "rework"]
    assert read.json()["events"][-1]["photos"][0]["original_sha256"] == PHOTO
    assert len(read.json()["sightings"]) == 1
    assert step(inspector, ticket_id, "verify", 5, note="flush with the road")[0] == 200
    assert step(desk, ticket_id, "close", 6, condition="J-restored")[1]["state"] == "closed"
    assert desk.get("/api/v1/tickets", params={"state": "closed"}).json()["features"][0]["properties"]["version"] == 7
    assert desk.get(f"/api/v1/tickets/{ticket_id}").json()["properties"]["shaft"] is None


def test_the_workflow_is_data(desk: TestClient) -> None:
    workflow = desk.get("/api/v1/workflow").json()
    assert workflow["states"][0] == {"state": "reported", "zh": "待立案", "en": "reported"}
    steps = {one["action"]: one for one in workflow["steps"]}
    assert steps["repair"]["needs"] == ["photo"]
    assert (steps["return"]["before"], steps["return"]["roles"]) == (["dispatched", "accepted"], ["crew"])


def test_who_may_not_is_told(service: Service, client: Callable[..., TestClient], ticket_id: UUID) -> None:
    path = f"/api/v1/tickets/{ticket_id}"
    for role in (Role.INSPECTOR, Role.CREW, Role.LEADER, Role.PLANNER, Role.STEWARD, Role.ADMIN):
        status, problem = step(client(role), ticket_id, "file", 1)
        assert (status, problem["code"]) == (403, "forbidden")
    elsewhere = client(Role.DISPATCHER, areas=("370203006",))
    assert elsewhere.get(path).status_code == 403
    assert step(elsewhere, ticket_id, "file", 1)[0] == 403
    assert elsewhere.get("/api/v1/tickets").json()["features"] == []
    nobody = service.anonymous()
    for answer in (nobody.get(path), nobody.get("/api/v1/tickets"), nobody.get("/api/v1/maintenance")):
        assert answer.status_code == 401


def test_a_stale_version_and_a_missing_one(ticket_id: UUID, desk: TestClient) -> None:
    assert step(desk, ticket_id, "file", 1)[0] == 200
    status, problem = step(desk, ticket_id, "void", 1)
    assert (status, problem["code"]) == (412, "stale")
    body = {"id": str(uuid4()), "action": "void", "reason": "x"}
    path = f"/api/v1/tickets/{ticket_id}/steps"
    assert desk.post(path, json=body).status_code == 428
    assert desk.post(path, json=body, headers={"If-Match": "3"}).status_code == 422


def test_a_replayed_step_answers_again_and_moves_nothing(ticket_id: UUID, desk: TestClient) -> None:
    body = {"id": str(uuid4()), "action": "file"}
    path = f"/api/v1/tickets/{ticket_id}/steps"
    first = desk.post(path, json=body, headers={"If-Match": '"1"'})
    again = desk.post(path, json=body, headers={"If-Match": '"1"'})
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert len(desk.get(f"/api/v1/tickets/{ticket_id}").json()["events"]) == 2
    other = desk.post(path, json={**body, "action": "void", "reason": "x"}, headers={"If-Match": '"2"'})
    assert (other.status_code, other.json()["code"]) == (409, "conflict")


def test_what_a_step_lacks_or_cannot_be(ticket_id: UUID, desk: TestClient, crew: TestClient) -> None:
    status, problem = step(desk, ticket_id, "close", 1)
    assert (status, problem["code"]) == (409, "conflict")
    for wrong in (
        {"action": "void", "reason": ""},
        {"action": "paint"},
        {"action": "file", "photos": ["no hash"]},
        {"action": "file", "colour": "red"},
        {"action": "file", "id": "one"},
        {"action": "file", "note": "\0"},
        {"action": "file", "crew_code": "PSGS-01"},
    ):
        assert step(desk, ticket_id, **{"version": 1, **wrong})[0] == 422  # type: ignore[arg-type]  # by name
    for version, action in enumerate(("file", "dispatch"), start=1):
        assert step(desk, ticket_id, action, version)[0] == 200
    assert step(crew, ticket_id, "accept", 3)[0] == 200
    status, problem = step(crew, ticket_id, "make_safe", 4)
    assert (status, problem["fields"]["field"]) == (422, "photos")  # type: ignore[index]  # a mapping
    assert step(crew, ticket_id, "return", 4, reason="  ")[0] == 422
    assert step(desk, uuid4(), "file", 1)[0] == 404
    assert desk.get("/api/v1/tickets/one").status_code == 422
    assert desk.get(f"/api/v1/tickets/{uuid4()}").status_code == 404


def test_a_device_tells_when_a_step_was_done(
    service: Service, ticket_id: UUID, desk: TestClient, crew: TestClient
) -> None:
    assert step(desk, ticket_id, "file", 1)[0] == 200
    assert step(desk, ticket_id, "dispatch", 2)[0] == 200
    now = datetime.now(UTC)
    behind = timedelta(hours=9)  # the device's clock
    for wrong, status in (
        ("2026-11-23T09:00:00", 422),
        ("yesterday", 422),
        ((now + timedelta(hours=1)).isoformat(), 422),
    ):
        said, problem = step(crew, ticket_id, "accept", 3, device_time=wrong)
        assert said == status
        assert "device_time" in str(problem)
    said, problem = step(crew, ticket_id, "accept", 3, device_time=(now - timedelta(hours=2)).isoformat())
    assert (said, problem["fields"]["field"]) == (422, "device_time")  # type: ignore[index]  # a mapping
    assert "before what it follows" in str(problem["detail"])
    times = {"device_time": (now - behind).isoformat(), "device_now": (datetime.now(UTC) - behind).isoformat()}
    assert step(crew, ticket_id, "accept", 3, **times)[0] == 200
    body = {"id": str(uuid4()), "action": "arrive", "ticket_id": str(ticket_id), "version": 4, **times}
    assert crew.post("/api/v1/tickets/steps", json={"steps": [body]}).json()["outcomes"][0]["refusal"] is None
    events = {one["action"]: one for one in crew.get(f"/api/v1/tickets/{ticket_id}").json()["events"]}
    for action in ("accept", "arrive"):
        one = events[action]
        assert datetime.fromisoformat(one["device_time"]) == now - behind
        assert abs(datetime.fromisoformat(one["done_at"]) - now) < timedelta(seconds=5)
        assert datetime.fromisoformat(one["done_at"]) <= datetime.fromisoformat(one["at"])
    assert events["dispatch"]["device_time"] is events["dispatch"]["done_at"] is None
    with service.engine.connect() as conn:
        query = (
            "select detail from access.audit where detail->>'action' = 'accept' and outcome = 'done' order by id desc"
        )
        detail = conn.execute(text(query)).scalars().first()
    assert detail is not None
    assert detail["device_time"] == times["device_time"]


def test_several_steps_have_an_outcome_each(ticket_id: UUID, desk: TestClient) -> None:
    def one(action: str, version: int, ticket: UUID = ticket_id) -> dict[str, object]:
        return {"id": str(uuid4()), "ticket_id": str(ticket), "action": action, "version": version}

    steps = [one("file", 1), one("void", 2), one("file", 1, uuid4()), one("dispatch", 2)]
    answer = desk.post("/api/v1/tickets/steps", json={"steps": steps})
    assert answer.status_code == 200
    outcomes = answer.json()["outcomes"]
    assert [one["refusal"] and one["refusal"]["code"] for one in outcomes] == [None, "invalid", "not_found", None]
    assert [one["id"] for one in outcomes] == [one["id"] for one in steps]
    again = desk.post("/api/v1/tickets/steps", json={"steps": [steps[0], steps[3]]}).json()["outcomes"]
    assert [one["refusal"] for one in again] == [None, None]
    assert desk.post("/api/v1/tickets/steps", json={"steps": []}).status_code == 422
    assert desk.post("/api/v1/tickets/steps", json={"steps": [one("file", 1)] * 201}).status_code == 422


def test_lists_page_and_filter(ticket_id: UUID, service: Service, desk: TestClient) -> None:
    with writing(service.engine) as conn:
        scene.hazard(conn, scene.OTHER_SEWER)
    first = desk.get("/api/v1/tickets", params={"limit": 1}).json()
    assert first["type"] == "FeatureCollection"
    rest = desk.get("/api/v1/tickets", params={"limit": 1, "after": first["next"]}).json()
    assert (len(rest["features"]), rest["next"]) == (1, None)
    assert rest["features"][0]["id"] == str(ticket_id)
    found = desk.get("/api/v1/tickets", params=[("state", "reported"), ("state", "filed"), ("asset", scene.SEWER)])
    assert len(found.json()["features"]) == 1
    assert desk.get("/api/v1/tickets", params={"bbox": "120,36,121,37"}).json()["next"] is None
    for wrong in (
        {"bbox": "1,2,3"}, {"bbox": "36,120,37,121"}, {"bbox": "nan,0,1,1"}, {"state": "painted"}, {"limit": 0},
        {"area": "37%"}, {"campaign": "x"}, {"after": "\0"},
    ):  # fmt: skip
        assert desk.get("/api/v1/tickets", params=wrong).status_code == 422, wrong
