"""Better cells: pieces go over to a neighbour or change places, as long as every cell stays connected."""

from collections.abc import Iterable, Iterator

from registry.redraw.solving.cells import Cells

PATIENCE, A_CELL = 40, 2  # turns without a better division, and as many more a cell, before a search gives up
STAYS = 6  # turns a moved piece may not go back
ENOUGH = 1e-9

Change = tuple[tuple[int, int], ...]
"""Pieces with the cells they go over to, one after the other."""
Barred = dict[tuple[int, int], int]
"""Until which turn a piece may not go over to a cell."""


def settle(cells: Cells) -> bool:
    """Bring every cell within the room: a tabu search about the cells above it. True where it came to that."""
    best, found = cells.cost, cells.snapshot()
    barred: Barred = {}
    patience = PATIENCE + A_CELL * len(found)
    turn = idle = 0
    while cells.over() and idle < patience:
        turn += 1
        change = _best(cells, cells.over()[:2], barred=barred, turn=turn)
        if change is None:
            break
        for piece, to in change:
            barred[piece, cells.cell[piece]] = turn + STAYS + turn % 3
            cells.move(piece, to)
        idle += 1
        if cells.cost < best - ENOUGH:
            best, found, idle = cells.cost, cells.snapshot(), 0
    if cells.over():
        cells.replace(range(len(found)), found)
    return not cells.over()


def polish(cells: Cells) -> None:
    """Let every exchange that makes the division cheaper and no cell too full come about, until there is none."""
    todo = set(range(len(cells.members)))
    while todo:
        number = min(todo)
        change = _best(cells, [number], barred={}, turn=0, least=1e-6)
        if change is None:
            todo.discard(number)
            continue
        for piece, to in change:
            todo |= {cells.cell[piece], to}
            cells.move(piece, to)


def _best(
    cells: Cells, numbers: Iterable[int], *, barred: Barred, turn: int, least: float | None = None
) -> Change | None:
    """The change that gains most and keeps cells connected; looked at from the best on, for that is what takes time.

    With `least` it gains more than that and fills no cell above the room.
    """
    rated = [
        (-round(gain, 9), i, change)
        for i, (gain, change) in enumerate(_about(cells, numbers, barred, turn, within=least is not None))
        if least is None or gain > least
    ]
    rated.sort()
    return next((change for _, _, change in rated if _keeps_whole(cells, change)), None)


def _about(
    cells: Cells, numbers: Iterable[int], barred: Barred, turn: int, *, within: bool
) -> Iterator[tuple[float, Change]]:
    """Changes that a cell takes part in, each with its gain: a piece out, a piece in, one for one."""
    touching, pinned = cells.touching, cells.pinned

    def free(piece: int, to: int) -> bool:
        return piece not in pinned and barred.get((piece, to), -1) < turn

    for number in numbers:
        rim = cells.rim(number)
        near = sorted({other for piece in rim for other in touching[piece]} - {number})
        moves = [(piece, to) for piece in rim for to in cells.beside(piece) if free(piece, to)]
        yield from _moves(cells, moves, within=within)
        for other in near:
            inward = [piece for piece in cells.rim(other) if number in touching[piece] and free(piece, number)]
            yield from _moves(cells, [(piece, number) for piece in inward], within=within)
            outward = [piece for piece in rim if other in touching[piece] and free(piece, other)]
            if len(cells.members[number]) > 1:  # else it would be but another name
                for gain, out, back in cells.trades(outward, inward, within=within):
                    yield gain, ((out, other), (back, number))


def _moves(cells: Cells, moves: Iterable[tuple[int, int]], *, within: bool) -> Iterator[tuple[float, Change]]:
    for piece, to in moves:
        if not within or cells.has_room(piece, to):
            yield cells.gain(piece, to), ((piece, to),)


def _keeps_whole(cells: Cells, change: Change) -> bool:
    """Whether cells stay connected and not empty by the change."""
    (piece, to), *then = change
    if not _may_go(cells, piece, to):
        return False
    if not then:
        return True
    own = cells.cell[piece]
    cells.move(piece, to)
    whole = _may_go(cells, *then[0])
    cells.move(piece, own)
    return whole


def _may_go(cells: Cells, piece: int, to: int) -> bool:
    return cells.touch(piece, to) > 0 and cells.stays_whole(piece)
