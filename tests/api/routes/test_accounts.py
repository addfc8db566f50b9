from uuid import uuid4

import pytest

from api.access.accounts import ADMINISTRATORS
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


@pytest.mark.parametrize("role", [role for role in Role if role not in {*ADMINISTRATORS, Role.SYSTEM}])
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


def test_three_administrators_each_do_their_own(service: Service) -> None:
    """The one table of who may do what, by asking each of the three for each act."""
    who = {role: service.person(role) for role in ADMINISTRATORS}
    admin, security, auditor = who.values()
    made = admin.post("/api/v1/accounts", json={"login": "anna", "name": "Anna", "password": PASSWORD})
    assert made.status_code == 201
    path = f"/api/v1/accounts/{made.json()['id']}"
    rights = {"name": "Anna", "roles": ["crew"], "areas": ["370203005"]}
    asked: tuple[tuple[str, str, object, Role], ...] = (
        ("post", "/api/v1/accounts", {"login": "bert", "name": "B"}, Role.ADMIN),
        ("put", path, {"name": "Anne", "roles": [], "areas": []}, Role.ADMIN),
        ("put", path, rights | {"name": "Anne"}, Role.SECURITY_ADMIN),
        ("post", f"{path}/unlock", None, Role.SECURITY_ADMIN),
        ("delete", f"{path}/second-factor", None, Role.SECURITY_ADMIN),
        ("put", f"{path}/password", {"password": "another good one"}, Role.ADMIN),
        ("get", "/api/v1/audit", None, Role.AUDIT_ADMIN),
        ("get", "/api/v1/audit/verification", None, Role.AUDIT_ADMIN),
        ("post", f"{path}/leave", {"preview": True}, Role.ADMIN),
        ("post", f"{path}/disable", None, Role.ADMIN),
    )
    for method, address, body, holder in asked:
        for role, client in sorted(who.items(), key=lambda each: each[0] is holder):  # whoever may, last of all
            answer = client.request(method, address, json=body)
            wanted = role is holder
            assert (answer.status_code < 300) is wanted, (role, method, address, answer.text)
            if not wanted:
                assert answer.status_code == 403
    assert admin.get(path).json()["roles"] == ["crew"]
    assert auditor.get("/api/v1/accounts").status_code == 403
    assert security.get("/api/v1/accounts").status_code == 200


def test_one_admin_stands_in_until_the_others_are_there(service: Service) -> None:
    admin = service.person(Role.ADMIN)
    assert set(admin.get("/api/v1/session").json()["duties"]) == {
        "see_accounts", "keep_accounts", "give_rights", "unlock", "reset_second_factor", "read_audit",
    }  # fmt: skip
    assert admin.get("/api/v1/audit").status_code == 200
    made = admin.post("/api/v1/accounts", json={"login": "sec", "name": "S", "roles": ["security_admin"]})
    assert made.status_code == 201
    assert admin.post("/api/v1/accounts", json=ANNA).status_code == 403, "rights are another's now"
    assert admin.get("/api/v1/audit").status_code == 200, "there is no audit administrator yet"
    refused = admin.post(f"/api/v1/accounts/{made.json()['id']}/disable")
    assert (refused.status_code, refused.json()["fields"]) == (409, {"role": "security_admin"})


def test_one_account_is_one_of_the_three(service: Service) -> None:
    admin = service.person(Role.ADMIN)
    for roles in (["admin", "security_admin"], ["security_admin", "audit_admin"], ["audit_admin", "leader"]):
        answer = admin.post("/api/v1/accounts", json={"login": "both", "name": "B", "roles": roles})
        assert answer.status_code == 409, answer.text


def test_nobody_gives_rights_to_themselves_nor_a_key_of_another_administrator(service: Service) -> None:
    admin, security = service.person(Role.ADMIN), service.person(Role.SECURITY_ADMIN)
    own = security.get("/api/v1/session").json()
    path = f"/api/v1/accounts/{own['account_id']}"
    more = {"name": own["name"], "roles": ["security_admin", "dispatcher"], "areas": own["areas"]}
    assert security.put(path, json=more).status_code == 403
    assert security.delete(f"{path}/second-factor").status_code == 403
    for answer in (
        admin.put(f"{path}/password", json={"password": "another good one"}),
        admin.post("/api/v1/tokens", json={"name": "key", "account_id": own["account_id"]}),
    ):
        assert (answer.status_code, "command line" in answer.json()["detail"]) == (403, True)


def test_accounts_are_found_by_text_role_area_and_state(service: Service) -> None:
    admin = service.person(Role.ADMIN, login="boss")
    for login, role, area in (("anna", "crew", "370203005"), ("bert", "planner", "370203007")):
        body = {"login": login, "name": login.upper(), "roles": [role], "areas": [area]}
        path = f"/api/v1/accounts/{admin.post('/api/v1/accounts', json=body).json()['id']}"
    admin.post(f"{path}/disable")

    def found(**asked: str | bool) -> list[str]:
        return [one["login"] for one in admin.get("/api/v1/accounts", params=asked).json()["items"]]

    assert found(text="NN") == ["anna"]
    assert found(role="planner") == ["bert"]
    assert found(area="370203005") == ["anna"]
    assert (found(open=False), found(open=True)) == (["bert"], ["anna", "boss"])


def test_a_first_password_is_changed_before_anything_else(service: Service) -> None:
    admin = service.person(Role.ADMIN)
    assert admin.post("/api/v1/accounts", json=ANNA).status_code == 201
    anna = service.anonymous()
    entered = anna.post("/api/v1/session", json={"login": "anna", "password": PASSWORD})
    assert (entered.json()["owes"], entered.json()["must_change_password"]) == ("password_change", True)
    anna.headers["X-CSRF-Token"] = entered.json()["csrf"]
    for method, path in (("get", "/api/v1/tickets"), ("post", "/api/v1/tokens"), ("post", "/api/v1/second-factor")):
        refused = anna.request(method, path, json={"name": "x"} if method == "post" else None)
        assert (refused.status_code, refused.json()["code"]) == (403, "password_change_required")
    assert anna.get("/", follow_redirects=False).status_code == 303, "to the public pages they are nobody"
    tile = anna.get("/tiles/base/14/13721/6380.mvt")
    assert (tile.status_code, tile.json()["code"]) == (403, "password_change_required")
    same = anna.put("/api/v1/password", json={"current": PASSWORD, "password": PASSWORD})
    assert (same.status_code, same.json()["fields"]["reason"]) == (422, "same")
    assert anna.put("/api/v1/password", json={"current": PASSWORD, "password": "another good one"}).status_code == 204
    again = anna.post("/api/v1/session", json={"login": "anna", "password": "another good one"})
    assert again.json()["owes"] is None
    assert anna.get("/api/v1/tickets").status_code == 200
    own = admin.get("/api/v1/accounts", params={"text": "anna"}).json()["items"][0]["id"]
    assert admin.put(f"/api/v1/accounts/{own}/password", json={"password": "a third one, then"}).status_code == 204
    third = anna.post("/api/v1/session", json={"login": "anna", "password": "a third one, then"})
    assert third.json()["owes"] == "password_change", "it was set by somebody else again"


def test_a_common_password_is_refused_with_a_word(service: Service) -> None:
    admin = service.person(Role.ADMIN)
    for password, reason in (("Qingdao@2026", "common"), ("anna is the best", "login"), ("short", "length")):
        answer = admin.post("/api/v1/accounts", json=ANNA | {"password": password})
        assert (answer.status_code, answer.json()["fields"]["reason"]) == (422, reason)


def test_a_locked_login_is_unlocked(service: Service) -> None:
    admin = service.person(Role.ADMIN)
    account = make_account(service.engine, password=PASSWORD)
    stranger, body = service.anonymous(), {"login": account.login, "password": "wrong"}
    assert [stranger.post("/api/v1/session", json=body).status_code for _ in range(6)][-1] == 423
    path = f"/api/v1/accounts/{account.id}"
    assert admin.get(path).json()["locked_until"] is not None
    assert admin.post(f"{path}/unlock").json()["locked_until"] is None
    assert stranger.post("/api/v1/session", json=body | {"password": PASSWORD}).status_code == 201


def test_somebody_leaves_in_one_act_that_is_seen_before(service: Service) -> None:
    admin = service.person(Role.ADMIN)
    anna, bert = (
        make_account(service.engine, Role.INSPECTOR, login=who, password=PASSWORD) for who in ("anna", "bert")
    )
    service.anonymous().post("/api/v1/session", json={"login": "anna", "password": PASSWORD})
    path = f"/api/v1/accounts/{anna.id}/leave"
    seen = admin.post(path, json={"to": str(bert.id), "preview": True}).json()
    assert (seen["sessions"], seen["tokens"], seen["successor"]["login"]) == (1, ["test"], "bert")
    assert admin.get(f"/api/v1/accounts/{anna.id}").json()["disabled_at"] is None
    assert service.anonymous(token=anna.token).get("/api/v1/session").status_code == 200
    done = admin.post(path, json={"to": str(bert.id)}).json()
    assert done["account"]["disabled_at"] is not None
    assert {**done, "account": None} == {**seen, "account": None}
    assert service.anonymous(token=anna.token).get("/api/v1/session").status_code == 401
    assert admin.post(path, json={"to": str(anna.id)}).status_code == 422
    assert admin.post(f"/api/v1/accounts/{bert.id}/leave", json={"to": str(anna.id)}).status_code == 409
