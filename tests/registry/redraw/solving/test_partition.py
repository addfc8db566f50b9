"""As few as are enough, or exactly as many as asked for."""

import pytest

from registry.redraw.solving.partition import divide, fewest, least, split
from tests.registry.redraw.quarter import is_connected, quarter

NETWORK = quarter(6, 4)


def test_the_fewest_reach_the_bound_where_the_ground_allows() -> None:
    cells = fewest(NETWORK, range(24), room=40)
    assert len(cells) == 6
    assert all(sum(NETWORK.work[piece] for piece in cell) <= 40 and is_connected(NETWORK, cell) for cell in cells)


@pytest.mark.parametrize("count", [1, 7, 24])
def test_exactly_so_many(count: int) -> None:
    cells = divide(NETWORK, range(24), count, room=240)
    assert cells is not None
    assert len(cells) == count
    assert divide(NETWORK, range(24), 2, room=100) is None


def test_splitting_keeps_work_in_each_part() -> None:
    cells = split(NETWORK, [list(range(12)), list(range(12, 24))], 9)
    assert len(cells) == 9
    assert all(is_connected(NETWORK, cell) for cell in cells)


def test_the_least_is_what_was_not_ruled_out() -> None:
    row = quarter(4, 1)
    row.work[:] = [6, 6, 4, 4]  # two bins of 10 would do, but not side by side
    assert len(fewest(row, range(4), room=10)) == least(row, range(4), 3, room=10) == 3
    row.work[:] = [6, 4, 4, 6]
    assert len(fewest(row, range(4), room=10)) == least(row, range(4), 2, room=10) == 2
