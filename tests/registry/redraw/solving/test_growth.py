"""Growing: connected cells, each piece in one."""

import pytest

from registry.redraw.solving.growth import grow
from tests.registry.redraw.quarter import is_connected, quarter


@pytest.mark.parametrize("count", [1, 2, 5, 20])
@pytest.mark.parametrize("turn", [0, 3])
def test_cells_are_connected_and_hold_everything(count: int, turn: int) -> None:
    network = quarter(5, 4)
    cells = grow(network, range(20), count, turn=turn)
    assert len(cells) == count
    assert sorted(piece for cell in cells for piece in cell) == list(range(20))
    assert all(is_connected(network, cell) for cell in cells)
