"""How long a unit takes, and what a whole campaign needs: people and days.

Pure. The reckoning is open: looking + walking + getting from unit to unit, over the hours a person has.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np
import pandas as pd

from inspections.campaigns.parameters import Parameters, Staffing

# The shortest walk through n places strewn over an area A is 0.7124 · √(n·A) as n grows
# (Beardwood, Halton, Hammersley 1959; the constant by Johnson, McGeoch and Rothberg 1996).
_STREWN = 0.7124
_ALTERNATIVE_DAYS = (3, 5, 7, 10, 14, 20, 30)


def work(units: pd.DataFrame, parameters: Parameters) -> pd.DataFrame:
    """What each unit takes: columns `walk_m`, `returns` (both sides walked), `looking_min`, `walking_min`.

    `units`: columns `targets`, `line_m` (NaN where it is no road), `width_m` (NaN: unknown), `area_m2`, `outline_m`.
    A road is walked once, from `wide_road_m` up on both sides. A compound is walked from cover to cover, and at least
    along half of its outline, so that one without covers is entered too. The index is kept.
    """
    is_road = units["line_m"].notna()
    returns = is_road & (units["width_m"] >= parameters.wide_road_m)
    road_m = units["line_m"] * np.where(returns, 2, 1)
    strewn_m = _STREWN * np.sqrt(units["targets"] * units["area_m2"].fillna(0.0)) * parameters.detour
    walk_m = road_m.where(is_road, np.maximum(strewn_m, units["outline_m"] / 2))
    return pd.DataFrame(
        {
            "walk_m": walk_m,
            "returns": returns,
            "looking_min": units["targets"] * parameters.look_s / 60,
            "walking_min": walk_m / parameters.walk_m_min,
        },
        index=units.index,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """So many people can do it in so many days."""

    days: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The reckoning of a campaign. Minutes are of one person; `max_over_mean` is the evenness of the shares.

    `units` are more than the places where grids cut them. `days` the campaign lasts, `days_needed` the fullest share.
    """

    staffing: Staffing
    people: int
    second_look_people: int
    days: int
    days_needed: int
    covers: int
    segments: int
    compounds: int
    remainders: int
    units: int
    roads_m: float
    roads_walked_m: float
    compounds_walked_m: float
    getting_m: float
    looking_min: float
    walking_min: float
    getting_min: float
    second_look_units: int
    second_look_covers: int
    second_look_min: float
    mean_min: float
    heaviest_min: float
    max_over_mean: float
    parameters: Parameters
    alternatives: tuple[Alternative, ...]
    notes_zh: tuple[str, ...]
    notes_en: tuple[str, ...]

    @property
    def total_min(self) -> float:
        """Minutes of all first looks together."""
        return self.looking_min + self.walking_min + self.getting_min


def fewest_people(total_min: float, *, days: int, parameters: Parameters) -> int:
    """No fewer people than this can do the work in the days, however it is shared out."""
    return max(1, ceil(total_min / (days * parameters.minutes_a_day) - 1e-9))


def fewest_days(heaviest_min: float, *, parameters: Parameters) -> int:
    """The days the most loaded person needs."""
    return max(1, ceil(heaviest_min / parameters.minutes_a_day - 1e-9))


def alternatives(total_min: float, max_over_mean: float, *, parameters: Parameters) -> tuple[Alternative, ...]:
    """People for usual numbers of days, reckoned with the evenness reached: to choose from before anything is fixed."""
    loaded = total_min * max_over_mean
    return tuple(
        Alternative(days=days, people=fewest_people(loaded, days=days, parameters=parameters))
        for days in _ALTERNATIVE_DAYS
    )
