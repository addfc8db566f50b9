"""Better cells: pieces go over to a neighbour or change places, as long as every cell stays connected."""

from collections.abc import Iterable, Iterator

from registry.redraw.cells import Cells

PATIENCE, A_CELL = 40, 2  # turns without a better division, and as many more a cell, before a search gives up
STAYS = 6  # turns a moved piece may not go back
ENOUGH = 1e-9

Change = tuple[tuple[int, int], ...]
"""Pieces with the cells they go over to, one after the other."""


def settle(cells: Cells) -> bool:
    """Bring every cell within the room: a tabu search about the cells above it. True where it came to that."""
    best, found = cells.cost, cells.snapshot()
    barred: dict[tuple[int, int], int] = {}
    patience = PATIENCE + A_CELL * len(found)
    turn = idle = 0
    while cells.over() and idle < patience:
        turn += 1
        change = _best(cells, _about(cells, cells.over()[:2]), barred=barred, turn=turn)
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
        change = _best(cells, _about(cells, [number]), barred={}, turn=0, least=1e-6)
        if change is None:
            todo.discard(number)
            continue
        for piece, to in change:
            todo |= {cells.cell[piece], to}
            cells.move(piece, to)


def _about(cells: Cells, numbers: Iterable[int]) -> Iterator[Change]:
    """Changes that a cell takes part in: a piece out, a piece in, one for one."""
    touching = cells.touching
    for number in numbers:
        rim = cells.rim(number)
        near = sorted({other for piece in rim for other in touching[piece]} - {number})
        for piece in rim:
            for to in cells.beside(piece):
                yield ((piece, to),)
        for other in near:
            inward = [piece for piece in cells.rim(other) if number in touching[piece]]
            for piece in inward:
                yield ((piece, number),)
            outward = [piece for piece in rim if other in touching[piece]]
            yield from (((out, other), (back, number)) for out in outward for back in inward)


def _best(
    cells: Cells,
    changes: Iterable[Change],
    *,
    barred: dict[tuple[int, int], int],
    turn: int,
    least: float | None = None,
) -> Change | None:
    """The change that gains most and keeps cells connected; looked at from the best on, for that is what takes time."""
    rated = []
    for i, change in enumerate(changes):
        if barred and any(barred.get(step, 0) >= turn > 0 for step in change):
            continue
        if least is not None and cells.overfills(change):
            continue
        gain = _gain(cells, change)
        if least is None or gain > least:
            rated.append((-round(gain, 9), i, change))
    rated.sort()
    return next((change for _, _, change in rated if _keeps_whole(cells, change)), None)


def _gain(cells: Cells, change: Change) -> float:
    piece, to = change[0]
    if len(change) == 1:
        return cells.gain(piece, to)
    other = change[1][0]
    if len(cells.members[cells.cell[piece]]) == 1 or cells.network.work[piece] == cells.network.work[other] == 0:
        return float("-inf")  # but another name, or nothing a single move could not do
    return cells.trade(piece, other)


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
