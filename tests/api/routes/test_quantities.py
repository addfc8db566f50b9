"""Materials and settlements over HTTP."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from registry.actor import Role
from tests.api.proof_scene import furnished, repair
from tests.api.support import Service
from tests.conftest import Databases


@pytest.fixture(scope="module")
def service(databases: Databases, template: str) -> Iterator[Service]:
    yield from furnished(databases, template, "quantity_routes")


def test_entered_confirmed_and_the_second_gets_412(service: Service) -> None:
    path = f"/api/v1/tickets/{repair(service.engine)}/materials"
    crew, desk = service.client(Role.CREW, org="PSGS-01", areas=()), service.client(Role.DISPATCHER, org="CGJ")
    line, body = f"{path}/{uuid4()}", {"material_code": "mortar", "quantity": "0.25"}
    first = crew.put(line, json=body)
    assert (first.status_code, first.headers["ETag"]) == (200, '"2"'), first.text
    assert crew.put(line, json=body).json() == first.json()
    assert crew.put(f"{path}/{uuid4()}", json=body).status_code == 412
    assert desk.get(path).headers["ETag"] == '"2"'
    confirmation = {"id": str(uuid4())}
    assert desk.post(f"{path}/confirmation", json=confirmation).status_code == 428
    done = desk.post(f"{path}/confirmation", json=confirmation, headers={"If-Match": '"2"'})
    assert done.json()["lines"][0]["confirmed_house"] == "CGJ", done.text
    late = service.client(Role.INSPECTOR, org="YJJ")
    second = late.post(f"{path}/confirmation", json={"id": str(uuid4())}, headers={"If-Match": '"2"'})
    assert (second.status_code, second.json()["code"]) == (412, "stale")
    again = desk.post(f"{path}/confirmation", json=confirmation, headers={"If-Match": '"2"'})
    assert again.json() == done.json()


@pytest.mark.parametrize("quantity", ["-1", "0", "x", "1.2345", "1e12", "NaN"])
def test_a_wrong_quantity_is_told(service: Service, quantity: str) -> None:
    path = f"/api/v1/tickets/{repair(service.engine)}/materials/{uuid4()}"
    crew = service.client(Role.CREW, org="PSGS-01", areas=())
    assert crew.put(path, json={"material_code": "mortar", "quantity": quantity}).status_code == 422


def test_materials_and_settlements_are_read(service: Service) -> None:
    repair(service.engine)
    desk, inspector = service.client(Role.DISPATCHER, org="CGJ"), service.client(Role.INSPECTOR)
    assert "mortar" in {one["code"] for one in inspector.get("/api/v1/materials").json()["materials"]}
    asked = {"house": "PSGS", "month": "2026-11"}
    assert desk.get("/api/v1/settlement", params=asked).json()["jobs"] == [], "not closed yet"
    for form, start in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")):
        answer = desk.get("/api/v1/settlement/file", params=asked | {"form": form})
        assert answer.content.startswith(start)
        assert f"settlement-2026-11.{form}" in answer.headers["content-disposition"]
    assert inspector.get("/api/v1/settlement", params=asked).status_code == 403
    assert desk.get("/api/v1/settlement", params=asked | {"month": "x"}).status_code == 422
    assert service.anonymous().get("/api/v1/materials").status_code == 401
