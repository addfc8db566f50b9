"""Which answered requests are called back: a sample in strata, for an interval of a wanted width. Pure.

Department and channel are the strata, each in proportion to its size and none left out. The seed is an argument and is
stored: anybody can draw the same sample again.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from registry.errors import Invalid

Z = 1.959963984540054
"""Of a two-sided interval of 95 %."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """Requests of one department that came by one channel."""

    department: str
    channel: str


def size_for(population: int, half_width: float) -> int:
    """How many of a population must be reached so that a share of one half is known to ± half_width.

    Cochran's formula with the correction for a finite population. Raises Invalid for a width outside 0 to 0.5.
    """
    if not 0 < half_width < 0.5:
        raise Invalid("the half width of the interval is a share above 0 and below 0.5", field="half_width")
    if population == 0:
        return 0
    endless = Z * Z * 0.25 / (half_width * half_width)
    return min(population, math.ceil(endless / (1 + (endless - 1) / population)))


def draw(strata: Mapping[Stratum, Sequence[UUID]], *, half_width: float, seed: int) -> dict[UUID, Stratum]:
    """The requests to call back with their stratum, the same for the same strata and seed, in whatever order they come.

    Every stratum that is not empty has one at least, so that a sample of very many strata may be larger than needed.
    """
    keys = sorted((key for key, members in strata.items() if members), key=lambda key: (key.department, key.channel))
    counts = [len(strata[key]) for key in keys]
    shares = _shares(counts, size_for(sum(counts), half_width))
    random = np.random.default_rng(seed)
    drawn: dict[UUID, Stratum] = {}
    for key, share in zip(keys, shares, strict=True):
        members = sorted(strata[key])
        drawn |= {members[i]: key for i in sorted(random.choice(len(members), size=share, replace=False).tolist())}
    return drawn


def _shares(counts: Sequence[int], wanted: int) -> list[int]:
    """`wanted` shared out by size, whole numbers (largest remainder), one each at least and none above its stratum."""
    total = sum(counts)
    ideal = [wanted * count / total for count in counts]
    shares = [max(1, math.floor(one)) for one in ideal]
    left = wanted - sum(shares)
    for i in sorted(range(len(counts)), key=lambda i: (shares[i] - ideal[i], i)):
        if left > 0 and shares[i] < counts[i]:
            shares[i], left = shares[i] + 1, left - 1
    return shares
