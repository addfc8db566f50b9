"""Words of a file and the classes they mean."""

import pytest

from registry.importing.classing import Classes, is_like_class
from tests.registry.importing import classes


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("01002", "01002"),
        ("0102", "01002"),
        ("污水井盖", "01002"),
        ("污水", "01002"),
        (" 污水 井 ", "01002"),
        ("下水井盖", "01002"),
        ("热力检查井", "01010"),
        ("通讯井盖", "01007"),
        ("输油(气)井盖", "01021"),
        ("water", "01001"),
        ("Water Cover", "01001"),
        ("heat", "01010"),
        ("sewage manhole", "01002"),
        ("无主井盖", "01023"),
    ],
)
def test_what_people_say_is_understood(word: str, code: str) -> None:
    assert classes.known().code(word) == code


@pytest.mark.parametrize("word", ["", "井", "井盖", "路", "99999", "co", "tram_point", "手孔"])
def test_what_is_no_class_is_not_guessed(word: str) -> None:
    assert classes.known().code(word) is None


def test_without_the_register_only_codes_are_understood() -> None:
    assert Classes().code("01002") == "01002"
    assert Classes().code("污水井盖") is None
    assert Classes().within("污水井盖普查") is None


def test_a_file_may_be_named_after_its_class() -> None:
    assert classes.known().within("2026年污水井盖普查") == "01002"
    assert classes.known().within("井盖") is None


def test_what_looks_like_a_class() -> None:
    assert is_like_class("污水井盖")
    assert is_like_class("Sanitary Manhole")
    assert not is_like_class("铸铁")
