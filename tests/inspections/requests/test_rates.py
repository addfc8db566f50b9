"""Rates by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.requests.rates import Counts, Definition, Name, rates, score, wilson

BY_HAND = Counts(due=10, in_time=9, answered=8, solved=6, calls_response=5, contacted=4, calls_solution=5,
                 said_solved=3, calls_satisfaction=5, satisfied=3, basically=1)  # fmt: skip


def test_the_same_counts_by_both_definitions() -> None:
    stages = rates(BY_HAND, Definition.STAGES)
    assert [(one.numerator, one.denominator) for one in stages] == [(9, 10), (6, 8), (4, 5)]
    calls = rates(BY_HAND, Definition.CALLS)
    assert [(one.numerator, one.denominator) for one in calls] == [(4, 5), (3, 5), (3.9, 5)]
    assert score(calls) == pytest.approx(0.1 * 0.8 + 0.5 * 0.6 + 0.4 * 0.78)
    assert [one.name for one in calls] == list(Name)
    assert stages[0].over != calls[0].over


def test_nothing_is_no_data_and_not_all() -> None:
    for definition in Definition:
        found = rates(Counts(), definition)
        assert [(one.value, one.interval) for one in found] == [(None, None)] * 3
        assert score(found) is None


def test_wilson_by_hand() -> None:
    low, high = wilson(8, 10) or (0, 0)
    assert (low, high) == pytest.approx((0.49016, 0.94331), abs=1e-4)  # Brown, Cai and DasGupta 2001, x=8 n=10
    assert wilson(0, 0) is None


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.floats(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_in_bounds(given: tuple[float, int]) -> None:
    low, high = wilson(*given) or (1, 0)
    assert 0 <= low <= given[0] / given[1] + 1e-12
    assert given[0] / given[1] - 1e-12 <= high <= 1


def test_counts_add_up() -> None:
    assert (BY_HAND + BY_HAND).due == 20
    assert BY_HAND + Counts() == BY_HAND
