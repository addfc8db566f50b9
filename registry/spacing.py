"""Covers in step: a line of pipe or cable shows as covers at about equal steps along a road. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

LEAST = 3
"""Fewer covers in step than these happen by chance."""
REACH = 3
"""So many steps to either side are looked at."""
SHORTEST_M, LONGEST_M = 8.0, 150.0
"""Steps of a network: nearer than 8 m covers of one place stand together, beyond 150 m nobody could clean the pipe."""
SLACK = 0.15
"""As far out of step, in steps, a cover of the row may lie."""


def in_step(offsets_m: Iterable[float]) -> tuple[int, float]:
    """How many covers a place is in step with, and the step; offsets are metres along the road from it, signed.

    The step is one of the distances from the place; of all the one with the most covers counts, then the longest. A
    cover more never makes it fewer. (0, 0.0) where nothing is in step.
    """
    offsets = sorted(offsets_m)
    best = (0, 0.0)
    for step in {abs(offset) for offset in offsets}:
        if SHORTEST_M <= step <= LONGEST_M:
            best = max(best, (_hits(offsets, step), step))
    return best


def _hits(offsets: Sequence[float], step: float) -> int:
    return sum(_is_near(offsets, n * step, SLACK * step) for n in range(-REACH, REACH + 1) if n)


def _is_near(offsets: Sequence[float], place: float, slack: float) -> bool:
    at = bisect_left(offsets, place - slack)
    return at < len(offsets) and offsets[at] <= place + slack
