"""The checks that readers share."""

from enum import StrEnum

import pytest

from inspections.observations.faults import Reason, WrongItem, is_clean, known_fields, number, one_of


class Colour(StrEnum):
    RED = "red"


def test_words_are_read_and_others_told() -> None:
    assert one_of(Colour, "red", "colour") is Colour.RED
    for wrong in ("blue", None, 3, ["red"], {"red": 1}):
        with pytest.raises(WrongItem, match="colour: say one of red"):
            one_of(Colour, wrong, "colour")


@pytest.mark.parametrize("wrong", ["1", True, float("nan"), float("inf"), -0.1, 10**400])
def test_numbers_are_finite_and_in_range(wrong: object) -> None:
    assert number(5, "n", 0, 5) == 5.0
    assert number(None, "n", 0, 5) is None
    with pytest.raises(WrongItem):
        number(wrong, "n", 0, 5)


def test_a_field_nobody_reads_is_refused() -> None:
    known_fields({"a": 1}, frozenset({"a", "b"}))
    with pytest.raises(WrongItem) as told:
        known_fields({"c": 1}, frozenset({"a", "b"}), "position.")
    assert told.value.reason is Reason.FORM
    assert told.value.detail == "position.c: no such field; there are a, b"


def test_what_the_database_can_keep() -> None:
    assert is_clean("井盖 🕳")
    assert not is_clean("a\x00")
    assert not is_clean("\ud83d")
