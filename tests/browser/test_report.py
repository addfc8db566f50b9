"""The report as somebody opens it from a stick: no server, no network."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Watched
from tests.maps import scene

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "height"), [(1000, 1200), (390, 800)])
def test_the_report_opens_offline(
    sign_in: Callable[..., Watched],
    watch: Callable[..., Watched],
    site: str,
    tmp_path: Path,
    width: int,
    height: int,
) -> None:
    answer = sign_in("/").page.request.get(f"{site}/api/v1/campaigns/{scene.CAMPAIGN}/report.html")
    file = tmp_path / "report.html"
    file.write_bytes(answer.body())
    watched = watch(width, height, offline=True)
    page = watched.page
    page.goto(file.as_uri())
    page.wait_for_selector("#map path.leaflet-interactive", state="attached")
    assert page.locator("#map path.leaflet-interactive").count() == 9  # tickets, the voided one is not drawn
    assert [address for address in watched.asked if not address.startswith(("file:", "data:"))] == []
    assert watched.complaints == []
    assert page.locator("svg.chart").count() == 4
    assert page.locator(".tickets tbody tr").count() == 10
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_prints_on_a4(sign_in: Callable[..., Watched], site: str) -> None:
    page = sign_in("/").page
    page.goto(f"{site}/api/v1/campaigns/{scene.CAMPAIGN}/report.html")
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert printed.startswith(b"%PDF")
    assert b"/MediaBox [0 0 595" in printed or b"/MediaBox [0 0 594" in printed
