"""Better cells: pieces go over to a neighbour or change places, as long as every cell stays connected."""

from math import inf

from registry.redraw.cells import NONE, Cells

PATIENCE, A_CELL = 40, 2  # turns without a better division, and as many more a cell, before a search gives up
STAYS = 6  # turns a moved piece may not go back
ENOUGH = 1e-6  # what an exchange has to gain

Moves = list[tuple[int, int]]
"""Pieces with the cells they go over to, one after the other."""
Barred = dict[tuple[int, int], int]
"""Until which turn a piece may not go over to a cell."""


def settle(cells: Cells) -> bool:
    """Bring every cell within the room: a tabu search about the fullest of them. True where it came to that."""
    best = cells.cost
    barred: Barred = {}
    patience = PATIENCE + A_CELL * len(cells.members)
    turn = idle = 0
    while (over := cells.over()) and idle < patience:
        turn += 1
        moves = next((found for number in over if (found := _best(cells, number, inf, barred=barred, turn=turn))), None)
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
        moves = _best(cells, number, -ENOUGH, within=True)
        if moves is None:
            todo.discard(number)
            continue
        for piece, to in moves:
            todo |= {cells.cell[piece], to}
            cells.move(piece, to)


def _best(
    cells: Cells, number: int, below: float, *, within: bool = False, barred: Barred | None = None, turn: int = 0
) -> Moves | None:
    """The change a cell takes part in that is cheapest and keeps cells connected; None where the cost would not rise
    by less than `below`.

    With `within` it fills no cell above the room.
    """
    found: Moves | None = None
    sides = cells.sides(number)
    for other in sorted(sides):
        outward = sides[other]
        inward = sorted(piece for piece in cells.members[other] if number in cells.touching[piece])
        if cells.pinned:
            outward, inward = ([piece for piece in pieces if piece not in cells.pinned] for pieces in (outward, inward))
        if barred:
            outward = [piece for piece in outward if barred.get((piece, other), 0) < turn]
            inward = [piece for piece in inward if barred.get((piece, number), 0) < turn]
        for rise, piece, back in cells.changes(number, other, outward, inward, below=below, within=within):
            if cells.keeps_whole(number, other, piece, back):
                below = rise
                found = [move for move in ((piece, other), (back, number)) if move[0] != NONE]
                break
    return found
