"""Words that fit, and colours that can be read."""

from collections.abc import Iterator

import pytest

from maps.plates.pen import BLACK, WHITE, Pen, contrast, on
from maps.style import FAMILIES


@pytest.fixture
def pen() -> Iterator[Pen]:
    made = Pen()
    made.add_page()
    yield made
    made.finished()


def test_words_are_made_smaller_only_where_they_must(pen: Pen) -> None:
    short = pen.words("大连路", 10, 10, size_mm=10, within_mm=100)
    assert short == pytest.approx(30, abs=0.5)  # three square characters
    assert pen.words("大连路大连路", 10, 20, size_mm=10, within_mm=40) == 40
    assert pen.words("", 10, 30, size_mm=10, within_mm=40) == 0


@pytest.mark.parametrize("colour", [family.colour for family in FAMILIES.values()])
def test_the_class_can_be_read_on_its_colour(colour: str) -> None:
    assert contrast(on(colour), colour) >= 3  # large type (WCAG 2.2, 1.4.3)


def test_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert on("#000000") == WHITE
    assert on("#ffffff") == BLACK


def test_words_are_wrapped_between_chinese_characters_and_latin_words_and_lose_none(pen: Pen) -> None:
    words = "经查，益都路（辽宁路—热河路）发现隐患（缺失）。请 by 09:30 答复，pay CNY 2,159.60（逾期）。代为处置。"
    for within in (12.0, 20.0, 33.0, 80.0, 500.0):
        lines = pen.wrapped(words, size_mm=4, within_mm=within)
        assert "".join(lines).replace(" ", "") == words.replace(" ", "")
        assert all(line[0] not in "，。）" for line in lines)
    assert pen.wrapped("长" * 10, size_mm=4, within_mm=20.5) == ["长" * 5, "长" * 5]
    assert pen.wrapped("（长）。", size_mm=4, within_mm=12.5) == ["（", "长）。"]
