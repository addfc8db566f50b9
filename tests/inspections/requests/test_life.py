"""The table of steps is whole."""

import pytest

from inspections.requests.life import ENDED, STATES, STEPS, Action, Need, State, step_of, steps_from
from registry.errors import Invalid


def test_each_action_and_state_has_its_row() -> None:
    assert [step.action for step in STEPS] == sorted(Action, key=[step.action for step in STEPS].index)
    assert {step.action for step in STEPS} == set(Action)
    assert STATES.keys() == set(State)
    assert all(step.label.zh and step.label.en and step.why.zh and step.why.en for step in STEPS)


def test_every_state_is_reached_and_left_but_the_refused() -> None:
    reached = {step.after for step in STEPS} - {None}
    assert reached == set(State)
    assert {state for state in State if not steps_from(state)} == {State.REFUSED}
    assert {step.action for step in steps_from(State.CLOSED)} == {Action.REOPEN}
    assert {State.REFUSED, State.CLOSED} == ENDED


def test_only_what_was_assigned_is_answered_and_only_dissatisfaction_reopens() -> None:
    assert step_of("answer").before == (State.ASSIGNED,)
    assert Need.DISSATISFIED in step_of("reopen").needs
    with pytest.raises(Invalid, match="unknown action"):
        step_of("repair")
