"""The words of who pays: every state, act and bar is said in both languages."""

from inspections.payers import terms
from inspections.payers.terms import BARS, ENDED, FIELDS, OWNERLESS, STATES, Bar, Need, State


def test_everything_has_its_words() -> None:
    assert set(STATES) == set(State)
    assert set(BARS) == set(Bar)
    assert set(FIELDS) == set(Need)
    assert all(words.zh and words.en for words in (*STATES.values(), *BARS.values()))


def test_what_nobody_owns_and_what_has_ended() -> None:
    assert {State.NOTICE, State.UNCLAIMED, State.APPROVED, State.FILLED} == OWNERLESS
    assert {State.FILLED} == ENDED & OWNERLESS
    assert len(set(terms.Limit)) == 11
