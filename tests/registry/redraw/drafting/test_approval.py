"""The steps of a part: who may, from where, with what."""

from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.actor import SYSTEM, Actor, Role
from registry.errors import Conflict, Forbidden, Invalid
from registry.redraw.drafting import approval
from registry.redraw.drafting.approval import STATES, STEPS, Act, Need, Part, Reach, State, check, step_of
from tests.registry.redraw.street import (
    COMMUNITY,
    DISTRICT_HEAD,
    NEIGHBOUR,
    PLANNER,
    STRANGER,
    STREET,
    STREET_HEAD,
    person,
)

PART = Part(STREET, State.STREET, uuid4(), 0)


def test_one_step_for_an_act_from_a_state() -> None:
    assert len({(step.before, step.act) for step in STEPS}) == len(STEPS)
    assert set(STATES) == set(State)


def test_the_way_from_a_draft_to_what_is_published() -> None:
    state, way = State.DRAFT, [State.DRAFT]
    for act in (Act.SEND, Act.SEND, Act.APPROVE, Act.PUBLISH, Act.SUPERSEDE):
        state = step_of(state, act).after
        way.append(state)
    assert way == list(State)


@given(st.lists(st.sampled_from(list(Act)), max_size=12))
def test_nothing_is_published_that_the_street_did_not_agree_to(acts: list[Act]) -> None:
    state, agreed = State.DRAFT, False
    for act in acts:
        try:
            step = step_of(state, act)
        except Conflict:
            continue
        agreed = (agreed or act is Act.APPROVE) and step.after is not State.DRAFT
        state = step.after
        assert agreed or state in {State.DRAFT, State.REMARKS, State.STREET}


@pytest.mark.parametrize("state", [State.STREET, State.DISTRICT])
def test_an_edit_after_it_went_to_the_street_makes_a_draft_of_it_for_a_reason(state: State) -> None:
    step = step_of(state, Act.EDIT)
    assert step.after is State.DRAFT
    with pytest.raises(Invalid, match="say why"):
        check(PLANNER, step, replace(PART, state=state), reason=" ")
    check(PLANNER, step, replace(PART, state=state), reason="remark 3")


@pytest.mark.parametrize("state", [State.PUBLISHED, State.SUPERSEDED])
def test_what_is_published_is_not_edited(state: State) -> None:
    with pytest.raises(Conflict, match="no step any more"):
        step_of(state, Act.EDIT)


@pytest.mark.parametrize(
    ("actor", "act", "state", "may"),
    [
        (PLANNER, Act.SEND, State.DRAFT, True),
        (STRANGER, Act.SEND, State.DRAFT, False),
        (NEIGHBOUR, Act.SEND, State.DRAFT, False),
        (STREET_HEAD, Act.APPROVE, State.STREET, True),
        (DISTRICT_HEAD, Act.APPROVE, State.STREET, True),
        (person(Role.LEADER, areas=(COMMUNITY,)), Act.APPROVE, State.STREET, False),
        (PLANNER, Act.APPROVE, State.STREET, False),
        (STREET_HEAD, Act.PUBLISH, State.DISTRICT, False),
        (DISTRICT_HEAD, Act.PUBLISH, State.DISTRICT, True),
        (PLANNER, Act.PUBLISH, State.DISTRICT, True),
        (person(Role.ADMIN), Act.PUBLISH, State.DISTRICT, False),
        (SYSTEM, Act.PUBLISH, State.DISTRICT, True),
    ],
)
def test_role_and_area_say_who_may(actor: Actor, act: Act, state: State, *, may: bool) -> None:
    part, step = replace(PART, state=state), step_of(state, act)
    assert (step in approval.open_steps(actor, part)) is may
    if may:
        check(actor, step, part)
        return
    with pytest.raises(Forbidden):
        check(actor, step, part)


def test_nobody_agrees_to_what_they_sent() -> None:
    both = person(Role.PLANNER, Role.LEADER)
    own = replace(PART, last_by=both.account_id)
    with pytest.raises(Forbidden, match="somebody else"):
        check(both, step_of(State.STREET, Act.APPROVE), own)
    check(both, step_of(State.STREET, Act.APPROVE), PART)
    with pytest.raises(Forbidden, match="somebody else"):
        check(both, step_of(State.DISTRICT, Act.PUBLISH), replace(own, state=State.DISTRICT))


def test_remarks_wait_for_an_answer_and_faults_stop_it() -> None:
    send = step_of(State.REMARKS, Act.SEND)
    part = replace(PART, state=State.REMARKS)
    with pytest.raises(Conflict, match="2 remarks on"):
        check(PLANNER, send, replace(part, waiting=2))
    with pytest.raises(Conflict, match="1 faults in 990101001: gap"):
        check(PLANNER, send, part, faults=["gap"])
    check(PLANNER, step_of(State.DRAFT, Act.SEND), replace(part, state=State.DRAFT, waiting=2))


def test_reach_and_touch() -> None:
    assert approval.reaches(STREET_HEAD, Reach.STREET, COMMUNITY)
    assert not approval.reaches(STREET_HEAD, Reach.DISTRICT, COMMUNITY)
    assert approval.touches(NEIGHBOUR, STREET)
    assert not approval.reaches(NEIGHBOUR, Reach.PART, STREET)
    assert not approval.touches(STRANGER, STREET)


def test_words_for_acts() -> None:
    assert approval.act_of("publish") is Act.PUBLISH
    for word in ("edit", "supersede", "x"):
        with pytest.raises(Invalid, match="unknown act"):
            approval.act_of(word)
    assert all(Need.REASON in step.needs for step in STEPS if step.act is Act.RETURN)
