"""What a steward keeps, in a real browser: limits, routing rules, calendars, posts."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from playwright.sync_api import expect
from sqlalchemy import Engine

from inspections.clocks import keeping
from registry.actor import SYSTEM, Role
from registry.database import open_engine, writing
from tests.api import live
from tests.api.support import PASSWORD, Service, make_account
from tests.browser.administration_scene import looks_right, sign_in
from tests.browser.conftest import Watched
from tests.conftest import Databases

pytestmark = pytest.mark.browser

Watch = Callable[..., Watched]


@pytest.fixture(scope="module")
def engine(databases: Databases, small_template: str) -> Iterator[Engine]:
    name = databases.create("stewardship", template=small_template)
    opened = open_engine(databases.url(name))
    yield opened
    opened.dispose()
    databases.drop(name)


@pytest.fixture(scope="module")
def site(engine: Engine) -> Iterator[str]:
    service = Service(engine, map_approval="测试")
    with live.served(service.app) as address:
        yield address
    service.close()


@pytest.fixture(scope="module")
def steward(engine: Engine) -> str:
    return make_account(engine, Role.STEWARD, login="steward", password=PASSWORD).login


def test_a_steward_sets_the_next_version_of_a_limit(watch: Watch, site: str, engine: Engine, steward: str) -> None:
    page = watch(1280, 900).page
    sign_in(page, site, steward, to="/steward")
    page.wait_for_url("**/app/steward/limits")
    expect(page.locator("tbody tr").first).to_be_visible()
    looks_right(page)
    first = page.locator("tbody tr").first
    first.get_by_role("button").click()
    looks_right(page)
    with writing(engine) as conn:  # a colleague is quicker
        kept = keeping.list_limits(conn)[0]
        now, figures = datetime.now(UTC), replace(kept.figures, amount=Decimal(6))
        keeping.set_limit(conn, SYSTEM, kept.key, figures, valid_from=now, if_version=kept.version, now=now)
    for said in ("已被他人修改", None):
        page.fill("[name=amount]", "7.5")
        page.fill("[name=source]", "区办公会 2026-11")
        page.locator("dialog").get_by_role("button", name="保存").click()
        if said:
            expect(page.get_by_role("alert")).to_contain_text(said)
            expect(page.locator("[name=amount]")).to_have_value("6")
    expect(page.locator("[role=status]")).to_contain_text("已保存新版本")
    expect(first).to_contain_text("7.5")


def test_a_steward_copies_rules_and_sees_what_they_would_change(watch: Watch, site: str, steward: str) -> None:
    page = watch(1280, 900).page
    sign_in(page, site, steward, to="/steward/rules")
    expect(page.locator(".sets li").first).to_be_visible()
    page.get_by_role("button", name="复制为新规则集").first.click()
    page.fill("[name=new-name]", "试一试")
    lines = page.locator("[name=lines]").input_value().split("\n")
    page.fill("[name=lines]", "\n".join([lines[0], "{broken", *lines[1:]]))
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_role("alert")).to_contain_text("第 2 行")
    page.fill("[name=lines]", "\n".join([lines[-1], *lines]))
    page.get_by_role("button", name="存为草稿").click()
    expect(page.locator(".sets li").first).to_contain_text("试一试")
    page.get_by_role("button", name="试算").first.click()
    expect(page.locator(".result")).to_contain_text("件会去别处")
    expect(page.locator(".findings li").first).to_contain_text("条")
    looks_right(page)
    page.get_by_role("button", name="启用").first.click()
    page.fill("[name=reason]", "测试")
    page.locator("dialog").get_by_role("button", name="启用").click()
    expect(page.locator(".sets li").first).to_contain_text("现行")


@pytest.mark.parametrize("part", ["calendars", "posts", "classes", "rules"])
@pytest.mark.parametrize(("theme", "width", "lang"), [("light", 1280, "zh"), ("dark", 390, "en")])
def test_what_a_steward_keeps_is_shown(
    watch: Watch, site: str, steward: str, part: str, theme: str, width: int, lang: str
) -> None:
    watched = watch(width, 860, color_scheme=theme)
    page = watched.page
    sign_in(page, site, steward, to=f"/steward/{part}")
    page.wait_for_url(f"**/app/steward/{part}")
    if lang == "en":
        page.get_by_role("button", name="English").click()
    if part == "calendars":
        page.locator("button[aria-pressed=false] .muted").first.click()
        expect(page.locator("#hours")).to_be_visible()
    else:
        expect(page.locator("tbody tr, .sets li").first).to_be_visible()
    looks_right(page)
    assert [said for said in watched.complaints if "401" not in said] == []
