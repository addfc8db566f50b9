"""Open shafts over HTTP: who is told of them, and a guard posted twice by a phone is one guard."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from registry.actor import Role
from tests.api.support import Service
from tests.registry import quarter

ROOT = "/api/v1"


def body(minutes: float = 30, **more: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    times = {"begins_at": now.isoformat(), "until": (now + timedelta(minutes=minutes)).isoformat()}
    return {"id": str(uuid4()), "org_code": "PSGS", "post": "排水一班 王某", **times, **more}


def test_an_unguarded_shaft_is_posted_and_ended(guarded_service: Service, shaft: UUID) -> None:
    desk = guarded_service.client(Role.DISPATCHER, org="CGJ")
    page = desk.get(f"{ROOT}/guards").json()
    assert (page["open"], page["unguarded"], page["next"]) == (1, 1, None)
    assert page["shafts"][0]["guarded"]["unguarded_since"] == page["shafts"][0]["reported_at"]
    one = body()
    first, again = (desk.post(f"{ROOT}/tickets/{shaft}/guards", json=one) for _ in range(2))
    assert first.status_code == again.status_code == 201, first.text
    assert first.json() == again.json()
    page = desk.get(f"{ROOT}/guards", params={"area": quarter.EAST}).json()
    assert (page["unguarded"], page["shafts"][0]["guarded"]["guarded_until"]) == (0, first.json()["until"])
    events = desk.get(f"{ROOT}/tickets/{shaft}").json()
    assert "guard" in str(events)
    ended = desk.post(f"{ROOT}/guards/{one['id']}/end", json={"reason": "撤岗"})
    assert ended.status_code == 200
    assert ended.json()["ended_at"]
    assert desk.get(f"{ROOT}/guards").json()["unguarded"] == 1
    with guarded_service.engine.connect() as conn:
        rows = conn.execute(text("select action from access.audit where action like '%guard' order by id")).scalars()
        assert list(rows) == ["post_guard", "post_guard", "end_guard"]


def test_who_is_told_and_who_may(guarded_service: Service, shaft: UUID) -> None:
    assert guarded_service.anonymous().get(f"{ROOT}/guards").status_code == 401
    elsewhere = guarded_service.client(Role.DISPATCHER, areas=(quarter.OTHER,))
    assert elsewhere.get(f"{ROOT}/guards").json()["open"] == 0
    assert elsewhere.post(f"{ROOT}/tickets/{shaft}/guards", json=body()).status_code == 403
    planner = guarded_service.client(Role.PLANNER)
    assert planner.post(f"{ROOT}/tickets/{shaft}/guards", json=body()).status_code == 403
    desk = guarded_service.client(Role.DISPATCHER)
    for wrong in (body(-1), body(kind="barrier"), body(org_code=None), body(account_id=str(uuid4()))):
        answer = desk.post(f"{ROOT}/tickets/{shaft}/guards", json=wrong)
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json"), answer.text
    assert desk.post(f"{ROOT}/tickets/{uuid4()}/guards", json=body()).status_code == 404
