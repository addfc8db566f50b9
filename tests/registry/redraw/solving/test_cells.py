"""What is kept in step is what it would be if reckoned anew."""

from dataclasses import replace
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.redraw.solving.cells import NONE, Cells
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
        before = cells.cost
        told = {out: rise for rise, out, _ in cells.changes(own, to, [piece], [], below=inf, within=False)}
        cells.move(piece, to)
        assert cells.cost - before == pytest.approx(told[piece])
        assert cells.cost == pytest.approx(Cells(NETWORK, cells.snapshot(), room=35).cost)


def test_a_trade_is_worth_its_two_moves() -> None:
    cells = Cells(NETWORK, START, room=25)  # every cell is above it, so that this counts, too
    before = cells.cost
    told = {(piece, other): rise for rise, piece, other in cells.changes(0, 1, [1, 2], [4, 5], below=inf, within=False)}
    singly = {(1, NONE), (2, NONE), (NONE, 4), (NONE, 5)}
    assert told.keys() == singly | {(1, 4), (1, 5), (2, 4), (2, 5)}
    for (piece, other), rise in told.items():
        if piece != NONE:
            cells.move(piece, 1)
        if other != NONE:
            cells.move(other, 0)
        assert cells.cost - before == pytest.approx(rise)
        cells.replace([0, 1], START[:2])


def test_only_what_is_cheaper_is_told_the_cheapest_first() -> None:
    cells = Cells(NETWORK, START, room=25)
    told = cells.changes(0, 1, START[0], START[1], below=inf, within=False)
    assert told == sorted(told)
    dear = told[len(told) // 2][0]
    assert cells.changes(0, 1, START[0], START[1], below=dear, within=False) == [
        change for change in told if change[0] < dear
    ]


def test_nobody_is_left_without_pieces() -> None:
    cells = Cells(NETWORK, [[0], [1, 2, 3, 4, 5], *START[2:]], room=35)
    told = {(piece, other) for _, piece, other in cells.changes(0, 1, [0], [1, 4], below=inf, within=False)}
    assert told == {(NONE, 1), (NONE, 4), (0, 1), (0, 4)}
    assert {(other, piece) for _, piece, other in cells.changes(1, 0, [1, 4], [0], below=inf, within=False)} == told


def test_a_trade_that_fills_a_cell_above_the_room_is_left_out() -> None:
    heavy = replace(NETWORK, work=[10, 10, 10, 5, 20, 5, *[10] * 6])
    cells = Cells(heavy, START, room=35)
    for within, trades in ((True, [3, 5]), (False, [3, 4, 5])):
        told = cells.changes(0, 1, [2], [3, 4, 5], below=inf, within=within)
        assert sorted(other for _, piece, other in told if NONE not in (piece, other)) == trades
        assert ((2, NONE) in {change[1:] for change in told}) != within  # that alone would be 40


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 3)), max_size=12))
def test_what_keeps_cells_whole_is_known_before(moves: list[tuple[int, int]]) -> None:
    cells = Cells(NETWORK, START, room=35)
    for mover, target in moves:
        if cells.cell[mover] != target and target in cells.touching[mover] and cells.stays_whole(mover):
            cells.move(mover, target)
    for own in range(4):
        for to, outward in cells.sides(own).items():
            inward = cells.sides(to)[own]
            for _, piece, other in cells.changes(own, to, outward, inward, below=inf, within=False):
                one, two = (cells.members[own] - {piece}) | {other}, (cells.members[to] - {other}) | {piece}
                whole = all(cell - {NONE} and is_connected(NETWORK, sorted(cell - {NONE})) for cell in (one, two))
                assert cells.keeps_whole(own, to, piece, other) <= whole
                rest = sorted(cells.members[own] - {piece})
                if NONE in (piece, other) or (rest and is_connected(NETWORK, rest)):
                    assert cells.keeps_whole(own, to, piece, other) == whole


def test_above_the_room_is_dear() -> None:
    cells = Cells(NETWORK, START, room=25)
    assert cells.over() == [0, 1, 2, 3]
    cells.replace([0, 1], [[0, 1], [2, 3, 4, 5]])
    assert cells.over() == [1, 2, 3]
