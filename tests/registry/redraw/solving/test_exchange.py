"""Exchanges end within the room, and never tear a cell."""

import random
from dataclasses import replace

import pytest

from registry.redraw.solving.cells import Cells
from registry.redraw.solving.exchange import polish, settle
from tests.registry.redraw.quarter import is_connected, quarter

NETWORK = quarter(6, 4)


def test_an_uneven_start_is_settled() -> None:
    cells = Cells(NETWORK, [[0], [1, 2, 3], list(range(4, 24))], room=90)
    assert settle(cells)
    assert max(cells.work) <= 90
    assert all(is_connected(NETWORK, pieces) for pieces in cells.snapshot())


def test_what_cannot_be_settled_is_told() -> None:
    assert not settle(Cells(NETWORK, [list(range(12)), list(range(12, 24))], room=110))


def test_polishing_makes_it_cheaper_and_keeps_it_whole() -> None:
    snake = [[0, 1, 2, 3, 7, 11, 15], [4, 5, 6, 8, 9, 10, 12, 13, 14], list(range(16, 24))]
    cells = Cells(NETWORK, snake, room=240)
    before = cells.cost
    polish(cells)
    assert cells.cost < before
    assert all(is_connected(NETWORK, pieces) for pieces in cells.snapshot())
    assert sorted(piece for pieces in cells.snapshot() for piece in pieces) == list(range(24))


@pytest.mark.parametrize("seed", [116, 195, 197, 214])
def test_polishing_fills_no_cell_above_the_room(seed: int) -> None:
    """By as little as these are over, a better shape would be worth it."""
    dice = random.Random(seed)
    dice.choice([1, 3, 50])
    work = [dice.randint(1000, 1050) for _ in range(24)]
    rows = [[0, 1, 2, 3, 7, 11], [4, 5, 6, 8, 9, 10], [12, 13, 14, 15, 19, 23], [16, 17, 18, 20, 21, 22]]
    room = max(sum(work[piece] for piece in row) for row in rows)
    cells = Cells(replace(NETWORK, work=work), rows, room=room)
    polish(cells)
    assert cells.over() == []
