"""The whole path of a defect: seen, filed and dispatched, repaired, verified and closed, by four people."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine

from api.demo import pictures
from registry.actor import Role
from tests.api.support import PASSWORD, make_account
from tests.browser.conftest import Watched
from tests.browser.crew_scene import HOUSE, PHONE, Cover, Town, standing
from tests.conftest import Databases

pytestmark = pytest.mark.browser

Enter = Callable[..., Watched]


@pytest.fixture(scope="module")
def town(databases: Databases, small_template: str) -> Iterator[Town]:
    """The small district, its people, and at a desk a verifier of another house than who repairs."""

    def fill(engine: Engine) -> None:
        make_account(engine, Role.INSPECTOR, Role.DISPATCHER, login="verifier", org="YJJ", password=PASSWORD)

    with standing(databases, small_template, "whole_path", fill=fill) as made:
        yield made


@pytest.fixture(scope="module")
def site(town: Town) -> str:
    """What `enter` signs in at."""
    return town.address


def photo(folder: Path, cover: Cover, *, after: bool = False) -> Path:
    """A file as a camera makes it."""
    now = datetime.now(UTC)
    file = folder / f"{now.timestamp()}.jpg"
    file.write_bytes(pictures.take("missing", after=after, lon=cover.lon, lat=cover.lat, at=now, seed=now.microsecond))
    return file


def hold(button: Locator) -> None:
    """A pointer that goes down on the button and stays where it is, whatever comes in meanwhile."""
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    button.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    button.page.mouse.down()
    button.page.wait_for_timeout(1500)
    button.page.mouse.up()


def take(page: Page, action: str, **brought: str) -> None:
    """A step on the desk's page of a ticket, with what it asks for."""
    names = {"file": "立案", "dispatch": "派遣", "verify": "核查", "close": "结案"}
    page.locator(".steps").get_by_role("button", name=names[action], exact=True).click()
    dialog = page.locator("dialog[open]")
    for field, value in brought.items():
        control = dialog.locator(f"#s-{field}")
        if control.evaluate("one => one.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    dialog.locator("button[type=submit]").click()
    expect(dialog).to_have_count(0)


def test_a_missing_lid_from_the_street_to_its_end(town: Town, enter: Enter, tmp_path: Path) -> None:
    cover = town.cover()
    place = {"longitude": cover.lon, "latitude": cover.lat, "accuracy": 5}

    def phone(login: str, path: str) -> Page:
        opened: Page = enter(login, path, 390, 844, **{**PHONE, "geolocation": place}).page
        return opened

    id_ = _seen(phone("inspector", f"/app/street/danger?code={cover.code}&defect=missing"), town, cover, tmp_path)
    crew = phone("crew", "/app/crew")
    expect(crew.locator(".age")).to_be_visible()

    desk = enter("desk", f"/app/desk/tickets/{id_}").page
    take(desk, "file")
    take(desk, "dispatch", assignee=HOUSE, crew="SZGS-01")

    _mended(crew, cover, tmp_path)
    expect(desk.locator(".tag").first).to_have_text("待核查", timeout=30_000)  # told by the live stream

    verifier = enter("verifier", f"/app/desk/tickets/{id_}").page
    take(verifier, "verify", note="现场查看，井盖完好")
    expect(desk.locator(".tag").first).to_have_text("待结案", timeout=30_000)
    take(desk, "close", condition="J-restored")
    expect(desk.locator(".tag").first).to_have_text("已结案")

    told = town.ticket(id_)
    assert [event["action"] for event in told["events"]] == [
        "report", "file", "dispatch", "accept", "arrive", "make_safe", "repair", "verify", "close",
    ]  # fmt: skip
    hands = [event["account_id"] for event in told["events"] if event["action"] in {"repair", "verify", "close"}]
    assert len(set(hands)) == 3, "who repairs, who verifies and who closes are three people"
    assert all(picture["sha256"] for event in told["events"] for picture in event["photos"])
    assert len(told["sightings"]) == 2  # the alarm, and the same with its picture
    crew.locator(".phone-bar a").first.click()
    expect(crew.locator(f"a[href$='{id_}']")).to_have_count(0)


def _seen(page: Page, town: Town, cover: Cover, folder: Path) -> str:
    """One button held, then the picture; the id of the ticket."""
    hold(page.locator(".hold"))
    expect(page.locator("[role=status] .note.good")).to_contain_text("值班台已收到", timeout=30_000)
    number = re.search(r"\d{8}-\d{5}", page.locator("[role=status] .note.good").inner_text())
    assert number is not None
    page.get_by_role("button", name="安全后：拍照、补充").click()
    page.locator("[data-photo]").set_input_files(photo(folder, cover))
    page.wait_for_selector(".photos img")
    page.locator(".send").click()
    page.wait_for_url("**/app/street?*")
    for _ in range(60):
        rows = town.rows(
            "select t.id, (select count(*) from inspections.ticket_sighting s where s.ticket_id = t.id) as seen "
            "from inspections.ticket t where t.number = :number", number=number[0],
        )  # fmt: skip
        if rows[0].seen == 2:
            break
        page.wait_for_timeout(500)
    return str(rows[0].id)


def _mended(page: Page, cover: Cover, folder: Path) -> None:
    """The crew hears of it while it drives, and does it step by step."""
    news: Any = page.locator(".news")
    expect(news).to_contain_text("新的紧急任务", timeout=30_000)
    news.get_by_role("link").click()
    for action in ("accept", "arrive"):
        page.locator(f"[data-action={action}]").click()
        expect(page.locator(f"[data-action={action}]")).to_have_count(0)
    page.locator("[data-action=make_safe]").click()
    page.locator("[data-stage=barrier] [data-photo]").set_input_files(photo(folder, cover))
    expect(page.locator("[data-stage=barrier] img")).to_have_count(1, timeout=20_000)
    page.locator("form .big").click()
    page.locator("[data-action=repair]").click()
    for stage in ("before", "after"):
        file = photo(folder, cover, after=stage == "after")
        page.locator(f"[data-stage={stage}] [data-photo]").set_input_files(file)
        expect(page.locator(f"[data-stage={stage}] img")).to_have_count(1, timeout=20_000)
    hold(page.locator("form .hold"))
    expect(page.locator(".state").first).to_have_text("待核查")
    expect(page.locator("main")).not_to_contain_text("服务尚未收到", timeout=30_000)
