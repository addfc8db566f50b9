"""What may be imported, and what the guard says of a file."""

from api.inspection_shapes import KindList, PositionGuardAnswer
from registry.importing.guard import State, Verdict
from registry.importing.guesses import Cause


def test_kinds_tell_what_is_required_and_what_only_a_plan_draws() -> None:
    kinds = {one.name: one for one in KindList.told().kinds}
    assert kinds["micro_grids"].planned
    required = {one.name for one in kinds["covers"].fields if one.required}
    assert required == {"source_id", "class_code"}
    assert "intact" in next(one.choices for one in kinds["covers"].fields if one.name == "status")


def test_a_verdict_has_words_where_it_is_suspicious() -> None:
    fine = PositionGuardAnswer.of(Verdict(State.FINE, 40))
    assert (fine.words, fine.cause) == ("", None)
    told = PositionGuardAnswer.of(Verdict(State.SUSPICIOUS, 40, Cause.SWAPPED_AXES, option="--swap-axes"))
    assert "axes look exchanged" in told.words
    assert "--swap-axes" in told.words
