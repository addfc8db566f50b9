"""Exchange files, indicators and appeals over HTTP."""

import io
import zipfile
from uuid import UUID, uuid4

import pandas as pd
import pytest

from registry.actor import Role
from registry.database import writing
from tests.api.support import Service
from tests.inspections.exchange import scene
from tests.inspections.tickets.scene import SEWER
from tests.registry import quarter

SPAN = {"from_at": "2026-11-01T00:00:00+08:00", "until_at": "2026-12-01T00:00:00+08:00"}


@pytest.fixture
def town(service: Service) -> tuple[Service, UUID]:
    with writing(service.engine) as conn:
        scene.furnish(conn)
        ticket = scene.closed(conn)
    return service, ticket


def test_files_for_stewards_and_dispatchers_within_their_areas(town: tuple[Service, UUID]) -> None:
    service, _ = town
    steward = service.client(Role.STEWARD, areas=(quarter.EAST,))
    told = steward.get("/api/v1/exchange/gbt47678", params=SPAN)
    assert told.status_code == 200
    assert told.headers["Content-Disposition"] == 'attachment; filename="gbt47678.xlsx"'
    assert told.headers["X-Faults"] == "1"  # an owner with a local code
    parts = pd.read_excel(io.BytesIO(told.content), sheet_name="部件", dtype=str)
    assert len(parts) == 4
    assert SEWER in set(parts["GLBJBSM"])
    desk = service.client(Role.DISPATCHER)
    packed = desk.get("/api/v1/exchange/case", params={**SPAN, "format": "csv", "encoding": "gbk"})
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert set(archive.namelist()) == {"cases.csv", "standards.csv", "about.csv", "rejects.csv"}
        assert "已结案" in archive.read("cases.csv").decode("gbk")
    assert service.client(Role.CREW, org="PSGS").get("/api/v1/exchange/case", params=SPAN).status_code == 403
    assert service.anonymous().get("/api/v1/exchange/case", params=SPAN).status_code == 401
    assert desk.get("/api/v1/exchange/none", params=SPAN).status_code == 422
    assert desk.get("/api/v1/exchange/case").status_code == 422


def test_an_appeal_from_asking_to_the_adjusted_figure(town: tuple[Service, UUID]) -> None:
    service, ticket = town
    crew = service.client(Role.CREW, org="PSGS-01", areas=())
    leader = service.client(Role.LEADER, org="YJJ")
    body = {"id": str(uuid4()), "indicator": "closed", "reason": "台风", "evidence": "停工令"}
    asked = crew.post(f"/api/v1/tickets/{ticket}/appeals", json=body)
    assert (asked.status_code, asked.json()["state"]) == (201, "asked")
    assert crew.post(f"/api/v1/tickets/{ticket}/appeals", json=body).json() == asked.json()
    again = crew.post(f"/api/v1/tickets/{ticket}/appeals", json=body | {"id": str(uuid4())})
    assert again.status_code == 409
    address = f"/api/v1/ticket-appeals/{body['id']}"
    decision = {"granted": True, "reason": "属实"}
    assert leader.post(f"{address}/decision", json=decision).status_code == 428
    assert leader.post(f"{address}/decision", json=decision, headers={"If-Match": '"7"'}).status_code == 412
    own = service.client(Role.LEADER, org="PSGS")
    assert own.post(f"{address}/decision", json=decision, headers={"If-Match": '"1"'}).status_code == 403
    done = leader.post(f"{address}/decision", json=decision, headers={"If-Match": leader.get(address).headers["ETag"]})
    assert (done.json()["state"], done.headers["ETag"]) == ("granted", '"2"')
    told = leader.get(address).json()
    assert [event["state"] for event in told["events"]] == ["asked", "granted"]
    page = leader.get("/api/v1/ticket-appeals", params={"state": "granted", "limit": 1}).json()
    assert ([one["id"] for one in page["appeals"]], page["next"]) == ([body["id"]], body["id"])
    stranger = service.client(Role.CREW, org="SZGS-01", areas=())
    assert stranger.get(address).status_code == 403
    assert stranger.get("/api/v1/ticket-appeals").json()["appeals"] == []
    span = {**SPAN, "until_at": "2026-11-25T00:00:00+08:00"}
    found = leader.get("/api/v1/reports/indicators", params={**span, "by": "street"}).json()
    closed = next(one for one in found["total"]["indicators"] if one["name"] == "closed")
    assert closed["raw"] == {"numerator": 1, "denominator": 1, "value": 1.0}
    assert closed["adjusted"] == {"numerator": 0, "denominator": 0, "value": None}
