"""Shapes of proof."""

from api.proof_shapes import HintAnswer, HouseFigures
from inspections.proof.drawing import Figures
from inspections.proof.hints import Code, hint
from inspections.proof.sampling import Regime
from inspections.tickets.terms import Words


def test_no_figure_where_nothing_was_verified() -> None:
    house = Figures("PSGS", Words("排水", "drainage"), Regime.NORMAL, 0.3, 0, 0, 0, 0)
    said = HouseFigures.of(house)
    assert (said.share_verified, said.failed_from, said.failed_to) == (None, None, None)


def test_a_hint_is_said_in_both_languages() -> None:
    said = HintAnswer.of(hint(Code.FAR, away_m=300, allowed_m=40))
    assert (said.code, "300" in said.zh, "300" in said.en) == (Code.FAR, True, True)
