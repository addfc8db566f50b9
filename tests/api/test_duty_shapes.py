"""What is said of duty is said in both languages."""

from datetime import UTC, datetime
from uuid import UUID

from api.duty_shapes import ActingAnswer, GapAnswer, TurnAnswer
from inspections.duty.resolving import NOBODY, Acting, Gap, Lack, Stretch
from inspections.duty.turns import Turn

AT = datetime(2026, 11, 23, tzinfo=UTC)


def test_reasons_in_both_languages() -> None:
    act = ActingAnswer.of(Acting(UUID(int=1), None, NOBODY))
    assert (act.current_id, act.reason_zh, act.reason_en) == (None, NOBODY.zh, NOBODY.en)
    assert GapAnswer.of(Gap(Stretch(AT, AT), Lack.AWAY)).lack == "away"
    turn = TurnAnswer.of(Turn(UUID(int=1), None, "JD005", None, None, NOBODY, is_fallback=True))
    assert (turn.org_code, turn.is_fallback, turn.reason_zh) == ("JD005", True, NOBODY.zh)
