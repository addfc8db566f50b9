"""Planners at their desk: a border is drawn, figures move, a street is published and taken back; files come and go."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from registry.actor import Role
from registry.database import open_engine, writing
from tests.api.support import PASSWORD, make_account
from tests.browser import planner_scene
from tests.browser.axe import findings
from tests.browser.conftest import Watched
from tests.browser.planner_scene import GET, STREET, TRY, find_way
from tests.browser.serving import serving
from tests.conftest import Databases

pytestmark = pytest.mark.browser
Enter = Callable[..., Watched]
_MAPS = """() => {
  window.jinggeMaps = [...document.querySelectorAll(".frame")].map((frame) => frame.map).filter(Boolean);
  return window.jinggeMaps.length;
}"""
_PIXEL = """([lon, lat]) => {
  const map = window.jinggeMaps[0], at = map.project([lon, lat]), box = map.getCanvas().getBoundingClientRect();
  return [at.x + box.x, at.y + box.y];
}"""


@pytest.fixture(scope="module")
def site(databases: Databases, small_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over the small district with a draft of a street; accounts planner, second, leader, steward."""
    name = databases.create("planner", template=small_template)
    engine = open_engine(databases.url(name))
    with writing(engine) as conn:
        planner_scene.drafted(conn, STREET)
    roles = {"planner": Role.PLANNER, "second": Role.PLANNER, "leader": Role.LEADER, "steward": Role.STEWARD}
    for login, role in roles.items():
        make_account(engine, role, login=login, password=PASSWORD)
    engine.dispose()
    folder = tmp_path_factory.mktemp("planner")
    files = {"JINGGE_IMPORT_ROOT": str(folder / "imports"), "JINGGE_IMPORT_FREE_MB": "0"}
    with serving(databases.url(name), folder, **files) as address:
        yield address
    databases.drop(name)


def part(enter: Enter, login: str, **options: Any) -> Page:
    """The page of the street."""
    page: Page = enter(login, "/app/planner", 1440, 900, **options).page
    page.locator("article li a").first.click()
    page.wait_for_selector("figure canvas")
    return page


def step(page: Page, name: str, reason: str = "") -> None:
    """Press a step, and confirm it."""
    page.get_by_role("button", name=name, exact=True).click()
    if reason:
        page.fill("dialog textarea", reason)
    page.locator("dialog form button[type=submit]").click()
    expect(page.locator("dialog")).to_have_count(0)


def drag(page: Page, cell: str, corner: tuple[float, float], target: tuple[float, float]) -> None:
    """A corner of a cell by the mouse, once the page says that its corners stand on the map."""
    page.wait_for_selector(f".stage [data-open='{cell}']")
    assert page.evaluate(_MAPS) == 1
    (x, y), (to_x, to_y) = page.evaluate(_PIXEL, list(corner)), page.evaluate(_PIXEL, list(target))
    page.mouse.move(x, y)
    page.mouse.down()
    for share in (0.3, 0.6, 0.9, 1):
        page.mouse.move(x + share * (to_x - x), y + share * (to_y - y), steps=4)
    page.mouse.up()


def figure(page: Page, cell: str, which: str) -> float:
    return float(page.locator(f"tr[data-cell='{cell}'] td[data-of='{which}']").inner_text())


def test_an_entrance_goes_over_by_the_list_and_a_colleague_who_was_faster_is_told(enter: Enter, site: str) -> None:
    page = enter("planner", "/app/planner", 1440, 900).page
    draft = page.evaluate(GET, "/api/v1/redraw/drafts")["drafts"][0]["id"]
    part_path = f"/api/v1/redraw/drafts/{draft}/parts/{STREET}"
    grid = page.evaluate(GET, part_path)["grids"][1]["grid_code"]
    page.goto(f"{site}/app/planner/drafts/{draft}/parts/{STREET}/grids/{grid}")
    page.locator("section ul input[type=checkbox]").first.check()
    page.select_option("#give-to", index=1)
    page.get_by_role("button", name="划过去").click()
    expect(page.locator(".pending ol li")).to_have_count(1)
    cell = page.locator("tr[data-cell]").first.get_attribute("data-cell")
    edit = {"kind": "lock", "cells": [cell], "locked": True}
    other = enter("second", "/app/planner").page
    path = f"/api/v1/redraw/drafts/{draft}/grids/{grid}"
    version = other.evaluate(GET, path)["version"]
    assert other.evaluate(TRY, [f"{path}/edits", version, edit]) == 200
    page.fill("#why", "试")
    page.get_by_role("button", name="保存修改").click()
    expect(page.locator(".note.warn")).to_contain_text("别人刚改过")
    expect(page.locator(".pending ol li")).to_have_count(0)
    expect(page.locator(f"tr[data-cell='{cell}']")).to_contain_text("锁定")


def test_a_border_is_drawn_saved_published_and_taken_back(enter: Enter) -> None:
    page = part(enter, "planner")
    draft = int(page.url.split("/drafts/")[1].split("/")[0])
    assert findings(page) == []
    grid, cell, corner, target = find_way(page, draft)
    page.click(f"a[href$='/grids/{grid}']")
    page.wait_for_selector(".stage canvas")
    page.locator(f"tr[data-cell='{cell}'] th button").click()
    before = figure(page, cell, "after")
    page.get_by_role("button", name="改边界").click()
    drag(page, cell, corner, target)
    expect(page.locator(".pending ol li")).to_have_count(1)
    assert figure(page, cell, "before") == before
    assert figure(page, cell, "after") > before, "the figures move with the border"
    assert findings(page) == []
    page.emulate_media(color_scheme="dark")  # the map gets a new style, and the border is under the hand again as drawn
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    drag(page, cell, target, corner)
    assert figure(page, cell, "after") == before
    drag(page, cell, corner, target)
    expect(page.locator(".pending ol li")).to_have_count(1)
    assert figure(page, cell, "after") > before
    assert findings(page) == []
    page.get_by_role("button", name="试算并修复").click()
    expect(page.locator(".pending .note")).to_contain_text("修复后")
    page.fill("#why", "居民意见")
    page.get_by_role("button", name="保存修改").click()
    expect(page.locator(".note.good[role=status]")).to_contain_text("已保存为第 2 版")
    page.get_by_role("link", name="回到分区").click()
    expect(page.locator("aside ol").last).to_contain_text("居民意见")
    step(page, "征求意见")
    expect(page.locator(".state")).to_have_text("社区征求意见")
    step(page, "报街道")
    expect(page.locator(".state")).to_have_text("街道审核")
    head = part(enter, "leader")
    step(head, "街道同意")
    expect(head.locator(".state")).to_have_text("区级审定")
    second = part(enter, "second")
    step(second, "发布", "首批")
    expect(second.locator(".note.good")).to_contain_text("已发布为第")
    expect(second.locator(".state")).to_have_text("已发布")
    expect(second.locator("figcaption").first).to_contain_text("二〇二六年调整")
    step(second, "撤销发布", "边界有误")
    expect(second.locator(".note.good")).to_contain_text("已撤回")
    assert second.evaluate(GET, f"/api/v1/redraw/standing?within={STREET}")["features"] == []


def covers(site_rows: list[Any]) -> str:
    """A file: two new covers, one near to a known one, one of an unknown class, one without a place."""
    (x, y), (far_x, far_y) = site_rows[0], site_rows[1]
    rows = [
        f"n1,01002,{far_x + 0.00031},{far_y + 0.00017},700",
        f"n2,01002,{far_x + 0.00037},{far_y + 0.00021},700",
        f"near,{site_rows[2]},{x + 0.000008},{y},",
        f"odd,99999,{x + 0.0002},{y + 0.0002},700",
        "nowhere,01002,,,700",
    ]
    return "编号,类型,lon,lat,size_mm\n" + "\n".join(rows) + "\n"


def test_a_file_comes_in_is_reviewed_and_taken_back(enter: Enter, tmp_path: Path) -> None:
    page = enter("steward", "/app/planner/import", 1440, 900).page
    expect(page.locator(".steps [aria-current=step]")).to_contain_text("选择文件")
    assets = page.evaluate(GET, "/api/v1/assets?bbox=120.2,35.9,120.6,36.3&limit=60")["features"]
    one, two = assets[0], assets[-1]
    known = [one["geometry"]["coordinates"], two["geometry"]["coordinates"], one["properties"]["class_code"]]
    file = tmp_path / "井盖.csv"
    file.write_text(covers(known), encoding="utf-8")
    assert findings(page) == []
    page.set_input_files("#file", file)
    page.get_by_role("button", name="上传").click()
    expect(page.locator(".steps [aria-current=step]")).to_contain_text("看是什么")
    expect(page.locator("#kind")).to_have_value("covers")
    expect(page.locator(".card").first).to_contain_text("5 行")
    assert findings(page) == []
    page.get_by_role("button", name="下一步").click()
    page.fill("#source", "排水处")
    page.select_option("#identity", "编号")
    page.select_option("[aria-label^='class_code: ']", "类型")
    assert findings(page) == []
    page.get_by_role("button", name="试导").click()
    expect(page.locator("dd[data-count=rejected]")).to_have_text("2")
    expect(page.locator(".job")).to_contain_text("没有存入任何东西")
    page.get_by_role("button", name="正式导入").click()
    expect(page.locator(".job")).to_contain_text("已导入为第")
    expect(page.locator("dd[data-count=new]")).to_have_text("2")
    refused = page.locator("section", has_text="拒收的行")
    expect(refused.locator("tbody tr")).to_have_count(2)
    expect(refused).to_contain_text("代码不存在")
    expect(refused).to_contain_text("没有位置")
    with page.expect_download() as saved:
        refused.get_by_role("link", name="下载表格，改后再导").click()
    assert "unknown_code" in Path(saved.value.path()).read_text("utf-8-sig")
    expect(page.get_by_role("button", name="不要").first).to_be_visible()
    assert findings(page) == []
    page.get_by_role("button", name="不要").first.click()
    expect(page.locator(".note.good").last).to_contain_text("已不取")
    row = page.locator("tr[data-run]").first
    expect(row).to_contain_text("排水处")  # the run of this file, and none before it
    expect(row.get_by_role("link")).to_have_attribute("href", re.compile(r"/imports/runs/\d+/refused\.csv$"))
    row.get_by_role("button", name="撤销这次导入").click()
    page.fill("#undo-why", "试导")
    page.locator("dialog form button[type=submit]").click()
    expect(row).to_contain_text("已撤销")


def test_swapped_axes_are_told_and_mended(enter: Enter, tmp_path: Path) -> None:
    page = enter("steward", "/app/planner/import").page
    assets = page.evaluate(GET, "/api/v1/assets?bbox=120.2,35.9,120.6,36.3&limit=60")["features"]
    rows = "".join(
        f"s{i},01002,{one['geometry']['coordinates'][1]},{one['geometry']['coordinates'][0]}\n"
        for i, one in enumerate(assets)
    )
    file = tmp_path / "covers.csv"
    file.write_text("编号,类型,lon,lat\n" + rows, encoding="utf-8")
    page.set_input_files("#file", file)
    page.get_by_role("button", name="上传").click()
    expect(page.locator(".note.warn").first).to_contain_text("颠倒")
    page.get_by_role("button", name="按此改正").click()
    expect(page.get_by_label("先北后东")).to_be_checked()


def test_the_register_is_looked_at_as_it_was(enter: Enter) -> None:
    page = enter("planner", "/app/planner/history", 1440, 900).page
    expect(page.locator("aside ul li").first).to_be_visible()
    page.wait_for_selector(".map canvas")
    assert findings(page) == []
    with page.expect_request(lambda asked: "/tiles/" in asked.url and "as_of=" in asked.url):
        page.locator("aside ul li button").last.click()
    page.wait_for_url("**as_of=*")
    expect(page.locator("aside .note")).to_contain_text("正在看：20")
    page.get_by_role("button", name="现在").click()
    expect(page.locator("aside .note")).to_contain_text("现在的登记")


def test_every_page_is_sound_in_english_and_in_the_dark(enter: Enter, site: str) -> None:
    page = enter("planner", "/app/planner", 1440, 900, color_scheme="dark").page
    page.get_by_role("button", name="English").click()
    part_of = page.locator("article li a").first.get_attribute("href")
    grid = page.evaluate(GET, f"/api/v1/redraw{str(part_of).removeprefix('/app/planner')}")["grids"][0]["grid_code"]
    pages = {
        "/app/planner": "article", f"{part_of}": "figure canvas", f"{part_of}/grids/{grid}": ".stage canvas",
        "/app/planner/import": "#file", "/app/planner/history": "aside ul li",
    }  # fmt: skip
    for path, shown in pages.items():
        page.goto(site + path)
        page.wait_for_selector(shown, state="attached")
        root = page.locator("html")
        assert (root.get_attribute("lang"), root.get_attribute("data-theme")) == ("en", "dark")
        assert findings(page) == [], path


def test_terra_draw_is_loaded_where_a_border_is_drawn_alone(enter: Enter) -> None:
    watched = enter("planner", "/app/planner", 1440, 900)
    watched.page.wait_for_selector("article")
    assert not any("terra-draw" in asked for asked in watched.asked)
