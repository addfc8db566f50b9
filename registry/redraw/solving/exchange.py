"""Better cells: pieces go over to a neighbour or change places, as long as every cell stays connected."""

from collections.abc import Iterable
from math import inf

from registry.redraw.solving.cells import NONE, Cells

PATIENCE, A_CELL = 40, 2  # turns without a better division, and as many more a cell, before a search gives up
STAYS = 6  # turns a moved piece may not go back
ENOUGH = 1e-6  # what an exchange has to gain

Moves = list[tuple[int, int]]
"""Pieces with the cells they go over to, one after the other."""
Barred = dict[tuple[int, int], int]
"""Until which turn a piece may not go over to a cell."""


def settle(cells: Cells, *, about: int = 1) -> bool:
    """Bring every cell within the room: a tabu search `about` so many of the fullest. True where it came to that."""
    best = cells.cost
    barred: Barred = {}
    patience = PATIENCE + A_CELL * len(cells.members)
    turn = idle = 0
    while (over := cells.over()) and idle < patience:
        turn += 1
        moves = _best(cells, over[:about], inf, barred=barred, turn=turn)
        if moves is None:
            break
        for piece, to in moves:
            barred[piece, cells.cell[piece]] = turn + STAYS + turn % 3
            cells.move(piece, to)
        idle += 1
        if cells.cost < best - ENOUGH:
            best, idle = cells.cost, 0
    return not over


def polish(cells: Cells) -> None:
    """Let every exchange that makes the division cheaper and no cell too full come about, until there is none."""
    todo = set(range(len(cells.members)))
    while todo:
        number = min(todo)
        moves = _best(cells, [number], -ENOUGH, within=True)
        if moves is None:
            todo.discard(number)
            continue
        for piece, to in moves:
            todo |= {cells.cell[piece], to}
            cells.move(piece, to)


def _best(
    cells: Cells,
    numbers: Iterable[int],
    below: float,
    *,
    within: bool = False,
    barred: Barred | None = None,
    turn: int = 0,
) -> Moves | None:
    """The cheapest change that one of some cells takes part in and that keeps cells connected; None where the cost
    would rise by `below` or more with each. With `within` none fills a cell above the room.
    """
    found: Moves | None = None
    sides = [(number, *side) for number in numbers for side in sorted(cells.sides(number).items())]
    for own, to, pieces in sides:
        across = sorted(piece for piece in cells.members[to] if own in cells.touching[piece])
        outward = _free(cells, pieces, to, barred=barred, turn=turn)
        inward = _free(cells, across, own, barred=barred, turn=turn)
        for rise, piece, back in cells.changes(own, to, outward, inward, below=below, within=within):
            if cells.keeps_whole(own, to, piece, back):
                below = rise
                found = [move for move in ((piece, to), (back, own)) if move[0] != NONE]
                break
    return found


def _free(cells: Cells, pieces: list[int], to: int, *, barred: Barred | None, turn: int) -> list[int]:
    """Those that may go over to a cell."""
    if cells.pinned:
        pieces = [piece for piece in pieces if piece not in cells.pinned]
    return [piece for piece in pieces if barred.get((piece, to), 0) < turn] if barred else pieces
