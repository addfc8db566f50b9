"""The fewest cells there can be: a lower bound for each grid, and what would have to give where it is too many."""

import math
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from registry.errors import Invalid
from registry.redraw.parameters import Parameters
from registry.redraw.workload import add_minutes

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MOST_PEOPLE = 64  # of a cell, that are tried
PER_MINUTE = 1_000_000  # work is counted in whole millionths, so that a sum does not hang on its order


def lower_bound(minutes: Sequence[float] | Floats, room_minutes: float) -> int:
    """Cells that atoms of so many minutes need at least, when each has `room_minutes` for them; at least 1.

    The better of ceil(work / room) and the bound L2 of Martello and Toth (1990) for bin packing. Atoms above the room
    are divided by floors into cells of their own, which no other atom enters. Raises Invalid for a room of 0 or
    less, or minutes below 0.
    """
    room = round(room_minutes * PER_MINUTE)
    if room <= 0:
        raise Invalid(f"{room_minutes:g} minutes are left of the limit after mobilisation: raise the limit")
    work = np.round(np.asarray(minutes, dtype=np.float64) * PER_MINUTE).astype(np.int64)
    if (work < 0).any():
        raise Invalid("an atom has less than 0 minutes")
    towers = work[work > room]
    own = int((-(-towers // room)).sum())
    rest = work[work <= room]
    return max(1, own + max(martello_toth(rest, room), -(-int(rest.sum()) // room)))


def martello_toth(sizes: Ints, room: int) -> int:
    """Bound L2 for packing whole `sizes`, none above `room`, in bins of it; 0 for nothing to pack."""
    sizes = np.sort(sizes[sizes > 0])[::-1]
    if len(sizes) == 0:
        return 0
    best = 0
    half = sizes[2 * sizes <= room]
    for least in (0, *np.unique(half).tolist()):
        large = sizes[sizes > room - least]
        middle = sizes[(sizes <= room - least) & (2 * sizes > room)]
        small = half[half >= least]
        spare = len(middle) * room - int(middle.sum())
        more = -(-(int(small.sum()) - spare) // room)
        best = max(best, len(large) + len(middle) + max(0, more))
    return best


@dataclass(frozen=True, slots=True)
class Feasibility:
    """Whether `count` cells can be enough; `bound` is the sum over the grids, `words` say what would just fit."""

    feasible: bool
    count: int
    bound: int
    words: str
    fitting: Mapping[str, float]


def feasible(
    grids: Mapping[str, pd.DataFrame], count: int, parameters: Parameters, *, priced: bool = False
) -> Feasibility:
    """Told before solving: whether the lower bounds of all grids together leave room for `count` cells.

    `grids` are the demand rows by grid: columns of the workload model, or (`priced`) a column `minutes` of
    person-minutes and no mobilisation. Where it does not fit, `fitting` gives the value of each parameter that alone
    would: the most minutes a door, the fewest people, the least limit.
    """
    demand = _Demand(grids, parameters, priced=priced)

    def bound(trial: Parameters) -> float:
        room = trial.limit_minutes if priced else trial.room_minutes
        if room * PER_MINUTE < 1:
            return math.inf
        return demand.bound(trial, room)

    needed = int(bound(parameters)) if bound(parameters) < math.inf else 0
    if 0 < needed <= count:
        return Feasibility(True, count, needed, f"{count} cells can be enough: {needed} are needed at least", {})
    fitting = _fitting(parameters, lambda trial: bound(trial) <= count, priced=priced)
    named = {
        "door_minutes": "minutes a door at most {:.2f} (now " + f"{parameters.door_minutes:g})",
        "people": "people a cell at least {:.0f} (now " + f"{parameters.people})",
        "limit_minutes": "a limit of at least {:.1f} minutes (now " + f"{parameters.limit_minutes:g})",
    }
    ways = [named[name].format(value) for name, value in fitting.items()]
    least = f"at least {needed} are needed" if needed else "mobilisation alone takes the limit"
    advice = (
        "any of these alone would just fit: " + "; ".join(ways)
        if ways
        else (f"no parameter alone helps, for there are {len(grids)} grids and each needs a cell of its own")
    )
    return Feasibility(False, count, needed, f"{count} cells cannot be enough: {least}; {advice}", fitting)


class _Demand:
    """Rows of all grids, priced once: of what is tried only doors, people and the limit change."""

    def __init__(self, grids: Mapping[str, pd.DataFrame], parameters: Parameters, *, priced: bool) -> None:
        self.ends = np.cumsum([len(frame) for frame in grids.values()])[:-1]
        rows = pd.concat(list(grids.values()), ignore_index=True)
        nothing = np.zeros(len(rows))
        if priced:
            self.doors, self.shared, self.rest = nothing, rows["minutes"].to_numpy(dtype=np.float64), nothing
            return
        told = add_minutes(rows, replace(parameters, people=1, door_minutes=1.0))
        self.doors = told["door_minutes"].to_numpy(dtype=np.float64)
        self.shared = (told["shop_minutes"] + told["institution_minutes"]).to_numpy(dtype=np.float64)
        self.rest = (told["stair_minutes"] + told["walk_minutes"]).to_numpy(dtype=np.float64)

    def bound(self, trial: Parameters, room: float) -> int:
        minutes = (self.doors * trial.door_minutes + self.shared) / trial.people + self.rest
        return sum(lower_bound(one, room) for one in np.split(minutes, self.ends))


def _fitting(parameters: Parameters, fits: Callable[[Parameters], bool], *, priced: bool) -> dict[str, float]:
    found: dict[str, float] = {}
    if not priced and fits(replace(parameters, door_minutes=0.0)):
        low, high = 0.0, parameters.door_minutes
        while high - low > 0.005:
            middle = (low + high) / 2
            low, high = (middle, high) if fits(replace(parameters, door_minutes=middle)) else (low, middle)
        found["door_minutes"] = math.floor(low * 100) / 100
    if fits(replace(parameters, people=MOST_PEOPLE)):
        more = range(parameters.people + 1, MOST_PEOPLE + 1)
        found["people"] = float(more[bisect_left(more, True, key=lambda n: fits(replace(parameters, people=n)))])
    high = parameters.limit_minutes
    while not fits(replace(parameters, limit_minutes=high)) and high < 1e6:
        high *= 2
    if high < 1e6:
        low = parameters.limit_minutes
        while high - low > 0.05:
            middle = (low + high) / 2
            low, high = (low, middle) if fits(replace(parameters, limit_minutes=middle)) else (middle, high)
        found["limit_minutes"] = math.ceil(high * 10) / 10
    return found
