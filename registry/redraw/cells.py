"""Cells while they are being made: which piece is in which, kept in step with what a change would cost."""

from collections.abc import Iterable, Sequence
from math import pi, sqrt

from registry.redraw.network import AREA_M2, LENGTH_M, Network

OVER = 1000.0  # dearer than anything a shape can cost
SHAPE, BALANCE = 1.0, 3.0
ROUND = LENGTH_M / sqrt(4 * pi * AREA_M2)


class Cells:
    """A division of some pieces of a network into numbered cells, each connected and not empty.

    Cost of a cell: what it holds above the room (dear), how far it is from the mean, and how its outline compares with
    that of a circle of its area (1 over the root of Polsby-Popper).
    """

    def __init__(self, network: Network, members: Sequence[Sequence[int]], *, room: int) -> None:
        """`members` are the pieces of each cell. `touching` is the border of each piece with each cell beside it."""
        self.network, self.room = network, room
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

    def trade(self, piece: int, other: int) -> float:
        """What the cost falls by when two pieces of different cells change places; connectedness is not looked at."""
        net, own, to = self.network, self.cell[piece], self.cell[other]
        one, two = self.touching[piece], self.touching[other]
        work, area = net.work[other] - net.work[piece], net.area[other] - net.area[piece]
        around, between = net.around[other] - net.around[piece], 2 * net.shared[piece].get(other, 0)
        left = self.around[own] + around + 2 * (one.get(own, 0) - two.get(own, 0)) + between
        taken = self.around[to] - around + 2 * (two.get(to, 0) - one.get(to, 0)) + between
        after = self._cost(self.work[own] + work, self.area[own] + area, left)
        after += self._cost(self.work[to] - work, self.area[to] - area, taken)
        return self.costs[own] + self.costs[to] - after

    def overfills(self, change: Iterable[tuple[int, int]]) -> bool:
        """Whether pieces that go over leave a cell above the room."""
        need, work = self.network.work, self.work
        more: dict[int, int] = {}
        for piece, to in change:
            own = self.cell[piece]
            more[own] = more.get(own, 0) - need[piece]
            more[to] = more.get(to, 0) + need[piece]
        return any(work[number] + extra > self.room for number, extra in more.items())

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
