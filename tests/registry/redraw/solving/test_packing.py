"""A bound is a bound: no packing is better, and on small cases it is near the best."""

from hypothesis import given
from hypothesis import strategies as st

from registry.redraw.solving.packing import bound


def _fewest(work: list[int], room: int) -> int:
    """The fewest bins, by trying."""
    best = len(work)

    def fill(rest: list[int], bins: list[int]) -> None:
        nonlocal best
        if len(bins) >= best:
            return
        if not rest:
            best = len(bins)
            return
        for i in range(len(bins)):
            if bins[i] + rest[0] <= room:
                fill(rest[1:], [*bins[:i], bins[i] + rest[0], *bins[i + 1 :]])
        fill(rest[1:], [*bins, rest[0]])

    fill(sorted(work, reverse=True), [])
    return best


@given(st.lists(st.integers(1, 20), max_size=7))
def test_no_packing_needs_fewer(work: list[int]) -> None:
    assert bound(work, 20) <= _fewest(work, 20)
    assert bound(work, 20) >= -(-sum(work) // 20)


def test_large_ones_take_a_bin_each() -> None:
    assert bound([11, 11, 11], 20) == 3  # 33 / 20 would be 2
    assert bound([11, 11, 9, 9, 5], 20) == 3


def test_what_exceeds_a_bin_fills_its_own() -> None:
    assert bound([50, 10], 20) == 4
    assert bound([], 20) == 0
    assert bound([0, 0], 20) == 0
