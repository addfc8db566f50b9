"""What a plan has to keep: the limit, the count, and how a tower is dealt with."""

import math
from dataclasses import dataclass
from enum import StrEnum

from registry.errors import Invalid

PER_MINUTE = 1_000_000
"""Work is counted in whole millionths of a minute, so that a sum does not hang on its order."""


class Tower(StrEnum):
    """What becomes of a building that alone exceeds the limit."""

    FLOORS = "floors"  # several cells on one footprint, each with its floors
    TEAM = "team"  # one cell with more people
    EITHER = "either"  # floors, and a team where a single floor exceeds it


@dataclass(frozen=True, slots=True)
class Rules:
    """`minutes` is the limit of a cell; `mobilisation_minutes` are spent in every cell before the first door."""

    minutes: float = 180.0
    mobilisation_minutes: float = 0.0
    count: int | None = None
    tower: Tower = Tower.EITHER

    def __post_init__(self) -> None:
        """Raises Invalid for what nobody can keep."""
        if not (math.isfinite(self.minutes) and self.minutes > 0):
            raise Invalid(f"--minutes {self.minutes}: the limit of a cell is a number above 0", field="minutes")
        if not (math.isfinite(self.mobilisation_minutes) and self.mobilisation_minutes >= 0):
            raise Invalid(f"mobilisation takes {self.mobilisation_minutes} minutes: say a number from 0")
        if self.room <= 0:
            raise Invalid(
                f"--minutes {self.minutes:g}: mobilisation alone takes {self.mobilisation_minutes:g} minutes, "
                "so that no time is left for a single door; raise --minutes or lower the mobilisation",
                field="minutes",
            )
        if self.count is not None and self.count < 1:
            raise Invalid(f"--count {self.count}: say a number of cells from 1", field="count")

    @property
    def room(self) -> int:
        """What a cell has for its atoms, in millionths of a minute."""
        return whole(self.minutes - self.mobilisation_minutes)


def whole(minutes: float) -> int:
    """Minutes as whole millionths."""
    return round(minutes * PER_MINUTE)
