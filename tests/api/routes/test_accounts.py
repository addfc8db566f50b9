from uuid import uuid4

import pytest

from registry.actor import Role
from tests.api.support import PASSWORD, Service, make_account

ANNA = {"login": "anna", "name": "安娜", "password": PASSWORD, "roles": ["crew"], "areas": ["370203005"]}


@pytest.fixture
def service(reception: Service) -> Service:
    return reception


def test_an_admin_makes_changes_closes_and_opens_an_account(service: Service) -> None:
    admin = service.person(Role.ADMIN)
    made = admin.post("/api/v1/accounts", json=ANNA)
    assert made.status_code == 201
    assert PASSWORD not in made.text
    assert "argon2" not in made.text
    assert made.json()["must_change_password"]
    path = f"/api/v1/accounts/{made.json()['id']}"
    changed = admin.put(path, json={"name": "Anna", "roles": ["planner"], "areas": []}).json()
    assert (changed["name"], changed["roles"], changed["areas"]) == ("Anna", ["planner"], [])
    assert admin.get(path).json() == changed
    assert admin.post(f"{path}/disable").json()["disabled_at"] is not None
    signed_in = service.anonymous().post("/api/v1/session", json={"login": "anna", "password": PASSWORD})
    assert signed_in.status_code == 401
    assert admin.post(f"{path}/enable").json()["disabled_at"] is None
    assert admin.put(f"{path}/password", json={"password": "another good one"}).status_code == 204
    body = {"login": "anna", "password": "another good one"}
    assert service.anonymous().post("/api/v1/session", json=body).status_code == 201


def test_accounts_are_listed_by_pages(service: Service) -> None:
    for login in ("aa", "bb"):
        make_account(service.engine, login=login)
    admin = service.client(Role.ADMIN, login="admin")
    first = admin.get("/api/v1/accounts", params={"limit": 2}).json()
    assert ([one["login"] for one in first["items"]], first["next"]) == (["aa", "admin"], "admin")
    rest = admin.get("/api/v1/accounts", params={"limit": 2, "after": first["next"]}).json()
    assert ([one["login"] for one in rest["items"]], rest["next"]) == (["bb"], None)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ADMIN, Role.SYSTEM}])
def test_nobody_else_sees_or_makes_accounts(service: Service, role: Role) -> None:
    person = service.person(role)
    assert person.get("/api/v1/accounts").status_code == 403
    assert person.get("/api/v1/audit").status_code == 403
    assert person.post("/api/v1/accounts", json=ANNA).status_code == 403


def test_a_token_of_an_admin_makes_no_account(service: Service) -> None:
    answer = service.client(Role.ADMIN).post("/api/v1/accounts", json=ANNA)
    assert (answer.status_code, "signed in" in answer.json()["detail"]) == (403, True)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"login": "Anna!"}, 422),
        ({"roles": ["system"]}, 422),
        ({"roles": ["king"]}, 422),
        ({"areas": ["37020"]}, 422),
        ({"org_code": "nobody"}, 422),
        ({"password": "short"}, 422),
        ({"is_admin": True}, 422),
        ({"login": "taken"}, 409),
    ],
)
def test_a_wrong_account_is_refused_with_a_reason(service: Service, change: dict[str, object], status: int) -> None:
    make_account(service.engine, login="taken")
    admin = service.person(Role.ADMIN)
    answer = admin.post("/api/v1/accounts", json=ANNA | change)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert PASSWORD not in answer.text
    assert admin.get("/api/v1/accounts", params={"after": "an", "limit": 1}).json()["items"][0]["login"] != "anna"


def test_the_last_admin_stays(service: Service) -> None:
    admin = service.person(Role.ADMIN)
    own = admin.get("/api/v1/session").json()["account_id"]
    assert admin.post(f"/api/v1/accounts/{own}/disable").status_code == 409
    assert admin.put(f"/api/v1/accounts/{own}", json={"name": "x", "roles": []}).status_code == 409


def test_an_unknown_account_is_not_found(service: Service) -> None:
    admin = service.person(Role.ADMIN)
    assert admin.get(f"/api/v1/accounts/{uuid4()}").status_code == 404
    assert admin.post(f"/api/v1/accounts/{uuid4()}/disable").status_code == 404
    assert admin.put(f"/api/v1/accounts/{uuid4()}/password", json={"password": PASSWORD}).status_code == 404


def test_the_own_password_is_changed_by_who_knows_it(service: Service) -> None:
    person = service.person(login="anna")
    new = {"current": PASSWORD, "password": "another good one"}
    assert person.put("/api/v1/password", json=new | {"current": "wrong"}).status_code == 401
    assert person.put("/api/v1/password", json=new).status_code == 204
    assert person.get("/api/v1/session").status_code == 401
    for password, status in ((PASSWORD, 401), ("another good one", 201)):
        answer = service.anonymous().post("/api/v1/session", json={"login": "anna", "password": password})
        assert answer.status_code == status


def test_guessing_the_own_password_locks_too(service: Service) -> None:
    person = service.person(login="anna")
    guess = {"current": "wrong", "password": "another good one"}
    assert [person.put("/api/v1/password", json=guess).status_code for _ in range(6)] == [401] * 5 + [423]


def test_the_audit_is_read_by_pages(service: Service) -> None:
    admin = service.person(Role.ADMIN)
    admin.post("/api/v1/accounts", json=ANNA)
    first = admin.get("/api/v1/audit", params={"limit": 1}).json()
    assert [row["action"] for row in first["items"]] == ["create_account"]
    rest = admin.get("/api/v1/audit", params={"before": first["next"]}).json()
    assert [row["action"] for row in rest["items"]] == ["sign_in"]
