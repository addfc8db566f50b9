"""The words of letters: one text for each letter of the table, with its clock and its amount, in both languages."""

from dataclasses import replace
from string import Formatter

import pytest

from inspections.payers.terms import Act, State
from inspections.payers.workflow import STEPS, step_of
from maps.letter_words import LABELS, TEXTS, act_label, action_label, body_of, moment
from tests.conftest import NOW
from tests.maps.prints.test_letter import letter


def test_every_letter_of_the_table_has_its_text_and_no_other() -> None:
    assert set(TEXTS) == {step.act for step in STEPS if step.letter}
    assert all(words.zh and words.en for words in LABELS.values())


@pytest.mark.parametrize("step", [step for step in STEPS if step.letter], ids=lambda step: str(step.act))
def test_a_letter_whose_act_starts_a_clock_names_it_in_both_languages(step: object) -> None:
    act, limit = step.act, step.limit  # type: ignore[attr-defined]  # a step
    words = TEXTS[act]
    zh, en = ({name for _, name, _, _ in Formatter().parse(text) if name} for text in (words.zh, words.en))
    assert ("due" in zh) == ("due_en" in en) == (limit is not None)
    assert {"owed", "cost", "reason", "n"} & zh == {"owed", "cost", "reason", "n"} & en
    body = body_of(letter(act))
    assert "{" not in body.zh + body.en


def test_amounts_are_those_of_the_letter() -> None:
    one = replace(letter(Act.SETTLE), owed_fen=100_000)
    assert "2,159.60 元" in body_of(one).zh
    assert "1,000.00 元" in body_of(one).zh
    assert "CNY 1,000.00" in body_of(one).en
    assert "市政队伍" in body_of(replace(letter(Act.STAND_IN), stand_in=None)).zh


def test_whoever_is_stood_in_for_is_not_told_of_a_limit_that_may_not_be_over() -> None:
    """Somebody may stand in at once, and for one who answered in time that it is not theirs."""
    assert {State.ASKED, State.DENIED} <= set(step_of(Act.STAND_IN).before)
    body = body_of(letter(Act.STAND_IN))
    assert "未应答" not in body.zh
    assert "in time" not in body.en


def test_times_are_the_citys() -> None:
    assert (moment(NOW).zh, moment(NOW).en) == ("2026年11月23日 09:00", "2026-11-23 09:00 (UTC+8)")
    assert moment(None).zh == ""


def test_what_has_no_word_of_its_own_is_told_as_it_is() -> None:
    assert act_label("stand_in").zh == "代为处置"
    assert act_label("late").zh == "late"
    assert action_label("sighting").en == "Seen"
    assert action_label("repair").zh == "处置完毕"
    assert action_label("guard").zh == "guard"
