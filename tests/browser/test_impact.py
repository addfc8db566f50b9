"""The impact sheet as a street office opens it: from a stick, without a network."""

from collections.abc import Callable
from pathlib import Path

import pytest

from maps import impact as sheet
from maps.panorama import Imprint
from maps.words import Language
from tests.browser.conftest import Watched
from tests.maps.impacts import FIRST, NOTHING, made

pytestmark = pytest.mark.browser


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "sheet.html"
    drawn = NOTHING | {"synthetic": "1"}
    page = sheet.render(made(), drawn, plan="plan", sha256="0" * 64, language=Language.EN, imprint=Imprint())
    found.write_text(page, "utf-8")
    return found


@pytest.mark.parametrize(("width", "height"), [(1000, 1200), (390, 800)])
def test_it_opens_offline_and_shows_both_sides(
    watch: Callable[..., Watched], file: Path, width: int, height: int
) -> None:
    watched = watch(width, height, offline=True)
    page = watched.page
    page.goto(file.as_uri())
    sides = page.locator(".leaflet-control-layers-base label")
    assert [words.strip() for words in sides.all_inner_texts()] == ["Before", "After"]
    sides.nth(0).click()
    assert page.locator(".leaflet-control-layers-base input").nth(0).is_checked()
    shown = page.locator(".map").bounding_box()
    assert shown is not None
    page.locator(".map").click(position={"x": 40, "y": shown["height"] / 2})
    page.wait_for_selector(".leaflet-popup-content")
    assert [address for address in watched.asked if not address.startswith(("file:", "data:"))] == []
    assert watched.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_row_can_be_saved(watch: Callable[..., Watched], file: Path, tmp_path: Path) -> None:
    page = watch(1000, 1200, offline=True).page
    page.goto(file.as_uri())
    page.locator("details summary").nth(0).click()
    with page.expect_download() as saved:
        page.locator("details button").nth(0).click()
    saved.value.save_as(tmp_path / "cells.csv")
    lines = (tmp_path / "cells.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == 6
    assert lines[2].startswith(f'"{FIRST}","residential"')
    assert '"1500"' in "".join(lines)  # a number, not "1,500"


def test_it_prints_on_a4_with_both_sides(watch: Callable[..., Watched], file: Path) -> None:
    page = watch(1000, 1200, offline=True).page
    page.goto(file.as_uri())
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert b"/MediaBox [0 0 595" in printed or b"/MediaBox [0 0 594" in printed
    page.emulate_media(media="print")
    assert page.locator("canvas[data-side]:visible").count() == 2
    assert not page.locator(".map").is_visible()
