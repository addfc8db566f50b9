"""Places in words over HTTP."""

from uuid import uuid4

import pytest

from registry.actor import Role
from registry.database import writing
from registry.datum import Datum, from_wgs84
from tests.api.support import Service
from tests.registry import quarter
from tests.registry.posts import scene
from tests.registry.quarter import EAST, at

DESCRIBE = "/api/v1/places/describe"


def test_a_place_in_any_datum(service: Service) -> None:
    with writing(service.engine) as conn:
        quarter.build(conn)
    client = service.client(Role.INSPECTOR)
    for datum in Datum:
        lon, lat = from_wgs84(*at(35, 9), datum=datum)
        told = client.get(DESCRIBE, params={"lon": lon, "lat": lat, "datum": datum.value}).json()
        assert told["zh"] == ("辽宁路街道益都路社区，辽宁路（热河路—益都路）北侧，距热河路路口 35 米，近辽宁路 12 号")
        assert (told["community_code"], told["segment_code"]) == (EAST, "370203R000002")
        assert (told["lon"], told["lat"]) == pytest.approx(at(35, 9), abs=1e-8)


def test_an_empty_register_still_answers_and_bad_places_are_told(service: Service) -> None:
    client = service.client(Role.INSPECTOR)
    assert client.get(DESCRIBE, params={"lon": 120.375, "lat": 36.0876}).json()["zh"] == (
        "东经 120.37500°、北纬 36.08760°"
    )
    for wrong in ({"lon": 36.0876, "lat": 120.375}, {"lon": "inf", "lat": 0}, {"lon": 0, "lat": 90}, {}):
        assert client.get(DESCRIBE, params=wrong).status_code == 422  # type: ignore[arg-type]  # wrong on purpose
    assert service.anonymous().get(DESCRIBE, params={"lon": 120, "lat": 36}).status_code == 401


def test_a_cell_is_named_by_a_planner_of_its_area(service: Service) -> None:
    with writing(service.engine) as conn:
        scene.furnish(conn)
    address = f"/api/v1/places/{scene.WEST}/name"
    body = {"id": str(uuid4()), "name_zh": "锦江花园", "reason": "居民议定"}
    planner = service.client(Role.PLANNER)
    answer = planner.post(address, json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json() == {
        "kind": "micro_grid",
        "code": scene.WEST,
        "sign": "大连路社区–01网格–001",
        "name_zh": "锦江花园",
        "changed": True,
    }
    assert planner.post(address, json=body).json()["changed"] is False
    assert planner.get(f"/id/{scene.WEST}").json()["title_zh"] == "大连路社区 锦江花园"
    assert service.client(Role.INSPECTOR).post(address, json=body).status_code == 403
    assert service.client(Role.PLANNER, areas=("370202",)).post(address, json=body).status_code == 404
    assert planner.post(f"/api/v1/places/{scene.GRID}/name", json=body).status_code == 409  # the same name
    assert planner.post("/api/v1/places/370203/name", json=body).status_code == 422
