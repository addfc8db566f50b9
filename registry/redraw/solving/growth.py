"""First cells: seeds far from each other, then the poorest cell takes the neighbour that keeps it most compact."""

from collections.abc import Sequence
from math import sqrt

from registry.redraw.solving.network import Network


def grow(network: Network, pieces: Sequence[int], count: int, *, turn: int) -> list[list[int]]:
    """Divide connected pieces into `count` connected cells, at most one each; `turn` picks another first seed."""
    seeds = _seeds(network, pieces, count, turn=turn)
    members = [[seed] for seed in seeds]
    cell = {seed: number for number, seed in enumerate(seeds)}
    sums = [(network.work[seed], network.area[seed], network.around[seed]) for seed in seeds]
    free = set(pieces) - set(seeds)
    rims = [{other for other in network.shared[seed] if other in free} for seed in seeds]
    open_cells = set(range(count))
    while free:
        number = min(open_cells, key=lambda n: (sums[n][0], sums[n][1], n))
        if not rims[number]:
            open_cells.discard(number)
            continue
        piece = min(rims[number], key=lambda p: (_stretch(network, p, number, cell, sums[number]), p))
        work, area, around = sums[number]
        touch = _touch(network, piece, number, cell)
        sums[number] = (
            work + network.work[piece], area + network.area[piece], around + network.around[piece] - 2 * touch
        )  # fmt: skip
        members[number].append(piece)
        cell[piece] = number
        free.discard(piece)
        for rim in rims:
            rim.discard(piece)
        rims[number] |= {other for other in network.shared[piece] if other in free}
    return members


def _touch(network: Network, piece: int, number: int, cell: dict[int, int]) -> int:
    return sum(length for other, length in network.shared[piece].items() if cell.get(other) == number)


def _stretch(network: Network, piece: int, number: int, cell: dict[int, int], sums: tuple[int, int, int]) -> float:
    """Outline over root of area, once the piece is in."""
    _, area, around = sums
    longer = around + network.around[piece] - 2 * _touch(network, piece, number, cell)
    return longer / sqrt(area + network.area[piece])


def _seeds(network: Network, pieces: Sequence[int], count: int, *, turn: int) -> list[int]:
    """Pieces with work before others, each as far from those before it as can be."""
    working = [piece for piece in pieces if network.work[piece] > 0]
    ground = working if len(working) >= count else list(pieces)
    x, y = network.x, network.y
    first = ground[(turn * 7) % len(ground)] if turn else _outermost(network, ground)
    seeds = [first]
    apart = {piece: _apart(x, y, piece, first) for piece in ground}
    while len(seeds) < count:
        piece = max((p for p in ground if p not in seeds), key=lambda p: (apart[p], -p))
        seeds.append(piece)
        for other in ground:
            apart[other] = min(apart[other], _apart(x, y, other, piece))
    return seeds


def _outermost(network: Network, ground: Sequence[int]) -> int:
    east, north = sum(network.x[p] for p in ground), sum(network.y[p] for p in ground)
    n = len(ground)
    return max(ground, key=lambda p: ((network.x[p] * n - east) ** 2 + (network.y[p] * n - north) ** 2, -p))


def _apart(x: Sequence[int], y: Sequence[int], one: int, two: int) -> int:
    return (x[one] - x[two]) ** 2 + (y[one] - y[two]) ** 2
