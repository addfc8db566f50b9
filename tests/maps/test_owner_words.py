"""Every sentence of a link's page stands in both languages, and asks for the same values."""

import re

from maps.owner_words import OWNER
from maps.words import CATALOGUE


def test_both_languages_ask_for_the_same() -> None:
    for key, words in OWNER.items():
        assert words.zh, key
        assert words.en, key
        assert set(re.findall(r"{\w+}", words.zh)) == set(re.findall(r"{\w+}", words.en)), key
        assert CATALOGUE[key] == words
