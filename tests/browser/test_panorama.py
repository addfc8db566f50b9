"""The panorama as people meet it: signed in, drawn, clicked, in two languages, on a desk and on a phone."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Watched
from tests.maps import scene

pytestmark = pytest.mark.browser

MAP = "window[Object.keys(window).find((name) => name.startsWith('map_'))]"
LOADED = f"""() => {{
    let busy = 0;
    {MAP}.eachLayer((one) => {{ busy += one instanceof L.GridLayer && one.isLoading(); }});
    return busy === 0;
}}"""
PAINTED = """() => [...document.querySelectorAll('.leaflet-pane canvas')].some((canvas) => {
    if (!canvas.width) return false;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return data.some((value, n) => n % 4 === 3 && value > 0);
})"""


def test_sign_in_draws_the_map_and_asks_no_other_host(sign_in: Callable[..., Watched], site: str) -> None:
    watched = sign_in("/")
    page = watched.page
    page.wait_for_load_state("networkidle")
    page.wait_for_function(PAINTED)
    assert all(address.startswith((site, "data:", "blob:")) for address in watched.asked), watched.asked
    assert watched.complaints == []
    for layer in ("base", "covers", "grids"):
        assert any(f"/tiles/{layer}/" in address for address in watched.asked)
    assert "合成数据" in page.inner_text(".jg-bar")
    assert "审图号: 测试" in page.inner_text(".jg-panel footer")


def test_counters_are_those_of_the_tickets(sign_in: Callable[..., Watched]) -> None:
    page = sign_in("/").page
    states = [state for state in scene.STATES if state != "void"]
    closed = page.locator("#jg-states button", has_text="已结案")
    assert closed.locator("b").inner_text() == "2"
    assert page.inner_text("#jg-open") == str(len(states) - 2)
    shown = f"(() => {{ let n = 0; {MAP}.eachLayer((one) => {{ n += one instanceof L.CircleMarker; }}); return n; }})()"
    assert page.evaluate(shown) == len(states)
    closed.click()
    assert page.evaluate(shown) == len(states) - 2
    assert page.locator("#jg-states button", has_text="已结案").get_attribute("aria-pressed") == "false"


def _click_on(page: object, at: str) -> None:
    x, y = page.evaluate(  # type: ignore[attr-defined]  # a page
        f"(() => {{ const p = {MAP}.latLngToContainerPoint({at}), box = {MAP}.getContainer().getBoundingClientRect();"
        "return [p.x + box.x, p.y + box.y]; })()"
    )
    page.mouse.click(x, y)  # type: ignore[attr-defined]  # a page


def test_a_ticket_says_what_where_until_when(sign_in: Callable[..., Watched]) -> None:
    page = sign_in("/?lang=zh-CN").page
    page.evaluate(
        f"(() => {{ {MAP}.eachLayer((one) => {{ if (one instanceof L.CircleMarker) window.one = one.getLatLng(); }});"
        f"{MAP}.setView(window.one, 19, {{ animate: false }}); }})()"
    )
    page.wait_for_load_state("networkidle")
    _click_on(page, "window.one")
    card = page.wait_for_selector(".jg-card")
    assert card is not None
    words = card.inner_text()
    for part in ("缺失", "编号", "2026110200", "位置", "=辽宁路 <b>北侧</b>"):
        assert part in words
    assert page.locator(".jg-card a[href^='/api/v1/tickets/']").count() == 1
    assert page.locator(".jg-card a[href^='/id/370203']").count() == 1


def test_a_cover_can_be_clicked(sign_in: Callable[..., Watched]) -> None:
    page = sign_in("/").page
    page.evaluate(
        f"(() => {{ {MAP}.eachLayer((one) => {{ if (one instanceof L.CircleMarker) window.one = one.getLatLng(); }});"
        f"{MAP}.setView(window.one, 19, {{ animate: false }}); }})()"
    )
    for button in page.locator("#jg-states button").all():  # away with the tickets: a cover lies under each
        page.locator("#jg-states button[aria-pressed=true]").first.click()
        assert button is not None
    page.wait_for_load_state("networkidle")
    page.wait_for_function(PAINTED)
    page.wait_for_function(LOADED)
    _click_on(page, "window.one")
    card = page.wait_for_selector(".jg-card")
    assert card is not None
    assert "标识码" in card.inner_text()
    assert page.locator(".jg-card a[href^='/id/370203']").count() == 1


def test_english_on_a_phone(sign_in: Callable[..., Watched]) -> None:
    watched = sign_in("/?lang=en", 390, 800, is_mobile=True, has_touch=True)
    page = watched.page
    assert page.get_attribute("html", "lang") == "en"
    assert "Open tickets" in page.inner_text("#jg-panel summary")
    assert not page.locator(".jg-body").is_visible()
    page.click("#jg-panel summary")
    page.wait_for_selector(".jg-body", state="visible")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert watched.complaints == []


def test_a_wrong_password_is_told_and_signing_out_ends_it(
    watch: Callable[..., Watched], sign_in: Callable[..., Watched], site: str
) -> None:
    page = watch().page
    page.goto(site + "/login")
    page.fill("[name=login]", "nobody")
    page.fill("[name=password]", "wrong")
    page.click("form button")
    page.wait_for_selector("#said:not(:empty)")
    assert page.inner_text("#said") == "用户名或密码不正确"
    page = sign_in("/").page
    page.click("#jg-sign-out")
    page.wait_for_url("**/login")
    page.goto(site + "/")
    assert "/login" in page.url
