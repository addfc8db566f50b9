"""Places in words over HTTP."""

import pytest

from registry.actor import Role
from registry.database import writing
from registry.datum import Datum, from_wgs84
from tests.api.support import Service
from tests.registry import quarter
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
