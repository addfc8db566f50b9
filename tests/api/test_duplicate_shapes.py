"""What is said of pairs and cases; the routes' tests hold the rest."""

from uuid import UUID

from api.duplicate_shapes import CaseAnswer, JudgedAnswer
from inspections.duplicates.listing import STATES, State
from inspections.duplicates.merging import Judged
from inspections.foreign.listing import Stored
from tests.inspections.foreign.test_case import AT


def test_every_state_has_its_words() -> None:
    assert set(STATES) == set(State)
    assert all(words.zh and words.en for words in STATES.values())


def test_an_answer_says_what_a_decision_made() -> None:
    said = JudgedAnswer.of(Judged(UUID(int=1), "merged", 2, "20261123-00001"))
    assert (said.state, said.version, said.survivor) == (State.MERGED, 2, "20261123-00001")


def test_a_case_is_said_in_its_own_words() -> None:
    case = Stored(UUID(int=1), "la", "7", "t", "Graffiti", "Open", "", "", "", "", None, None, AT, None, None, {}, 1)
    assert CaseAnswer.of(case).status == "Open"
