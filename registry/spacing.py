"""Covers in step: a line of pipe or cable shows as covers at about equal steps along a road. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

LEAST = 3
"""Fewer covers in step than these happen by chance."""
REACH = 3
"""So many steps to either side are looked at."""
SHORTEST_M, LONGEST_M = 8.0, 150.0
"""Steps of a network: nearer than 8 m covers of one place stand together, beyond 150 m nobody could clean the pipe."""


def in_step(offsets_m: Iterable[float]) -> tuple[int, float]:
    """How many covers a place is in step with, and the step; offsets are metres along the road from it, signed.

    The step is the distance of the nearest cover; counted are those one, two and three steps away to either side, up to
    the first that is missing. (0, 0.0) where the nearest is too near or too far to be a step.
    """
    offsets = sorted(offsets_m)
    step = min(map(abs, offsets), default=0.0)
    if not SHORTEST_M <= step <= LONGEST_M:
        return 0, 0.0
    return _hits(offsets, step) + _hits(offsets, -step), step


def _hits(offsets: Sequence[float], step: float) -> int:
    for n in range(1, REACH + 1):
        slack = (0.1 + 0.05 * n) * abs(step)  # what each step is off adds up
        at = bisect_left(offsets, n * step - slack)
        if at == len(offsets) or offsets[at] > n * step + slack:
            return n - 1
    return REACH
