"""The frame of the web application in a real browser: sign in, doors, map, both themes, both languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.axe import findings
from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser

Enter = Callable[..., Watched]


def test_who_is_not_signed_in_is_led_back_to_where_they_wanted(watch_drawn: Callable[..., Watched], site: str) -> None:
    watched = watch_drawn()
    watched.page.goto(f"{site}/app/map")
    watched.page.wait_for_url("**/app/login?next=/map")
    watched.page.fill("[name=login]", "leader")
    watched.page.fill("[name=password]", "wrong as can be")
    watched.page.click("form button[type=submit]")
    expect(watched.page.locator("[role=alert]")).to_contain_text("密码不对")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_map_draws_in_both_themes_and_axe_finds_nothing(enter: Enter, site: str, theme: str) -> None:
    watched = enter("leader", "/app/map?layers=covers,tickets", color_scheme=theme)
    page = watched.page
    page.wait_for_selector(".map[data-settled=true]")
    page.wait_for_load_state("networkidle")
    assert any("/tiles/base/" in asked for asked in watched.asked)
    assert all(asked.startswith((site, "blob:", "data:")) for asked in watched.asked), "nothing comes from another host"
    assert page.locator(".imprint").inner_text().find("审图号") >= 0
    assert findings(page) == []
    page.screenshot(path=f"/tmp/map-{theme}.png")
    assert [said for said in watched.complaints if "401" not in said] == []  # asked once whether somebody is signed in


def test_what_is_searched_is_shown_and_named(enter: Enter) -> None:
    page = enter("leader", "/app/map").page
    page.fill("#line", "路")
    page.click("form[role=search] button")
    page.locator(".hits button").first.click()
    expect(page.locator("section[aria-live] p")).not_to_be_empty()


def test_the_language_changes_and_stays(enter: Enter) -> None:
    page = enter("leader", "/app/map").page
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("Panorama")
    page.reload()
    page.wait_for_selector("text=Panorama")
    assert page.locator("html").get_attribute("lang") == "en"
