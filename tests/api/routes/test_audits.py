from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from registry.actor import Role
from tests.api.support import Service

ANNA = {"login": "anna", "name": "安娜", "roles": ["crew"], "areas": ["370203005"]}


@pytest.fixture
def service(reception: Service) -> Service:
    return reception


def test_the_audit_is_read_by_pages(service: Service) -> None:
    admin = service.person(Role.ADMIN)
    admin.post("/api/v1/accounts", json=ANNA)
    first = admin.get("/api/v1/audit", params={"limit": 1}).json()
    assert [row["action"] for row in first["items"]] == ["create_account"]
    rest = admin.get("/api/v1/audit", params={"before": first["next"]}).json()
    assert [row["action"] for row in rest["items"]] == ["sign_in"]


def test_rows_name_their_account_and_are_found(service: Service) -> None:
    admin = service.person(Role.ADMIN, login="boss")
    admin.post("/api/v1/accounts", json=ANNA)

    def found(**asked: str) -> list[str]:
        return [row["action"] for row in admin.get("/api/v1/audit", params=asked).json()["items"]]

    row = admin.get("/api/v1/audit", params={"limit": 1}).json()["items"][0]
    assert (row["login"], row["name"], row["target"]) == ("boss", "boss", "account anna")
    assert found(text="create") == ["create_account"]
    assert found(login="boss") == ["create_account", "sign_in"]
    assert found(login="nobody") == []
    assert found(outcome="forbidden") == []
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    assert (found(since=later), len(found(until=later))) == ([], 2)
    earlier = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    assert (len(found(since=earlier)), found(until=earlier)) == (2, [])


def test_a_row_that_was_changed_is_told(service: Service) -> None:
    auditor = service.person(Role.AUDIT_ADMIN)
    service.person(Role.ADMIN).post("/api/v1/accounts", json={"login": "anna", "name": "A"})
    found = auditor.get("/api/v1/audit/verification").json()
    assert (found["unbroken"], found["rows"], found["head"]["number"]) == (True, 3, 3)
    head = f"{found['head']['number']}:{found['head']['sha256']}"
    assert auditor.get("/api/v1/audit/verification", params={"expected": head}).json()["unbroken"]
    assert auditor.get("/api/v1/audit/verification", params={"expected": "3"}).status_code == 422
    with service.engine.begin() as conn:  # as somebody who may do anything in the database
        conn.execute(text("set local session_replication_role = replica"))
        conn.execute(text("update access.audit set outcome = 'refused' where action = 'create_account'"))
    broken = auditor.get("/api/v1/audit/verification").json()
    assert not broken["unbroken"]
    assert [(fault["reason"], fault["number"]) for fault in broken["faults"]] == [("changed", 3)]
