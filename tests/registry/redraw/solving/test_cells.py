"""What is kept in step is what it would be if reckoned anew."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.redraw.solving.cells import Cells
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
    cells = Cells(NETWORK, START, room=25)  # every cell is above it, so that this counts, too
    before = cells.cost
    told = {(piece, other): gain for gain, piece, other in cells.trades([1, 2], [4, 5], within=False)}
    assert list(told) == [(1, 4), (1, 5), (2, 4), (2, 5)]
    for (piece, other), gain in told.items():
        cells.move(piece, 1)
        cells.move(other, 0)
        assert before - cells.cost == pytest.approx(gain)
        cells.replace([0, 1], START[:2])


def test_a_trade_that_fills_a_cell_above_the_room_is_left_out() -> None:
    heavy = replace(NETWORK, work=[10, 10, 10, 5, 20, 5, *[10] * 6])
    cells = Cells(heavy, START, room=35)
    assert [other for _, _, other in cells.trades([2], [3, 4, 5], within=True)] == [3, 5]
    assert [other for _, _, other in cells.trades([2], [3, 4, 5], within=False)] == [3, 4, 5]


def test_above_the_room_is_dear() -> None:
    cells = Cells(NETWORK, START, room=25)
    assert cells.over() == [0, 1, 2, 3]
    cells.replace([0, 1], [[0, 1], [2, 3, 4, 5]])
    assert cells.over() == [1, 2, 3]


def test_what_would_fill_a_cell_above_the_room_is_known_before() -> None:
    assert not Cells(NETWORK, START, room=39).has_room(2, 1)
    assert Cells(NETWORK, START, room=40).has_room(2, 1)
