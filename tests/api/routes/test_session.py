from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from api.access import accounts
from registry.actor import Role
from registry.database import writing
from tests.api.support import PASSWORD, Service, make_account


@pytest.fixture
def service(reception: Service) -> Service:
    return reception


def sign_in(service: Service, login: str, password: str = PASSWORD) -> tuple[TestClient, int]:
    client = service.anonymous()
    return client, client.post("/api/v1/session", json={"login": login, "password": password}).status_code


def test_a_cookie_is_out_of_reach_of_scripts_and_other_sites(service: Service) -> None:
    login = make_account(service.engine, password=PASSWORD).login
    answer = service.anonymous().post("/api/v1/session", json={"login": login, "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert answer.status_code == 201
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie


def test_over_https_the_cookie_is_secure(service: Service) -> None:
    secure = Service(service.engine, public_url="https://jingge.example")
    login = make_account(service.engine, password=PASSWORD).login
    answer = secure.anonymous().post("/api/v1/session", json={"login": login, "password": PASSWORD})
    assert "secure" in answer.headers["set-cookie"].lower()
    secure.close()


def test_who_is_signed_in(service: Service) -> None:
    person = service.person(Role.PLANNER, org="bureau-1", areas=["370203005"], login="anna")
    found = person.get("/api/v1/session").json()
    assert (found["login"], found["org_code"], found["roles"]) == ("anna", "bureau-1", ["planner"])
    assert found["areas"] == ["370203005"]
    assert found["csrf"] == person.headers["X-CSRF-Token"]
    assert service.client().get("/api/v1/session").json()["csrf"] is None


def test_nobody_is_not_signed_in(service: Service) -> None:
    assert service.anonymous().get("/api/v1/session").status_code == 401
    assert service.anonymous(token="jingge_unknown").get("/api/v1/session").status_code == 401


def test_an_unknown_login_and_a_wrong_password_get_the_same_answer(service: Service) -> None:
    login = make_account(service.engine, password=PASSWORD).login
    told = [
        service.anonymous().post("/api/v1/session", json={"login": who, "password": "wrong"})
        for who in (login, "nobody")
    ]
    first, second = ({**one.json(), "request_id": ""} for one in told)
    assert told[0].status_code == 401
    assert first == second


def test_an_account_without_a_password_cannot_sign_in(service: Service) -> None:
    login = make_account(service.engine).login
    assert sign_in(service, login, "")[1] == 401


def test_failures_lock_and_even_the_right_password_waits(service: Service) -> None:
    login = make_account(service.engine, password=PASSWORD).login
    for who in (login, "nobody"):
        found = [sign_in(service, who, "wrong")[1] for _ in range(6)]
        assert found == [401] * 5 + [423]
    assert sign_in(service, login)[1] == 423
    ahead = datetime.now(UTC) + timedelta(minutes=16)
    service.app.state.clock = lambda: ahead
    assert sign_in(service, login)[1] == 201


def test_a_write_by_cookie_needs_its_header(service: Service) -> None:
    person = service.person()
    good = person.headers.pop("X-CSRF-Token")
    refused = person.post("/api/v1/tokens", json={"name": "phone"})
    assert (refused.status_code, "X-CSRF-Token" in refused.json()["detail"]) == (403, True)
    assert person.post("/api/v1/tokens", json={"name": "phone"}, headers={"X-CSRF-Token": "x"}).status_code == 403
    assert person.get("/api/v1/tokens").json()["items"][1:] == []
    assert person.post("/api/v1/tokens", json={"name": "phone"}, headers={"X-CSRF-Token": good}).status_code == 201


def test_another_site_cannot_sign_somebody_in(service: Service) -> None:
    login = make_account(service.engine, password=PASSWORD).login
    body = {"login": login, "password": PASSWORD}
    answer = service.anonymous().post("/api/v1/session", json=body, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    form = service.anonymous().post("/api/v1/session", data=body)
    assert form.status_code == 422


def test_a_session_ends(service: Service) -> None:
    person = service.person()
    ahead = datetime.now(UTC) + timedelta(hours=12, seconds=1)
    service.app.state.clock = lambda: ahead
    answer = person.get("/api/v1/session")
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


def test_signing_out_ends_the_session_at_once(service: Service) -> None:
    person = service.person()
    key = person.cookies["jingge_session"]
    assert person.delete("/api/v1/session").status_code == 204
    assert "jingge_session" not in person.cookies
    person.cookies.set("jingge_session", key)
    assert person.get("/api/v1/session").status_code == 401


def test_a_change_of_the_account_counts_from_the_next_request(service: Service) -> None:
    person = service.person(Role.CREW, login="anna")
    assert person.get("/api/v1/session").status_code == 200
    with writing(service.engine) as conn:
        accounts.disable(conn, accounts.by_login(conn, "anna").id, now=datetime.now(UTC))
    service.app.state.callers.forget()  # what the route does; another process forgets within two seconds
    assert person.get("/api/v1/session").status_code == 401


def at(service: Service, **later: float) -> None:
    moment = datetime.now(UTC) + timedelta(**later)
    service.app.state.clock = lambda: moment
    service.app.state.callers.forget()  # what is remembered for two seconds of the wall's clock


def test_a_session_nobody_uses_is_over_and_using_it_prolongs(service: Service) -> None:
    person = service.person(Role.DISPATCHER)
    told = person.get("/api/v1/session").json()
    assert told["idle_minutes"] == 30
    for minutes in (25, 50, 75):
        at(service, minutes=minutes)
        assert person.get("/api/v1/session").status_code == 200
    at(service, minutes=75 + 31)
    assert person.get("/api/v1/session").status_code == 401


def test_what_a_page_asks_by_itself_does_not_prolong(service: Service) -> None:
    person = service.person(Role.DISPATCHER)
    by_itself = {"Jingge-Background": "1"}
    for minutes in (10, 20, 29):
        at(service, minutes=minutes)
        assert person.get("/api/v1/session", headers=by_itself).status_code == 200
    at(service, minutes=31)
    assert person.get("/api/v1/session", headers=by_itself).status_code == 401


@pytest.mark.parametrize(
    ("roles", "minutes"),
    [
        ((Role.INSPECTOR,), 720),
        ((Role.INSPECTOR, Role.CREW), 720),
        ((Role.INSPECTOR, Role.DISPATCHER), 30),
        ((), 30),
    ],
)
def test_a_day_of_capture_is_not_signed_out(service: Service, roles: tuple[Role, ...], minutes: int) -> None:
    person = service.person(*roles)
    assert person.get("/api/v1/session").json()["idle_minutes"] == minutes
    at(service, hours=11, minutes=30)
    assert person.get("/api/v1/session").status_code == (200 if minutes == 720 else 401)


def test_a_token_is_never_idle(service: Service) -> None:
    client = service.client(Role.DISPATCHER)
    at(service, days=5)
    told = client.get("/api/v1/session").json()
    assert (told["idle_minutes"], told["idle_at"], told["owes"]) == (None, None, None)
