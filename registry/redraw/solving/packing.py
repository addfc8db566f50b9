"""How few cells can hold the work at all: a bound, whatever lies beside what."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate


def bound(work: Sequence[int], room: int) -> int:
    """The better of ceil(work / room) and L2; atoms above the room fill whole cells of their own, as by floors.

    L2 is the bound of Martello and Toth (1990, Lower bounds and reduction procedures for the bin packing problem): for
    each threshold, items above half a bin take one each, and what finds no room beside them needs more.
    """
    own = sum(-(-w // room) for w in work if w > room)
    rest = sorted(w for w in work if 0 < w <= room)
    if not rest:
        return own
    return own + max(-(-sum(rest) // room), _l2(rest, room))


def _l2(items: Sequence[int], room: int) -> int:
    """`items` ascending, each at most `room`."""
    total = [0, *accumulate(items)]
    half = bisect_left(items, room // 2 + 1)
    best = len(items) - half
    for threshold in sorted({0, *items[:half]}):
        low = bisect_left(items, threshold)
        alone = bisect_left(items, room - threshold + 1)  # nothing from the threshold on fits beside these
        alone = max(alone, half)
        beside = (alone - half) * room - (total[alone] - total[half])  # what is left beside the other large ones
        small = total[half] - total[low]
        best = max(best, len(items) - half + max(0, -(-(small - beside) // room)))
    return best
