"""The table of steps: whole, reachable, without doubles, and drawn from itself."""

import re
import subprocess
import sys

import pytest

from inspections.tickets.workflow import ENDED, STATES, STEPS, Action, Need, State, mermaid, step_of, steps_from
from registry.actor import Role
from registry.errors import Invalid
from tests.conftest import ROOT


def test_every_action_has_one_step_and_every_state_a_name() -> None:
    assert [step.action for step in STEPS] == list(Action)
    assert list(STATES) == list(State)


def test_every_state_is_reached_and_only_ended_ones_are_left_by_nothing() -> None:
    reached: set[State] = set()
    ahead = [step.after for step in STEPS if not step.before]
    while ahead:
        state = ahead.pop()
        if state not in reached:
            reached.add(state)
            ahead += [step.after for step in steps_from(state)]
    assert reached == set(State)
    assert {state for state in State if not steps_from(state)} == ENDED


def test_what_goes_back_or_ends_early_needs_a_reason() -> None:
    assert {step.action for step in STEPS if Need.REASON in step.needs} == {Action.RETURN, Action.REWORK, Action.VOID}


def test_crews_work_and_do_not_judge() -> None:
    assert {step.action for step in STEPS if Role.CREW in step.roles} == {Action.ACCEPT, Action.REPAIR, Action.RETURN}


def test_every_step_says_why_in_both_languages() -> None:
    for step in STEPS:
        assert step.label.zh
        assert step.why.zh
        assert re.search("[a-z]", step.why.en)


def test_an_unknown_action_is_told() -> None:
    with pytest.raises(Invalid, match="unknown action 'repaint'; one of: report, file"):
        step_of("repaint")


def test_the_picture_holds_every_edge_and_no_other() -> None:
    edges = set(re.findall(r"^    (\S+) --> (\S+): \S+ (\S+)$", mermaid(), re.MULTILINE))
    assert edges == {(str(a), str(step.after), str(step.action)) for step in STEPS for a in step.before or ("[*]",)}


def test_the_command_prints_the_picture() -> None:
    command = [sys.executable, "-m", "inspections.tickets.workflow"]
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8")
    assert printed.stdout == mermaid()
