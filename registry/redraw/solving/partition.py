"""A region divided: as few cells as are found to be enough, or so many as are asked for."""

from collections.abc import Sequence

from registry.redraw.solving import trying
from registry.redraw.solving.cells import Cells
from registry.redraw.solving.exchange import polish, settle
from registry.redraw.solving.growth import grow
from registry.redraw.solving.network import Network
from registry.redraw.solving.packing import bound

TURNS = 6  # other seeds before one more cell is granted
ENOUGH = 2  # divisions within the limit to choose from
FURTHER = 2  # cells a search looks about once it failed about the fullest
MUCH = 400  # pieces from which on a search is too long to be repeated

Members = list[list[int]]


def fewest(network: Network, pieces: Sequence[int], *, room: int) -> Members:
    """Connected cells of a connected region, none above the room; each piece alone must be within it."""
    work = [network.work[piece] for piece in pieces]
    for count in range(max(1, bound(work, room)), len(pieces) + 1):
        found = divide(network, pieces, count, room=room)
        if found is not None:
            return found
    return [[piece] for piece in pieces]


def least(network: Network, pieces: Sequence[int], found: int, *, room: int) -> int:
    """Below how many connected cells it was ruled out, by trying all, that there is a division; `found` at most."""
    count = max(1, bound([network.work[piece] for piece in pieces], room))
    while count < found and trying.lay(network, pieces, count, room=room).is_ruled_out:
        count += 1
    return count


def divide(network: Network, pieces: Sequence[int], count: int, *, room: int) -> Members | None:
    """The region as exactly `count` cells, or None where the search found no way within the room."""
    if count == 1:
        whole = [sorted(pieces)]
        return whole if sum(network.work[piece] for piece in pieces) <= room else None
    found: list[tuple[float, Members]] = []
    laid = None
    turns = TURNS if len(pieces) <= MUCH else 1
    for turn in range(turns):
        cells = Cells(network, grow(network, pieces, count, turn=turn), room=room)
        if settle(cells, about=1 if laid is None else FURTHER):
            polish(cells)
            found.append((round(cells.cost, 6), cells.snapshot()))
            if len(found) == ENOUGH:
                break
        elif found:
            break  # another to choose from is not worth a long search
        elif laid is None:  # looked at once growing has failed: most regions do without
            laid = trying.lay(network, pieces, count, room=room)
            if laid.is_ruled_out:
                return None
            if laid.cells is not None:
                return _polished(network, laid.cells, count, room=room)
    return min(found)[1] if found else None


def _polished(network: Network, cells: Members, count: int, *, room: int) -> Members | None:
    """So many cells out of as many or fewer, shaped as well as the room allows; None where there is too little work."""
    if sum(network.work[piece] > 0 for members in cells for piece in members) < count:
        return None
    found = Cells(network, split(network, cells, count), room=room)
    polish(found)
    return found.snapshot()


def split(network: Network, members: Members, count: int) -> Members:
    """Cells divided further, the fullest first, until there are `count`; each part keeps some work."""
    cells = [list(pieces) for pieces in members]
    while len(cells) < count:
        working = [sum(network.work[piece] > 0 for piece in pieces) for pieces in cells]
        load = [
            sum(network.work[piece] for piece in pieces) if n > 1 else -1
            for pieces, n in zip(cells, working, strict=True)
        ]
        fullest = max(range(len(cells)), key=lambda i: (load[i], -i))
        cells += grow(network, cells.pop(fullest), 2, turn=0)
    return cells
