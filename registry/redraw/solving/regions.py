"""Regions: what can be reached without crossing a barrier, once towers that need cells of their own are set apart."""

from dataclasses import dataclass

from registry.redraw.solving.network import Network, parts

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
    for part in parts(network, [piece for piece, work in enumerate(network.work) if work <= room]):
        (working if any(network.work[piece] for piece in part) else empty).append(part)
    takers = {*towers, *(piece for part in working for piece in part)}
    large = [part for part in empty if not _is_sliver(network, part)]
    if not takers:  # then what is ground to speak of takes the slivers about it
        takers, empty = {piece for part in large for piece in part}, [part for part in empty if part not in large]
    else:
        large = []
    vacant: list[list[int]] = list(large)
    annexed: dict[int, list[int]] = {}
    for part in empty:
        taker = _taker(network, part, takers)
        if taker is None:
            vacant.append(part)
        else:
            annexed.setdefault(taker, []).extend(part)
    return Regions(towers, working, vacant, annexed)


def _is_sliver(network: Network, part: list[int]) -> bool:
    return sum(network.area[piece] for piece in part) <= SLIVER * len(part)


def _taker(network: Network, part: list[int], takers: set[int]) -> int | None:
    """The piece with work that a part touches longest; over a barrier only for what is no ground to speak of."""
    for borders in (network.touching, network.barred) if _is_sliver(network, part) else (network.touching,):
        length: dict[int, int] = {}
        for piece in part:
            for other, units in borders[piece].items():
                if other in takers:
                    length[other] = length.get(other, 0) + units
        if length:
            return min(length, key=lambda other: (-length[other], other))
    return None
