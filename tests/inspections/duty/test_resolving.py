"""Never somebody on leave, never round in a circle; gaps are exactly the moments at which nobody acts."""

import itertools
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from inspections.duty.resolving import (
    NOBODY,
    ON_DUTY,
    STANDS_IN,
    Absences,
    Duty,
    Lack,
    Leave,
    StandIn,
    Stretch,
    acting,
    gaps,
    on_duty,
    presence,
)

START = datetime(2026, 11, 23, tzinfo=UTC)
PEOPLE = [UUID(int=n) for n in range(1, 5)]
WANG, LI, ZHAO, QIAN = PEOPLE


def at(hour: float) -> datetime:
    return START + timedelta(hours=hour)


def stretch(begins: int, lasts: int) -> Stretch:
    return Stretch(at(begins), at(begins + lasts))


people = st.sampled_from(PEOPLE)
stretches = st.builds(stretch, st.integers(0, 20), st.integers(1, 12))
absences = st.builds(
    Absences,
    st.lists(st.builds(Leave, people, stretches), max_size=4),
    st.lists(st.builds(StandIn, people, people, stretches), max_size=5),
)


@given(absences, people, st.integers(0, 40))
def test_nobody_who_is_away_acts(away: Absences, person: UUID, hour: int) -> None:
    found = acting(person, at(hour), away)  # also where they go in a circle, which the database refuses
    assert found.responsible == person
    if found.current is not None:
        assert not away.on_leave(found.current, at(hour))
        assert away.stand_in(found.current, at(hour)) is None
    if not away.on_leave(person, at(hour)) and away.stand_in(person, at(hour)) is None:
        assert found == (acting(person, at(hour), Absences()))


@given(absences, st.lists(st.builds(Duty, people, stretches), max_size=4), st.booleans())
def test_a_gap_is_where_nobody_acts_and_nowhere_else(away: Absences, duties: list[Duty], always: bool) -> None:
    found = gaps(duties, away, Stretch(at(2), at(30)), always=always)
    for hour in range(2, 30):
        there = on_duty(duties, at(hour), away)
        alone = all(one.current is None for one in there) and bool(there or always)
        assert any(gap.span.holds(at(hour)) for gap in found) == alone
    for before, after in itertools.pairwise(found):
        assert before.span.ends_at < after.span.begins_at or before.lack is not after.lack


@given(absences, st.lists(st.builds(Duty, people, stretches), max_size=4))
def test_somebody_is_there_where_no_gap_is_and_nowhere_else(away: Absences, duties: list[Duty]) -> None:
    found = presence(duties, away)
    for hour in range(40):
        there = any(one.current is not None for one in on_duty(duties, at(hour), away))
        assert any(span.holds(at(hour)) for span in found) == there
    for before, after in itertools.pairwise(found):
        assert before.ends_at < after.begins_at


def test_the_reason_is_told() -> None:
    away = Absences([Leave(WANG, stretch(0, 8)), Leave(LI, stretch(4, 4))], [StandIn(WANG, LI, stretch(0, 8))])
    assert (acting(WANG, at(1), away).current, acting(WANG, at(1), away).reason) == (LI, STANDS_IN)
    assert (acting(WANG, at(5), away).current, acting(WANG, at(5), away).reason) == (None, NOBODY)
    assert acting(ZHAO, at(5), away).reason == ON_DUTY
    assert [(gap.span, gap.lack) for gap in gaps([Duty(WANG, stretch(0, 8))], away, stretch(0, 24), always=True)] == [
        (stretch(4, 4), Lack.AWAY),
        (stretch(8, 16), Lack.NO_SHIFT),
    ]


def test_who_is_there_comes_first() -> None:
    away = Absences([Leave(WANG, stretch(0, 8))])
    there = on_duty([Duty(WANG, stretch(0, 8)), Duty(QIAN, stretch(0, 8))], at(1), away)
    assert [one.current for one in there] == [QIAN, None]
