"""A region divided by trying: one cell after the other, until all is covered or enough was tried.

A search that moves pieces about seldom finds a division that leaves hardly any room unused. Here cells are laid about
the piece with fewest ways out, and the room that they may leave unused together is known: so most are ruled out soon.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from registry.redraw.solving.network import Network

STEPS = 20_000  # cells looked at before the search gives up


@dataclass(frozen=True, slots=True)
class Trial:
    """Connected cells within the room, or None; `settled` where all was tried, so that None means there are none."""

    cells: list[list[int]] | None
    settled: bool

    @property
    def is_ruled_out(self) -> bool:
        """Whether there is no such division, whoever searches."""
        return self.cells is None and self.settled


def lay(network: Network, pieces: Sequence[int], count: int, *, room: int, steps: int = STEPS) -> Trial:
    """Divide connected pieces into at most `count` cells, by looking at no more than `steps` of them."""
    ground = _Ground(network, pieces, room=room, steps=steps)
    found = ground.cover((1 << len(ground.work)) - 1, count)
    if found is None:
        return Trial(None, settled=ground.steps >= 0 and ground.is_exact)
    return Trial([sorted(piece for i in _bits(cell) for piece in ground.pieces[i]) for cell in found], settled=True)


class _Ground:
    """Pieces as bits: those without work are one with the neighbour they share most border with."""

    def __init__(self, network: Network, pieces: Sequence[int], *, room: int, steps: int) -> None:
        self.room, self.steps = room, steps
        self.pieces = _working(network, pieces)
        self.is_exact = len(self.pieces) == len(pieces)  # else empty ground might join what it was not put to
        number = {piece: i for i, group in enumerate(self.pieces) for piece in group}
        self.work = [sum(network.work[piece] for piece in group) for group in self.pieces]
        self.beside = [
            sum({1 << number[other] for piece in group for other in network.shared[piece] if other in number})
            & ~(1 << i)
            for i, group in enumerate(self.pieces)
        ]

    def cover(self, left: int, count: int) -> list[int] | None:
        """Cells that cover what is left, at most so many."""
        if not left:
            return []
        parts = list(self._parts(left))
        if sum(-(-self._sum(part) // self.room) for part in parts) > count:
            return None
        part = min(parts, key=lambda bits: (bits.bit_count(), bits))
        spare = count * self.room - self._sum(left)
        first = min(_bits(part), key=lambda i: ((self.beside[i] & part).bit_count(), -self.work[i], i))
        cells = sorted(self._cells(first, part, spare), key=lambda cell: (-self._sum(cell), cell))
        for cell in cells:
            rest = self.cover(left & ~cell, count - 1)
            if rest is not None:
                return [cell, *rest]
            if self.steps < 0:
                break
        return None

    def _cells(self, first: int, part: int, spare: int) -> Iterator[int]:
        """Connected cells about a piece that leave no more room unused than there is to spare; each once."""
        todo = [(1 << first, self.beside[first] & part, part & ~(1 << first), self.work[first])]
        while todo and self.steps >= 0:
            cell, rim, free, work = todo.pop()
            self.steps -= 1
            if self.room - work <= spare:
                yield cell
            for i in _bits(rim & free):
                free &= ~(1 << i)  # from here on it is left out, so that no cell comes twice
                if work + self.work[i] <= self.room:
                    todo.append((cell | 1 << i, rim | self.beside[i], free, work + self.work[i]))

    def _parts(self, left: int) -> Iterator[int]:
        while left:
            part = todo = left & -left
            while todo:
                i = (todo & -todo).bit_length() - 1
                todo &= todo - 1
                fresh = self.beside[i] & left & ~part
                part |= fresh
                todo |= fresh
            yield part
            left &= ~part

    def _sum(self, bits: int) -> int:
        return sum(self.work[i] for i in _bits(bits))


def _bits(bits: int) -> Iterator[int]:
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


def _working(network: Network, pieces: Sequence[int]) -> list[list[int]]:
    """Groups of one piece with work each, and what hangs on to it."""
    groups = {piece: [piece] for piece in pieces if network.work[piece]}
    owner = {piece: piece for piece in groups}
    free = [piece for piece in pieces if piece not in groups]
    while free:
        ways = [
            (-length, piece, owner[other])
            for piece in free
            for other, length in network.shared[piece].items()
            if other in owner
        ]
        if not ways:
            return [list(pieces)]  # nothing to do here at all
        _, piece, to = min(ways)
        owner[piece] = to
        groups[to].append(piece)
        free.remove(piece)
    return list(groups.values())
