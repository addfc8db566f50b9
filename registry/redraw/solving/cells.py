"""Cells while they are being made: which piece is in which, kept in step with what a change would cost."""

from collections.abc import Iterable, Iterator, Sequence
from math import pi, sqrt

from registry.redraw.solving.network import AREA_M2, LENGTH_M, Network

OVER = 1000.0  # dearer than anything a shape can cost
SHAPE, BALANCE = 1.0, 3.0
ROUND = LENGTH_M / sqrt(4 * pi * AREA_M2)


class Cells:
    """A division of some pieces of a network into numbered cells, each connected and not empty.

    Cost of a cell: what it holds above the room (dear), how far it is from the mean, and how its outline compares with
    that of a circle of its area (1 over the root of Polsby-Popper).
    """

    def __init__(
        self, network: Network, members: Sequence[Sequence[int]], *, room: int, pinned: frozenset[int] = frozenset()
    ) -> None:
        """`members` are the pieces of each cell; those that are `pinned` stay where they are.

        `touching` is the border of each piece with each cell beside it.
        """
        self.network, self.room, self.pinned = network, room, pinned
        self.cell: dict[int, int] = {}
        self.touching: dict[int, dict[int, int]] = {piece: {} for pieces in members for piece in pieces}
        self.members: list[set[int]] = [set() for _ in members]
        self.work, self.area, self.around = [0] * len(members), [0] * len(members), [0] * len(members)
        for number, pieces in enumerate(members):
            for piece in sorted(pieces):
                self._enter(piece, number)
        self.mean = sum(self.work) / len(members)
        self.costs = [self._cost(*self._sums(number)) for number in range(len(members))]

    def _sums(self, number: int) -> tuple[int, int, int]:
        return self.work[number], self.area[number], self.around[number]

    def _cost(self, work: int, area: int, around: int) -> float:
        over = OVER * (work - self.room) / self.room if work > self.room else 0.0
        return over + BALANCE * ((work - self.mean) / self.room) ** 2 + SHAPE * around * ROUND / sqrt(area)

    def _enter(self, piece: int, number: int) -> None:
        net = self.network
        self.around[number] += net.around[piece] - 2 * self.touch(piece, number)
        self.work[number] += net.work[piece]
        self.area[number] += net.area[piece]
        self.members[number].add(piece)
        self.cell[piece] = number
        for other, length in net.shared[piece].items():
            if (beside := self.touching.get(other)) is not None:
                beside[number] = beside.get(number, 0) + length

    def _leave(self, piece: int) -> int:
        net, number = self.network, self.cell.pop(piece)
        self.members[number].discard(piece)
        self.around[number] -= net.around[piece] - 2 * self.touch(piece, number)
        self.work[number] -= net.work[piece]
        self.area[number] -= net.area[piece]
        for other, length in net.shared[piece].items():
            if (beside := self.touching.get(other)) is not None:
                if beside[number] == length:
                    del beside[number]
                else:
                    beside[number] -= length
        return number

    def touch(self, piece: int, number: int) -> int:
        """Length of the border between a piece and a cell."""
        return self.touching[piece].get(number, 0)

    @property
    def cost(self) -> float:
        """Of all cells together."""
        return sum(self.costs)

    def over(self) -> list[int]:
        """Cells above the room, the worst first."""
        found = [number for number, work in enumerate(self.work) if work > self.room]
        return sorted(found, key=lambda number: (-self.work[number], number))

    def beside(self, piece: int) -> list[int]:
        """Cells that a piece could go over to."""
        own = self.cell[piece]
        return sorted(number for number in self.touching[piece] if number != own)

    def rim(self, number: int) -> list[int]:
        """Pieces of a cell that touch another."""
        return [piece for piece in sorted(self.members[number]) if self.touching[piece].keys() - {number}]

    def gain(self, piece: int, to: int) -> float:
        """What the cost falls by when a piece goes over to another cell; connectedness is not looked at."""
        net, own = self.network, self.cell[piece]
        work, area, around = net.work[piece], net.area[piece], net.around[piece]
        if len(self.members[own]) == 1:
            return float("-inf")
        left = self._cost(
            self.work[own] - work, self.area[own] - area, self.around[own] - around + 2 * self.touch(piece, own)
        )
        taken = self._cost(
            self.work[to] + work, self.area[to] + area, self.around[to] + around - 2 * self.touch(piece, to)
        )
        return self.costs[own] + self.costs[to] - left - taken

    def trades(
        self, outward: Sequence[int], inward: Sequence[int], *, within: bool
    ) -> Iterator[tuple[float, int, int]]:
        """What the cost falls by when a piece of one cell changes places with one of another, for each such pair.

        `outward` are of the one cell, `inward` of the other; `within` leaves out what fills a cell above the room.
        Connectedness is not looked at. This is where a search spends its time: hence no calls in the loop.
        """
        if not outward or not inward:
            return
        net, room, mean = self.network, self.room, self.mean
        own, to = self.cell[outward[0]], self.cell[inward[0]]
        (work_own, area_own, around_own), (work_to, area_to, around_to) = self._sums(own), self._sums(to)
        before = self.costs[own] + self.costs[to]
        others = [(other, *self._stake(other, own, to)) for other in inward]
        for piece in outward:
            work, area, around, with_own, with_to = self._stake(piece, own, to)
            shared = net.shared[piece]
            for other, other_work, other_area, other_around, other_with_own, other_with_to in others:
                more = other_work - work
                full, left = work_own + more, work_to - more
                if not (work or other_work):
                    continue  # nothing a single move could not do
                if within and (full > room or left > room):
                    continue
                wider, longer = other_area - area, other_around - around
                between = 2 * shared.get(other, 0)
                border = around_own + longer + 2 * (with_own - other_with_own) + between
                cost = OVER * (full - room) / room if full > room else 0.0
                cost += BALANCE * ((full - mean) / room) ** 2 + SHAPE * border * ROUND / sqrt(area_own + wider)
                border = around_to - longer + 2 * (other_with_to - with_to) + between
                cost += OVER * (left - room) / room if left > room else 0.0
                cost += BALANCE * ((left - mean) / room) ** 2 + SHAPE * border * ROUND / sqrt(area_to - wider)
                yield before - cost, piece, other

    def _stake(self, piece: int, own: int, to: int) -> tuple[int, int, int, int, int]:
        """Work, area, outline, and the borders with two cells."""
        net, beside = self.network, self.touching[piece]
        return net.work[piece], net.area[piece], net.around[piece], beside.get(own, 0), beside.get(to, 0)

    def has_room(self, piece: int, to: int) -> bool:
        """Whether a cell is not above the room with a piece more."""
        return self.work[to] + self.network.work[piece] <= self.room

    def stays_whole(self, piece: int) -> bool:
        """Whether the cell of a piece hangs together without it."""
        shared, rest = self.network.shared, self.members[self.cell[piece]]
        doors = [other for other in shared[piece] if other in rest]
        if not doors:
            return False  # a cell of one
        seen, todo, wanted = {piece, doors[0]}, [doors[0]], set(doors[1:])
        while todo and wanted:
            for other in shared[todo.pop()]:
                if other in rest and other not in seen:
                    seen.add(other)
                    wanted.discard(other)
                    todo.append(other)
        return not wanted

    def move(self, piece: int, to: int) -> None:
        """Let a piece go over to another cell."""
        own = self._leave(piece)
        self._enter(piece, to)
        for number in (own, to):
            self.costs[number] = self._cost(*self._sums(number))

    def replace(self, numbers: Iterable[int], members: Iterable[Sequence[int]]) -> None:
        """Divide the pieces of some cells anew among them."""
        numbers = list(numbers)
        for number in numbers:
            for piece in sorted(self.members[number]):
                self._leave(piece)
        for number, pieces in zip(numbers, members, strict=True):
            for piece in sorted(pieces):
                self._enter(piece, number)
        for number in numbers:
            self.costs[number] = self._cost(*self._sums(number))

    def snapshot(self) -> list[list[int]]:
        """The members of each cell, in order."""
        return [sorted(pieces) for pieces in self.members]
