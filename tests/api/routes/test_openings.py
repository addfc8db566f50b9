"""Declared openings over HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from registry.actor import Role
from tests.api.routes.test_guards import ROOT
from tests.api.support import Service
from tests.inspections.tickets.scene import OTHER_SEWER


def told(**more: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    plain = {"begins_at": now.isoformat(), "until": (now + timedelta(hours=1)).isoformat(), "org_code": "PSGS"}
    words = {"guard": "王某", "barrier": "围挡四面", "permit": "掘路许可 1 号"}
    return {"id": str(uuid4()), "assets": [OTHER_SEWER], **plain, **words, **more}


def test_declared_extended_closed(guarded_service: Service) -> None:
    crew = guarded_service.client(Role.CREW, org="PSGS-01", areas=())
    body = told()
    first, again = (crew.post(f"{ROOT}/openings", json=body) for _ in range(2))
    assert first.status_code == again.status_code == 201, first.text
    assert first.json() == again.json()
    assert first.json()["state"] == "open"
    at = f"{ROOT}/openings/{body['id']}"
    assert crew.get(at).headers["ETag"] == '"1"'
    later = (datetime.fromisoformat(body["until"]) + timedelta(hours=1)).isoformat()
    extension = {"id": str(uuid4()), "until": later, "reason": "管道未通"}
    for _ in range(2):
        answer = crew.post(f"{at}/extension", json=extension, headers={"If-Match": '"1"'})
        assert (answer.status_code, answer.json().get("version")) == (200, 2)
    assert (
        crew.post(f"{at}/extension", json=extension | {"id": str(uuid4())}, headers={"If-Match": '"1"'}).status_code
        == 412
    )
    closing = {"id": str(uuid4()), "photo_sha256": "e" * 64}
    assert crew.post(f"{at}/closing", json={"id": str(uuid4())}, headers={"If-Match": '"2"'}).status_code == 422
    assert crew.post(f"{at}/closing", json=closing, headers={"If-Match": '"2"'}).json()["state"] == "closed"
    desk = guarded_service.client(Role.DISPATCHER)
    assert [one["action"] for one in desk.get(at).json()["events"]] == ["declare", "extend", "close"]
    assert UUID(body["id"]) not in {UUID(one["id"]) for one in desk.get(f"{ROOT}/openings").json()["openings"]}


def test_who_may(guarded_service: Service) -> None:
    stranger = guarded_service.client(Role.CREW, org="SZGS-01", areas=())
    assert stranger.post(f"{ROOT}/openings", json=told()).status_code == 403
    desk = guarded_service.client(Role.DISPATCHER)
    body = told()
    assert desk.post(f"{ROOT}/openings", json=body).status_code == 201
    assert stranger.get(f"{ROOT}/openings/{body['id']}").status_code == 403
    assert desk.get(f"{ROOT}/openings/{uuid4()}").status_code == 404
    assert desk.post(f"{ROOT}/openings", json=told(permit="")).status_code == 422
