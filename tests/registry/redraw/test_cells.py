"""What is kept in step is what it would be if reckoned anew."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.redraw.cells import Cells
from tests.registry.redraw.quarter import is_connected, quarter

NETWORK = quarter(4, 3)
START = [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11]]


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 3)), max_size=12))
def test_gains_come_true(moves: list[tuple[int, int]]) -> None:
    cells = Cells(NETWORK, START, room=35)
    for piece, to in moves:
        own = cells.cell[piece]
        if own == to or len(cells.members[own]) == 1:
            continue
        if is_connected(NETWORK, sorted(cells.members[own])):  # moves at random tear cells, too
            whole = is_connected(NETWORK, sorted(cells.members[own] - {piece}))
            assert cells.stays_whole(piece) == whole
        told, before = cells.gain(piece, to), cells.cost
        cells.move(piece, to)
        assert before - cells.cost == pytest.approx(told)
        assert cells.cost == pytest.approx(Cells(NETWORK, cells.snapshot(), room=35).cost)


def test_a_trade_is_worth_its_two_moves() -> None:
    cells = Cells(NETWORK, START, room=35)
    told, before = cells.trade(2, 4), cells.cost
    cells.move(2, 1)
    cells.move(4, 0)
    assert before - cells.cost == pytest.approx(told)


def test_above_the_room_is_dear() -> None:
    cells = Cells(NETWORK, START, room=25)
    assert cells.over() == [0, 1, 2, 3]
    cells.replace([0, 1], [[0, 1], [2, 3, 4, 5]])
    assert cells.over() == [1, 2, 3]


def test_what_would_fill_a_cell_above_the_room_is_known_before() -> None:
    cells = Cells(NETWORK, START, room=35)
    change = [(2, 1)]
    assert cells.overfills(change) == (sum(NETWORK.work[piece] for piece in (2, 3, 4, 5)) > 35)
    assert cells.overfills(change)
    assert not cells.overfills([(2, 1), (4, 0)])
