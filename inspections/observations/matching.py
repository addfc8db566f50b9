"""Which asset a position means: near ones ranked by how likely each is. Pure.

The error of a fix is taken as a round Gaussian whose 68 % circle has the told accuracy as radius, widened by the
accuracy of the register's own position. Beside the near assets stands one more possibility: something unregistered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, pi

REACH_ACCURACIES = 3.0
LEAST_REACH_M = 15.0
MOST_REACH_M = 150.0
UNTOLD_ACCURACY_M = 30.0
LEAST_ACCURACY_M = 1.0
DECIDED_FROM = 0.8
MOST_CANDIDATES = 5

# P(error < r) = 1 - exp(-r² / 2σ²) = 0.68 of a round Gaussian gives σ² = r² / (2 ln(1 / 0.32)).
_VARIANCE_OF_SQUARE = 1 / (2 * log(1 / 0.32))
# Covers missing from the register: some 2 % of 170,000 on 65 km² (assumption; domain.md gives the totals).
_UNKNOWN_PER_M2 = 5e-5
# A named class is right in about nine of ten cases (assumption; inspectors misjudge classes in the field).
_SAME_CLASS, _OTHER_CLASS = 0.9, 0.1


@dataclass(frozen=True, slots=True)
class Near:
    """An asset near a position, by metres; `accuracy_m` is that of the register."""

    asset_code: str
    class_code: str
    distance_m: float
    accuracy_m: float | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An asset that may be meant, and how certainly (0 to 1)."""

    asset_code: str
    distance_m: float
    certainty: float


def reach_m(accuracy_m: float | None) -> float:
    """How far to look round a position of that accuracy: three times it, at least 15 m, at most 150 m."""
    return min(max(REACH_ACCURACIES * _accuracy(accuracy_m), LEAST_REACH_M), MOST_REACH_M)


def rank(near: Sequence[Near], *, accuracy_m: float | None, class_code: str | None = None) -> list[Candidate]:
    """The likeliest first, at most five; certainties add to less than 1, for it may be none of them."""
    likely = [_density(one, _accuracy(accuracy_m)) * _prior(one, class_code) for one in near]
    total = sum(likely) + _UNKNOWN_PER_M2 * (_SAME_CLASS if class_code else 1.0)
    ranked = sorted(zip(likely, near, strict=True), key=lambda pair: (-pair[0], pair[1].distance_m, pair[1].asset_code))
    return [
        Candidate(one.asset_code, round(one.distance_m, 1), round(share / total, 4))
        for share, one in ranked[:MOST_CANDIDATES]
    ]


def decided(candidates: Sequence[Candidate]) -> Candidate | None:
    """The first, if it is certain enough (0.8) to need nobody's eyes."""
    return candidates[0] if candidates and candidates[0].certainty >= DECIDED_FROM else None


def _accuracy(accuracy_m: float | None) -> float:
    return max(UNTOLD_ACCURACY_M if accuracy_m is None else accuracy_m, LEAST_ACCURACY_M)


def _density(near: Near, accuracy_m: float) -> float:
    variance = (accuracy_m**2 + (near.accuracy_m or 0.0) ** 2) * _VARIANCE_OF_SQUARE
    return exp(-(near.distance_m**2) / (2 * variance)) / (2 * pi * variance)


def _prior(near: Near, class_code: str | None) -> float:
    if class_code is None:
        return 1.0
    return _SAME_CLASS if near.class_code == class_code else _OTHER_CLASS
