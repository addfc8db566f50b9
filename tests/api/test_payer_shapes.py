"""What is said of recoveries: money in whole fen, every act in both languages."""

from dataclasses import replace

from api.payer_shapes import CostLine, RecoveryAnswer, RecoveryEvent, RecoveryStep
from inspections.payers.terms import Act, State
from inspections.payers.workflow import step_of
from tests.inspections.payers.case import MACHINE
from tests.maps.prints.test_letter import letter


def test_a_line_is_told_with_its_amount() -> None:
    told = CostLine.of(MACHINE).model_dump(mode="json")
    assert (told["quantity"], told["unit_price_fen"], told["amount_fen"]) == ("0.333", 120_001, 39_960)


def test_a_step_and_an_event_in_both_languages() -> None:
    step = RecoveryStep.of(step_of(Act.SETTLE))
    assert (step.zh, step.en, step.needs) == ("核定费用", "Settle", ["amount_fen", "reason"])
    last = replace(letter(Act.LETTER).course[-1], to_state=State.LETTERED)
    event = RecoveryEvent.of(last)
    assert (event.zh, event.letter_zh, event.letter_en) == ("发追偿函", "费用追偿函", "Letter of recovery")
    assert RecoveryEvent.of(replace(last, act=Act.PAY)).letter_zh is None


def test_a_recovery_of_nobody_has_no_names() -> None:
    listed = letter(Act.GIVE_NOTICE).listed
    told = RecoveryAnswer.of(replace(listed, owner=None, stand_in=None))
    assert (told.state_zh, told.owner_zh, told.stand_in_en, told.ticket_number) == (
        "追偿函已发",
        None,
        None,
        "20261123-00001",
    )
