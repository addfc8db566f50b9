"""Storm mode over HTTP: one act, low points, watchers, sheets, the report."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from registry.actor import Role
from registry.database import writing
from tests.api.routes.test_guards import ROOT
from tests.api.support import Service
from tests.inspections.tickets.scene import SEWER
from tests.maps.plates.pages import decoded, pictures
from tests.registry import quarter

STREET = quarter.EAST[:9]


@pytest.fixture
def desk(guarded_service: Service) -> TestClient:
    with writing(guarded_service.engine) as conn:
        conn.execute(text("truncate inspections.storm, inspections.low_point cascade"))
    return guarded_service.client(Role.DISPATCHER, org="CGJ")


def declared(desk: TestClient) -> str:
    body = {"id": str(uuid4()), "area_code": STREET, "level": "orange"}
    first, again = (desk.post(f"{ROOT}/storms", json=body) for _ in range(2))
    assert first.status_code == again.status_code == 201, first.text
    return str(body["id"])


def low_point(service: Service) -> dict[str, Any]:
    with service.engine.connect() as conn:
        place = text("select st_x(geom) as lon, st_y(geom) as lat from registry.asset where code = :code")
        lon, lat = conn.execute(place, {"code": SEWER}).one()
    return {"id": str(uuid4()), "name": "桥洞", "lon": lon, "lat": lat, "within_m": 20, "source": "防汛办清单"}


def test_a_storm_is_declared_graded_ended(desk: TestClient) -> None:
    storm = declared(desk)
    at = f"{ROOT}/storms/{storm}"
    assert desk.get(at).json()["profile"] == "storm"
    assert (
        desk.post(f"{ROOT}/storms", json={"id": str(uuid4()), "area_code": STREET, "level": "red"}).status_code == 409
    )
    level = {"id": str(uuid4()), "level": "red"}
    assert desk.post(f"{at}/level", json=level, headers={"If-Match": '"1"'}).json()["level_zh"] == "红色"
    end = {"id": str(uuid4())}
    assert desk.post(f"{at}/end", json=end, headers={"If-Match": '"1"'}).status_code == 412
    for _ in range(2):
        assert desk.post(f"{at}/end", json=end, headers={"If-Match": '"2"'}).json()["ended_at"]
    assert [one["id"] for one in desk.get(f"{ROOT}/storms").json()["storms"]] == [storm]
    report = desk.get(f"{at}/report").json()
    assert [one["action"] for one in report["events"]] == ["declare", "grade", "end"]
    page = desk.get(f"{at}/report", params={"form": "html", "lang": "en"})
    assert page.headers["content-type"].startswith("text/html")
    assert "hazards reported" in page.text


def test_covers_watchers_and_sheets(guarded_service: Service, desk: TestClient) -> None:
    steward = guarded_service.client(Role.STEWARD)
    at = f"{ROOT}/storms/{declared(desk)}"
    assert desk.get(f"{at}/covers").json() == {"low_points": 0, "known": 0, "unknown": 0, "covers": []}
    assert desk.get(f"{at}/sheets", params={"draft": True}).status_code == 422  # nothing is low yet
    point = low_point(guarded_service)
    for _ in range(2):
        answer = steward.post(f"{ROOT}/low-points", json={"low_points": [point]})
        assert answer.status_code == 201, answer.text
    assert desk.post(f"{ROOT}/low-points", json={"low_points": [point]}).status_code == 403
    assert [one["name"] for one in desk.get(f"{ROOT}/low-points").json()["low_points"]] == ["桥洞"]
    covers = desk.get(f"{at}/covers").json()
    assert covers["low_points"] == 1
    assert SEWER in {one["code"] for one in covers["covers"]}
    until = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    begins = datetime.now(UTC).isoformat()
    watcher = {
        "id": str(uuid4()), "low_point_id": point["id"], "org_code": "PSGS", "post": "王某", "until": until,
        "begins_at": begins,
    }  # fmt: skip
    for _ in range(2):
        assert desk.post(f"{at}/watchers", json=watcher).status_code == 201
    report = desk.get(f"{at}/report").json()
    assert (report["figures"]["watchers"], report["watchers"][0]["place"]) == (1, "桥洞")
    sheets = desk.get(f"{at}/sheets", params={"draft": True})
    assert (sheets.status_code, sheets.headers["content-type"]) == (200, "application/pdf"), sheets.text
    scanned = {text for page in pictures(sheets.content) for text, _, _ in decoded(page)}
    with guarded_service.engine.connect() as conn:
        segment = conn.execute(
            text("select segment_code from registry.asset where code = :code"), {"code": SEWER}
        ).scalar_one()
    assert any(address.endswith(f"/id/{segment}") for address in scanned)
    path = next(address for address in scanned if address.endswith(segment)).split("/", 3)[3]
    back = guarded_service.anonymous().get(f"/{path}", headers={"Accept": "application/json"})
    assert (back.status_code, back.json()["code"]) == (200, segment)  # scanned back, the sheet leads to its segment
    retired = steward.post(f"{ROOT}/low-points/{point['id']}/retirement")
    assert retired.json()["retired_at"]
    assert desk.get(f"{at}/covers").json()["covers"] == []


def test_who_may(guarded_service: Service, desk: TestClient) -> None:
    storm = declared(desk)
    elsewhere = guarded_service.client(Role.LEADER, areas=(quarter.OTHER,))
    for path in ("", "/covers", "/report", "/sheets?draft=true"):
        assert elsewhere.get(f"{ROOT}/storms/{storm}{path}").status_code == 403, path
    crew = guarded_service.client(Role.CREW, org="PSGS-01")
    assert (
        crew.post(f"{ROOT}/storms", json={"id": str(uuid4()), "area_code": "370203", "level": "red"}).status_code == 403
    )
    assert desk.get(f"{ROOT}/storms/{storm}/sheets").status_code == 422  # an address nobody else can open
