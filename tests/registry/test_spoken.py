"""Spoken numbers survive being said, typed and misheard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import Invalid
from registry.spoken import LAST, check_digit, hear, say

numbers = st.integers(1, LAST)


@given(st.sampled_from(["大连路", "四方", "Cambridge", "水清沟"]), numbers)
def test_what_is_said_is_heard(prefix: str, number: int) -> None:
    assert hear(say(prefix, number)) == (prefix, number)


@given(numbers, st.data())
def test_every_single_wrong_digit_is_caught(number: int, data: st.DataObject) -> None:
    digits = f"{number}{check_digit(number)}"
    at = data.draw(st.integers(0, len(digits) - 1))
    wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != digits[at]]))
    assert hear(f"大连路{digits[:at]}{wrong}{digits[at + 1 :]}") is None


def test_every_neighbouring_swap_is_caught() -> None:
    for number in range(1, 20_000):
        digits = f"{number}{check_digit(number)}"
        for at in range(len(digits) - 1):
            if digits[at] != digits[at + 1]:
                swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
                assert hear(f"大连路{swapped}") is None


@pytest.mark.parametrize(
    "text",
    [
        "大连路 1234-{}",
        "大连路1234{}",
        "大连路１２３４－{}",
        "大连路 1 2 3 4 — {}",
        " 大连路,1234 {}",
        "大连路1234{}号",
    ],
)
def test_ways_of_writing_are_forgiven(text: str) -> None:
    assert hear(text.format(check_digit(1234))) == ("大连路", 1234)


@pytest.mark.parametrize("text", ["", "大连路", "12345", "大连路 12号楼3单元", "大连路 0-0", "大连路 1234567-8"])
def test_other_text_is_not_heard(text: str) -> None:
    assert hear(text) is None


@pytest.mark.parametrize("number", [0, -1, LAST + 1])
def test_what_has_no_spoken_form_is_refused(number: int) -> None:
    with pytest.raises(Invalid):
        say("大连路", number)
