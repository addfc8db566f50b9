"""The inspector's phone in a real browser before a real server: four taps, no network, killed pages, new versions."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.api.support import PASSWORD
from tests.browser.axe import findings, small_targets
from tests.browser.conftest import Watched
from tests.browser.street import DUTY, Street, served
from tests.browser.thumb import KEPT, Thumb, cut, first_cover, new_version, photograph, ready, settled
from tests.conftest import Databases

pytestmark = pytest.mark.browser

SIZE = (390, 844)
PHONE = {"has_touch": True, "is_mobile": True, "permissions": ["geolocation"]}


@pytest.fixture(scope="module")
def street(databases: Databases, small_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    with served(databases, small_template, tmp_path_factory.mktemp("street")) as made:
        yield made


@pytest.fixture(scope="module")
def site(street: Street) -> str:
    return street.address


@pytest.fixture
def walker(street: Street, enter: Callable[..., Watched]) -> Callable[..., Page]:
    """The inspector's phone at the first cover of the walk: `walker("/app/street")`."""
    _, lon, lat = street.covers[0]

    def open_page(path: str = "/app/street", login: str = "walker", **options: Any) -> Page:
        place = {"longitude": lon, "latitude": lat, "accuracy": 6}
        page: Page = enter(login, path, *SIZE, **PHONE, geolocation=place, **options).page
        return page

    return open_page


def test_fine_is_one_tap_and_a_defect_four(walker: Callable[..., Page], street: Street) -> None:
    page, thumb = walker(), Thumb()
    before = street.count("select count(*) from inspections.observation")
    thumb.tap(first_cover(page).locator(".press-fine"))
    assert thumb.taps == 1
    expect(page.locator("[role=status].good")).to_contain_text("已存在本机")
    settled(page, 1)
    thumb = Thumb()
    thumb.tap(page.locator("details[open] .cover").nth(1).get_by_role("link", name="有问题"))
    thumb.tap(page.get_by_role("button", name="破损，程度重", exact=True))
    photograph(page, lambda: thumb.tap(page.get_by_role("button", name="拍照")))
    page.fill("#measure", "45")
    page.fill("#note", "盖边缺一块")
    thumb.tap(page.get_by_role("button", name="保存并上传"))
    page.wait_for_url("**/app/street?*")
    assert thumb.taps == 4
    settled(page, 3)
    assert street.count("select count(*) from inspections.observation") == before + 2
    row = "from inspections.observation o join inspections.photo p on true where o.defect_code = 'broken'"
    assert street.count(f"select count(*) {row} and o.severity = 3 and o.measure_mm = 45 and o.note <> ''") == 1
    # the place of the shutter came along in the picture, which the device has made small
    assert street.count(f"select count(*) {row} and abs(st_x(p.geom) - :x) < 1e-5", x=street.covers[0][1]) == 1
    assert street.count(f"select max(greatest(p.width_px, p.height_px)) {row}") == 2048


def test_killed_without_network_it_is_there_again(walker: Callable[..., Page], street: Street) -> None:
    page = walker()
    ready(page)
    first_cover(page)
    context = page.context
    context.set_offline(True)
    page.locator("details[open] .cover").nth(2).get_by_role("link", name="有问题").tap()
    page.get_by_role("button", name="异响，程度中", exact=True).tap()
    photograph(page, lambda: page.get_by_role("button", name="拍照").tap())
    page.fill("#note", "车过就响")
    page.wait_for_timeout(500)
    page.close()
    page = context.new_page()
    page.goto(f"{street.address}/app/street")
    started_ms = page.evaluate("performance.now()") if page.wait_for_selector("h1") else 0
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0")
    print(f"offline start: h1 by {started_ms:.0f} ms, first contentful paint {painted:.0f} ms")
    page.get_by_role("button", name="接着写").tap()
    expect(page.locator("#note")).to_have_value("车过就响")
    expect(page.locator(".photos img")).to_have_count(1)
    page.get_by_role("button", name="保存并上传").tap()
    page.wait_for_url("**/app/street?*")
    page.goto(f"{street.address}/app/street/outbox")
    expect(page.locator("[data-state=waiting]")).to_have_count(2)
    context.set_offline(False)
    settled(page, 2)
    noise = "select count(*) from inspections.observation where defect_code = 'noise'"
    assert street.count(noise) == 1
    assert started_ms < 1000 or painted < 1000


def test_200_captures_a_cut_and_a_new_version(walker: Callable[..., Page], street: Street) -> None:
    page = walker("/app/street?days=all")
    ready(page)
    first_cover(page)
    context = page.context
    before = street.count("select count(*) from inspections.observation")
    context.set_offline(True)
    pressed = page.evaluate(
        """async () => { const all = [...document.querySelectorAll("details .press-fine")].slice(0, 200);
        for (const one of all) { one.click(); await new Promise((done) => setTimeout(done, 5)); }
        return all.length; }"""
    )
    assert pressed == 200
    page.wait_for_function(f"({KEPT})().then((all) => all.length === 200)", timeout=60_000)
    new_version(page, context)
    cut(context)
    context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    settled(page, 200)
    count = "select count(*) from inspections.observation"
    assert street.count(count) == before + 200
    assert street.count("select count(distinct (asset_code, observed_at)) from inspections.observation") >= 200


def test_one_button_held_for_a_second_tells_of_an_open_shaft(walker: Callable[..., Page], street: Street) -> None:
    page = walker()
    page.get_by_role("link", name="井口敞开").tap()
    page.wait_for_selector("ol")
    assert page.locator(f"a[href='tel:{DUTY}']").count() == 1
    sms = page.locator("a[href^='sms:']").get_attribute("href") or ""
    assert sms.startswith(f"sms:{DUTY}?body=")
    hold = page.locator(".hold")
    expect(hold).to_be_enabled()
    missing = "select count(*) from inspections.observation where defect_code = 'missing'"
    before = street.count(missing)
    hold.tap()  # a touch is no hold
    page.wait_for_timeout(1300)
    assert page.evaluate(KEPT) == []
    hold.focus()
    page.keyboard.down("Enter")
    page.wait_for_timeout(1300)
    page.keyboard.up("Enter")
    settled(page, 1)
    expect(page.locator("[role=status] .note.good")).to_contain_text("值班台已收到")
    assert street.count(missing) == before + 1
    page.context.set_offline(True)
    box = hold.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.wait_for_timeout(1300)
    page.mouse.up()
    page.wait_for_function(f"({KEPT})().then((all) => all.length === 2)")
    expect(page.locator("[role=status] .note.warn")).to_contain_text("没有网络")
    page.context.set_offline(False)


def test_the_area_taken_along_draws_without_network_and_without_a_worker(
    walker: Callable[..., Page], street: Street
) -> None:
    page = walker("/app/street/more", service_workers="block")
    page.get_by_role("button", name="现在带走").click()
    expect(page.locator("[data-pack]")).to_contain_text("已带走", timeout=240_000)
    page.locator("nav.phone-bar a").first.tap()
    first_cover(page)
    page.get_by_role("tab", name="地图").tap()
    page.wait_for_selector(".map canvas")
    page.get_by_role("tab", name="列表").tap()
    page.context.set_offline(True)
    page.get_by_role("link", name="更多").tap()
    page.locator("nav.phone-bar a").first.tap()
    expect(page.locator(".note", has_text="随身带的清单")).to_be_visible()
    page.get_by_role("tab", name="地图").tap()
    page.wait_for_selector(".map canvas")
    page.wait_for_timeout(4000)
    shot = page.locator(".map").screenshot(path="/tmp/street-offline-map.png")
    assert len(shot) > 12_000, "a map and no empty ground"


def test_signing_out_drops_nothing_and_another_sends_nothing_of_it(walker: Callable[..., Page], street: Street) -> None:
    page = walker()
    ready(page)
    first_cover(page)
    page.context.route("**/api/v1/observations", lambda route: route.abort())
    page.evaluate("document.querySelector('details .press-fine').click()")
    page.wait_for_function(f"({KEPT})().then((all) => all.length === 1)")
    assert [state for _, state in page.evaluate(KEPT)] == ["waiting"]
    page.get_by_role("button", name="退出").click()
    page.wait_for_selector("main.login")
    expect(page.locator(".login .note").first).to_contain_text("1 条记录等待上传")
    page.context.unroute("**/api/v1/observations")
    page.fill("[name=login]", "second")
    page.fill("[name=password]", PASSWORD)
    page.click("form button[type=submit]")
    page.wait_for_selector("#content:not(.login)")
    page.goto(f"{street.address}/app/street/outbox")
    expect(page.locator("[data-state=waiting]")).to_contain_text("由 walker 登录后上传")
    page.wait_for_timeout(3000)
    assert [state for _, state in page.evaluate(KEPT)] == ["waiting"]


def test_a_track_is_off_until_its_walker_agrees(walker: Callable[..., Page], street: Street) -> None:
    page = walker("/app/street/more")
    standing = "select count(*) from inspections.track_consent where withdrawn_at is null"
    expect(page.locator("section[aria-labelledby=track] [role=status]")).to_have_text("今天没有轨迹")
    assert street.count(standing) == 0
    page.get_by_role("button", name="同意今天记录").tap()
    expect(page.locator("section[aria-labelledby=track] [role=status]")).to_contain_text("正在记录")
    assert street.count(standing) == 1
    page.get_by_role("button", name="不再同意").tap()
    expect(page.locator("section[aria-labelledby=track] [role=status]")).to_have_text("今天没有轨迹")
    assert street.count(standing) == 0


def test_the_first_view_is_small(walker: Callable[..., Page]) -> None:
    page = walker("/app/street?tab=map")
    page.wait_for_selector(".map canvas")
    page.wait_for_load_state("networkidle")
    sizes: dict[str, int] = page.evaluate(
        """() => Object.fromEntries(performance.getEntriesByType("resource")
            .filter((one) => /\\.m?js(\\?|$)/.test(one.name) && !one.name.includes("worker.js"))
            .map((one) => [one.name.split("/").at(-1), one.encodedBodySize]))"""
    )
    print(f"scripts of the first view: {sum(sizes.values()) / 1000:.0f} kB", sizes)
    assert any("maplibre" in name for name in sizes)
    assert sum(sizes.values()) <= 500_000


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_is_sound_in_both_themes(walker: Callable[..., Page], street: Street, theme: str) -> None:
    page = walker(color_scheme=theme)
    first_cover(page)
    code = street.covers[3][0]
    pages = {
        "walk": "street", "find": "street/find", "more": "street/more", "outbox": "street/outbox",
        "danger": "street/danger", "kinds": f"street/look?code={code}&result=defect", "new": "street/look?result=new",
        "map": "street?tab=map",
    }  # fmt: skip
    least = 56 if theme == "dark" else 44
    for name, path in pages.items():
        page.goto(f"{street.address}/app/{path}")
        page.wait_for_selector("h1")
        page.wait_for_timeout(1500)
        page.screenshot(path=f"/tmp/street-{name}-{theme}.png")
        assert findings(page) == [], name
        assert [one for one in small_targets(page, least) if "maplibre" not in one] == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZE[0], name
