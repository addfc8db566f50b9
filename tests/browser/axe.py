"""What axe-core finds on a page: the same rules a person with a screen reader depends on."""

from playwright.sync_api import Page

from tests.conftest import ROOT

_AXE = ROOT / "maps" / "web" / "node_modules" / "axe-core" / "axe.min.js"


def findings(page: Page) -> list[str]:
    """Serious and critical findings in words; empty on a page that is in order."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))  # not as a tag: the page lets no script in
    found = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{one['id']} ({one['impact']}): {node['html'][:160]} – {node.get('failureSummary', '')[:200]}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


def small_targets(page: Page, least_px: int = 44) -> list[str]:
    """Buttons, fields and links a finger cannot hit surely; links inside of running text are left out."""
    found: list[str] = page.evaluate(
        """(least) => [...document.querySelectorAll("button, a.button, nav a, select, textarea,"
              + "input:not([type=hidden]):not([type=checkbox]):not([type=radio]):not([type=range]):not([type=file])")]
            .filter((one) => one.offsetParent !== null && !one.closest(".maplibregl-control-container, .hidden"))
            .map((one) => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
            .filter(([, box]) => box.height < least - 0.5 || box.width < least - 0.5)
            .map(([html, box]) => `${Math.round(box.width)} × ${Math.round(box.height)}: ${html}`)""",
        least_px,
    )
    return found
