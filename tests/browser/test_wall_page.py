"""The leader's screen in a real browser: true figures, fresh by itself, honest about its age, each with its list."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, text

from registry.actor import Role
from registry.database import writing
from tests.api.support import PASSWORD, make_account
from tests.browser.axe import findings
from tests.browser.conftest import Watched
from tests.browser.serving import Served, served
from tests.conftest import Databases
from tests.maps import scene

pytestmark = pytest.mark.browser

FULL_HD = (1920, 1080)
OPEN = r"^[0-9]+\s*在办$"
Watch = Callable[..., Watched]


def fill(engine: Engine) -> None:
    with writing(engine) as conn:
        scene.campaign(conn)
        conn.execute(
            text("update inspections.ticket set reported_at = now() - interval '1 hour' where state = 'filed'")
        )
        conn.execute(text("update inspections.ticket set closed_at = now() where state = 'closed'"))
    for role in (Role.LEADER, Role.INSPECTOR):
        make_account(engine, role, login=str(role), password=PASSWORD)


@pytest.fixture(scope="module")
def house(databases: Databases, small_template: str) -> Iterator[Served]:
    with served(databases, "wall", template=small_template, fill=fill) as made:
        yield made


def opened(
    watch: Watch, house: Served, *, login: str = "leader", path: str = "/wall", clock: bool = False, **options: object
) -> Page:
    page = watch(*FULL_HD, **options).page
    if clock:
        page.clock.install()
    page.goto(f"{house.address}/app/login?next={path}")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("form button[type=submit]")
    page.wait_for_selector("#content:not(.login)")
    return page


def ask(house: Served, statement: str) -> int:
    with house.engine.connect() as conn:
        return int(conn.execute(text(statement)).scalar_one())


def shown(page: Page, name: str) -> int:
    return int(page.locator(".counters li", has_text=re.compile(name)).locator("strong").inner_text())


def test_the_figures_are_those_of_the_database(watch_drawn: Watch, house: Served) -> None:
    page = opened(watch_drawn, house)
    page.wait_for_selector(".counters")
    counted = "select count(*) from inspections.ticket where state not in ('void', 'refused') and "
    midnight = "date_trunc('day', now() at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai'"
    assert shown(page, "今日上报") == ask(house, f"{counted} reported_at >= {midnight}") > 0
    assert shown(page, "今日结案") == ask(house, f"{counted} closed_at >= {midnight}") > 0
    assert shown(page, OPEN) == ask(house, "select count(*) from inspections.ticket where closed_at is null") > 0
    assert shown(page, "在办隐患") == ask(
        house, "select count(*) from inspections.ticket where closed_at is null and hazard"
    )
    holes = "inspections.ticket t join inspections.defect d on d.code = t.defect_code and d.hole"
    open_holes = ask(house, f"select count(*) from {holes} where t.closed_at is null and t.repaired_at is null")
    assert shown(page, "敞口井") == open_holes > 0
    late = ask(
        house,
        "select count(*) from inspections.ticket where closed_at is null and repaired_at is null and due_at < now()",
    )
    for table in page.locator("table").all():
        cells = table.locator("tbody td:nth-child(2)").all_inner_texts()
        assert sum(map(int, cells)) == late > 0
    seen = "select 100.0 * count(result) / count(*) from inspections.target"
    share = page.locator(".coverage strong").inner_text()
    assert share == f"{min(99.9, round(ask_float(house, seen), 1)):.1f}%"


def ask_float(house: Served, statement: str) -> float:
    with house.engine.connect() as conn:
        return float(conn.execute(text(statement)).scalar_one())


def test_each_figure_opens_as_many_tickets_as_it_says(watch_drawn: Watch, house: Served) -> None:
    page = opened(watch_drawn, house)
    page.wait_for_selector(".counters")
    links = {
        link.get_attribute("href") or "": link.inner_text() for link in page.locator("a[href*='/app/wall/list']").all()
    }
    assert len(links) >= 4
    for href, said in links.items():
        figure = int(re.findall("[0-9]+", said)[0])
        page.goto(house.address + href)
        page.wait_for_selector(".count")
        assert page.locator("tbody tr").count() == figure, href
    page.goto(f"{house.address}/app/wall/list?stuck=1")
    page.wait_for_selector("tbody tr")
    assert findings(page) == []


def test_nothing_scrolls_and_everything_is_large(watch_drawn: Watch, house: Served) -> None:
    """On 1920 × 1080 nothing that is to be read at five metres is smaller than 30 px; see the reasons in the page."""
    page = opened(watch_drawn, house)
    page.wait_for_selector(".counters")
    for language in ("中文", "English"):
        assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight")
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
        cut = page.evaluate(
            """() => [...document.querySelectorAll(".wall > *")].filter((one) => {
                const box = one.getBoundingClientRect();
                return box.bottom > innerHeight + 1 || box.right > innerWidth + 1
                    || one.scrollHeight > one.clientHeight + 2 || one.scrollWidth > one.clientWidth + 2;
            }).map((one) => one.className + " " + one.scrollHeight + " > " + one.clientHeight)"""
        )
        assert cut == [], language
        small = page.evaluate(
            """() => [...document.querySelectorAll(".wall *")]
                .filter((one) => one.offsetParent
                    && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
                .filter((one) => !one.closest("nav, footer, .map, svg"))
                .filter((one) => parseFloat(getComputedStyle(one).fontSize) < 30)
                .map((one) => one.outerHTML.slice(0, 80))"""
        )
        assert small == [], language
        if language == "中文":
            page.get_by_role("button", name="English").click()
            expect(page.locator("h1")).to_contain_text("Wall")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_either_theme(watch_drawn: Watch, house: Served, theme: str) -> None:
    page = opened(watch_drawn, house, color_scheme=theme)
    page.wait_for_selector(".counters")
    assert page.locator("html").get_attribute("data-theme") == theme
    assert findings(page) == []
    page.goto(f"{house.address}/app/wall/figures")
    page.wait_for_selector("#rates table")
    assert findings(page) == []


def test_it_refreshes_by_itself_and_says_how_old_it_is_without_network(watch_drawn: Watch, house: Served) -> None:
    page = opened(watch_drawn, house, clock=True)
    page.wait_for_selector(".counters")
    before = shown(page, OPEN)
    with writing(house.engine) as conn:
        cover = conn.execute(
            text(
                "select code, class_code, community_code, grid_code, st_x(geom) as lon, st_y(geom) as lat"
                " from registry.asset where class_code like '010%' order by code desc limit 1"
            )
        ).one()
        scene.ticket(conn, cover, number="20261102-9000", state="filed")
    page.clock.fast_forward("00:31")
    expect(page.locator(".counters li").nth(2).locator("strong")).to_have_text(str(before + 1))
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('online'))")  # asks at once, and is not answered
    expect(page.locator(".old")).to_contain_text("连接中断")
    assert shown(page, OPEN) == before + 1  # what is known stays
    first = page.locator(".old").inner_text()
    expect(page.locator(".old")).not_to_have_text(first, timeout=5_000)  # and grows older before one's eyes
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(".fresh")).to_be_visible(timeout=45_000)


def test_others_are_told_that_it_is_not_theirs(watch_drawn: Watch, house: Served) -> None:
    page = opened(watch_drawn, house, login="inspector")
    expect(page.locator("h1")).to_have_text("您的账号没有权限看这一页")
