"""Hands at the desk, for its browser tests."""

from playwright.sync_api import Page

MAKE_LATE = """
update inspections.ticket set due_at = now() - interval '70 minutes' where id in (
    select id from inspections.ticket where state = 'dispatched' order by number limit 3)
"""


def rows(page: Page) -> list[str]:
    """Numbers of the tickets that are listed, once the list has come."""
    page.wait_for_selector(".row-of")
    return [one.removeprefix("row-") for one in page.eval_on_selector_all(".row-of", "rows => rows.map(row => row.id)")]


def row(page: Page, number: str) -> str:
    return f"#row-{number}"


def go(page: Page, site: str, path: str) -> None:
    page.goto(f"{site}/app{path}")
    page.wait_for_selector(".row-of")


def choose(page: Page, number: str) -> None:
    page.focus(f"{row(page, number)} a")


def transfer(page: Page, number: str, why: str) -> None:
    choose(page, number)
    page.keyboard.press("t")
    page.locator("dialog #assignee").select_option(index=1)
    page.fill("dialog #why", why)
