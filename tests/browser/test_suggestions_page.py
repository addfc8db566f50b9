"""From anywhere in the application somebody suggests something; a steward answers; they read it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, text

from registry.actor import Role
from tests.api.support import PASSWORD, make_account
from tests.browser.axe import findings, small_targets
from tests.browser.conftest import Watched
from tests.browser.serving import Served, served
from tests.conftest import Databases

pytestmark = pytest.mark.browser

Watch = Callable[..., Watched]


def fill(engine: Engine) -> None:
    for role in (Role.LEADER, Role.STEWARD):
        make_account(engine, role, login=str(role), password=PASSWORD)


@pytest.fixture(scope="module")
def house(databases: Databases, small_template: str) -> Iterator[Served]:
    with served(databases, "suggest", template=small_template, fill=fill) as made:
        yield made


def enter(watch: Watch, house: Served, login: str, path: str, *size: int, **options: object) -> Page:
    page = watch(*size, **options).page
    page.goto(f"{house.address}/app/login?next={path}")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("form button[type=submit]")
    page.wait_for_selector("#content:not(.login)")
    return page


def test_suggested_answered_and_read(watch_drawn: Watch, house: Served) -> None:
    page = enter(watch_drawn, house, "leader", "/map", 1280, 860)
    page.get_by_role("button", name="提建议").click()
    page.fill("#suggestion", "地图上的字再大一点")
    page.context.set_offline(True)
    page.get_by_role("button", name="提交").click()
    expect(page.locator("dialog [role=alert]")).to_be_visible(timeout=45_000)
    assert page.input_value("#suggestion") == "地图上的字再大一点"  # nothing is lost
    assert findings(page) == []
    page.context.set_offline(False)
    page.get_by_role("button", name="提交").click()
    expect(page.locator("dialog [role=status]")).to_contain_text("已收到")
    with house.engine.connect() as conn:
        rows = conn.execute(text("select text, page from inspections.suggestion")).all()
    assert [tuple(row) for row in rows] == [("地图上的字再大一点", "/map")]

    desk = enter(watch_drawn, house, "steward", "/suggestions", 390, 844, color_scheme="dark")
    expect(desk.locator("strong[role=status]")).to_have_text("1 条待回复")
    assert findings(desk) == []
    assert small_targets(desk) == []
    desk.fill("textarea", "下个版本改")
    desk.get_by_role("button", name="标为已回复").click()
    expect(desk.locator("strong[role=status]")).to_have_text("0 条待回复")

    page.get_by_role("link", name="看建议与回复").click()
    expect(page.locator(".note.good")).to_contain_text("下个版本改")
    assert page.locator("textarea").count() == 0  # who suggests does not answer
    assert findings(page) == []
