from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from registry.actor import Role
from tests.api.support import Service, make_account


@pytest.fixture
def service(reception: Service) -> Service:
    return reception


def test_a_token_opens_until_it_is_revoked(service: Service) -> None:
    person = service.person(Role.CREW, login="anna")
    made = person.post("/api/v1/tokens", json={"name": "phone"}).json()
    device = service.anonymous(token=made["key"])
    assert device.get("/api/v1/session").json()["login"] == "anna"
    listed = person.get("/api/v1/tokens").json()["items"]
    assert "phone" in [one["name"] for one in listed]
    assert made["key"] not in str(listed)
    assert person.delete(f"/api/v1/tokens/{made['id']}").json()["revoked_at"] is not None
    assert device.get("/api/v1/session").status_code == 401


def test_a_token_revokes_itself_and_needs_no_csrf(service: Service) -> None:
    device = service.client()
    own = device.get("/api/v1/tokens").json()["items"][0]["id"]
    assert device.delete(f"/api/v1/tokens/{own}").status_code == 200
    assert device.get("/api/v1/session").status_code == 401


def test_a_token_makes_no_token(service: Service) -> None:
    assert service.client(Role.ADMIN).post("/api/v1/tokens", json={"name": "more"}).status_code == 403


def test_a_token_ends(service: Service) -> None:
    key = service.person().post("/api/v1/tokens", json={"name": "phone", "days": 1}).json()["key"]
    device = service.anonymous(token=key)
    assert device.get("/api/v1/session").status_code == 200
    ahead = datetime.now(UTC) + timedelta(days=1, seconds=1)
    service.app.state.clock = lambda: ahead
    assert device.get("/api/v1/session").status_code == 401


def test_anothers_tokens_do_not_exist(service: Service) -> None:
    other = make_account(service.engine)
    person, admin = service.person(Role.DISPATCHER), service.person(Role.ADMIN)
    theirs = admin.get("/api/v1/tokens", params={"account_id": str(other.id)}).json()["items"][0]["id"]
    assert person.get("/api/v1/tokens", params={"account_id": str(other.id)}).status_code == 404
    assert person.delete(f"/api/v1/tokens/{theirs}").status_code == 404
    assert person.delete(f"/api/v1/tokens/{uuid4()}").status_code == 404
    assert person.post("/api/v1/tokens", json={"name": "x", "account_id": str(other.id)}).status_code == 404
    assert admin.post("/api/v1/tokens", json={"name": "x", "account_id": str(other.id)}).status_code == 201


def test_a_wrong_token_is_not_helped_by_a_good_cookie(service: Service) -> None:
    person = service.person()
    answer = person.get("/api/v1/session", headers={"Authorization": "Bearer jingge_wrong"})
    assert answer.status_code == 401
