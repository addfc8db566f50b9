"""Contracts over HTTP."""

from collections.abc import Iterator

import pytest

from registry.actor import Role
from tests.api.proof_scene import furnished
from tests.api.support import Service
from tests.conftest import Databases
from tests.inspections.tickets.scene import SEWER

PATH = "/api/v1/contracts"
ONE = {
    "number": "K-1",
    "contractor_code": "SZGS",
    "principal_code": "PSGS",
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
    "section_codes": [],
    "class_codes": ["01002"],
}


@pytest.fixture(scope="module")
def service(databases: Databases, template: str) -> Iterator[Service]:
    yield from furnished(databases, template, "contract_routes")


def test_entered_read_changed(service: Service) -> None:
    steward, desk = service.client(Role.STEWARD), service.client(Role.DISPATCHER)
    assert steward.post(PATH, json=ONE).json() == ONE
    assert steward.post(PATH, json=ONE).status_code == 201, "the same again"
    assert steward.post(PATH, json=ONE | {"ends_on": "2027-12-31"}).status_code == 409
    assert steward.post(PATH, json=ONE | {"number": "K-2"}).status_code == 409, "the two have one"
    assert desk.post(PATH, json=ONE).status_code == 403
    read = desk.get(f"{PATH}/K-1")
    changed = {name: value for name, value in ONE.items() if name != "number"} | {"ends_on": "2026-11-30"}
    assert steward.put(f"{PATH}/K-1", json=changed).status_code == 428
    done = steward.put(f"{PATH}/K-1", json=changed, headers={"If-Match": read.headers["ETag"]})
    assert done.json()["ends_on"] == "2026-11-30"
    stale = steward.put(
        f"{PATH}/K-1", json=changed | {"ends_on": "2026-10-31"}, headers={"If-Match": read.headers["ETag"]}
    )
    assert stale.status_code == 412
    assert [one["number"] for one in desk.get(PATH, params={"org": "SZGS"}).json()["contracts"]] == ["K-1"]
    kept = desk.get(f"/api/v1/assets/{SEWER}/contract", params={"day": "2026-11-30"}).json()
    assert kept["contract"]["number"] == "K-1"
    assert desk.get(f"/api/v1/assets/{SEWER}/contract", params={"day": "2026-12-01"}).json()["contract"] is None


def test_what_is_wrong_and_who_may_not(service: Service) -> None:
    steward = service.client(Role.STEWARD)
    assert steward.post(PATH, json=ONE | {"number": "K-7", "contractor_code": "nobody"}).status_code == 422
    assert steward.post(PATH, json=ONE | {"number": "K-7", "starts_on": "2027-01-01"}).status_code == 422
    assert steward.get(f"{PATH}/none").status_code == 404
    assert service.client(Role.CREW, org="PSGS-01").get(PATH).status_code == 403
    assert service.client(Role.INSPECTOR).get(f"/api/v1/assets/{SEWER}/contract").status_code == 403
    assert service.anonymous().get(PATH).status_code == 401
