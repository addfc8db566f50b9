"""One content, one text, one hash."""

import hashlib
import json
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.observations import canonical as module
from inspections.observations.canonical import canonical, content_sha256

# Numbers and their text as ECMAScript writes them (RFC 8785, appendix B, and neighbours).
NUMBERS = [
    (0.0, "0"),
    (-0.0, "0"),
    (120.0, "120"),
    (120.3712345, "120.3712345"),
    (1e-7, "1e-7"),
    (0.00001, "0.00001"),
    (-0.0000033333333333333333, "-0.0000033333333333333333"),
    (1e16, "10000000000000000"),
    (1e21, "1e+21"),
    (9.999999999999997e22, "9.999999999999997e+22"),
]


@pytest.mark.parametrize(("number", "text"), NUMBERS)
def test_numbers_are_written_as_a_browser_writes_them(number: float, text: str) -> None:
    assert canonical(number) == text
    assert canonical({"a": [number], "b": number}) == f'{{"a":[{text}],"b":{text}}}'


def test_keys_are_sorted_and_nothing_stands_between() -> None:
    content = {"b": 1, "a": {"d": "井盖", "c": [1, 2]}}
    assert canonical(content) == '{"a":{"c":[1,2],"d":"井盖"},"b":1}'
    assert content_sha256(content) == hashlib.sha256(canonical(content).encode()).digest()


@pytest.mark.parametrize("text", ["1e-07", "x:1e-05", ",2e-10}", "12.0, 3.0]", '"\\u0000', "a\\"])
def test_strings_that_look_like_numbers_stay(text: str) -> None:
    assert json.loads(canonical([text, 1e-7])) == [text, 1e-7]


def test_half_a_character_has_a_hash() -> None:
    assert len(content_sha256({"note": "\ud83d"})) == 32


_contents = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


@given(_contents)
def test_the_text_means_the_content_and_does_not_depend_on_the_way_there(content: Any) -> None:
    text = canonical(content)
    assert json.loads(text) == content
    assert canonical(json.loads(text)) == text


@given(_contents)
def test_the_quick_way_gives_the_text_of_the_careful_one(content: Any) -> None:
    quick = canonical(content)
    with patch.object(module, "_quick", lambda _: None):
        assert canonical(content) == quick
