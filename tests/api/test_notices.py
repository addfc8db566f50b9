"""Who opens a page of the public in a browser is told in a page; a program gets the problem."""

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def client() -> TestClient:
    """Its database is away: whatever asks for it is 503."""
    settings = Settings(database_url="postgresql:///nothing?host=/nonexistent", hotline="12319", operator="某中心")
    return TestClient(create_app(settings), raise_server_exceptions=False)


def test_a_page_for_a_browser_a_problem_for_a_program(client: TestClient) -> None:
    page = client.get("/id/37020301002000001?lang=en", headers=BROWSER)
    assert (page.status_code, page.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert page.headers["retry-after"] == "2"
    assert "Accept" in page.headers["vary"]
    for part in ("does not answer", "12319", "某中心", page.headers["x-request-id"], 'lang="en"'):
        assert part in page.text
    assert client.get("/id/37020301002000001").headers["content-type"] == "application/problem+json"


def test_elsewhere_a_browser_gets_the_problem_too(client: TestClient) -> None:
    assert client.get("/api/v1/nothing", headers=BROWSER).headers["content-type"] == "application/problem+json"


def test_what_was_typed_is_not_shown_unless_it_looks_like_a_code(client: TestClient) -> None:
    shown = client.get("/id/%3Cscript%3Ealert(1)%3C/script%3E", headers=BROWSER)
    assert "<script" not in shown.text
    assert "alert(1)" not in shown.text.split("<main")[1].split("</main>")[0]


def test_a_link_of_an_owner_is_a_page_of_the_public_too(client: TestClient) -> None:
    page = client.get("/o/secret", headers=BROWSER)
    assert (page.status_code, page.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert page.headers["referrer-policy"] == "no-referrer"
    assert client.get("/o/secret").headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/o/", "没有这个链接"),
        ("/o/cut/short", "没有这个链接"),
        ("/report/x/y/z", "没有这份报告"),
        ("/id/x/y", "没有这个编码"),
    ],
)
def test_an_address_that_was_cut_short_is_told_by_what_it_was_to_lead_to(
    client: TestClient, path: str, said: str
) -> None:
    page = client.get(path, headers=BROWSER)
    assert (page.status_code, said in page.text) == (404, True)
