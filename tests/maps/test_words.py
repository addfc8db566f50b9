import re

import pytest

from maps import style
from maps.assets import FOLDER
from maps.handover_sheet import SHEET
from maps.impact_words import IMPACT
from maps.panorama import PAGES
from maps.storm_report import STORM
from maps.words import CATALOGUE, Language, count, pick, say, share


def test_each_word_stands_in_both_languages() -> None:
    for key, words in [*CATALOGUE.items(), *IMPACT.items()]:
        assert words.zh or key == "gap", key  # between words Chinese puts nothing
        assert words.en, key
        assert words.zh.count("{") == words.en.count("{"), key


def test_pages_ask_for_words_there_are() -> None:
    loader = PAGES.loader
    assert loader is not None
    asked = {
        found
        for name in PAGES.list_templates()
        for found in re.findall(r"\bwords\.([a-z_]+)", loader.get_source(PAGES, name)[0])
    }
    asked |= set(re.findall(r"\bwords\.([a-z_]+)", (FOLDER / "panorama.js").read_text(encoding="utf-8")))
    assert asked <= CATALOGUE.keys() | IMPACT.keys() | STORM.keys() | SHEET.keys()
    assert style.FAMILIES.keys() <= CATALOGUE.keys()


def test_saying() -> None:
    assert say("synthetic", Language.ZH) == "合成数据"
    assert say("synthetic", Language.EN) == "Synthetic data"
    assert pick(CATALOGUE["late"], Language("zh-CN")) == "超时"


@pytest.mark.parametrize(("value", "words"), [
    (None, "—"), (float("nan"), "—"), (0, "0.0 %"), (1, "100.0 %"), (0.99999, "99.9 %"), (0.4375, "43.8 %"),
])  # fmt: skip
def test_a_share_is_never_rounded_up_to_all(value: float | None, words: str) -> None:
    assert share(value) == words


def test_counts_have_separators() -> None:
    assert count(170000) == "170,000"
