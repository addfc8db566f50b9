"""What the impact sheet says is there in both languages, with the same blanks."""

from string import Formatter

from maps.impact_words import IMPACT


def _blanks(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


def test_both_languages_fill_the_same_blanks() -> None:
    for key, words in IMPACT.items():
        assert _blanks(words.zh) == _blanks(words.en), key
        assert words.en.strip() or key == "gap"
