"""How many defects the sweep missed, from a blind second look (capture and recapture).

Pure. Two people look at the same sample without knowing of each other. What the second one finds and the first one has
too tells how much a first look sees; the rest follows.
"""

from dataclasses import dataclass
from math import exp, sqrt

_Z_95 = 1.959964


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


def interval(*, first: int, second: int, both: int) -> tuple[float, float]:
    """95 % interval of the defects in the sample: transformed logit (Sadinle 2009), sound for small samples too."""
    only_first, only_second, shared = first - both + 0.5, second - both + 0.5, both + 0.5
    spread = sqrt(1 / shared + 1 / only_second + 1 / only_first + shared / (only_second * only_first))
    seen, unseen = first + second - both, only_first * only_second / shared
    return seen - 0.5 + unseen * exp(-_Z_95 * spread), seen - 0.5 + unseen * exp(_Z_95 * spread)


def missed(*, found: int, first: int, second: int, both: int) -> Estimate | None:
    """Carries the sample over to all `found` by first looks. None where the sample says nothing: neither look, or only
    one of them, found anything in it. `found` counts the first looks of the whole campaign, the sample's included.

    Findings are taken for true (those turned down as false are left out before), the two looks for independent.
    """
    if first == 0 or second == 0:
        return None
    total = max(chapman(first=first, second=second, both=both), float(first))
    low, high = interval(first=first, second=second, both=both)
    scale = found / first
    low = max(low, float(first))
    return Estimate(
        found=found,
        total=total * scale,
        total_low=low * scale,
        total_high=high * scale,
        missed=total * scale - found,
        missed_low=low * scale - found,
        missed_high=high * scale - found,
        detection=first / total,
    )
