"""An inspector verifies repairs in the street: nearest first, without network too, never those of the own house."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine

from api.demo import cases, pictures
from registry.actor import Role
from tests.api.support import PASSWORD, make_account
from tests.browser.axe import findings, small_targets
from tests.browser.conftest import Watched
from tests.browser.crew_scene import CREW, HOUSE, PHONE, Town, standing
from tests.conftest import Databases

pytestmark = pytest.mark.browser

Enter = Callable[..., Watched]


@pytest.fixture(scope="module")
def town(databases: Databases, small_template: str) -> Iterator[Town]:
    """The small district, and an inspector of the house that repairs."""

    def fill(engine: Engine) -> None:
        make_account(engine, Role.INSPECTOR, login="own", org=HOUSE, password=PASSWORD)

    with standing(databases, small_template, "verify_page", fill=fill) as made:
        yield made


@pytest.fixture(scope="module")
def site(town: Town) -> str:
    """What `enter` signs in at."""
    return town.address


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture as a camera makes it."""
    file = tmp_path_factory.mktemp("camera") / "check.jpg"
    file.write_bytes(pictures.take("missing", after=True, lon=120.38, lat=36.09, at=datetime.now(UTC), seed=7))
    return file


def at(town: Town, enter: Enter, id_: str, login: str = "inspector", **options: Any) -> Page:
    """The page on the phone of somebody who stands at a ticket."""
    lon, lat = town.ticket(id_)["geometry"]["coordinates"]
    place = {"longitude": lon, "latitude": lat, "accuracy": 6}
    page: Page = enter(login, "/app/street/verify", 390, 844, **{**PHONE, "geolocation": place, **options}).page
    return page


def card(page: Page, id_: str) -> Locator:
    return page.locator(f"[data-ticket='{id_}']")


def repaired(town: Town) -> str:
    return town.repair(town.dispatch(town.report(), crew=CREW))


def test_the_nearest_stands_first_with_what_it_was_and_is(town: Town, enter: Enter) -> None:
    ids = [repaired(town) for _ in range(3)]
    for stands_at in (ids[0], ids[2]):
        page = at(town, enter, stands_at)
        expect(page.locator(".repair")).to_have_count(3)
        expect(page.locator(".repair").first).to_have_attribute("data-ticket", stands_at)
        expect(card(page, stands_at)).to_contain_text("约 0 米")
        for stage in ("before", "after"):
            expect(card(page, stands_at).locator(f"[data-shots={stage}] img").first).to_be_visible()
    for theme in ("light", "dark"):
        page = at(town, enter, ids[0], color_scheme=theme)
        expect(page.locator(".repair")).to_have_count(3)
        page.wait_for_load_state("networkidle")
        assert findings(page) == []
        assert small_targets(page, 56 if theme == "dark" else 44) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_passed_and_failed_without_network(town: Town, enter: Enter, camera: Path) -> None:
    good, bad = repaired(town), repaired(town)
    page = at(town, enter, good)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    expect(card(page, bad).locator("[data-shots=after] img").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("main")).to_contain_text("没有网络：显示存在本机的清单")
    expect(card(page, good).locator("[data-shots=after] img").first).to_have_attribute("src", re.compile("^blob:"))

    card(page, good).locator("[data-action=verify]").click()
    expect(page.locator("form .hold")).to_be_disabled()  # neither a picture nor a word
    page.locator("[data-stage=check] [data-photo]").set_input_files(camera)
    expect(page.locator("[data-stage=check] img")).to_have_count(1, timeout=20_000)
    page.get_by_label("备注").fill("井盖平整，无响声")
    page.locator("form .hold").click(delay=1300)
    expect(page.locator("[role=status].good")).to_contain_text("已存在本机")
    expect(card(page, good)).to_have_count(0)
    card(page, bad).locator("[data-action=rework]").click()
    expect(page.locator("form .hold")).to_be_disabled()
    page.get_by_label("理由").fill("盖仍松动")
    page.locator("form .hold").click(delay=1300)
    expect(card(page, bad)).to_have_count(0)
    assert {town.ticket(one)["properties"]["state"] for one in (good, bad)} == {"repaired"}

    page.context.set_offline(False)
    expect(page.locator("main")).not_to_contain_text("步未送达", timeout=60_000)
    page.wait_for_timeout(1000)
    passed, failed = (town.ticket(one) for one in (good, bad))
    assert (passed["properties"]["state"], failed["properties"]["state"]) == ("verified", "accepted")
    told = passed["events"][-1]
    assert told["data"]["note"] == "井盖平整，无响声"
    assert told["done_at"] <= told["at"]
    assert failed["events"][-1]["reason"] == "盖仍松动"
    for _ in range(60):
        shots = town.desk.get(f"/tickets/{good}/proof")["shots"]
        if any(one["stage"] == "check" and one["sha256"] for one in shots):
            break
        page.wait_for_timeout(500)
    assert any(one["stage"] == "check" and one["sha256"] for one in shots)


def test_who_repaired_is_offered_nothing_and_told_why(town: Town, enter: Enter) -> None:
    id_ = repaired(town)
    page = at(town, enter, id_, login="own")
    expect(page.locator("details.others")).to_contain_text("不由您核查")
    page.locator("details.others summary").click()
    expect(page.locator("details.others")).to_contain_text("核查须由其他单位进行")
    expect(page.locator(".repair")).to_have_count(0)


def test_what_another_was_faster_with_is_told_and_not_lost(town: Town, enter: Enter) -> None:
    id_ = repaired(town)
    page = at(town, enter, id_)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    expect(card(page, id_)).to_be_visible()
    page.context.set_offline(True)
    card(page, id_).locator("[data-action=verify]").click()
    page.get_by_label("备注").fill("完好")
    page.locator("form .hold").click(delay=1300)
    expect(card(page, id_)).to_have_count(0)
    version = town.ticket(id_)["properties"]["version"]
    cases.take(town.desk, town.ticket(id_), "verify", version=version, note="已现场核查")
    page.context.set_offline(False)
    refused = page.locator("section.refused")
    expect(refused).to_contain_text("服务没有接受", timeout=60_000)
    refused.locator(".hold").click(delay=1300)
    expect(refused).to_have_count(0)
    assert town.ticket(id_)["properties"]["state"] == "verified"
