"""How many defects the sweep missed, from a blind second look (capture and recapture).

Pure. Two people look at the same sample without knowing of each other. What share of the second one's findings the
first one has too tells how much a first look sees; the rest follows.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc
from scipy.stats import beta

_NODES = 400  # points of the distribution of the detection that stand for all of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """Defects there are in all, with a 95 % interval.

    `missed` of them were not found by first looks; `detection` is the share of all that a first look sees.
    """

    found: int
    total: float
    total_low: float
    total_high: float
    missed: float
    missed_low: float
    missed_high: float
    detection: float


def chapman(*, first: int, second: int, both: int) -> float:
    """Defects in the sample, nearly unbiased (Chapman 1951). `both` were found by the first and by the second look."""
    if not 0 <= both <= min(first, second):
        raise ValueError("what both found cannot be more than what either found")
    return (first + 1) * (second + 1) / (both + 1) - 1


def interval(*, found: int, second: int, both: int) -> tuple[float, float]:
    """95 % interval of the defects missed beside `found` ones.

    What the first look sees of the second one's findings gives the distribution of the detection p (Jeffreys: Beta with
    both + ½ and second − both + ½); the missed ones beside `found` are negative binomial with it. Sound also where both
    looks agree in everything, where intervals round Chapman's figure itself break down.
    """
    detection = beta.ppf((np.arange(_NODES) + 0.5) / _NODES, both + 0.5, second - both + 0.5)
    return _quantile(0.025, found, detection), _quantile(0.975, found, detection)


def _quantile(share: float, found: int, detection: NDArray[np.float64]) -> float:
    """The number of missed ones that is not exceeded with probability `share`."""

    def reached(missed: float) -> bool:
        return bool(betainc(found, missed + 1, detection).mean() >= share)

    low, high = 0.0, 1.0
    if reached(low):
        return 0.0
    while not reached(high):
        high *= 2
    while high - low > max(0.5, high * 1e-4):
        middle = (low + high) / 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high


def missed(*, found: int, first: int, second: int, both: int) -> Estimate | None:
    """Carries the sample over to all `found` by first looks. None where the sample says nothing: neither look, or only
    one of them, found anything in it. `found` counts the first looks of the whole campaign, the sample's included.

    Findings are taken for true (those turned down as false are left out before), the two looks for independent.
    """
    if first == 0 or second == 0:
        return None
    total = max(chapman(first=first, second=second, both=both), float(first)) / first * found
    low, high = interval(found=found, second=second, both=both)
    low, high = min(low, total - found), max(high, total - found)
    return Estimate(
        found=found,
        total=total,
        total_low=found + low,
        total_high=found + high,
        missed=total - found,
        missed_low=low,
        missed_high=high,
        detection=found / total,
    )
