"""What cannot be met, said before anything is solved, and beside a plan that does not keep the rules."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd

from registry.errors import Invalid
from registry.redraw.bounds import feasible
from registry.redraw.explaining import Obstacle, by_grid, obstacles
from registry.redraw.parameters import Parameters
from registry.redraw.solving.rules import PER_MINUTE, Rules, Tower
from registry.redraw.verifying.door import Given
from registry.redraw.workload import TERMS

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What a plan is asked for: `demand` with `minutes`, which `people` share where they are not `is_reckoned`."""

    grids: gpd.GeoDataFrame
    demand: gpd.GeoDataFrame
    id_field: str | None
    people: float
    is_reckoned: bool
    lines: gpd.GeoDataFrame | None


def refuse_what_cannot_be(asked: Asked, *, rules: Rules, model: Parameters) -> None:
    """Raises Invalid where a count of cells cannot be enough, with the parameters that alone would make it so."""
    field = asked.id_field or next((one for one in ("code", "grid", "id") if one in asked.grids.columns), None)
    minutes = pd.to_numeric(asked.demand["minutes"], errors="coerce")
    if field is None or field not in asked.grids.columns or minutes.isna().any() or rules.count is None:
        return  # what is wrong with a file is said where it is read
    room = rules.room / PER_MINUTE
    shared = gpd.GeoDataFrame(asked.demand.assign(minutes=_by_teams(asked.demand, minutes / asked.people, rules)))
    found = obstacles(asked.grids, shared, room_minutes=room, id_field=field, barriers=asked.lines, total=rules.count)
    known = {"total", "parts", "floors"} if rules.tower is Tower.FLOORS else {"total", "parts"}
    against = [one for one in found if one.rule in known]
    if not against:
        return
    words = [one.words for one in against[:_SHOWN]]
    if len(against) > _SHOWN:
        words.append(f"{len(against) - _SHOWN} more like these")
    if any(one.rule == "total" for one in against):
        words.append(_fitting(asked, field, rules.count, rules, model))
    raise Invalid(f"--count {rules.count}: {'; '.join(words)}", field="count", obstacles=[one.rule for one in against])


def _by_teams(demand: gpd.GeoDataFrame, minutes: pd.Series, rules: Rules) -> pd.Series:
    """Minutes of each row, at most a full cell's where more people do it: a team has one cell, however much it does."""
    if rules.tower is Tower.FLOORS:
        return minutes
    room = rules.room / PER_MINUTE
    if rules.tower is Tower.TEAM:
        return minutes.clip(upper=room)
    name = next((one for one in ("floors", "storeys") if one in demand.columns), None)
    if name is None:
        return minutes
    floors = pd.to_numeric(demand[name], errors="coerce").fillna(0)
    return minutes.mask((floors > 0) & (minutes > room * floors), room)


def _fitting(asked: Asked, field: str, count: int, rules: Rules, model: Parameters) -> str:
    if rules.tower is Tower.TEAM:
        return "raise --count, --minutes or --people"
    rows = by_grid(asked.grids, asked.demand, id_field=field)
    if asked.is_reckoned:
        return feasible(rows, count, replace(model, mobilisation_minutes=rules.mobilisation_minutes)).words
    if not float(asked.people).is_integer() or rules.mobilisation_minutes:
        return "raise --count, --minutes or --people"
    return feasible(rows, count, replace(model, people=int(asked.people)), priced=True).words


def obstacles_of(
    given: Given, *, model: Parameters, id_field: str, people: int, mobilisation: float | None
) -> Sequence[Obstacle]:
    """What stands against any plan with so many cells in each grid as this one has: why its faults cannot be mended."""
    modelled = set(TERMS) <= set(given.atoms.columns)
    start = mobilisation if mobilisation is not None else model.mobilisation_minutes if modelled else 0.0
    room = model.limit_minutes - start
    if room <= 0 or "minutes" not in given.atoms.columns:
        return []
    placed = given.atoms[given.atoms["cell"].notna()]
    teams = (
        given.cells.loc[given.cells["people"] > (model.people if modelled else people), "code"]
        if ("people" in given.cells.columns)
        else []
    )
    demand = placed[~placed["cell"].isin(teams)]  # more people do these, in a cell of their own
    counts = given.cells[~given.cells["code"].isin(teams)].groupby("grid").size()
    return obstacles(
        given.grids,
        gpd.GeoDataFrame(demand.assign(minutes=demand["minutes"] / (1 if modelled else people))),
        room_minutes=room,
        id_field=id_field,
        barriers=given.barriers,
        counts={str(grid): int(n) for grid, n in counts.items()},
    )
