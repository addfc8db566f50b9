from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from registry.actor import Role
from registry.database import downgrade
from tests.api.support import Service


def test_a_process_without_its_database_lives_and_is_not_ready() -> None:
    app = create_app(Settings(database_url="postgresql:///nothing?host=/nonexistent"))
    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/healthz").json() == {"status": "ok"}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "2"


def test_ready_means_migrated(service: Service) -> None:
    client = service.anonymous()
    assert client.get("/readyz").json() == {"status": "ok"}
    downgrade(service.engine, "0001_registry")
    answer = client.get("/readyz")
    assert (answer.status_code, "jingge db migrate" in answer.json()["detail"]) == (503, True)


def test_figures_are_for_this_machine_and_for_leaders(service: Service) -> None:
    assert service.anonymous().get("/metrics").status_code == 401
    assert service.client(Role.CREW).get("/metrics").status_code == 403
    for role in (Role.LEADER, Role.ADMIN):
        assert 'jingge_requests_total{method="GET"' in service.client(role).get("/metrics").text
    here = TestClient(service.app, client=("127.0.0.1", 5000))
    assert here.get("/metrics").status_code == 200
    assert here.get("/metrics", headers={"X-Forwarded-For": "10.0.0.1"}).status_code == 401
