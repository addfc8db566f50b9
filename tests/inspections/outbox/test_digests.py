"""A group is told all, hazards first, in as few messages as its robot may send."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from inspections.outbox.digests import A_MINUTE, MOST_BYTES, Waiting, digests, room

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
ACTIONS = ("report", "file", "dispatch", "late", "something_new")
WAITING = st.lists(
    st.builds(
        Waiting,
        number=st.integers(1, 10**6),
        action=st.sampled_from(ACTIONS),
        hazard=st.booleans(),
        ticket=st.just("JG20261123-0001"),
        defect=st.sampled_from(["", "井盖缺失"]),
        place=st.text(max_size=400),
    ),
    unique_by=lambda one: one.number,
    max_size=120,
)


@given(WAITING)
def test_with_room_for_all_each_event_is_told_once(waiting: list[Waiting]) -> None:
    made = digests(waiting, room=10**6)
    assert sorted(number for one in made for number in one.numbers) == sorted(one.number for one in waiting)
    assert all(len(one.content.encode()) <= MOST_BYTES for one in made)


@given(WAITING, st.integers(0, A_MINUTE))
def test_hazards_come_first_and_no_more_than_there_is_room_for(waiting: list[Waiting], left: int) -> None:
    by_number = {one.number: one for one in waiting}
    made = digests(waiting, room=left)
    assert len(made) <= left
    kinds = [{(by_number[number].hazard, by_number[number].action) for number in one.numbers} for one in made]
    assert all(len(kind) == 1 for kind in kinds), "one class of events in one message"
    hazards = [next(iter(kind))[0] for kind in kinds]
    assert hazards == sorted(hazards, reverse=True)
    assert made == digests(waiting, room=10**6)[:left], "what found no room waits as it is"


def test_what_people_read() -> None:
    waiting = [
        Waiting(1, "file", False, "A-1", "", "益都路"),
        Waiting(2, "file", True, "A-2", "井盖缺失", "台东一路"),
        Waiting(3, "file", True, "A-3", "井盖缺失", "台东二路"),
    ]
    hazards, others = digests(waiting, room=20)
    assert hazards.numbers == (2, 3)
    assert hazards.content.splitlines() == [
        '<font color="warning">隐患</font> **立案** 2 件', "> A-2 井盖缺失 台东一路", "> A-3 井盖缺失 台东二路",
    ]  # fmt: skip
    assert others.content.splitlines() == ["**立案** 1 件", "> A-1 益都路"]


@given(st.lists(st.integers(0, 200), max_size=30))
def test_twenty_a_minute(seconds: list[int]) -> None:
    called = [NOW - timedelta(seconds=one) for one in seconds]
    assert room(called, now=NOW) == max(0, 20 - sum(one < 61 for one in seconds))
