"""A plan's file as `weighing` takes it: its cells under the codes they would be known by, its atoms as places of work.

Pure. Minutes are read as the verifier reads them: those of the model are shared by the people already, those of a
column are person-minutes.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from inspections.redraw.staffing import Round
from registry.errors import Invalid
from registry.redraw.parameters import Parameters
from registry.redraw.verifying.demand import row_minutes
from registry.redraw.verifying.plan import texts
from registry.redraw.workload import TERMS

_CELL = ("code", "grid", "kind", "people", "floor_from", "floor_to")
MONTHS = 12


def rounds_of(atoms: pd.DataFrame, parameters: Parameters, *, people: int, mobilisation: float | None) -> Round:
    """What a round is reckoned with: of the model where the atoms bear its terms, else `people`, and no mobilisation
    unless one is said.
    """
    modelled = _modelled(atoms)
    start = mobilisation if mobilisation is not None else parameters.mobilisation_minutes if modelled else 0.0
    return Round(parameters.limit_minutes, start, crew=float(parameters.people if modelled else people))


def cells_of(cells: gpd.GeoDataFrame, codes: Sequence[str]) -> gpd.GeoDataFrame:
    """The layer `cells` in EPSG:4326 with `codes` for its own. Without people a cell has those of an ordinary one."""
    told = cells.to_crs(4326) if cells.crs is not None else cells.set_crs(4326)
    told = told.assign(code=list(codes), grid=[code[:-3] for code in codes])
    if "people" in told:
        people = pd.to_numeric(told["people"], errors="coerce")
        told["people"] = people.where(people > 0)
    missing = [name for name in _CELL if name not in told]
    facts = pd.DataFrame(told.assign(**dict.fromkeys(missing))[list(_CELL)])
    return gpd.GeoDataFrame(facts, geometry=told.geometry.to_numpy(), crs=4326)


def atoms_of(
    atoms: gpd.GeoDataFrame, cells: gpd.GeoDataFrame, codes: Sequence[str], *, people: int = 1
) -> pd.DataFrame:
    """The layer `atoms` as lon, lat, work, cell, floor_from and floor_to; `codes` are those `cells` get.

    A row of a tower divided by floors has the floors of its cell. Rows in no cell are left out. Raises Invalid without
    the columns cell and minutes, for minutes that are none, and for a cell that is not in the plan.
    """
    for name in ("cell", "minutes"):
        if name not in atoms:
            raise Invalid(f"the layer atoms has no column {name}", field=name)
    work = row_minutes(atoms, Parameters(), people=1 if _modelled(atoms) else people)
    drawn = atoms.to_crs(4326) if atoms.crs is not None else atoms.set_crs(4326)
    spots = shapely.get_coordinates(shapely.point_on_surface(np.asarray(drawn.geometry.array)))
    named = texts(atoms["cell"])
    place = pd.Index(texts(cells["code"])).get_indexer(pd.Index(named))
    if (unknown := (named != "") & (place < 0)).any():
        first = named[unknown][0]
        raise Invalid(f"{int(unknown.sum())} atoms are in cells the plan has not, as {first}: see jingge redraw verify")
    floors = {name: _numbers(cells, name).to_numpy()[place] for name in ("floor_from", "floor_to")}
    tops = _numbers(atoms, "floors" if "floors" in atoms else "storeys").to_numpy()
    whole = np.isnan(floors["floor_from"])
    told = pd.DataFrame(
        {
            "lon": spots[:, 0],
            "lat": spots[:, 1],
            "work": work,
            "cell": np.asarray(codes, dtype=object)[place],
            "floor_from": np.where(whole, 1.0, floors["floor_from"]),
            "floor_to": np.where(whole, tops, floors["floor_to"]),
        }
    )
    inside: pd.DataFrame = told.loc[named != ""].reset_index(drop=True)
    return inside


def months_to(now: datetime, *, zone: str) -> tuple[datetime, list[str]]:
    """When the twelve months that end with the month of `now` began, and their names (2026-11)."""
    first = now.astimezone(ZoneInfo(zone)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    starts = [first]
    while len(starts) < MONTHS:
        starts.append((starts[-1] - timedelta(days=1)).replace(day=1))
    return starts[-1], [f"{start:%Y-%m}" for start in reversed(starts)]


def _modelled(atoms: pd.DataFrame) -> bool:
    return set(TERMS) <= set(atoms.columns)


def _numbers(frame: pd.DataFrame, name: str) -> pd.Series:
    values = frame[name] if name in frame else pd.Series(np.nan, index=frame.index)
    return pd.to_numeric(values, errors="coerce").astype("float64")
