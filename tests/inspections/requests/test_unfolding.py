"""Where a source says that a work order stands, as steps."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.requests.life import Opinion, Result, State
from inspections.requests.request import Limits
from inspections.requests.routing import Proposal
from inspections.requests.unfolding import Stage, begin, calls_of, renew, unfold
from inspections.tickets.workflow import Words
from registry.errors import Invalid
from tests.conftest import NOW
from tests.inspections.requests.scene import PHONE, item

KNOWN = Proposal("Q0001", "LDGL", Words("属事", "by duty"))
NOBODY = Proposal(None, None, Words("", ""))
DAY = timedelta(days=1)
WHOLE = Stage(
    contacted_at=NOW, answered_at=NOW + DAY, answer="已修", result=Result.SOLVED, called_at=NOW + 2 * DAY,
    opinion=Opinion.SATISFIED, contacted=True, solved=True, closed_at=NOW + 3 * DAY,
)  # fmt: skip
CUTS = (
    replace(WHOLE, called_at=None, opinion=None, closed_at=None),
    replace(WHOLE, answered_at=None, called_at=None, closed_at=None),
    replace(WHOLE, closed_at=None),
    Stage(),
    WHOLE,
)


def limits(at: object) -> Limits:
    return Limits()


@given(st.lists(st.sampled_from(CUTS), max_size=6))
def test_in_however_many_files_it_is_told_it_ends_the_same(told: list[Stage]) -> None:
    request, received = begin(item(), number="SQ20261123-00001", due_at=NOW, proposal=KNOWN)
    events = [received]
    for stage in [*told, WHOLE, WHOLE]:
        request, more = unfold(request, stage, limits=limits, at=NOW)
        events += more
    assert request.state is State.CLOSED
    assert [event.version for event in events] == list(range(1, request.version + 1))
    assert len({event.id for event in events}) == len(events)
    words = [str(event.deed.action) for event in events]
    assert words.index("accept") < words.index("assign") < words.index("answer")
    assert words.count("answer") == 1
    assert len(calls_of(events)) <= 1


def test_an_answer_of_nobody_is_refused_and_a_refusal_is_an_end() -> None:
    request, _ = begin(item(), number="SQ20261123-00001", due_at=NOW, proposal=NOBODY)
    with pytest.raises(Invalid, match="who gives it"):
        unfold(request, WHOLE, limits=limits, at=NOW)
    waits, none = unfold(request, Stage(), limits=limits, at=NOW)
    assert (waits.state, none) == (State.RECEIVED, [])
    ended, (event,) = unfold(request, Stage(refused_at=NOW, refusal=f"打{PHONE}"), limits=limits, at=NOW)
    assert ended.state is State.REFUSED
    assert PHONE not in event.deed.reason
    assert renew(ended, item(said="别的"), at=NOW) == (ended, [])
