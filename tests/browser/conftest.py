"""A real browser before a real server process over a copy of the small district with a campaign."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from registry.actor import Role
from registry.database import open_engine, writing
from tests.api.support import PASSWORD, make_account
from tests.conftest import ROOT, Databases
from tests.maps import scene

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


@contextmanager
def serving(url: str, folder: Path, **settings: str) -> Iterator[str]:
    """Address of a server process over the database at `url`; its log and its photos lie in `folder`."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    own = {"JINGGE_DATABASE_URL": url, "JINGGE_MAP_APPROVAL": "测试", "JINGGE_PHOTO_ROOT": str(folder / "photos")}
    command = [sys.executable, "-m", "uvicorn", "api.server:application", "--factory", "--no-access-log"]
    with (folder / "log").open("w+") as log:
        process = subprocess.Popen(
            [*command, f"--port={port}"], cwd=ROOT, env={**os.environ, **own, **settings}, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            _wait_for(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(1800):  # a busy machine takes its time to start one
        assert process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


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
        context.set_default_timeout(30_000)
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
