"""Waits grow, scatter, and end."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from inspections.outbox.patience import ATTEMPTS, JITTER, wait

CHANCES = st.floats(0, 1, exclude_max=True)


@given(st.integers(1, ATTEMPTS - 2), CHANCES, CHANCES)
def test_no_wait_is_shorter_than_the_one_before(attempts: int, one: float, other: float) -> None:
    before, after = wait(attempts, chance=one), wait(attempts + 1, chance=other)
    assert before is not None
    assert after is not None
    assert before <= after  # 20 h and a fifth are 24 h


@given(st.integers(1, ATTEMPTS - 1), CHANCES)
def test_chance_makes_it_a_fifth_longer_at_most(attempts: int, chance: float) -> None:
    least, given_ = wait(attempts, chance=0), wait(attempts, chance=chance)
    assert least is not None
    assert given_ is not None
    assert least <= given_ <= least * (1 + JITTER)


def test_the_first_comes_soon_and_all_end_after_three_days() -> None:
    assert wait(1, chance=0) == timedelta(seconds=5)
    assert sum((wait(n, chance=0) or timedelta() for n in range(1, ATTEMPTS)), timedelta()) > timedelta(days=3)
    assert wait(ATTEMPTS, chance=0) is None
