"""An empty register greets with what to do; as soon as there is something it is out of the way."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, text

from registry.actor import Role
from registry.database import writing
from tests.api.support import PASSWORD, make_account
from tests.browser.axe import findings, small_targets
from tests.browser.conftest import Watched
from tests.browser.serving import Served, served
from tests.conftest import Databases

pytestmark = pytest.mark.browser

Watch = Callable[..., Watched]
ROAD = """
insert into registry.division (code, name_zh, name_en) values ('370203', '市北区', 'Shibei');
insert into registry.road_segment (code, road_name, source, source_id, geom)
values ('370203R000001', '辽宁路', 'test', '1', st_geomfromtext('LINESTRING(120.37 36.08, 120.38 36.08)', 4326));
"""


def fill(engine: Engine) -> None:
    for role in (Role.STEWARD, Role.INSPECTOR):
        make_account(engine, role, login=str(role), password=PASSWORD)


@pytest.fixture(scope="module")
def bare(databases: Databases, template: str) -> Iterator[Served]:
    with served(databases, "bare", template=template, fill=fill, JINGGE_DUTY_PHONE="0532-12345") as made:
        yield made


def enter(watch: Watch, bare: Served, login: str, path: str = "/", *size: int, **options: object) -> Page:
    page = watch(*size, **options).page
    page.goto(f"{bare.address}/app/login?next={path}")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("form button[type=submit]")
    page.wait_for_selector("#content:not(.login)")
    return page


@pytest.mark.parametrize(("theme", "size"), [("light", (1280, 860)), ("dark", (390, 844))])
def test_a_steward_is_told_what_to_do(watch_drawn: Watch, bare: Served, theme: str, size: tuple[int, int]) -> None:
    page = enter(watch_drawn, bare, "steward", "/map", *size, color_scheme=theme)
    expect(page.locator("h1")).to_have_text("欢迎使用井格")
    assert page.url.endswith("/app/start")
    assert page.locator(".map").count() == 0  # never an empty map
    said = page.locator(".ways").inner_text()
    for what in ("./run demo", "jingge import", "装入自己的数据"):
        assert what in said
    page.get_by_role("button", name="重新检查").click()
    expect(page.locator(".page [role=status]")).to_have_text("仍然没有部件")
    assert findings(page) == []
    assert small_targets(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_who_can_do_nothing_about_it_is_told_whom_to_ask(watch_drawn: Watch, bare: Served) -> None:
    page = enter(watch_drawn, bare, "inspector", "/", 390, 844)
    expect(page.locator(".note.warn")).to_contain_text("请联系管理员")
    assert page.locator("pre").count() == 0
    assert page.locator("a[href='tel:0532-12345']").is_visible()
    assert findings(page) == []


def test_it_gives_way_as_soon_as_there_is_something(watch_drawn: Watch, bare: Served) -> None:
    page = enter(watch_drawn, bare, "steward")
    expect(page.locator("h1")).to_have_text("欢迎使用井格")
    with writing(bare.engine) as conn:
        for statement in ROAD.strip().split(";\n"):
            conn.execute(text(statement))
    page.get_by_role("button", name="重新检查").click()
    page.wait_for_url(lambda url: not url.endswith("/start"))
    page.goto(f"{bare.address}/app/map")
    page.wait_for_selector(".map")
