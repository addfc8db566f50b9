"""When a link is dead, and which steps kill it: pure."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from inspections.owners.link import ACTIONS, CHANNELS, ENDS, LABELS, Act, Channel, End, Link, end_of
from inspections.tickets.terms import Action, State
from inspections.tickets.workflow import STEPS, step_of
from tests.conftest import NOW
from tests.inspections.tickets.walks import ticket

LINK = Link(UUID(int=1), UUID(int=2), "PSGS", "", Channel.SMS, NOW, None, NOW + timedelta(days=7), None, None, {})


def test_the_time_tells_that_it_expired_and_the_end_goes_before() -> None:
    assert LINK.dead(LINK.expires_at - timedelta(microseconds=1)) is None
    assert LINK.dead(LINK.expires_at) is End.EXPIRED
    assert replace(LINK, ended_at=NOW, ended_why=End.REPAIRED).dead(LINK.expires_at) is End.REPAIRED


def test_the_same_act_is_the_same_step_for_ever() -> None:
    ids = {LINK.event_id(act) for act in Act}
    assert len(ids) == len(Act)
    assert LINK.event_id(Act.ACCEPT) == LINK.event_id(Act.ACCEPT)
    assert replace(LINK, id=UUID(int=3)).event_id(Act.ACCEPT) not in ids


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.action)
def test_which_steps_end_the_links_of_a_ticket(step: object) -> None:
    action, before = step.action, ticket(State.DISPATCHED, assignee_code="PSGS")  # type: ignore[attr-defined]  # a Step
    after = replace(before, state=step_of(action).leads_to(before.state))
    ends = {
        Action.REPAIR: End.REPAIRED, Action.RETURN: End.NOT_OURS, Action.CLOSE: End.CLOSED, Action.VOID: End.CLOSED,
        Action.REFUSE: End.CLOSED, Action.ARCHIVE: End.CLOSED, Action.REOPEN: End.REASSIGNED,
    }  # fmt: skip
    assert end_of(action, before, after) == ends.get(action)
    assert end_of(action, before, replace(after, assignee_code="SZGS")) in {End.REASSIGNED, End.CLOSED}


def test_every_word_has_its_words() -> None:
    assert set(ACTIONS) == set(LABELS) == set(Act)
    assert set(ENDS) == set(End)
    assert set(CHANNELS) == set(Channel)
