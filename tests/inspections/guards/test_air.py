"""Who may go down, and when those below must come up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.guards.air import Card, Gas, Limit, Reading, judge

START = datetime(2026, 7, 1, tzinfo=UTC)
LIMITS = [
    Limit(Gas.O2, 19.5, 23.5, "t"),
    Limit(Gas.COMBUSTIBLE, None, 10, "t"),
    Limit(Gas.H2S, None, 7, "t"),
    Limit(Gas.CO, None, 26, "t"),
]


def minute(n: int) -> datetime:
    return START + timedelta(minutes=n)


def air(at: int, **values: float) -> Reading:
    return replace(Reading(minute(at), 20.9, 0, 0, 0), **values)  # type: ignore[arg-type]  # by name


CARD = Card(approved_at=minute(0), ventilated_at=minute(10), closed_at=None, inside=())
BELOW = replace(CARD, inside=("李工",))


def test_all_in_order() -> None:
    standing = judge(CARD, [air(20)], LIMITS, now=minute(25))
    assert (standing.may_enter, standing.must_leave, standing.reasons) == (True, False, ())
    assert standing.reading_due_at == minute(50)


@pytest.mark.parametrize(
    ("card", "readings", "now", "why"),
    [
        (replace(CARD, approved_at=None), [air(20)], 25, "approved"),
        (replace(CARD, ventilated_at=None), [air(20)], 25, "ventilated"),
        (replace(CARD, closed_at=minute(24)), [air(20)], 25, "closed"),
        (CARD, [], 25, "no gas reading"),
        (CARD, [air(9)], 25, "no gas reading"),  # measured before ventilation began
        (CARD, [air(20)], 51, "31 min old"),
        (CARD, [air(20, o2_pct=19.4)], 25, "oxygen 19.4"),
        (CARD, [air(20, o2_pct=23.6)], 25, "oxygen"),
        (CARD, [air(20, combustible_lel_pct=10.1)], 25, "combustible"),
        (CARD, [air(20, h2s_ppm=8)], 25, "sulphide"),
        (CARD, [air(20, co_ppm=27)], 25, "monoxide"),
        (CARD, [air(22, h2s_ppm=8), air(20)], 25, "sulphide"),  # the latest holds, in whatever order they came
    ],
)
def test_why_not(card: Card, readings: list[Reading], now: int, why: str) -> None:
    standing = judge(card, readings, LIMITS, now=minute(now))
    assert not standing.may_enter
    assert not standing.must_leave
    assert why in " ".join(words.en for words in standing.reasons)
    if card.closed_at is None:
        assert judge(replace(card, inside=("李工",)), readings, LIMITS, now=minute(now)).must_leave


def test_a_reading_holds_for_thirty_minutes_to_the_second() -> None:
    assert judge(BELOW, [air(20)], LIMITS, now=minute(50)).may_enter
    assert judge(BELOW, [air(20)], LIMITS, now=minute(50) + timedelta(seconds=1)).must_leave


readings = st.lists(
    st.builds(
        Reading,
        at=st.integers(0, 120).map(minute),
        o2_pct=st.sampled_from([18.0, 19.5, 20.9, 24.0]),
        combustible_lel_pct=st.sampled_from([0.0, 10.0, 11.0]),
        h2s_ppm=st.sampled_from([0.0, 7.0, 8.0]),
        co_ppm=st.sampled_from([0.0, 26.0, 27.0]),
    ),
    max_size=5,
    unique_by=lambda one: one.at,
)
moments = st.none() | st.integers(0, 120).map(minute)


@given(
    approved=moments, ventilated=moments, closed=moments, inside=st.booleans(), known=readings, n=st.integers(0, 150)
)
def test_the_rule_as_it_is_written(
    approved: datetime | None,
    ventilated: datetime | None,
    closed: datetime | None,
    inside: bool,
    known: list[Reading],
    n: int,
) -> None:
    now = minute(n)
    card = Card(approved, ventilated, closed, ("李工",) if inside else ())
    standing = judge(card, known, LIMITS, now=now)
    papers = (
        closed is None and approved is not None and approved <= now and ventilated is not None and ventilated <= now
    )
    last = max((one for one in known if one.at <= now), key=lambda one: one.at, default=None)
    clean = last is not None and all(limit.holds(last.of(limit.gas)) for limit in LIMITS)
    timely = (
        last is not None and ventilated is not None and last.at >= ventilated and now - last.at <= timedelta(minutes=30)
    )
    assert standing.may_enter == bool(papers and clean and timely)
    assert standing.must_leave == (inside and not standing.may_enter)
    assert bool(standing.reasons) == (not standing.may_enter)
