"""What a steward keeps, in a real browser: limits, routing rules, calendars, posts."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from playwright.sync_api import expect
from sqlalchemy import Engine, text

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


def test_a_steward_edits_rules_by_keyboard_and_sees_what_they_would_change(
    watch: Watch, site: str, steward: str, engine: Engine
) -> None:
    page = watch(1280, 900).page
    sign_in(page, site, steward, to="/steward/rules")
    expect(page.locator(".sets li").first).to_be_visible()
    page.get_by_role("button", name="复制为新规则集").first.click()
    rows = page.locator(".rows > li")
    expect(rows.first).to_contain_text("沉陷坍塌")  # the names have come
    expect(rows.nth(2)).to_contain_text("区城市管理局")
    count = rows.count()
    first = rows.first.locator(".head p").inner_text().removeprefix("第 1 条")
    page.fill("[name=new-name]", "试一试")

    page.get_by_role("button", name="第 1 条下移").focus()
    page.keyboard.press("Enter")
    expect(page.locator("form [role=status]")).to_have_text("已移到第 2 位")
    expect(rows.nth(1).locator(".head p")).to_have_text(f"第 2 条{first}")
    page.keyboard.press("Enter")  # the focus went along
    expect(rows.nth(2).locator(".head p")).to_have_text(f"第 3 条{first}")
    page.get_by_role("button", name="第 3 条上移").press("Enter")
    expect(rows.nth(1).locator(".head p")).to_have_text(f"第 2 条{first}")
    page.get_by_role("button", name="删除第 1 条").press("Enter")
    expect(rows).to_have_count(count - 1)
    page.keyboard.press("Enter")  # on what takes it back
    expect(rows).to_have_count(count)

    page.get_by_role("button", name="添加规则").click()
    expect(rows).to_have_count(count + 1)
    fields = rows.last
    expect(fields.locator("[name=kind]")).to_be_focused()
    looks_right(page)
    page.get_by_role("button", name="存为草稿并试算").click()
    expect(page.get_by_role("alert")).to_contain_text("1 条规则需要修改")
    expect(fields.locator("[name=assignee_code]")).to_be_focused()
    expect(fields.locator("[name=reason_zh]")).to_have_attribute("aria-invalid", "true")
    looks_right(page)
    fields.locator("[name=defect_code]").select_option("missing")
    fields.locator("[name=assignee_code]").select_option("CGJ")
    fields.locator("[name=reason_zh]").fill("缺失的先围护")
    fields.locator("[name=reason_en]").fill("missing ones are guarded first")
    for at in range(count + 1, 1, -1):
        page.get_by_role("button", name=f"第 {at} 条上移").press("Enter")
    expect(rows.first.locator(".head p")).to_contain_text("缺陷")
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="存为草稿并试算").click()

    expect(page.locator(".result")).to_contain_text("件会去别处")
    expect(page.locator(".sets li").first).to_contain_text("试一试")
    with engine.connect() as conn:
        kept = conn.execute(text("""select r.position, r.defect_code, r.assignee_code, r.reason_zh, r.class_code
            from inspections.routing_rule r where r.set_id = (select max(id) from inspections.rule_set)
            order by r.position""")).all()  # fmt: skip
    assert tuple(kept[0]) == (10, "missing", "CGJ", "缺失的先围护", None)
    assert [one.position for one in kept] == [10 * (at + 1) for at in range(count + 1)]
    looks_right(page)
    page.get_by_role("button", name="启用").first.click()
    page.fill("[name=reason]", "测试")
    page.locator("dialog").get_by_role("button", name="启用").click()
    expect(page.locator(".sets li").first).to_contain_text("现行")


@pytest.mark.parametrize(("theme", "width", "lang"), [("light", 1280, "zh"), ("dark", 390, "en")])
def test_a_draft_of_rules_is_sound_on_every_screen(
    watch: Watch, site: str, steward: str, theme: str, width: int, lang: str
) -> None:
    watched = watch(width, 860, color_scheme=theme)
    page = watched.page
    sign_in(page, site, steward, to="/steward/rules")
    if lang == "en":
        page.get_by_role("button", name="English").click()
    page.locator(".sets li").first.get_by_role("button").nth(2).click()
    page.locator(".rows .edit").first.click()
    expect(page.locator(".rows [name=kind]")).to_be_visible()
    looks_right(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


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
