"""What is really wrong out there, and what an inspector makes of it: pure, seeded, never shown to the service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

HAZARDS = ("missing", "displaced", "broken", "collapsed", "flipping")


class Profile(StrEnum):
    """How well inspectors see: all there is, or as people do."""

    EXACT = "exact"
    REAL = "real"


@dataclass(frozen=True, slots=True)
class Eyes:
    """Shares of 1: defects overlooked, false alarms per true find, repeated sightings, wrong classes."""

    missed: float
    false_alarm: float
    repeated: float
    misjudged: float


EYES: Mapping[Profile, Eyes] = {
    Profile.EXACT: Eyes(missed=0.0, false_alarm=0.0, repeated=0.0, misjudged=0.0),
    Profile.REAL: Eyes(missed=0.10, false_alarm=0.04, repeated=0.05, misjudged=0.05),
}


@dataclass(frozen=True, slots=True)
class Defect:
    """A planted defect of one asset."""

    code: str
    severity: int
    hazard: bool


@dataclass(frozen=True, slots=True)
class Sight:
    """What one inspector says of one asset: fine (defect None) or a defect, perhaps said more than once."""

    asset_code: str
    defect: Defect | None
    times: int = 1


def look(asset_codes: Sequence[str], *, truth: Mapping[str, Defect], eyes: Eyes, seed: int, walker: int) -> list[Sight]:
    """What inspector `walker` says of each asset, in order. Same seed and walker: same words.

    False alarms are `eyes.false_alarm` times the expected number of true hazards among the assets, cried on sound ones.
    """
    dice = np.random.default_rng([seed, walker])
    rolls = dice.random((len(asset_codes), 3))
    hazards = sum(1 for code in asset_codes if code in truth and truth[code].hazard)
    sound = max(1, len(asset_codes) - hazards)
    cry = eyes.false_alarm * hazards * (1 - eyes.missed) / sound
    kinds = dice.integers(0, len(HAZARDS), len(asset_codes))
    return [
        _say(code, truth.get(code), eyes=eyes, cry=cry, rolls=roll, other=HAZARDS[kind])
        for code, roll, kind in zip(asset_codes, rolls, kinds, strict=True)
    ]


def _say(code: str, defect: Defect | None, *, eyes: Eyes, cry: float, rolls: Sequence[float], other: str) -> Sight:
    if defect is None:
        return Sight(code, Defect(other, 3, hazard=True) if rolls[0] < cry else None)
    if rolls[0] < eyes.missed:
        return Sight(code, None)
    if defect.hazard and rolls[1] < eyes.misjudged:
        defect = Defect(other, defect.severity, hazard=True)
    return Sight(code, defect, 2 if rolls[2] < eyes.repeated else 1)
