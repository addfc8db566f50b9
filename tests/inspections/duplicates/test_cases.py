"""How texts and addresses are compared."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.duplicates.cases import Case, address, alike, chance, grams, in_order, names_house

AT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("SYLVAN ST AT MORELLA AVE, 91606", "Morella Ave at Sylvan St 91606"),
        ("台东一路 3 号", "台东一路3号"),
    ],
)
def test_addresses_are_one_in_whatever_order_and_writing(first: str, other: str) -> None:
    assert address(first) == address(other) != ""


def test_another_number_is_another_address() -> None:
    assert address("台东一路3号") != address("台东一路5号")
    houses = ("3416 S 2ND AVE", "台东一路3号", "HILL ST AT 5TH ST", "")
    assert [names_house(place) for place in houses] == [True, True, False, False]


@given(st.text(), st.text())
def test_likeness_is_of_both_and_between_none_and_whole(first: str, other: str) -> None:
    one, two = grams(first), grams(other)
    if one and two:
        assert 0 <= alike(one, two) == alike(two, one) <= 1
        assert alike(one, one) == 1


def test_chinese_words_are_alike_by_what_they_share() -> None:
    said = grams("井盖缺失，很危险")
    assert alike(said, grams("井盖丢失 很危险")) > alike(said, grams("路灯不亮"))
    assert grams("。") == grams("") == frozenset()


def test_a_chance_is_a_half_where_nothing_speaks() -> None:
    assert (chance(0), chance(-1e6)) == (0.5, 0.0)


def test_the_earlier_is_first() -> None:
    early, late = Case("b", "f", "m", AT), Case("a", "f", "m", AT + timedelta(1))
    assert in_order(late, early) == in_order(early, late) == (early, late)
