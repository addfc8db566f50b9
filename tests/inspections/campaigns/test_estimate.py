"""How many defects were overlooked: figures of the literature, and coverage of the interval by simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betanbinom

from inspections.campaigns.estimate import chapman, interval, missed

COUNTS = st.tuples(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200)).map(
    lambda n: {"first": n[0] + n[2], "second": n[1] + n[2], "both": n[2]}
)


def test_chapmans_own_example() -> None:
    """10 turtles marked, 15 caught, 5 of them marked: about 28 in the lake."""
    assert chapman(first=10, second=15, both=5) == pytest.approx(28.33, abs=0.01)


def test_the_interval_is_the_beta_negative_binomial_one() -> None:
    low, high = interval(found=400, second=20, both=17)
    exact = np.asarray(betanbinom.ppf([0.025, 0.975], 400, 17.5, 3.5))
    assert low == pytest.approx(exact[0], rel=0.03)
    assert high == pytest.approx(exact[1], rel=0.03)


def test_two_looks_that_agree_miss_nothing() -> None:
    found = missed(found=400, first=20, second=20, both=20)
    assert found is not None
    assert found.missed == 0
    assert found.missed_low == 0
    assert found.detection == 1
    assert found.missed_high == pytest.approx(54, abs=2)


def test_the_sample_is_carried_over_to_the_whole() -> None:
    found = missed(found=900, first=90, second=90, both=81)
    assert found is not None
    assert found.missed == pytest.approx(100, abs=2)
    assert found.missed_low < 100 < found.missed_high


@pytest.mark.parametrize(("first", "second"), [(0, 0), (5, 0), (0, 5)])
def test_without_findings_it_says_nothing(first: int, second: int) -> None:
    assert missed(found=10, first=first, second=second, both=0) is None


def test_more_in_both_than_in_either_is_refused() -> None:
    with pytest.raises(ValueError, match="both"):
        chapman(first=3, second=4, both=5)


@given(COUNTS)
def test_there_are_never_fewer_than_were_found(counts: dict[str, int]) -> None:
    found = missed(found=3 * counts["first"], **counts)
    if found is None:
        return
    assert found.total_low <= found.total * (1 + 1e-9)
    assert found.total <= found.total_high * (1 + 1e-9)
    assert found.missed_low >= 0
    assert 0 < found.detection <= 1


@pytest.mark.parametrize(("there", "sees", "sample"), [(600, 0.9, 0.2), (600, 0.6, 0.2), (6000, 0.9, 0.05)])
def test_the_interval_holds_the_truth_about_as_often_as_it_says(there: int, sees: float, sample: float) -> None:
    rng = np.random.default_rng(7)
    held, rounds = 0, 300
    for _ in range(rounds):
        one, two, in_sample = rng.random(there) < sees, rng.random(there) < sees, rng.random(there) < sample
        second, both, found = (int(seen.sum()) for seen in (two & in_sample, one & two & in_sample, one))
        low, high = interval(found=found, second=second, both=both)
        held += low <= there - found <= high
    assert 0.92 <= held / rounds <= 0.99
