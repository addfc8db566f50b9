"""The impact sheet: one file that needs no other host, and says what was counted."""

import json
import re
from html.parser import HTMLParser

import pytest
from sqlalchemy import Connection

from inspections.redraw.gathering import Impact
from maps import assets
from maps import impact as sheet
from maps.panorama import Imprint
from maps.words import Language
from tests.inspections.redraw import scene
from tests.maps.impacts import NOTHING, made

VOID = {"meta", "link", "br", "input", "img", "hr", "line", "rect", "path"}


class _Reader(HTMLParser):
    """Holds every element to its end."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


def page(impact: Impact | None = None, language: Language = Language.ZH, *, synthetic: bool = True) -> str:
    drawn = NOTHING | {"synthetic": "1" if synthetic else ""}
    imprint = Imprint(approval="X1", operator="示例区")
    return sheet.render(impact or made(), drawn, plan="方案<一>", sha256="ab" * 32, language=language, imprint=imprint)


def without_leaflet(text: str) -> str:
    for name in ("leaflet/leaflet.js", "leaflet/leaflet.css"):
        assert assets.text(name) in text
        text = text.replace(assets.text(name), "")
    return text


@pytest.mark.parametrize("language", list(Language))
def test_it_is_sound_html_that_names_no_other_host(language: Language) -> None:
    text = without_leaflet(page(language=language))
    reader = _Reader()
    reader.feed(text)
    assert reader.open == []
    assert reader.seen[0] == ("html", {"lang": str(language)})
    assert not re.search(r"https?:(?!//www\.w3\.org/)", text)
    assert not re.findall(r"""(?:src|href)\s*=\s*["'](?!data:|#)""", text)
    assert "@import" not in text
    ids = [attributes["id"] for _, attributes in reader.seen if attributes.get("id")]
    assert len(ids) == len(set(ids))


def test_it_says_what_was_counted() -> None:
    text = without_leaflet(page())
    assert "方案&lt;一&gt;" in text
    assert "缺失&lt;b&gt;" in text
    assert "2 个网格：调整前 4 个单元，调整后 5 个微网格；其中 1 个编号和界线都不变。1 个网格尚未划分微网格" in text
    assert (
        "4 个部件中 2 个（50.0 %）换到另一个微网格；2 件未结工单中 2 件换手。1 个部件、0 件未结工单、7 户首次划入"
        in text
    )
    assert "107 户（4 个门址）中 50 户的微网格编号改变，占已有编号住户的 50.0 %" in text
    assert "每月合计前后相等" in text
    assert 'role="alert">提醒：50.0 % 的住户编号改变，超过 5 %' in text
    for words in ("合成数据", "审图号: X1", "运营单位: 示例区", "甲社区", "abababababab", "全部新微网格（5）"):
        assert words in text
    assert "合成数据" not in page(synthetic=False)


def test_a_plan_that_changes_little_warns_of_nothing() -> None:
    same = scene.cells(([4], [5]))
    text = page(made(scene.scene(same, same, homes=[(1, 5)], assets=[1], tickets=[5])), Language.EN)
    assert 'role="alert"' not in text
    assert "2 grids: 4 cells before, 4 micro-grids after, of which 4 keep their number and shape." in text
    assert "No open ticket changes hands." in text


def test_a_first_division_changes_no_number() -> None:
    text = page(
        made(scene.scene(scene.cells(([], [])), scene.cells(([4], [5])), homes=[(1, 5)], assets=[1])), Language.EN
    )
    assert "None of 5 households (1 addresses) had a micro-grid number before: none changes." in text
    assert "1 assets, 0 open tickets and 5 households get a micro-grid for the first time" in text


def test_ground_that_is_left_out_is_told() -> None:
    after = scene.cells(([6], [5]))
    lost = scene.scene(
        scene.cells(([], [])),
        after[after["code"] != f"{scene.GRIDS[0]}002"],
        assets=[8],
        happened=[("2026-11", "filed", 1, "", 8.0)],
    )
    text = page(made(lost), Language.EN)
    assert "1 assets would be in no micro-grid" in text
    assert "months differ" in text


def test_what_lies_under_the_map_comes_from_the_register(small_conn: Connection) -> None:
    drawn = sheet.ground(small_conn)
    assert drawn["synthetic"] == "1"
    for name in ("grounds", "roads", "streets"):
        assert json.loads(drawn[name])["features"]
