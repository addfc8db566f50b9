"""The table of acts by itself: no dead end, no act without its clock, nobody's ring doubled."""

from collections import Counter

import pytest

from inspections.payers.terms import ENDED, OWNERLESS, Act, Bar, Limit, Need, State
from inspections.payers.workflow import RINGS, STEPS, step_of, steps_from
from registry.actor import Role
from registry.errors import Invalid


def test_each_act_stands_there_once_and_each_limit_starts_somewhere() -> None:
    assert Counter(step.act for step in STEPS) == Counter(Act)
    assert {step.limit for step in STEPS if step.limit} == set(Limit)


def test_from_the_beginning_every_state_is_reached_and_every_open_one_can_end() -> None:
    reached = {step.after for step in steps_from(None)}
    while more := {step.leads_to(state) for state in reached if state for step in steps_from(state)} - reached:
        reached |= more
    assert reached == set(State)

    def ends(state: State, seen: frozenset[State] = frozenset()) -> bool:
        further = {step.leads_to(state) for step in steps_from(state)} - seen
        return state in ENDED or any(ends(one, seen | {state}) for one in further)

    assert all(ends(state) for state in State)
    assert all(not steps_from(state) for state in ENDED)


def test_a_clock_runs_in_every_open_state_and_in_no_other() -> None:
    for step in STEPS:
        assert step.after is not None or step.before
        leads = {step.leads_to(state) for state in (step.before or (None,))}
        assert all((state in ENDED) is (step.limit is None) for state in leads), step.act


def test_who_may_what_the_brief_says() -> None:
    assert [step.act for step in steps_from(None)] == [Act.ASK, Act.GIVE_NOTICE]
    assert {step.act for step in STEPS if step.by_owner} == {Act.ANSWER, Act.DENY, Act.DISPUTE}
    for act in (Act.SETTLE, Act.WAIVE):
        assert step_of(act).roles == (Role.LEADER,)
        assert Bar.SAME_PERSON in step_of(act).bars
    assert step_of(Act.APPROVE).roles == (Role.LEADER,)
    assert step_of(Act.FILL).needs == (Need.PHOTO,)
    for act in (Act.SILENCE, Act.EXPIRE):
        assert step_of(act).roles == (Role.SYSTEM,)
    assert {RINGS[state].act for state in RINGS} == {Act.SILENCE, Act.EXPIRE, Act.REMIND}
    assert all(Bar.NOT_DUE in step.bars for step in RINGS.values())


def test_whoever_takes_an_owner_away_or_gives_one_is_seen_in_the_table() -> None:
    for step in STEPS:
        for state in step.before:
            gains = state in OWNERLESS and step.leads_to(state) not in OWNERLESS | {State.WITHDRAWN}
            assert gains == (state in OWNERLESS and Need.OWNER in step.needs), (step.act, state)


def test_an_unknown_act_is_refused_with_those_there_are() -> None:
    with pytest.raises(Invalid, match="one of: ask, answer"):
        step_of("pay_later")
    with pytest.raises(ValueError, match="opens nothing"):
        step_of("remind").leads_to(None)
