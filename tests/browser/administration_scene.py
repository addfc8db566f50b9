"""Signing in by the application's own form, and what every page must be, for tests of administrators and stewards."""

from playwright.sync_api import Page

from tests.api.support import PASSWORD
from tests.browser.axe import findings, small_targets


def sign_in(page: Page, site: str, login: str, password: str = PASSWORD, *, to: str = "/") -> None:
    page.goto(f"{site}/app/login?next={to}")
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    page.click("form button[type=submit]")


def looks_right(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    assert findings(page) == []
    assert small_targets(page) == []
