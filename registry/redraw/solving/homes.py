"""A region divided as it was: each piece with the cell it lay in, and no more moves than the limit asks for."""

from collections.abc import Mapping, Sequence

from registry.redraw.solving import partition
from registry.redraw.solving.cells import Cells
from registry.redraw.solving.exchange import settle
from registry.redraw.solving.network import Network, parts

Homes = Mapping[int, int]
"""The number of the former cell of each piece that has one."""


def returned(
    network: Network, pieces: Sequence[int], homes: Homes, *, count: int, room: int, pinned: frozenset[int]
) -> partition.Members | None:
    """`count` connected cells, none above the room: the former ones, changed as little as the search finds enough.

    Where there are fewer former cells, the fullest are divided. None where it cannot be found, or a `pinned` piece
    does not hang together with its cell.
    """
    groups = _whole(network, pieces, homes)
    if len(groups) > count or not _at_home(groups, homes, pinned):
        return None
    members = list(groups.values())
    if len(members) < count:
        if sum(network.work[piece] > 0 for piece in pieces) < count:
            return None
        members = partition.split(network, members or [sorted(pieces)], count)
    cells = Cells(network, members, room=room, pinned=pinned)
    if settle(cells):
        return cells.snapshot()
    return None if pinned else partition.divide(network, pieces, count, room=room)


def _at_home(groups: Mapping[int, list[int]], homes: Homes, pinned: frozenset[int]) -> bool:
    return all(piece in groups.get(homes[piece], ()) for piece in pinned if piece in homes)


def _whole(network: Network, pieces: Sequence[int], homes: Homes) -> dict[int, list[int]]:
    """Connected groups by former cell: of each cell the part with most work; what is left goes to what it touches."""
    groups: dict[int, list[int]] = {}
    for home in sorted({homes[piece] for piece in pieces if piece in homes}):
        own = parts(network, [piece for piece in pieces if homes.get(piece) == home])
        groups[home] = max(own, key=lambda part: (_sum(network.work, part), _sum(network.area, part), -part[0]))
    owner = {piece: home for home, part in groups.items() for piece in part}
    free = [piece for piece in pieces if piece not in owner]
    while free and owner:
        ranked = [
            (-length, piece, owner[other])
            for piece in free
            for other, length in network.shared[piece].items()
            if other in owner
        ]
        if not ranked:
            break
        _, piece, home = min(ranked)
        owner[piece] = home
        groups[home].append(piece)
        free.remove(piece)
    return {home: sorted(part) for home, part in groups.items()}


def _sum(values: Sequence[int], pieces: Sequence[int]) -> int:
    return sum(values[piece] for piece in pieces)
