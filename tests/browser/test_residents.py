"""A resident scans a plate, reports what is wrong and sees what becomes of it; the desk finds the ticket."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.api.support import PASSWORD
from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser

COVER = "37020301002000001"
PHONE = {"is_mobile": True, "has_touch": True}

# What a browser can tell of WCAG 2.2 AA: names of controls, contrast of every text, sizes to tap, order of headings.
FLAWS = r"""() => {
    const flaws = [];
    const shown = (one) => one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })
        && one.getBoundingClientRect().right > 0;
    const channel = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
    const ground = (one) => {
        for (; one; one = one.parentElement) {
            const colour = numbers(getComputedStyle(one).backgroundColor);
            if (colour.length < 4 || colour[3] === 1) return colour;
            if (colour[3] > 0) return null;
        }
        return [255, 255, 255];
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node; node = walker.nextNode();) {
        const own = node.parentElement;
        if (!node.data.trim() || !shown(own) || own.closest("svg, script, style")) continue;
        const style = getComputedStyle(own), below = ground(own);
        if (!below) { flaws.push(`unclear ground: ${node.data.trim()}`); continue; }
        const [a, b] = [light(numbers(style.color)), light(below)].sort((x, y) => y - x);
        const size = parseFloat(style.fontSize), large = size >= 24 || size >= 18.66 && style.fontWeight >= 700;
        const contrast = (a + 0.05) / (b + 0.05);
        if (contrast < (large ? 3 : 4.5)) flaws.push(`contrast ${contrast.toFixed(2)}: ${node.data.trim()}`);
    }
    for (const one of document.querySelectorAll("input:not([type=hidden]), textarea, select")) {
        if (one.closest("[aria-hidden=true]")) continue;
        if (![...(one.labels || [])].some((label) => label.innerText.trim())) flaws.push(`no label: ${one.name}`);
    }
    for (const one of document.querySelectorAll("a, button, input:not([type=hidden]), summary, textarea")) {
        if (!shown(one) || one.closest("[aria-hidden=true]")) continue;
        const box = (one.closest("label") || one).getBoundingClientRect();
        const inline = one.tagName === "A" && getComputedStyle(one).display === "inline";
        if (!inline && (box.width < 24 || box.height < 24)) flaws.push(`small: ${one.outerHTML.slice(0, 80)}`);
        const typed = one.tagName === "INPUT" || one.tagName === "TEXTAREA";
        if (!typed && !one.innerText.trim()) flaws.push(`no name: ${one.outerHTML}`);
    }
    let level = 0;
    for (const one of document.querySelectorAll("h1, h2, h3, h4")) {
        const own = Number(one.tagName[1]);
        if (own > level + 1) flaws.push(`heading ${one.tagName} after h${level}: ${one.innerText}`);
        level = own;
    }
    if (document.querySelectorAll("h1").length !== 1) flaws.push("not one h1");
    if (document.querySelectorAll("main").length !== 1) flaws.push("not one main");
    if (!document.documentElement.lang || !document.title) flaws.push("no language or title");
    const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
    if (new Set(ids).size < ids.length) flaws.push("an id twice");
    for (const one of document.querySelectorAll("[aria-describedby]"))
        if (!document.getElementById(one.getAttribute("aria-describedby"))) flaws.push("described by nothing");
    if (document.documentElement.scrollWidth > innerWidth) flaws.push("wider than the screen");
    return flaws;
}"""


def sound(watched: Watched) -> Page:
    """The page, when it is there and nothing is wrong with it."""
    watched.page.wait_for_load_state()
    assert watched.page.evaluate(FLAWS) == []
    assert watched.complaints == []
    return watched.page


def test_a_resident_reports_and_the_desk_finds_it(watch: Callable[..., Watched], site: str) -> None:
    watched = watch(390, 844, **PHONE)
    page = watched.page
    page.goto(f"{site}/id/{COVER}")
    sound(watched)
    assert "合成数据" in page.inner_text("main")
    page.click("text=井盖不见了")
    page.wait_for_url("**/report?*")
    sound(watched)
    assert page.is_checked("[value=missing]")
    page.fill("textarea", "井口敞着，旁边有学校")
    page.click("button")
    page.wait_for_url("**/report/*")
    sound(watched)
    number = page.inner_text(".number")
    assert re.fullmatch(r"\d{8}-\d{5}", number)
    assert "已收到，等待核实" in page.inner_text(".state")
    page.reload()
    assert page.inner_text(".number") == number
    page.go_back()
    page.click("button")
    page.wait_for_url("**/report/*")
    assert page.inner_text(".number") == number

    desk = watch().page
    desk.request.post(f"{site}/api/v1/session", data={"login": "leader", "password": PASSWORD})
    found = desk.request.get(f"{site}/api/v1/tickets?asset={COVER}&state=reported").json()["features"]
    assert [one["properties"]["number"] for one in found] == [number]
    desk.goto(f"{site}/id/{COVER}")
    assert number in desk.inner_text(".open")
    assert desk.evaluate(FLAWS) == []
    assert all(address.startswith((site, "data:")) for address in watched.asked), watched.asked


def test_it_works_without_scripts_and_by_keyboard_alone(watch: Callable[..., Watched], site: str) -> None:
    page = watch(1280, 860, java_script_enabled=False).page
    page.goto(f"{site}/id/{COVER}?lang=en")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.goto(f"{site}/id/{COVER}/report?defect=noise&lang=en")
    page.focus("[value=noise]")
    for _ in range(5):  # words, photo, name, telephone, button
        page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Send the report"
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/*")
    assert "On the plan of maintenance" in page.inner_text(".state")


@pytest.mark.parametrize("path", ["/id/37020301002999999", "/report/00000000-0000-4000-8000-000000000000"])
def test_what_is_not_there_is_told(watch: Callable[..., Watched], site: str, path: str) -> None:
    watched = watch(390, 844, **PHONE)
    watched.page.goto(site + path)
    assert watched.page.evaluate(FLAWS) == []
    assert watched.page.locator("a[href='tel:12345']").count() == 1


def test_the_certificate_prints_on_one_page_with_its_code(watch: Callable[..., Watched], site: str) -> None:
    page = watch().page
    page.goto(f"{site}/id/{COVER}")
    page.emulate_media(media="print")
    assert page.locator(".qr-box svg").is_visible()
    assert page.locator(".address").is_visible()
    assert not page.locator(".report").is_visible()
    assert sheets(page) == 1


def sheets(page: Page) -> int:
    """How many sheets of A4 it prints on."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_staff_pages_are_sound_too(sign_in: Callable[..., Watched], site: str, lang: str) -> None:
    watched = sign_in("/", 390, 844, **PHONE)
    watched.page.goto(f"{site}/id/{COVER}?lang={lang}")
    sound(watched)
    assert sheets(watched.page) == 1
    watched.page.click("summary")
    assert watched.page.evaluate(FLAWS) == []
