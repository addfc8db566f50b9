import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, text
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.testclient import TestClient

from api.app import create_app
from api.deps import Reading, Writing
from api.problems import STATUS
from api.settings import Settings
from registry import errors
from registry.errors import JinggeError
from tests.api.support import settings_for


def kinds(root: type[JinggeError] = JinggeError) -> Iterator[type[JinggeError]]:
    for kind in root.__subclasses__():
        yield kind
        yield from kinds(kind)


def raising(error: Exception) -> TestClient:
    app = create_app(Settings(database_url="postgresql:///nothing?host=/nonexistent"))

    @app.get("/raise")
    def fail() -> None:
        raise error

    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize("kind", sorted(set(kinds()), key=str))
def test_each_domain_error_has_a_status(kind: type[JinggeError]) -> None:
    assert any(parent in STATUS for parent in kind.__mro__)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (errors.Stale("read again", version=3), 412, "stale"),
        (errors.Unavailable("the database is away"), 503, "unavailable"),
        (errors.Locked("wait", retry_after_s=30), 423, "locked"),
        (errors.Unauthenticated("who"), 401, "unauthenticated"),
        (PoolTimeoutError(), 503, "unavailable"),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates"), 422, "invalid"),
        (JinggeError("of no kind"), 500, "error"),
    ],
)
def test_an_error_is_told_as_a_problem(error: Exception, status: int, code: str) -> None:
    answer = raising(error).get("/raise")
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert (problem["status"], problem["code"], problem["type"]) == (status, code, f"urn:jingge:problem:{code}")
    assert problem["request_id"] == answer.headers["x-request-id"]


def test_a_problem_carries_its_fields_and_headers() -> None:
    assert raising(errors.Stale("read again", version=3)).get("/raise").json()["fields"] == {"version": 3}
    assert raising(errors.Unavailable("away")).get("/raise").headers["retry-after"] == "2"
    assert raising(errors.Locked("wait", retry_after_s=30)).get("/raise").headers["retry-after"] == "30"
    assert raising(errors.Unauthenticated("who")).get("/raise").headers["www-authenticate"].startswith("Bearer")


def test_what_nobody_expected_stays_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "jingge"):
        answer = raising(ZeroDivisionError("a secret")).get("/raise")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    assert answer.json()["request_id"] in caplog.text
    assert "a secret" in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/api/v1/nothing", None, 404),
        ("GET", "/nothing/\ud83d", None, 404),
        ("PATCH", "/api/v1/session", None, 405),
        ("POST", "/api/v1/session", b"{", 422),
        ("POST", "/api/v1/session", b"[" * 100_000, 400),
        ("POST", "/api/v1/session", b'{"login": "\\ud800", "password": 5, "\\ud800": 1}', 422),
        ("POST", "/api/v1/session", b"\xff\xfe", 422),
        ("POST", "/api/v1/session", b"", 422),
    ],
)
def test_every_refusal_is_a_problem(method: str, path: str, body: bytes | None, status: int) -> None:
    client = raising(ZeroDivisionError())
    path = path.encode("utf-8", "surrogatepass").decode("latin-1")
    answer = client.request(method, path, content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status


def database_app(engine: Engine) -> FastAPI:
    app = create_app(settings_for(engine))

    @app.post("/late")
    def fail_at_commit(conn: Writing) -> dict[str, str]:
        conn.execute(text("insert into registry.late values (1)"))
        return {"said": "done"}

    @app.get("/value")
    def read_value(conn: Reading, value: str) -> Any:
        return conn.execute(text("select cast(:value as text)"), {"value": value}).scalar_one()

    @app.get("/number")
    def read_number(conn: Reading, value: str) -> Any:
        return conn.execute(text("select cast(cast(:value as text) as integer)"), {"value": value}).scalar_one()

    @app.get("/write")
    def write_while_reading(conn: Reading) -> None:
        conn.execute(text("insert into registry.division (code, name_zh, name_en) values ('370203', '', '')"))

    return app


@pytest.fixture
def over_database(fresh: Callable[[], Engine]) -> Iterator[TestClient]:
    engine = fresh()
    with engine.begin() as conn:
        conn.execute(text("create table registry.early (id int primary key)"))
        conn.execute(
            text("create table registry.late (id int references registry.early deferrable initially deferred)")
        )
    app = database_app(engine)
    yield TestClient(app, raise_server_exceptions=False)
    app.state.engine.dispose()


def test_an_error_of_the_commit_is_told_before_any_answer(over_database: TestClient) -> None:
    answer = over_database.post("/late")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert "late_id_fkey" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/value?value=a%00b", "/number?value=99999999999", "/number?value=x"])
def test_a_value_the_database_cannot_hold_is_no_error_of_ours(over_database: TestClient, path: str) -> None:
    answer = over_database.get(path)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_a_reading_route_cannot_write(over_database: TestClient) -> None:
    assert over_database.get("/write").status_code == 500
