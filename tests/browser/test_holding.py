"""A button that is held for a second, while the page goes on loading above it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Watched
from tests.browser.street import Street, served
from tests.conftest import Databases

pytestmark = pytest.mark.browser

PHONE = {"has_touch": True, "is_mobile": True, "permissions": ["geolocation"]}
# What loads late pushes the button down by more than its own height.
PUSH = """hold => {
    const late = document.createElement("div");
    late.style.height = "240px";
    hold.parentNode.prepend(late);
}"""
# A device whose position comes when the test says so.
LATE = """navigator.geolocation.watchPosition = (found) => {
    window.jinggePlace = (longitude, latitude) =>
        found({ coords: { longitude, latitude, accuracy: 6 }, timestamp: Date.now() });
    return 1;
}"""
MISSING = "select count(*) from inspections.observation where defect_code = 'missing'"


@pytest.fixture(scope="module")
def street(databases: Databases, small_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    with served(databases, small_template, tmp_path_factory.mktemp("street")) as made:
        yield made


@pytest.fixture(scope="module")
def site(street: Street) -> str:
    return street.address


@pytest.fixture
def danger(street: Street, enter: Callable[..., Watched]) -> Callable[..., Page]:
    """The danger page on a phone: `danger(**context options)`; the position is that of the first cover unless said."""
    _, lon, lat = street.covers[0]

    def open_page(**options: Any) -> Page:
        given = {**PHONE, "geolocation": {"longitude": lon, "latitude": lat, "accuracy": 6}, **options}
        page: Page = enter("walker", "/app/street/danger", 390, 844, **given).page
        page.wait_for_selector(".hold")
        return page

    return open_page


def press(page: Page) -> None:
    """A finger goes down in the middle of the button, and stays there."""
    page.locator(".hold").scroll_into_view_if_needed()
    box = page.locator(".hold").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()


def received(page: Page, street: Street, before: int) -> None:
    expect(page.locator("[role=status] .note.good")).to_contain_text("值班台已收到", timeout=30_000)
    assert street.count(MISSING) == before + 1


def test_a_hold_survives_what_pushes_the_button_away(danger: Callable[..., Page], street: Street) -> None:
    page, before = danger(), street.count(MISSING)
    expect(page.locator(".hold")).to_be_enabled()
    press(page)
    page.wait_for_timeout(200)
    page.locator(".hold").evaluate(PUSH)
    page.wait_for_timeout(1300)
    page.mouse.up()
    received(page, street, before)


def test_a_finger_that_slides_away_or_lifts_early_sends_nothing(danger: Callable[..., Page], street: Street) -> None:
    page, before = danger(), street.count(MISSING)
    expect(page.locator(".hold")).to_be_enabled()
    press(page)
    page.mouse.move(200, 20)
    page.wait_for_timeout(1300)
    page.mouse.up()
    press(page)
    page.wait_for_timeout(300)
    page.mouse.up()
    page.wait_for_timeout(1300)
    expect(page.locator("[role=status] p")).to_have_count(0)
    assert street.count(MISSING) == before


@pytest.mark.parametrize("by", ["finger", "key"])
def test_a_hold_begun_before_the_position_counts_when_it_has_come(
    danger: Callable[..., Page], street: Street, by: str
) -> None:
    page, before = danger(), street.count(MISSING)
    page.add_init_script(LATE)
    page.reload()
    hold = page.locator(".hold")
    expect(hold).to_be_disabled()
    if by == "key":
        hold.focus()
        page.keyboard.down("Enter")
    else:
        press(page)
    page.wait_for_timeout(1300)
    expect(page.locator("[role=status] p")).to_have_count(0)  # nobody knows where: nothing is sent yet
    page.evaluate("([lon, lat]) => window.jinggePlace(lon, lat)", list(street.covers[0][1:]))
    expect(hold).to_be_enabled()
    page.wait_for_timeout(1300)
    page.keyboard.up("Enter") if by == "key" else page.mouse.up()
    received(page, street, before)


def test_nothing_above_the_button_jumps(danger: Callable[..., Page], street: Street) -> None:
    """Kinds and the place in words come late; the button stands where it stood."""
    page = danger()
    address = page.url
    page.goto("about:blank")
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route("**/api/v1/defects", keep)
    page.route("**/api/v1/places/describe*", keep)
    page.goto(address)
    expect(page.locator(".hold")).to_be_enabled()
    page.wait_for_timeout(1500)
    first = page.locator(".hold").bounding_box()
    assert {route.request.url.split("/")[5].split("?")[0] for route in held} == {"defects", "places"}
    for route in held:
        route.continue_()
    expect(page.locator(".where")).to_contain_text("社区", timeout=30_000)
    page.wait_for_timeout(500)
    assert page.locator(".hold").bounding_box() == first
