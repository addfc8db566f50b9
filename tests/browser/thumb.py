"""What a person does with a phone, and what becomes of the network meanwhile."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, Page, Route

from tests.browser.street import picture
from tests.conftest import ROOT

KEPT = """() => new Promise((done) => { const ask = indexedDB.open("jingge"); ask.onsuccess = () => {
    const all = ask.result.transaction("items").objectStore("items").getAll();
    all.onsuccess = () => { done(all.result.map((one) => [one.send.way, one.state])); ask.result.close(); } } })"""


class Thumb:
    """A thumb that counts its taps."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, what: Locator) -> None:
        what.scroll_into_view_if_needed()
        what.tap()
        self.taps += 1


def photograph(page: Page, press: Callable[[], None]) -> None:
    """The camera opens, and comes back with a picture."""
    with page.expect_file_chooser() as camera:
        press()
    camera.value.set_files({"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    page.wait_for_selector(".photos img")


def settled(page: Page, count: int) -> None:
    """Waits until so many items of the outbox have their receipt, and none waits."""
    for _ in range(240):
        kept = page.evaluate(KEPT)
        if sum(state == "received" for _, state in kept) >= count and all(state == "received" for _, state in kept):
            return
        page.wait_for_timeout(500)
    raise AssertionError(page.evaluate(KEPT))


def ready(page: Page) -> None:
    """The worker has everything that a start without network needs, and the page is one of its own."""
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.reload()
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def first_cover(page: Page) -> Locator:
    page.wait_for_selector("details .cover")
    return page.locator("details[open] .cover").first


def cut(context: BrowserContext) -> None:
    """The first batch is committed and its answer lost, the second never arrives, the third is cut too."""
    sent: list[int] = []

    def handle(route: Route) -> None:
        sent.append(1)
        if len(sent) == 1:
            route.fetch()
        if len(sent) <= 3:
            route.abort()
        else:
            route.continue_()

    context.route("**/api/v1/observations", handle)


def new_version(page: Page, context: BrowserContext) -> None:
    """A new worker stands ready; the person takes it, and everything captured is still there."""
    dist = ROOT / "maps" / "web" / "dist"
    coded = [dist / f"worker.js{ending}" for ending in ("", ".br", ".gz")]
    old = {file: file.read_bytes() for file in coded}
    context.set_offline(False)
    context.route("**/api/**", lambda route: route.abort())  # the network is there for the worker alone
    try:
        for file in coded[1:]:
            file.unlink()
        coded[0].write_bytes(old[coded[0]] + b"\n// another version\n")
        page.evaluate("navigator.serviceWorker.getRegistration('/app/').then((one) => one.update())")
        page.get_by_role("button", name="现在更新").tap(timeout=60_000)
        page.wait_for_timeout(1500)
        page.wait_for_selector("h1")
        assert len(page.evaluate(KEPT)) == 200
    finally:
        for file, content in old.items():
            file.write_bytes(content)
        context.unroute("**/api/**")
