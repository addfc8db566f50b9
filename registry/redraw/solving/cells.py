"""Cells while they are being made: which piece is in which, kept in step with what a change would cost."""

from collections.abc import Iterable, Sequence
from math import pi, sqrt

from registry.redraw.solving.network import AREA_M2, LENGTH_M, Network

OVER = 1000.0  # dearer than anything a shape can cost
SHAPE, BALANCE = 1.0, 3.0
ROUND = LENGTH_M / sqrt(4 * pi * AREA_M2)
NONE = -1  # in place of a piece

Change = tuple[float, int, int]
"""What the cost rises by (less than nothing is good), the piece that goes out, the one that comes in; or `NONE`."""


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
        self._whole: list[dict[int, bool]] = [{} for _ in members]  # what `stays_whole` has found, while it holds
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
        self._whole[number].clear()
        self.cell[piece] = number
        for other, length in net.shared[piece].items():
            if (beside := self.touching.get(other)) is not None:
                beside[number] = beside.get(number, 0) + length

    def _leave(self, piece: int) -> int:
        net, number = self.network, self.cell.pop(piece)
        self.members[number].discard(piece)
        self._whole[number].clear()
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

    def sides(self, number: int) -> dict[int, list[int]]:
        """The cells beside a cell, each with the pieces of this one that touch it."""
        found: dict[int, list[int]] = {}
        for piece in sorted(self.members[number]):
            for other in self.touching[piece]:
                if other != number:
                    found.setdefault(other, []).append(piece)
        return found

    def changes(
        self, own: int, to: int, outward: Sequence[int], inward: Sequence[int], *, below: float, within: bool
    ) -> list[Change]:
        """Pieces of a cell that go over to another, of the other that come in, that change places: all by which the
        cost rises by less than `below`, the cheapest first; `within` leaves out what fills a cell above the room.

        Connectedness is not looked at. This is where a search spends its time: hence no calls in the loop, and no
        roots for what is too dear by its work alone.
        """
        net, room, mean = self.network, self.room, self.mean
        over, uneven, shape = OVER / room, BALANCE / (room * room), SHAPE * ROUND
        (work_own, area_own, around_own), (work_to, area_to, around_to) = self._sums(own), self._sums(to)
        before = self.costs[own] + self.costs[to]
        out, back = self._stakes(outward, own, to), self._stakes(inward, own, to)
        found: list[Change] = []
        for piece, work, area, at_own, at_to in out:
            shared = net.shared[piece] if piece != NONE else {}
            for other, other_work, other_area, other_at_own, other_at_to in back:
                more, wider = other_work - work, other_area - area
                full, left = work_own + more, work_to - more
                if within and (full > room or left > room):
                    continue
                if not (work or other_work) and piece != NONE != other:
                    continue  # nothing a single move could not do
                rise = uneven * ((full - mean) ** 2 + (left - mean) ** 2) - before
                if full > room:
                    rise += over * (full - room)
                if left > room:
                    rise += over * (left - room)
                if rise >= below or wider in (-area_own, area_to) or piece == other:
                    continue  # too dear, nobody left, or no change at all
                between = 2 * shared.get(other, 0)
                rise += shape * (around_own - at_own + other_at_own + between) / sqrt(area_own + wider)
                rise += shape * (around_to + at_to - other_at_to + between) / sqrt(area_to - wider)
                if rise < below:
                    found.append((rise, piece, other))
        found.sort()
        return found

    def _stakes(self, pieces: Sequence[int], own: int, to: int) -> list[tuple[int, int, int, int, int]]:
        """No piece, then each: work, area, and what makes the outline of the one cell longer and that of the other."""
        net, touching = self.network, self.touching
        stakes = [(NONE, 0, 0, 0, 0)]
        for piece in pieces:
            around, beside = net.around[piece], touching[piece]
            at_own, at_to = around - 2 * beside.get(own, 0), around - 2 * beside.get(to, 0)
            stakes.append((piece, net.work[piece], net.area[piece], at_own, at_to))
        return stakes

    def keeps_whole(self, own: int, to: int, piece: int, other: int) -> bool:
        """Whether two cells that touch hang together, and are not empty, after a change between them."""
        if NONE in (piece, other):
            return self.stays_whole(other if piece == NONE else piece)
        between = self.network.shared[piece].get(other, 0)
        if not self.stays_whole(piece) or self.touch(other, own) == between:
            return False
        if self.stays_whole(other):
            return self.touch(piece, to) > between
        return self._hangs_without(other, self.members[to] | {piece})  # it may bridge what the other leaves apart

    def stays_whole(self, piece: int) -> bool:
        """Whether the cell of a piece hangs together without it."""
        number = self.cell[piece]
        known = self._whole[number]
        if piece not in known:
            known[piece] = self._hangs_without(piece, self.members[number])
        return known[piece]

    def _hangs_without(self, piece: int, cell: set[int]) -> bool:
        shared = self.network.shared
        doors = [other for other in shared[piece] if other in cell]
        if not doors:
            return False  # a cell of one
        seen, todo, wanted = {piece, doors[0]}, [doors[0]], set(doors[1:])
        while todo and wanted:
            for other in shared[todo.pop()]:
                if other in cell and other not in seen:
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
