"""The application over 170,000 covers in a real browser: how long its main thread is held, what it fetches, how soon.

`python bench/application.py [--json]`, or `./run bench application`. The synthetic district at true scale, a real
server process, headless Chromium with software GL at 1280 × 800. A performance trace is taken while the map is panned
and zoomed by mouse as a person does; a task is what Chromium's scheduler ran in one go (RunTask) on the page's main
thread. Without a graphics card drawing itself is done by the processor, in threads of its own, on the same cores.
"""

import argparse
import json
import math
import re
import secrets
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Request, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from api.access import accounts  # noqa: E402 - run as a file, the house is found first
from api.demo.stage import free_port, make_district, served  # noqa: E402 - as above
from bench.sync import database  # noqa: E402 - as above
from inspections import reference as rules  # noqa: E402 - as above
from registry import reference  # noqa: E402 - as above
from registry.actor import Role  # noqa: E402 - as above
from registry.database import open_engine, writing  # noqa: E402 - as above
from registry.importing import district  # noqa: E402 - as above

MOST_MS, FIRST_MS, MOST_KB = 100.0, 2000.0, 500.0
SIZE: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
FLAGS = [
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
]
_WATCH = """() => {
    const map = document.querySelector(".frame").map;
    window.views = [];
    map.on("render", () => {
        const box = map.getBounds();
        window.views.push([box.getWest(), box.getSouth(), box.getEast(), box.getNorth(), map.getZoom()]);
    });
}"""
_TILE = re.compile(r"/tiles/(\w+)/(\d+)/(\d+)/(\d+)\.mvt")


def measure() -> list[dict[str, object]]:
    """Rows: longest task, tiles fetched beside tiles in view, first useful map, bytes of the phone's first view."""
    with ExitStack() as stack:
        url = stack.enter_context(database())
        password = secrets.token_urlsafe(12)
        _fill(url, password)
        base = stack.enter_context(served(url, port=free_port()))
        chromium = stack.enter_context(sync_playwright()).chromium
        browser = chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        stack.callback(browser.close)
        context = browser.new_context(viewport=SIZE)
        page = context.new_page()
        page.goto(f"{base}/app/login")
        page.fill("[name=login]", "bench")
        page.fill("[name=password]", password)
        page.click("form button[type=submit]")
        page.wait_for_url("**/app/")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        first_ms = _first_map(page, base)
        asked.clear()
        page.evaluate(_WATCH)
        tasks = _trace(browser, page)
        tiles = {match[0]: match for one in asked if (match := _TILE.search(one))}
        views = page.evaluate("() => window.views")
        strays = [name for name, match in tiles.items() if not _was_in_view(match, views)]
        size_kb = _first_view(
            browser.new_context(
                viewport=PHONE, storage_state=context.storage_state(), service_workers="block"
            ).new_page(),
            base,
        )
    return [
        _row("application_task_ms", max(took for took, _ in tasks), MOST_MS, "the longest task of the main thread"),
        _row("application_task_cpu_ms", max(own for _, own in tasks), MOST_MS, "processor time in the busiest one"),
        _row("application_first_map_ms", first_ms, FIRST_MS, "navigation to all tiles drawn, warm server"),
        {
            "name": "application_strays",
            "ratio": len(strays),
            "bar": 0,
            "ours": len(strays),
            "peer": 0,
            "at_most": True,
            "peer_is": f"tiles fetched that were not in view, of {len(tiles)}",
        },
        _row("application_phone_kb", size_kb, MOST_KB, "scripts of the phone's first view, as transferred"),
    ]


def _row(name: str, ours: float, bar: float, peer_is: str) -> dict[str, object]:
    return {"name": name, "ratio": round(ours / bar, 3), "bar": 1, "ours": round(ours, 1), "peer": bar,
            "peer_is": peer_is, "at_most": True}  # fmt: skip


def _fill(url: str, password: str) -> None:
    engine, now = open_engine(url), datetime.now(UTC)
    with writing(engine) as conn:
        reference.load(conn, ROOT / "fixtures" / "reference")
        district.load(conn, make_district(seed=1, scale=1.0), actor_name="bench", now=now)
        rules.load(conn, ROOT / "fixtures" / "reference")
        accounts.create(conn, login="bench", name="bench", password=password, org_code=None,
                        roles=[Role.LEADER], areas=["370203"], now=now)  # fmt: skip
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.exec_driver_sql("vacuum analyze")
    engine.dispose()


def _settled(page: Page) -> None:
    page.wait_for_selector(".map[data-settled=true]", timeout=60_000)


def _first_map(page: Page, base: str) -> float:
    """The second visit: the server has drawn the tiles once, the browser keeps nothing of them."""
    for _ in range(2):
        started = time.monotonic()
        page.goto(f"{base}/app/map?layers=covers,grids,tickets", wait_until="commit")
        _settled(page)
        took_ms = (time.monotonic() - started) * 1000
    return took_ms


def _trace(browser: Any, page: Page) -> list[tuple[float, float]]:
    """Milliseconds of each task while a person pans and zooms: how long it took, and of the processor's time in it."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        wanted = ["toplevel", "disabled-by-default-devtools.timeline"]
        browser.start_tracing(page=page, path=file.name, categories=wanted)
        page.mouse.move(800, 400)
        for turn in range(4):
            for _ in range(6):
                page.mouse.wheel(0, -240)
                page.wait_for_timeout(120)
            page.mouse.down()
            for step in range(20):
                page.mouse.move(800 - step * 20 * (-1) ** turn, 400 + step * 8)
                page.wait_for_timeout(16)
            page.mouse.up()
            page.mouse.move(800, 400)
            _settled(page)
            for _ in range(4):
                page.mouse.wheel(0, 240)
                page.wait_for_timeout(120)
            _settled(page)
        browser.stop_tracing()
        return _tasks(json.loads(Path(file.name).read_text(encoding="utf-8"))["traceEvents"])


def _tasks(events: list[dict[str, Any]]) -> list[tuple[float, float]]:
    """Tasks on the main thread of the page's process: that which ran the most."""
    mains = {
        (one["pid"], one["tid"])
        for one in events
        if one["name"] == "thread_name" and one["args"].get("name") == "CrRendererMain"
    }
    found: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for one in events:
        key = (one["pid"], one["tid"])
        if one["ph"] == "X" and key in mains and one["name"].endswith("RunTask"):
            found.setdefault(key, []).append((one["dur"] / 1000, one.get("tdur", one["dur"]) / 1000))
    return max(found.values(), key=len, default=[])


def _was_in_view(tile: re.Match[str], views: list[list[float]]) -> bool:
    """Whether the square was on the screen, or at its edge, in a frame of its zoom (18 serves all further in)."""
    z, x, y = (int(number) for number in tile.groups()[1:])
    west, east = x / 2**z * 360 - 180, (x + 1) / 2**z * 360 - 180
    north, south = (math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / 2**z)))) for row in (y, y + 1))
    slack = (east - west) / 64
    return any(
        min(math.floor(zoom), 18) == z and west < right + slack and east > left - slack
        and south < top + slack and north > bottom - slack
        for left, bottom, right, top, zoom in views
    )  # fmt: skip


def _first_view(page: Page, base: str) -> float:
    """Kilobytes of scripts that a phone transfers until it can sign in and see its first map.

    Without the service worker: what it takes along for later would now and then answer before the network does.
    """
    sizes: list[int] = []

    def add(request: Request) -> None:
        if re.search(r"\.m?js($|\?)", request.url):
            sizes.append(request.sizes()["responseBodySize"])

    page.on("requestfinished", add)
    page.goto(f"{base}/app/map")
    _settled(page)
    return sum(sizes) / 1000


def main() -> None:
    """Print the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args()
    for row in measure():
        print(json.dumps(row) if options.json else f"{row['name']}: {row['ours']} (bar {row['peer']})")


if __name__ == "__main__":
    main()
