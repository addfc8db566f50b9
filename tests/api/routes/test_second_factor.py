from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from registry.actor import Role
from tests.api.support import PASSWORD, Service, make_account


@pytest.fixture
def service(reception: Service, reception_engine: Engine) -> Iterator[Service]:
    del reception  # has cleared the accounts
    made = Service(reception_engine, second_factor="administrators")
    yield made
    made.close()


def at(service: Service, **later: float) -> datetime:
    moment = datetime.now(UTC) + timedelta(**later)
    service.app.state.clock = lambda: moment
    return moment


def enter(service: Service, login: str) -> tuple[TestClient, str | None]:
    client = service.anonymous()
    answer = client.post("/api/v1/session", json={"login": login, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    client.headers["X-CSRF-Token"] = answer.json()["csrf"]
    return client, answer.json()["owes"]


def enrol(service: Service, login: str) -> tuple[TestClient, pyotp.TOTP, list[str]]:
    client, owes = enter(service, login)
    assert owes == "second_factor_enrolment"
    totp = pyotp.TOTP(client.post("/api/v1/second-factor").json()["secret"])
    done = client.post("/api/v1/second-factor/confirm", json={"code": totp.at(service.app.state.clock())})
    assert done.status_code == 200, done.text
    return client, totp, done.json()["recovery_codes"]


@pytest.fixture
def boss(service: Service) -> str:
    return make_account(service.engine, Role.ADMIN, password=PASSWORD, login="boss").login


def test_an_administrator_is_led_to_set_it_up_first(service: Service, boss: str) -> None:
    client, owes = enter(service, boss)
    assert owes == "second_factor_enrolment"
    refused = client.get("/api/v1/accounts")
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_enrolment_required")
    begun = client.post("/api/v1/second-factor").json()
    assert begun["qr"].startswith("data:image/svg+xml")
    assert f"secret={begun['secret']}" in begun["uri"]
    assert client.get("/api/v1/accounts").status_code == 403, "begun is not confirmed"
    wrong = client.post("/api/v1/second-factor/confirm", json={"code": "000000"})
    assert wrong.status_code == 422
    code = pyotp.TOTP(begun["secret"]).now()
    done = client.post("/api/v1/second-factor/confirm", json={"code": code})
    assert len(set(done.json()["recovery_codes"])) == 10
    assert client.get("/api/v1/accounts").status_code == 200, "this session has shown it"
    assert client.get("/api/v1/session").json()["second_factor"]
    told = client.get("/api/v1/second-factor")
    assert told.json()["recovery_left"] == 10
    assert begun["secret"] not in told.text
    assert client.post("/api/v1/second-factor").status_code == 409, "it is told once"


def test_a_code_is_asked_for_and_good_once(service: Service, boss: str) -> None:
    _, totp, _ = enrol(service, boss)
    moment = at(service, minutes=5)
    first, owes = enter(service, boss)
    assert owes == "second_factor"
    for method, path in (("get", "/api/v1/accounts"), ("post", "/api/v1/second-factor"), ("put", "/api/v1/password")):
        body = {"current": PASSWORD, "password": "another good one"} if method == "put" else None
        refused = first.request(method, path, json=body)
        assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_required")
    code = totp.at(moment)
    shown = first.post("/api/v1/session/second-factor", json={"code": f"{code[:3]} {code[3:]}"})
    assert (shown.status_code, shown.json()["owes"]) == (200, None)
    assert first.get("/api/v1/accounts").status_code == 200
    second, _ = enter(service, boss)
    again = second.post("/api/v1/session/second-factor", json={"code": code})
    assert (again.status_code, second.get("/api/v1/accounts").status_code) == (401, 403)
    earlier = second.post("/api/v1/session/second-factor", json={"code": totp.at(moment - timedelta(seconds=30))})
    assert earlier.status_code == 401, "nor is one of the step before"


@pytest.mark.parametrize(("off_s", "status"), [(-30, 200), (30, 200), (-90, 401), (90, 401)])
def test_the_clock_of_a_phone_may_be_off_a_little(service: Service, boss: str, off_s: int, status: int) -> None:
    _, totp, _ = enrol(service, boss)
    moment = at(service, minutes=5)
    client, _ = enter(service, boss)
    code = totp.at(moment + timedelta(seconds=off_s))
    assert client.post("/api/v1/session/second-factor", json={"code": code}).status_code == status


def test_guessing_codes_locks_and_the_password_does_not_begin_the_count_anew(service: Service, boss: str) -> None:
    _, totp, _ = enrol(service, boss)
    moment = at(service, minutes=5)
    found = []
    for _ in range(6):
        client, _ = enter(service, boss)
        found.append(client.post("/api/v1/session/second-factor", json={"code": "000000"}).status_code)
    assert found == [401] * 5 + [423]
    assert client.post("/api/v1/session/second-factor", json={"code": totp.at(moment)}).status_code == 423
    security = make_account(service.engine, Role.SECURITY_ADMIN, password=PASSWORD, login="sec")
    keeper, _, _ = enrol(service, security.login)
    account = next(one for one in keeper.get("/api/v1/accounts").json()["items"] if one["login"] == boss)
    assert account["locked_until"] is not None
    assert keeper.post(f"/api/v1/accounts/{account['id']}/unlock").json()["locked_until"] is None
    assert client.post("/api/v1/session/second-factor", json={"code": totp.at(moment)}).status_code == 200


def test_a_recovery_code_is_good_once_and_stored_as_a_hash(service: Service, boss: str) -> None:
    _, totp, codes = enrol(service, boss)
    moment = at(service, minutes=5)
    for status in (200, 401):
        client, _ = enter(service, boss)
        assert client.post("/api/v1/session/second-factor", json={"code": codes[0].upper()}).status_code == status
    client, _ = enter(service, boss)
    client.post("/api/v1/session/second-factor", json={"code": codes[1]})
    assert client.get("/api/v1/second-factor").json()["recovery_left"] == 8
    new = client.post("/api/v1/second-factor/recovery-codes", json={"code": totp.at(moment)}).json()["recovery_codes"]
    assert not set(new) & set(codes)
    assert client.post("/api/v1/second-factor/recovery-codes", json={"code": "000000"}).status_code == 401
    last, _ = enter(service, boss)
    assert last.post("/api/v1/session/second-factor", json={"code": codes[2]}).status_code == 401
    with service.engine.connect() as conn:
        stored = conn.execute(text("select string_agg(r::text, '') from access.recovery_code r")).scalar_one()
    assert new[0].replace("-", "") not in stored


def test_a_lost_phone_is_reset_by_the_security_administrator(service: Service, boss: str) -> None:
    client, _, _ = enrol(service, boss)
    security = make_account(service.engine, Role.SECURITY_ADMIN, password=PASSWORD, login="sec")
    keeper, _, _ = enrol(service, security.login)
    own = client.get("/api/v1/session").json()["account_id"]
    reset = keeper.delete(f"/api/v1/accounts/{own}/second-factor")
    assert (reset.status_code, reset.json()["second_factor_at"]) == (200, None)
    assert client.get("/api/v1/session").status_code == 401
    assert enter(service, boss)[1] == "second_factor_enrolment"


def test_others_owe_none_unless_they_set_it_up(service: Service) -> None:
    login = make_account(service.engine, Role.DISPATCHER, password=PASSWORD).login
    client, owes = enter(service, login)
    assert owes is None
    totp = pyotp.TOTP(client.post("/api/v1/second-factor").json()["secret"])
    client.post("/api/v1/second-factor/confirm", json={"code": totp.now()})
    assert enter(service, login)[1] == "second_factor"


def test_no_secret_of_a_second_factor_is_in_the_audit(service: Service, boss: str) -> None:
    _, totp, codes = enrol(service, boss)
    with service.engine.connect() as conn:
        everything = conn.execute(text("select string_agg(a::text, '') from access.audit a")).scalar_one()
    assert "confirm_second_factor" in everything
    assert not [word for word in (totp.secret, *codes) if word in everything]


def test_off_is_off(reception: Service) -> None:
    assert reception.person(Role.ADMIN).get("/api/v1/accounts").status_code == 200
