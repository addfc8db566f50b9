"""Proof over HTTP."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from registry.actor import Role
from tests.api.proof_scene import furnished, repair
from tests.api.support import Service
from tests.conftest import Databases
from tests.inspections.proof.scene import LATER
from tests.registry import quarter

LON, LAT = quarter.at(35, 7)


@pytest.fixture(scope="module")
def service(databases: Databases, template: str) -> Iterator[Service]:
    yield from furnished(databases, template, "proof_routes")


def body(**changes: object) -> dict[str, object]:
    one = {
        "sha256": "b" * 64,
        "stage": "before",
        "step_id": str(uuid4()),
        "fix": {"lon": LON, "lat": LAT, "accuracy_m": 5, "age_s": 1},
        "device_time": LATER.isoformat(),
    }
    return {"device_now": LATER.isoformat(), "evidence": [one | changes]}


def test_evidence_is_told_again_and_again_and_judged(service: Service) -> None:
    path = f"/api/v1/tickets/{repair(service.engine)}"
    crew, desk = service.client(Role.CREW, org="PSGS-01", areas=()), service.client(Role.DISPATCHER, org="CGJ")
    told = body()
    assert crew.put(f"{path}/evidence", json=told).json()["new"] == 1
    assert crew.put(f"{path}/evidence", json=told).json() == {"ticket_id": path[-36:], "new": 0, "known": 1}
    told["evidence"][0]["stage"] = "after"  # type: ignore[index]  # made above
    assert crew.put(f"{path}/evidence", json=told).status_code == 409
    proof = desk.get(f"{path}/proof").json()
    assert (proof["grade"], proof["grade_zh"]) == ("weak", "弱")
    assert {"after_not_come", "before_not_come"} <= {hint["code"] for hint in proof["hints"]}
    assert proof["drawn"]["reason_zh"]
    before = next(shot for shot in proof["shots"] if shot["stage"] == "before")
    assert (before["placed"], before["accuracy_m"], before["sha256"]) == ("shutter", 5.0, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sha256": "x"},
        {"stage": "inside"},
        {"fix": {"lon": 200, "lat": 0}},
        {"fix": {"lon": 1, "lat": 1, "age_s": -1}},
        {"fix": {"lon": 1, "lat": 1, "datum": "moon"}},
        {"step_id": "1"},
        {"more": 1},
    ],
)
def test_what_is_wrong_is_told(service: Service, wrong: dict[str, object]) -> None:
    path = f"/api/v1/tickets/{repair(service.engine)}/evidence"
    assert service.client(Role.CREW, org="PSGS-01", areas=()).put(path, json=body(**wrong)).status_code == 422


def test_who_may(service: Service) -> None:
    path = f"/api/v1/tickets/{repair(service.engine)}"
    stranger = service.client(Role.CREW, org="SZGS-01", areas=())
    assert service.anonymous().get(f"{path}/proof").status_code == 401
    assert stranger.get(f"{path}/proof").status_code == 403
    assert stranger.put(f"{path}/evidence", json=body()).status_code == 403
    assert stranger.get("/api/v1/verification").json() == {"houses": []}
    missing = f"/api/v1/tickets/{uuid4()}/proof"
    assert service.client(Role.DISPATCHER).get(missing).status_code == 404


def test_figures_by_house(service: Service) -> None:
    repair(service.engine)
    (house,) = service.client(Role.LEADER).get("/api/v1/verification").json()["houses"]
    assert (house["house"], house["repairs"], house["verified"], house["failed_from"]) == ("PSGS", 1, 0, None)
    assert (house["regime"], house["regime_zh"]) == ("normal", "正常检验")
