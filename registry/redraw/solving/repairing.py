"""A plan repaired after a hand changed it: cells moved, merged, divided or locked, entrances given to another cell.

What keeps every rule stays as the hand drew it; the limit is restored around the edit with the least change.
"""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from registry.errors import Invalid
from registry.redraw.solving.planning import Before, Plan, Run, make_plan
from registry.redraw.solving.rules import Rules

WHOLE = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class Repaired:
    """The plan that keeps every rule; codes that are new in it, codes that are gone, and what was done, in words."""

    plan: Plan
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    words: tuple[str, ...]


def repair(
    cells: gpd.GeoDataFrame,
    atoms: gpd.GeoDataFrame,
    *,
    grids: gpd.GeoDataFrame,
    rules: Rules,
    barriers: gpd.GeoDataFrame | None = None,
    buildings: gpd.GeoDataFrame | None = None,
    id_field: str | None = None,
    people: float | str | None = None,
    crew: int = 1,
    weight: float = 0.5,
    run: Run = map,
) -> Repaired:
    """Repair a plan. `cells` and `atoms` are the layers of a plan after the edit: a border was moved where the shape of
    a cell is not as it was `drawn`; an entrance where `cell` is not as `drawn`; cells were merged where one covers the
    ground of another that is gone, divided where a code stands twice; what is `locked` is not touched.

    `people`, `crew` and `weight` as in `planning.make_plan`. Raises Invalid, in words, where the limit cannot be
    restored, or a locked cell breaks a rule itself.
    """
    demand = whole_rows(atoms)
    plan = make_plan(
        grids,
        demand,
        rules=rules,
        barriers=barriers,
        buildings=buildings,
        id_field=id_field,
        people=people,
        crew=crew,
        before=Before(cells, demand, weight),
        run=run,
    )
    before, after = set(cells["code"].astype(str)), set(plan.cells["code"])
    return Repaired(plan, tuple(sorted(after - before)), tuple(sorted(before - after)), plan.words)


def whole_rows(atoms: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The rows of the demand as they were before floors divided them: rows of one tower, one after the other, are one
    again, with all its minutes. A row that lost a part is refused: Invalid.
    """
    if "part" not in atoms.columns:
        return atoms.reset_index(drop=True)
    part = pd.to_numeric(atoms["part"]).fillna(1.0).to_numpy()
    number, filled = [], 0.0
    count = -1
    for share in part:
        if filled <= 0:
            count += 1
        number.append(count)
        filled += float(share)
        if filled > WHOLE:
            filled = 0.0
    rows = atoms.reset_index(drop=True)
    label = pd.Series(number)
    minutes = pd.to_numeric(rows["minutes"]).groupby(label).sum()
    _refuse_torn(rows, label, filled=filled)
    whole: Any = rows[~label.duplicated()].reset_index(drop=True)
    whole["minutes"] = minutes.to_numpy()
    whole["part"] = 1.0
    return whole


def _refuse_torn(rows: gpd.GeoDataFrame, label: pd.Series, *, filled: float) -> None:
    first = rows.geometry.groupby(label).transform("first")
    torn = ~shapely.equals(rows.geometry.to_numpy(), first.to_numpy()) | (label == label.max()) & (filled > 0)
    if len(rows) and torn.any():
        row = int(torn.to_numpy().argmax()) + 1
        raise Invalid(
            f"row {row} of the atoms is a part of a tower whose other rows are missing: keep the rows of a tower "
            "together, in their order",
            row=row,
        )
