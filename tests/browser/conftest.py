"""A real browser before a real server process over a copy of the small district with a campaign."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from registry.actor import Role
from registry.database import open_engine, writing
from tests.api.support import PASSWORD, make_account
from tests.browser.serving import serving
from tests.conftest import Databases
from tests.maps import scene

__all__ = ["CHROMIUM", "DRAWING", "FLAGS", "Watched", "serving"]
# How long what was done may take to show. A busy machine is no fault of a page, and who waits longer asserts no less.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)

CHROMIUM = Path("/usr/bin/chromium")
# Drawing without a graphics card, and no errand of the browser's own.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="module")
def site(databases: Databases, small_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server process; the account `leader` may see the whole district. One a file: residents report."""
    name = databases.create("browser", template=small_template)
    url = databases.url(name)
    engine = open_engine(url)
    with writing(engine) as conn:
        scene.campaign(conn)
    make_account(engine, Role.LEADER, login="leader", password=PASSWORD)
    engine.dispose()
    try:
        with serving(url, tmp_path_factory.mktemp("server")) as address:
            yield address
    finally:
        databases.drop(name)


@pytest.fixture(scope="module")
def driver() -> Iterator[Playwright]:
    """One for all browsers: a second one does not start beside it."""
    if not CHROMIUM.exists():
        pytest.skip(f"no browser: {CHROMIUM} is missing (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(driver: Playwright) -> Iterator[Browser]:
    opened = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
    yield opened
    opened.close()


# MapLibre draws with software GL.
DRAWING = [*(flag for flag in FLAGS if flag != "--disable-gpu"), "--use-gl=angle", "--use-angle=swiftshader",
           "--enable-unsafe-swiftshader"]  # fmt: skip


@pytest.fixture(scope="module")
def drawing_browser(driver: Playwright) -> Iterator[Browser]:
    """A browser with WebGL, for pages of the application with a map."""
    opened = driver.chromium.launch(executable_path=str(CHROMIUM), args=DRAWING)
    yield opened
    opened.close()


@dataclass
class Watched:
    """A page, with every address it asked for and everything it complained about."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture
def watch(browser: Browser) -> Iterator[Callable[..., Watched]]:
    """Opens pages: `watch(width, height, **context options)`."""
    yield from _watching(browser)


@pytest.fixture
def watch_drawn(drawing_browser: Browser) -> Iterator[Callable[..., Watched]]:
    """The same in the browser that draws maps."""
    yield from _watching(drawing_browser)


def _watching(browser: Browser) -> Iterator[Callable[..., Watched]]:
    contexts = []

    def open_page(width: int = 1280, height: int = 860, **options: Any) -> Watched:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        watched = Watched(context.new_page())
        watched.page.on("request", lambda request: watched.asked.append(request.url))
        watched.page.on("pageerror", lambda error: watched.complaints.append(str(error)))
        watched.page.on(
            "console", lambda said: watched.complaints.append(said.text) if said.type in {"error", "warning"} else None
        )
        return watched

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def enter(site: str, watch_drawn: Callable[..., Watched]) -> Callable[..., Watched]:
    """Signs in by the application's own form and opens a page: `enter("leader", "/app/map", width, height, …)`."""

    def open_page(login: str, path: str = "/app/", *size: int, **options: Any) -> Watched:
        watched = watch_drawn(*size, **options)
        watched.page.goto(f"{site}/app/login?next={path.removeprefix('/app')}")
        watched.page.fill("[name=login]", login)
        watched.page.fill("[name=password]", PASSWORD)
        watched.page.click("form button[type=submit]")
        watched.page.wait_for_selector("#content:not(.login)")
        return watched

    return open_page


@pytest.fixture
def sign_in(site: str, watch: Callable[..., Watched]) -> Callable[..., Watched]:
    """Opens a page and signs in with the form: `sign_in("/?lang=en", width, height, …)`."""

    def enter(path: str = "/", *size: int, **options: Any) -> Watched:
        watched = watch(*size, **options)
        watched.page.goto(site + path)
        watched.page.fill("[name=login]", "leader")
        watched.page.fill("[name=password]", PASSWORD)
        watched.page.click("form button")
        watched.page.wait_for_selector("#jg-states button", state="attached")
        return watched

    return enter
