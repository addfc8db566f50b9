"""The campaign laid out: who walks which unit, in which order, on which day, and what is looked at twice.

Pure: units in, shares and plan out. The plan a planner reads and the assignments frozen at the start are one layout.
"""

from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from inspections.campaigns import assign, explanation, plan, walk
from inspections.campaigns.parameters import Parameters, Staffing
from inspections.campaigns.plan import Plan

_ROUNDS = 8  # times people are added until the fullest share fits the days,
_STEP = 0.99  # each time a little less than the overload asks for, which may be a matter of one share
_ALIKE = 1.10  # heaviest over mean up to which shares count as alike; above it the plan says why
_STREET_DIGITS = 9  # of a community code name its street
_GETTING = 1.02  # getting from unit to unit is at least about this much on top of looking and walking


@dataclass(frozen=True, slots=True)
class Layout:
    """`units`: index as given; `walk_m`, `minutes`, `assignment` (number from 1), `position`, `day_no`, and nullable
    `second_assignment`, `second_position`, `second_day_no`. `assignments`: index number; `grid_code`, `second_look`,
    `minutes`. `plan`: what it comes to.
    """

    units: pd.DataFrame
    assignments: pd.DataFrame
    plan: Plan


def lay_out(
    units: pd.DataFrame,
    *,
    parameters: Parameters,
    staffing: Staffing,
    days: int | None = None,
    people: int | None = None,
    seed: int,
) -> Layout:
    """Given the days: the people who can do it (to about one in a hundred the fewest). Given the people: the days.

    `units`: columns `kind`, `place_code`, `grid_code`, `community_code`, `targets`, `line_m`, `width_m`, `area_m2`,
    `outline_m` and `shape` (geometry in a metric CRS); at least one row. Grid workers are as many as there are
    grids, whatever `people` says.
    """
    laid = units.join(plan.work(units, parameters))
    found: dict[str, float] = {}
    if staffing is Staffing.GRID_WORKERS:
        numbers = pd.factorize(laid["grid_code"].fillna(""), sort=True)[0].astype(np.int64)
        laid = _walked(laid, numbers, parameters)
    else:
        laid = _shared_out(laid, parameters, days=days, people=people, seed=seed, found=found)
    load = laid.groupby("assignment")["minutes"].sum()
    needed = plan.fewest_days(load.max(), parameters=parameters)
    if days is not None and people is None and needed > days:
        found["overdue_days"] = needed
    span = needed if days is None or people is not None else max(days, needed)
    laid, seconds = _second_look(laid, parameters, days=span, seed=seed)
    grids = laid.groupby("assignment")["grid_code"].first() if staffing is Staffing.GRID_WORKERS else None
    first = pd.DataFrame({"grid_code": grids, "second_look": False, "minutes": load}, index=load.index)
    return Layout(
        units=laid,
        assignments=pd.concat([first, seconds]) if len(seconds) else first,
        plan=_reckoned(laid, load, seconds, parameters, staffing=staffing, days=span, days_needed=needed, found=found),
    )


def _shared_out(
    laid: pd.DataFrame,
    parameters: Parameters,
    *,
    days: int | None,
    people: int | None,
    seed: int,
    found: dict[str, float],
) -> pd.DataFrame:
    """Shares for a team. With days given, people are added until the fullest share fits."""
    shapes = cast("NDArray[np.object_]", laid["shape"].to_numpy())
    minutes = (laid["looking_min"] + laid["walking_min"]).to_numpy(dtype=np.float64)
    neighbourhood = assign.neighbours(shapes, within_m=parameters.neighbour_m)
    if neighbourhood.bridges_m:
        found |= {"bridges": len(neighbourhood.bridges_m), "longest_m": neighbourhood.bridges_m[0]}
    parts = people or plan.fewest_people(float(minutes.sum()) * _GETTING, days=days or 1, parameters=parameters)
    walked = laid
    for _ in range(_ROUNDS):
        if parts > len(laid):
            found["fewer_units"] = len(laid)
        parts = min(parts, len(laid))
        walked = _walked(laid, assign.divide(minutes, neighbourhood, parts=parts, seed=seed), parameters)
        load = walked.groupby("assignment")["minutes"].sum()
        if people is not None or days is None or parts == len(laid):
            break
        over = load.max() / (days * parameters.minutes_a_day)
        if over <= 1:
            break
        parts = max(parts + 1, int(parts * over * _STEP))
    if walked["minutes"].max() > load.mean():
        found["too_large_min"] = float(walked["minutes"].max())
    return walked


def _walked(laid: pd.DataFrame, numbers: NDArray[np.int64], parameters: Parameters) -> pd.DataFrame:
    """Walking order, getting there and day of each unit inside its share (`numbers` from 0)."""
    size = len(laid)
    position, day_no, gap_m = np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size)
    shapes, returns = laid["shape"].to_numpy(), laid["returns"].to_numpy(dtype=bool)
    work_min = (laid["looking_min"] + laid["walking_min"]).to_numpy(dtype=np.float64)
    by_share = np.argsort(numbers, kind="stable")
    for members in np.split(by_share, np.flatnonzero(np.diff(numbers[by_share])) + 1):
        route = walk.nearest_next(shapes[members], returns=returns[members])
        units = members[route.order]
        position[units] = np.arange(1, len(units) + 1)
        gap_m[units] = route.gap_m * parameters.detour
        minutes = work_min[units] + gap_m[units] / parameters.walk_m_min
        day_no[units] = walk.days(minutes, minutes_a_day=parameters.minutes_a_day)
    return laid.assign(
        assignment=numbers + 1,
        position=position,
        day_no=day_no,
        getting_m=gap_m,
        minutes=work_min + gap_m / parameters.walk_m_min,
    )


def _second_look(
    laid: pd.DataFrame, parameters: Parameters, *, days: int, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A stratified sample of the units that hold targets goes to further people: every n-th from a random start,
    kind by kind and street by street, and in these along the walks. So each stratum comes up in
    its share, to less than one unit, and inside it inspectors and days do."""
    columns = ["second_assignment", "second_position", "second_day_no"]
    laid = laid.assign(**{column: pd.array([pd.NA] * len(laid), dtype="Int64") for column in columns})
    chosen = sample(laid, share=parameters.second_look_share, seed=seed)
    if not len(chosen):
        return laid, pd.DataFrame()
    shapes, returns = laid["shape"].to_numpy()[chosen], laid["returns"].to_numpy(dtype=bool)[chosen]
    route = walk.nearest_next(shapes, returns=returns)
    units = chosen[route.order]
    work_min = (laid["looking_min"] + laid["walking_min"]).to_numpy(dtype=np.float64)[units]
    minutes = work_min + route.gap_m * parameters.detour / parameters.walk_m_min
    parts = min(plan.fewest_people(float(minutes.sum()), days=days, parameters=parameters), len(units))
    runs = walk.cut(minutes, parts=parts)
    number = int(laid["assignment"].max()) + 1
    load: dict[int, float] = {}
    for run in np.unique(runs):
        members = np.flatnonzero(runs == run)
        where = laid.index[units[members]]
        laid.loc[where, "second_assignment"] = number
        laid.loc[where, "second_position"] = np.arange(1, len(members) + 1)
        laid.loc[where, "second_day_no"] = walk.days(minutes[members], minutes_a_day=parameters.minutes_a_day)
        load[number] = float(minutes[members].sum())
        number += 1
    return laid, pd.DataFrame({"grid_code": None, "second_look": True, "minutes": pd.Series(load)})


def sample(laid: pd.DataFrame, *, share: float, seed: int) -> NDArray[np.int64]:
    """Positions of the units looked at twice: every n-th of those with targets, strata one after the other.

    A stratum is a `kind` of unit in a street (街道, 9 digits of `community_code`; nullable).
    """
    holding = laid.reset_index(drop=True).loc[lambda rows: rows["targets"] > 0]
    street = holding["community_code"].fillna("").str[:_STREET_DIGITS]
    ordered = holding.assign(street=street).sort_values(["kind", "street", "assignment", "position"]).index.to_numpy()
    if share <= 0 or not len(ordered):
        return np.empty(0, dtype=np.int64)
    start = np.random.default_rng(seed).uniform(0, 1)
    turns = np.floor(np.arange(len(ordered) + 1) * share + start).astype(np.int64)
    chosen = ordered[np.flatnonzero(np.diff(turns))]
    return (chosen if len(chosen) else ordered[:1]).astype(np.int64)


def _reckoned(
    laid: pd.DataFrame,
    load: pd.Series,
    seconds: pd.DataFrame,
    parameters: Parameters,
    *,
    staffing: Staffing,
    days: int,
    days_needed: int,
    found: dict[str, float],
) -> Plan:
    roads, twice = laid["kind"] == "segment", laid["second_assignment"].notna()
    places = laid.groupby("kind")["place_code"].nunique()
    total, evenness = float(laid["minutes"].sum()), float(load.max() / load.mean())
    if staffing is Staffing.TEAM and evenness > _ALIKE and "too_large_min" not in found:
        found["units_a_share"] = len(laid) / len(load)
    notes_zh, notes_en = explanation.notes(found)
    return Plan(
        staffing=staffing,
        people=len(load),
        second_look_people=len(seconds),
        days=days,
        days_needed=days_needed,
        covers=int(laid["targets"].sum()),
        segments=int(places.get("segment", 0)),
        compounds=int(places.get("compound", 0)),
        remainders=int(places.get("remainder", 0)),
        units=len(laid),
        roads_m=float(laid.loc[roads, "line_m"].sum()),
        roads_walked_m=float(laid.loc[roads, "walk_m"].sum()),
        compounds_walked_m=float(laid.loc[~roads, "walk_m"].sum()),
        getting_m=float(laid["getting_m"].sum()),
        looking_min=float(laid["looking_min"].sum()),
        walking_min=float(laid["walking_min"].sum()),
        getting_min=float(laid["getting_m"].sum() / parameters.walk_m_min),
        second_look_units=int(twice.sum()),
        second_look_covers=int(laid.loc[twice, "targets"].sum()),
        second_look_min=float(seconds["minutes"].sum()) if len(seconds) else 0.0,
        mean_min=float(load.mean()),
        heaviest_min=float(load.max()),
        max_over_mean=evenness,
        parameters=parameters,
        alternatives=plan.alternatives(total, evenness, parameters=parameters) if staffing is Staffing.TEAM else (),
        notes_zh=notes_zh,
        notes_en=notes_en,
    )
