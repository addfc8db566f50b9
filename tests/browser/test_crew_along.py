"""A crew without network: the map of its day is on the phone, and a guard is posted from beside the shaft."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import findings, small_targets
from tests.browser.conftest import Watched
from tests.browser.crew_scene import CREW, PHONE, Town, standing
from tests.conftest import Databases

pytestmark = pytest.mark.browser

Enter = Callable[..., Watched]
TILES = """() => new Promise((done) => { const ask = indexedDB.open("jingge"); ask.onsuccess = () => {
    const all = ask.result.transaction("taken").objectStore("taken").getAll();
    all.onsuccess = () => { ask.result.close();
        done(all.result.filter((one) => one.key.startsWith("/tiles/base") && one.body.byteLength).length); } } })"""


@pytest.fixture(scope="module")
def town(databases: Databases, small_template: str) -> Iterator[Town]:
    with standing(databases, small_template, "crew_along") as made:
        yield made


@pytest.fixture(scope="module")
def site(town: Town) -> str:
    """What `enter` signs in at."""
    return town.address


def phone(enter: Enter, path: str, **options: object) -> Page:
    page: Page = enter("crew", path, 390, 844, **{**PHONE, **options}).page
    return page


def test_the_map_of_the_day_draws_without_network_and_without_a_worker(town: Town, enter: Enter) -> None:
    for _ in range(3):
        town.dispatch(town.report())
    town.publish()
    page = phone(enter, "/app/crew", service_workers="block")
    page.get_by_role("button", name="收起地图").click()  # nothing of it was drawn, or kept on the way
    expect(page.locator(".daymap")).to_have_count(0)
    page.get_by_role("button", name="现在带走").click()
    expect(page.locator("[data-pack]")).to_contain_text("已带走", timeout=240_000)
    assert page.evaluate(TILES) > 20
    assert findings(page) == []
    assert small_targets(page) == []
    page.context.set_offline(True)
    page.get_by_role("button", name="显示地图").click()
    page.wait_for_selector(".daymap canvas")
    expect(page.locator(".crew-mark").first).to_be_visible()
    page.wait_for_timeout(4000)
    with_tiles = len(page.locator(".daymap canvas").screenshot())
    page.get_by_role("button", name="从本机删除").click()
    expect(page.locator("[data-pack]")).to_contain_text("存到本机，没有网络也能看")
    assert page.evaluate(TILES) == 0
    page.get_by_role("button", name="收起地图").click()
    page.get_by_role("button", name="显示地图").click()
    page.wait_for_selector(".daymap canvas")
    page.wait_for_timeout(4000)
    assert with_tiles > 1.2 * len(page.locator(".daymap canvas").screenshot()), "a map and no empty ground"


def test_a_guard_is_posted_from_beside_the_shaft(town: Town, enter: Enter) -> None:
    id_ = town.dispatch(town.report("missing"), crew=CREW)
    page = phone(enter, f"/app/crew/jobs/{id_}")
    panel = page.locator("details.guard")
    expect(panel).to_have_attribute("open", "")  # nobody stands there: it is asked at once
    page.wait_for_load_state("networkidle")
    assert findings(page) == []
    assert small_targets(page) == []
    page.context.set_offline(True)
    panel.get_by_label("谁在看护").fill("二人，锥桶四个")
    panel.get_by_label("看护多久").select_option("4")
    noted = datetime.now(UTC)
    panel.locator("[data-guard]").click()
    panel.locator("summary").click()
    expect(panel).to_contain_text("已存在本机")
    assert town.ticket(id_)["properties"]["shaft"]["guarded_until"] is None
    page.context.set_offline(False)
    expect(panel).to_contain_text("服务已收到", timeout=60_000)
    shaft = town.ticket(id_)["properties"]["shaft"]
    assert shaft["unguarded_since"] is None
    until = datetime.fromisoformat(shaft["guarded_until"])
    assert abs(until - noted - timedelta(hours=4)) < timedelta(minutes=1)
    (told,) = [event for event in town.ticket(id_)["events"] if event["action"] == "guard"]
    assert told["data"]["post"] == "二人，锥桶四个"
    assert told["org_code"] == CREW
    expect(page.locator(".note.good", has_text="有看护至")).to_be_visible(timeout=20_000)
