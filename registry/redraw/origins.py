"""Which cell the households of a plan lived in before it: by place, and in a tower by floors. Pure.

Where a thing lies is answered by `locating`, as everywhere.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from registry.errors import Invalid
from registry.redraw.locating import NOWHERE, Division, moves
from registry.redraw.numbering import Cells
from registry.redraw.solving.ground import Ints

DOORS = ("households", "doors")


def origins(atoms: gpd.GeoDataFrame, cells: gpd.GeoDataFrame, standing: Cells) -> pd.DataFrame:
    """Rows with `cell` (of the plan), `former` (that stands), each missing where there is none, and `households`.

    `atoms` and `cells` are the layers of a plan, in any CRS; `standing` are the micro-grids there are. A row of demand
    on floors of several former cells stands once for each, its households in proportion to the floors; without a column
    households or doors each row counts one. Raises Invalid for rows without cells.
    """
    if "cell" not in atoms.columns:
        raise Invalid("the layer atoms has no column cell", column="cell")
    before = _division(standing)
    places = shapely.get_coordinates(shapely.point_on_surface(_degrees(atoms).geometry.to_numpy()))
    lay = before.at(places[:, 0], places[:, 1])
    cell = atoms["cell"].astype(object).where(atoms["cell"].notna(), None).map(str, na_action="ignore")
    told = moves(before, lay, before, lay, floors=_floors(cell, cells, before, lay))
    thing = told["thing"].to_numpy()
    return pd.DataFrame(
        {
            "cell": cell.to_numpy(dtype=object)[thing],
            "former": told["before"].astype(object).where(told["before"] != NOWHERE, None),
            "households": _households(atoms)[thing] * told["share"],
        }
    )


def _division(standing: Cells) -> Division:
    low, high = zip(*standing.floors, strict=True) if len(standing.floors) else ((), ())
    told = {"code": list(standing.codes), "floor_from": list(low), "floor_to": list(high)}
    return Division.of(gpd.GeoDataFrame(told, geometry=list(standing.shapes), crs=4326))


def _degrees(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.set_crs(4326) if frame.crs is None else frame.to_crs(4326)


def _floors(cell: pd.Series, cells: gpd.GeoDataFrame, before: Division, lay: Ints) -> tuple[Ints, Ints]:
    """The floors of each row's cell; of a whole cell all those of the footprint it lies on."""
    named = cells.drop_duplicates("code").set_index(cells["code"].drop_duplicates().astype(str))
    stack = np.append(before.stack, [-1])[lay]
    ends = (
        pd.DataFrame({"low": before.low, "high": before.high}).groupby(before.stack).agg({"low": "min", "high": "max"})
    )

    def of(name: str, end: str) -> Ints:
        own = cell.map(pd.to_numeric(named[name])) if name in named.columns else pd.Series(np.nan, index=cell.index)
        whole = ends[end].reindex(stack).fillna(0).to_numpy()
        return np.asarray(own.where(own.notna(), whole).to_numpy(dtype=np.int64))

    return of("floor_from", "low"), of("floor_to", "high")


def _households(atoms: gpd.GeoDataFrame) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    name = next((name for name in DOORS if name in atoms.columns), None)
    counted = pd.Series(1.0, index=atoms.index) if name is None else pd.to_numeric(atoms[name], errors="coerce")
    parts = pd.to_numeric(atoms["part"]) if "part" in atoms.columns else 1.0
    return np.asarray((counted.fillna(0.0) * parts).to_numpy(dtype=np.float64))
