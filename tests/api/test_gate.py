from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings

NOWHERE = "postgresql:///nothing?host=/nonexistent"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """No database is needed to be stopped at the gate."""
    app = create_app(Settings(database_url=NOWHERE, max_body_bytes=1024, max_photo_bytes=4096))
    yield TestClient(app, raise_server_exceptions=False)
    app.state.engine.dispose()


def test_each_answer_is_safe_and_has_an_id(client: TestClient) -> None:
    for path in ("/healthz", "/nothing/here"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'self'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        assert len(headers["x-request-id"]) == 32
        assert "strict-transport-security" not in headers


def test_the_application_runs_no_script_of_a_page_and_asks_no_host_but_the_named(client: TestClient) -> None:
    def policy(path: str, **more: object) -> dict[str, str]:
        app = create_app(Settings.model_validate({"database_url": NOWHERE, **more}))
        headers = TestClient(app, raise_server_exceptions=False).get(path).headers
        assert ("x-frame-options" in headers) == ("frame_ancestors" not in more)
        parts = (part.strip().partition(" ") for part in headers["content-security-policy"].split(";"))
        return {name: words for name, _, words in parts}

    assert policy("/app/map")["script-src"] == "'self'"
    assert policy("/healthz")["connect-src"] == "'self'"
    named = policy("/app/", base_map_url="https://t0.example/{z}/{x}/{y}.png", frame_ancestors="https://desk.example")
    assert named["connect-src"] == "'self' https://t0.example"
    many = policy("/app/", base_map_url="https://{s}.a.example/{z}/{x}/{y} http://b.example/{z}/{x}/{y}",
                  base_map_subdomains="t0-t1")  # fmt: skip
    assert many["connect-src"] == "'self' https://t0.a.example https://t1.a.example http://b.example"
    assert many["img-src"] == "'self' data: blob: https://t0.a.example https://t1.a.example http://b.example"
    assert named["frame-ancestors"] == "'self' https://desk.example"


def test_https_is_kept(client: TestClient) -> None:
    secure = TestClient(create_app(Settings(database_url=NOWHERE, public_url="https://jingge.example")))
    assert secure.get("/healthz").headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(("given", "kept"), [("device-7.batch-12", True), ("short", False), ("bad id\n", False)])
def test_an_id_of_the_caller_is_kept_when_it_is_one(client: TestClient, given: str, kept: bool) -> None:
    found = client.get("/healthz", headers={b"X-Request-ID": given.encode()}).headers["x-request-id"]
    assert (found == given) == kept


def chunks(size: int) -> Iterator[bytes]:
    for _ in range(size // 256):
        yield b"x" * 256


@pytest.mark.parametrize("body", [b"x" * 2048, chunks(2048)], ids=["length told", "length untold"])
def test_a_body_that_is_too_large_is_refused(client: TestClient, body: bytes | Iterator[bytes]) -> None:
    answer = client.post("/api/v1/session", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")
    assert answer.json()["code"] == "too_large"
    assert "1024 bytes" in answer.json()["detail"]
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_photos_may_be_larger(client: TestClient) -> None:
    assert client.post("/api/v1/photos", content=b"x" * 2048).status_code != 413
    assert client.post("/api/v1/photos", content=b"x" * 8192).status_code == 413
    assert client.post("/o/secret", content=b"x" * 2048).status_code != 413
    assert client.post("/o/secret", content=b"x" * 8192).status_code == 413
    assert client.post("/r", content=b"x" * 12000).status_code != 413  # three of them
    assert client.post("/r", content=b"x" * 13000).status_code == 413


def test_a_page_whose_address_is_a_secret_is_told_to_nobody(client: TestClient) -> None:
    for answer in (client.get("/o/secret"), client.post("/o/secret", content=b"x" * 8192), client.get("/o/secret/x/y")):
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert answer.headers["cache-control"] == "no-store"
    assert client.get("/healthz").headers["referrer-policy"] == "same-origin"
