"""Rates, samples and appeals over HTTP."""

from uuid import uuid4

from starlette.testclient import TestClient

from registry.actor import Role
from tests.api.routes.test_requests import ask, desk, house, service, step
from tests.api.support import Service

__all__ = ["desk", "house", "service"]
PERIOD = {"from_at": "2020-01-01T00:00:00Z", "until_at": "2100-01-01T00:00:00Z"}


def answered(desk: TestClient) -> str:
    id_ = ask(desk)["id"]
    for action, brought in (("accept", {}), ("assign", {}), ("answer", {"answer": "好", "result_code": "solved"})):
        assert step(desk, id_, action, **brought) == 200
    return id_


def test_a_sample_is_called_back_and_an_appeal_leaves_the_raw_figure(service: Service, desk: TestClient) -> None:
    id_ = answered(desk)
    body = {**PERIOD, "id": str(uuid4()), "half_width": 0.1, "seed": 3}
    drawn = desk.post("/api/v1/call-back-samples", json=body)
    assert drawn.status_code == 201, drawn.text
    assert id_ in [pick["request_id"] for pick in drawn.json()["picks"]]
    assert desk.get(f"/api/v1/call-back-samples/{body['id']}").json() == drawn.json()
    assert step(desk, id_, "call_back", opinion="unsatisfied", contacted=True, solved=False) == 200
    appeal = desk.post(
        f"/api/v1/requests/{id_}/appeals", json={"id": str(uuid4()), "rate": "satisfaction", "reason": "恶意"}
    )
    assert appeal.status_code == 201, appeal.text
    url, decision = f"/api/v1/appeals/{appeal.json()['id']}/decision", {"approved": True, "reason": "属实"}
    assert desk.post(url, json=decision, headers={"If-Match": '"1"'}).status_code == 403
    leader = service.client(Role.LEADER)
    assert leader.post(url, json=decision, headers={"If-Match": '"9"'}).status_code == 412
    assert leader.post(url, json=decision, headers={"If-Match": '"1"'}).headers["ETag"] == '"2"'
    found = leader.get("/api/v1/reports/rates", params=PERIOD | {"definition": "calls"})
    assert found.status_code == 200, found.text
    total = found.json()["total"]
    raw, adjusted = (total[kind]["rates"][2] for kind in ("raw", "adjusted"))
    assert (raw["denominator"], raw["value"]) == (1, 0)
    assert (adjusted["denominator"], adjusted["value"], adjusted["low"]) == (0, None, None)
    assert raw["over_zh"]
    assert [one["approved"] for one in desk.get("/api/v1/appeals").json()] == [True]
    assert desk.get("/api/v1/reports/rates", params=PERIOD | {"from_at": "2020-01-01T00:00:00"}).status_code == 422
