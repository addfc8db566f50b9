"""Regions: what can be reached without crossing a barrier, once towers that need cells of their own are set apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from registry.redraw.network import Network

SLIVER = 1  # units of area (m²): ground behind a barrier too small to be a cell of its own


@dataclass(frozen=True, slots=True)
class Regions:
    """`towers` are pieces that alone exceed the room, `working` connected pieces with work, `vacant` ones without.

    `annexed` maps a piece to empty ground that goes wherever it goes. Each piece of the grid is in exactly one of them.
    """

    towers: list[int]
    working: list[list[int]]
    vacant: list[list[int]]
    annexed: dict[int, list[int]]


def find(network: Network, *, room: int) -> Regions:
    """Divide the pieces of a grid. Empty ground goes to a neighbour where one can be reached."""
    towers = [piece for piece, work in enumerate(network.work) if work > room]
    working: list[list[int]] = []
    empty: list[list[int]] = []
    for part in _parts(network, [piece for piece, work in enumerate(network.work) if work <= room]):
        (working if any(network.work[piece] for piece in part) else empty).append(part)
    takers = {*towers, *(piece for part in working for piece in part)}
    vacant: list[list[int]] = []
    annexed: dict[int, list[int]] = {}
    for part in empty:
        taker = _taker(network, part, takers)
        if taker is None:
            vacant.append(part)
        else:
            annexed.setdefault(taker, []).extend(part)
    return Regions(towers, working, vacant, annexed)


def _parts(network: Network, pieces: Sequence[int]) -> list[list[int]]:
    """Connected parts, each ascending, by their first piece."""
    free, found = set(pieces), []
    for piece in pieces:
        if piece not in free:
            continue
        free.discard(piece)
        part, todo = [piece], [piece]
        while todo:
            for other in network.shared[todo.pop()]:
                if other in free:
                    free.discard(other)
                    part.append(other)
                    todo.append(other)
        found.append(sorted(part))
    return found


def _taker(network: Network, part: list[int], takers: set[int]) -> int | None:
    """The piece with work that a part touches longest; over a barrier only for what is no ground to speak of."""
    small = sum(network.area[piece] for piece in part) <= SLIVER * len(part)
    for borders in (network.touching, network.barred) if small else (network.touching,):
        length: dict[int, int] = {}
        for piece in part:
            for other, units in borders[piece].items():
                if other in takers:
                    length[other] = length.get(other, 0) + units
        if length:
            return min(length, key=lambda other: (-length[other], other))
    return None
