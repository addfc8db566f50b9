"""What the desk decides in a dialog: one ticket or two, a photo with a step, parts of a ticket, a plea to wait."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine, text

from registry.actor import Role
from registry.database import writing
from tests.api.support import PASSWORD, make_account
from tests.browser.axe import findings
from tests.browser.conftest import Watched
from tests.browser.serving import Served, served
from tests.browser.street import picture
from tests.conftest import Databases
from tests.inspections.duplicates import scene as twice
from tests.inspections.tickets import scene

pytestmark = pytest.mark.browser

Enter = Callable[..., Watched]
TICKETS: dict[str, str] = {}


def fill(engine: Engine) -> None:
    """Two tickets of one cover and two of one place, which may be the same, a small matter, and a hole in a street."""
    with writing(engine) as conn:
        scene.furnish(conn)
        _, one_asset, _ = twice.of_one_asset(conn)
        _, one_place, _ = twice.of_one_place(conn)
        small = scene.hazard(conn, scene.OTHER_SEWER, "broken")
        hole = scene.hazard(conn, scene.FAR)
    TICKETS.update(asset=str(one_asset), place=str(one_place), small=str(small), hole=str(hole))
    make_account(engine, Role.DISPATCHER, login="desk", org="CGJ", password=PASSWORD)
    make_account(engine, Role.INSPECTOR, Role.DISPATCHER, login="walker", org="YJJ", password=PASSWORD)
    make_account(engine, Role.CREW, Role.DISPATCHER, login="house", org=scene.OWNER, password=PASSWORD)


@pytest.fixture(scope="module")
def house(databases: Databases, template: str) -> Iterator[Served]:
    with served(databases, "dialogs", template=template, fill=fill) as made:
        yield made


@pytest.fixture(scope="module")
def site(house: Served) -> str:
    """What `enter` signs in at."""
    return house.address


def ticket(enter: Enter, login: str, which: str) -> Page:
    page: Page = enter(login, f"/app/desk/tickets/{TICKETS[which]}", 1440, 900).page
    page.wait_for_selector(".columns")
    return page


def ask(page: Page, name: str) -> Locator:
    """Open the dialog of a step."""
    page.locator(".steps").get_by_role("button", name=name, exact=True).click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    return dialog


def take(page: Page, name: str, **chosen: str) -> None:
    """A step whose dialog is done with what is chosen."""
    dialog = ask(page, name)
    if name == "立案":
        expect(dialog.locator("select#s-condition")).to_be_visible()  # a plain field until those that fit have come
        if not dialog.locator("#s-condition").input_value():
            dialog.locator("#s-condition").select_option(index=1)
    for field, value in chosen.items():
        dialog.locator(f"#s-{field}").fill(value)
    dialog.locator("button[type=submit]").click()
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator(".top")).to_contain_text(f"已办：{name}")


def state_of_pair(house: Served, which: str) -> tuple[str, str]:
    with house.engine.connect() as conn:
        row = conn.execute(
            text(
                "select p.state, d.reason from inspections.duplicate_pair p "
                "left join inspections.duplicate_decision d on d.pair_id = p.id "
                "where :id in (p.first_id, p.second_id) order by d.version desc limit 1"
            ),
            {"id": TICKETS[which]},
        ).one()
    return str(row[0]), str(row[1])


def test_what_may_be_one_is_merged_taken_apart_and_refused(enter: Enter, house: Served) -> None:
    page = ticket(enter, "desk", "asset")
    pair = page.locator("article")
    expect(pair).to_contain_text("同一部件")
    pair.get_by_role("button", name="合并为一张").click()
    expect(pair.locator("input:invalid")).to_have_count(1)  # not without a reason
    assert state_of_pair(house, "asset")[0] == "suggested"
    pair.locator("input").fill("同一个井")
    pair.get_by_role("button", name="合并为一张").click()
    expect(pair.get_by_role("button", name="取消合并")).to_be_visible()
    assert state_of_pair(house, "asset") == ("merged", "同一个井")
    pair.locator("input").fill("看错了")
    pair.get_by_role("button", name="取消合并").click()
    expect(pair.get_by_role("button")).to_have_count(0)
    other = ticket(enter, "desk", "place")
    other.locator("article input").fill("两个井")
    other.locator("article").get_by_role("button", name="不是同一件").click()
    expect(other.locator("article").get_by_role("button")).to_have_count(0)
    assert state_of_pair(house, "place") == ("refused", "两个井")
    assert findings(other) == []


def test_a_step_that_needs_two_photos_is_not_taken_with_one(enter: Enter, house: Served) -> None:
    page = ticket(enter, "walker", "small")
    dialog = ask(page, "自处置")
    for n, colour in enumerate(((90, 110, 80), (200, 30, 30))):
        photo = picture(width=640, height=480, colour=colour)
        dialog.locator("#s-photos").set_input_files({"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": photo})
        expect(dialog.locator("ul li")).to_have_count(n + 1)
        assert findings(page) == []
        dialog.locator("button[type=submit]").click()
        if n == 0:
            expect(dialog.locator("[role=alert]")).to_contain_text("还缺照片")
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator(".tag").first).to_have_text("待核查")
    expect(page.locator("figure img")).to_have_count(2)
    with house.engine.connect() as conn:
        kept = conn.execute(text("select count(*) from inspections.photo")).scalar_one()
    assert kept == 2


def test_a_house_asks_to_wait_and_the_desk_makes_parts_of_a_ticket(enter: Enter, house: Served) -> None:
    page = ticket(enter, "desk", "hole")
    take(page, "立案")
    take(page, "派遣")
    asking = ticket(enter, "house", "hole")
    dialog = ask(asking, "申请挂账")
    dialog.locator("#s-reason").fill("等配件")
    dialog.locator("button[type=submit]").click()
    expect(dialog.locator("#s-until:invalid")).to_have_count(1)  # not without a day
    dialog.locator("#s-until").fill((datetime.now() + timedelta(days=5)).strftime("%Y-%m-%dT09:00"))  # noqa: DTZ005 - as the field has it
    assert findings(asking) == []
    dialog.locator("button[type=submit]").click()
    expect(asking.locator("dialog")).to_have_count(0)
    told = asking.locator("li", has_text="申请挂账至")
    expect(told).to_contain_text("待审批")
    expect(told).to_contain_text("等配件")

    expect(page.locator("li", has_text="申请挂账至")).to_contain_text("等配件")  # else it would be a colleague's change
    dialog = ask(page, "拆分")
    dialog.get_by_role("button", name="再加一张").click()
    parts = dialog.locator("fieldset.child")
    expect(parts).to_have_count(2)
    for n, defect in enumerate(("frame", "surface")):
        parts.nth(n).locator("select").first.select_option(defect)
    parts.first.locator("input").fill("先换井圈")
    assert findings(page) == []
    dialog.locator("button[type=submit]").click()
    expect(page.locator("dialog")).to_have_count(0)
    children = page.locator("li a", has_text=re.compile(r"^\d{8}-\d{5}"))
    expect(children).to_have_count(2)
    with house.engine.connect() as conn:
        rows = conn.execute(
            text("select defect_code from inspections.ticket where parent_id = :id order by 1"), {"id": TICKETS["hole"]}
        ).scalars()
        assert list(rows) == ["frame", "surface"]
