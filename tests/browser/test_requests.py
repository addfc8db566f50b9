"""A resident asks for something on a phone, keeps the link and sees what becomes of it; nobody else does."""

import re
from collections.abc import Callable

import pytest

from tests.browser.conftest import Watched
from tests.browser.test_residents import PHONE, sound

pytestmark = pytest.mark.browser

SMALL = """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button")]
    .filter((one) => !one.closest("[aria-hidden=true]"))
    .map((one) => [one.name, (one.closest("label") || one).getBoundingClientRect()])
    .filter(([, box]) => box.height < 44 || box.width < 200).map(([name]) => name)"""


def test_a_resident_asks_and_follows(watch: Callable[..., Watched], site: str) -> None:
    watched = watch(390, 844, **PHONE)
    page = watched.page
    page.goto(f"{site}/r")
    sound(watched)
    assert page.evaluate(SMALL) == [], "fingers find every field"
    page.fill("#said", "楼下垃圾桶两天没有清运")
    page.select_option("#street", index=1)
    page.fill("#place", "南门旁")
    page.click("form > button")
    page.wait_for_url("**/r/*key=*")
    sound(watched)
    number, kept = page.inner_text(".number"), page.url
    assert number
    page.goto(kept)
    assert page.inner_text(".number") == number
    page.goto(re.sub(r"key=[^&]+", "key=guessed", kept))
    assert page.locator(".number").count() == 0


def test_what_is_missing_is_told_on_the_form_and_nothing_is_lost(watch: Callable[..., Watched], site: str) -> None:
    page = watch(390, 844, **PHONE).page
    page.goto(f"{site}/r?lang=en")
    page.fill("#place", "by the south gate")
    page.eval_on_selector("form", "form => form.noValidate = true")
    page.click("form > button")
    assert page.locator("[role=alert]").inner_text().strip()
    assert page.input_value("#place") == "by the south gate"
