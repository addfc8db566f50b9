"""Exactly N, within what each can bear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import Invalid
from registry.redraw.solving.shares import share_out

REGIONS = st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 5), st.integers(0, 9)), min_size=1, max_size=8)


@given(REGIONS, st.integers(0, 3), st.floats(0, 1))
def test_exactly_so_many_and_each_within_its_bounds(
    regions: list[tuple[int, int, int]], fixed: int, share: float
) -> None:
    work, least = [w for w, _, _ in regions], [n for _, n, _ in regions]
    most = [n + more for _, n, more in regions]
    count = fixed + sum(least) + round(share * (sum(most) - sum(least)))
    shares = share_out(count, fixed=fixed, work=work, least=least, most=most)
    assert sum(shares) + fixed == count
    assert all(low <= n <= high for low, n, high in zip(least, shares, most, strict=True))


def test_the_fullest_gets_the_next() -> None:
    assert share_out(6, fixed=1, work=[300, 100], least=[1, 1], most=[9, 9]) == [4, 1]


def test_too_few_or_too_many_is_said() -> None:
    with pytest.raises(Invalid, match="at least 3 cells are needed"):
        share_out(2, fixed=1, work=[1], least=[2], most=[4])
    with pytest.raises(Invalid, match="only 5 places"):
        share_out(6, fixed=1, work=[1], least=[2], most=[4])
