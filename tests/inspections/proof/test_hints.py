"""Every hint can be said."""

import pytest

from inspections.proof.hints import GRADES, STAGES, Code, Grade, hint
from inspections.proof.judging import Stage

FIGURES = {"away_m": 300, "allowed_m": 40, "minutes": 5, "of": "G-1"}


@pytest.mark.parametrize("code", Code)
def test_a_hint_has_words_and_a_grade_below_strong(code: Code) -> None:
    one = hint(code, Stage.AFTER, **FIGURES)
    assert one.at_best < Grade.STRONG
    assert one.words.zh
    assert one.words.en
    assert "{" not in one.words.zh + one.words.en


def test_every_grade_and_stage_has_a_name() -> None:
    assert set(GRADES) == set(Grade)
    assert set(STAGES) == set(Stage)
    assert "处置前" in hint(Code.NO_PLACE, Stage.BEFORE).words.zh
