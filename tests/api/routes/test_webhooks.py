"""Webhooks over HTTP: made once, secret once, changed from a version, by who may."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from api import courier
from registry.actor import Role
from registry.database import writing
from tests.api.live import Receiver
from tests.api.support import Service, settings_for
from tests.inspections.outbox.scene import urge
from tests.inspections.tickets import scene

URL = "https://example.org/hook"
ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6"


def body(**changes: object) -> dict[str, object]:
    return {"id": str(uuid4()), "name": "mirror", "url": URL, **changes}


@pytest.fixture
def admin(reception: Service) -> TestClient:
    return reception.person(Role.ADMIN)


def test_its_secret_is_in_the_first_answer_alone(admin: TestClient) -> None:
    asked = body()
    made = admin.post("/api/v1/webhooks", json=asked)
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    secret = made.json()["secret"]
    assert secret.startswith("whsec_")
    again = admin.post("/api/v1/webhooks", json=asked)
    assert (again.status_code, again.json()["secret"]) == (201, None)
    read = admin.get(f"/api/v1/webhooks/{asked['id']}")
    assert read.headers["ETag"] == '"1"'
    for answer in (read, admin.get("/api/v1/webhooks")):
        assert secret not in answer.text


def test_of_a_robot_the_address_is_never_shown_and_stays_when_it_is_not_named(
    reception: Service, admin: TestClient
) -> None:
    asked = body(kind="wecom", url=ROBOT)
    made = admin.post("/api/v1/webhooks", json=asked)
    assert (made.json()["secret"], made.json()["url"]) == (None, "https://qyapi.weixin.qq.com/…")
    path = f"/api/v1/webhooks/{asked['id']}"
    changed = admin.put(path, json={"name": "group", "hazards_only": True}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["hazards_only"]) == (200, True)
    assert "693a91f6" not in made.text + changed.text + admin.get(path).text
    with writing(reception.engine) as conn:
        stored = conn.execute(text("select url from inspections.webhook where id = :id"), {"id": asked["id"]})
        assert stored.scalar_one() == ROBOT


def test_a_change_names_its_version(admin: TestClient) -> None:
    asked = body()
    admin.post("/api/v1/webhooks", json=asked)
    path = f"/api/v1/webhooks/{asked['id']}"
    change = {"name": "other", "url": URL, "enabled": False}
    assert admin.put(path, json=change).status_code == 428
    assert admin.put(path, json=change, headers={"If-Match": '"9"'}).status_code == 412
    stopped = admin.put(path, json=change, headers={"If-Match": '"1"'})
    assert (stopped.headers["ETag"], stopped.json()["disabled_reason"]) == ('"2"', "by a person")
    assert admin.delete(path, headers={"If-Match": '"1"'}).status_code == 412
    assert admin.delete(path, headers={"If-Match": '"2"'}).status_code == 204
    assert admin.get(path).status_code == 404


def test_who_may(reception: Service, admin: TestClient) -> None:
    asked = body()
    admin.post("/api/v1/webhooks", json=asked)
    steward = reception.person(Role.STEWARD)
    assert steward.get("/api/v1/webhooks").json()["items"] == []
    assert steward.get(f"/api/v1/webhooks/{asked['id']}").status_code == 404
    assert steward.post("/api/v1/webhooks", json=body()).status_code == 201
    assert asked["id"] in [one["id"] for one in admin.get("/api/v1/webhooks").json()["items"]]
    assert reception.person(Role.DISPATCHER).post("/api/v1/webhooks", json=body()).status_code == 403
    assert reception.client(Role.ADMIN).post("/api/v1/webhooks", json=body()).status_code == 403, "not by a token"
    assert reception.anonymous().get("/api/v1/webhooks").status_code == 401


@pytest.mark.parametrize("url", ["http://example.org/x", "https://u:p@example.org/", "gopher://example.org/"])
def test_an_address_that_may_not_be_is_refused(admin: TestClient, url: str) -> None:
    answer = admin.post("/api/v1/webhooks", json=body(url=url))
    assert (answer.status_code, answer.json()["fields"]["field"]) == (422, "url")


def test_what_was_sent_is_listed_and_sent_again(service: Service) -> None:
    own = settings_for(service.engine, webhook_networks="127.0.0.0/8")
    with writing(service.engine) as conn:
        scene.furnish(conn)
    with Receiver() as receiver:
        asked = body()
        client = service.person(Role.ADMIN)
        client.post("/api/v1/webhooks", json=asked)
        with writing(service.engine) as conn:
            conn.execute(text("update inspections.webhook set url = :url"), {"url": receiver.url})
            urge(conn, scene.hazard(conn))
        courier.act(service.engine, own, datetime.now(UTC))
        path = f"/api/v1/webhooks/{asked['id']}"
        page = client.get(f"{path}/deliveries", params={"limit": 1}).json()
        assert ([one["number"] for one in page["items"]], page["next"]) == ([2], 2)
        replayed = client.post(f"{path}/replay", json={"first": 1, "last": 2})
        assert replayed.json() == {"deliveries": 2}
        courier.act(service.engine, own, datetime.now(UTC))
    assert sorted(receiver.got[:2]) == sorted(receiver.got[2:])
    assert client.post(f"{path}/replay", json={"first": 1, "last": 9}).status_code == 409
