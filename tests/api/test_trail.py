import pytest
from starlette.testclient import TestClient

from api.access import audit
from registry.actor import Role
from registry.database import reading
from tests.api.support import Service


@pytest.fixture
def service(reception: Service) -> Service:
    return reception


def rows(service: Service) -> list[audit.Entry]:
    with reading(service.engine) as conn:
        return audit.recent(conn)


def test_a_write_leaves_one_row_with_who_what_and_which_request(service: Service) -> None:
    admin = service.person(Role.ADMIN)
    body = {"login": "anna", "name": "Anna", "password": "correct horse battery", "roles": ["crew"]}
    answer = admin.post("/api/v1/accounts", json=body)
    row = rows(service)[0]
    assert (row.action, row.target, row.outcome) == ("create_account", "account anna", "done")
    assert row.request_id == answer.headers["x-request-id"]
    assert str(row.account_id) == admin.get("/api/v1/session").json()["account_id"]
    assert row.detail["roles"] == ["crew"]
    assert "horse" not in repr(row)


def test_a_refused_write_leaves_a_row_and_nothing_else(service: Service) -> None:
    crew = service.person(Role.CREW)
    assert crew.post("/api/v1/accounts", json={"login": "anna", "name": "Anna"}).status_code == 403
    assert (rows(service)[0].action, rows(service)[0].outcome) == ("create_account", "forbidden")
    assert crew.post("/api/v1/tokens", json={"name": ""}).status_code == 422
    assert (rows(service)[0].action, rows(service)[0].outcome) == ("create_token", "invalid")


def test_a_forbidden_read_leaves_a_row(service: Service) -> None:
    service.client(Role.CREW).get("/api/v1/audit")
    assert (rows(service)[0].action, rows(service)[0].outcome) == ("list_audit", "forbidden")


def test_strangers_and_plain_reads_do_not_fill_the_audit(service: Service) -> None:
    stranger: TestClient = service.anonymous()
    stranger.post("/api/v1/accounts", json={})
    stranger.get("/api/v1/audit")
    service.anonymous(token="jingge_guess").get("/api/v1/session")
    service.client(Role.ADMIN).get("/api/v1/accounts")
    assert rows(service) == []


def test_sign_ins_leave_rows_whatever_their_outcome(service: Service) -> None:
    service.person(login="anna")
    service.anonymous().post("/api/v1/session", json={"login": "anna", "password": "wrong"})
    found = [(row.action, row.target, row.outcome, row.account_id is None) for row in rows(service)]
    assert found == [("sign_in", "anna", "wrong", True), ("sign_in", "anna", "done", False)]
