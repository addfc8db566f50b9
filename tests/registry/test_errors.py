"""Errors have one root and a word of their own."""

from registry import errors
from registry.errors import JinggeError

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, JinggeError)]


def test_each_error_has_a_word_of_its_own_and_says_when() -> None:
    words = [kind.code for kind in KINDS]
    assert len(set(words)) == len(words)
    assert all(kind.__doc__ for kind in KINDS)


def test_an_error_carries_words_and_data() -> None:
    error = errors.Invalid("the code is too short", field="code", length=3)
    assert str(error) == error.message == "the code is too short"
    assert error.fields == {"field": "code", "length": 3}
