"""First cells: seeds far from each other, then the poorest cell takes the neighbour that keeps it most compact."""

from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from math import inf, sqrt

from registry.redraw.solving.network import Network


def grow(network: Network, pieces: Sequence[int], count: int, *, turn: int) -> list[list[int]]:
    """Divide connected pieces into `count` connected cells, at most one each; `turn` picks another first seed."""
    work, area, around, shared = network.work, network.area, network.around, network.shared
    members = [[seed] for seed in _seeds(network, pieces, count, turn=turn)]
    free = set(pieces).difference(*members)
    rims = [{other: length for other, length in shared[seed].items() if other in free} for (seed,) in members]
    outline = [around[seed] for (seed,) in members]
    poorest = [(work[seed], area[seed], number) for number, (seed,) in enumerate(members)]
    heapify(poorest)
    while free:
        load, size, number = heappop(poorest)
        rim, longer = rims[number], outline[number]
        if not rim:
            continue
        _, piece = min(
            [((longer + around[p] - 2 * touch) / sqrt(size + area[p]), p) for p, touch in rim.items()]
        )  # the least stretched: outline over root of area, once the piece is in
        members[number].append(piece)
        free.discard(piece)
        outline[number] += around[piece] - 2 * rim[piece]
        heappush(poorest, (load + work[piece], size + area[piece], number))
        for each in rims:
            each.pop(piece, None)
        for other, length in shared[piece].items():
            if other in free:
                rim[other] = rim.get(other, 0) + length
    return members


def _seeds(network: Network, pieces: Sequence[int], count: int, *, turn: int) -> list[int]:
    """Pieces with work before others, each as far from those before it as can be."""
    working = [piece for piece in pieces if network.work[piece] > 0]
    ground = working if len(working) >= count else list(pieces)
    place = {piece: (network.x[piece], network.y[piece]) for piece in ground}
    seeds = [ground[(turn * 7) % len(ground)] if turn else _outermost(network, ground)]
    apart = dict.fromkeys(place, inf)
    while len(seeds) < count:
        east, north = place.pop(seeds[-1])
        for piece, (x, y) in place.items():
            apart[piece] = min(apart[piece], (x - east) ** 2 + (y - north) ** 2)
        seeds.append(min(place, key=lambda p: (-apart[p], p)))
    return seeds


def _outermost(network: Network, ground: Sequence[int]) -> int:
    east, north = sum(network.x[p] for p in ground), sum(network.y[p] for p in ground)
    n = len(ground)
    return max(ground, key=lambda p: ((network.x[p] * n - east) ** 2 + (network.y[p] * n - north) ** 2, -p))
