"""Which cell the households of a plan lived in before it: by place, and in a tower by floors. Pure."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from registry.errors import Invalid
from registry.redraw.numbering import Cells, Floors

CRACK_DEG = 1e-5
"""About a metre: a point in a crack between cells belongs to the nearest (registry.micro_grid_at)."""
DOORS = ("households", "doors")


def origins(atoms: gpd.GeoDataFrame, cells: gpd.GeoDataFrame, standing: Cells) -> pd.DataFrame:
    """Rows with `cell` (of the plan), `former` (that stands), each missing where there is none, and `households`.

    `atoms` and `cells` are the layers of a plan, in any CRS; `standing` are the micro-grids there are. A row of demand
    on floors of several former cells stands once for each, its households in proportion to the floors; without a column
    households or doors each row counts one. Raises Invalid for rows without cells.
    """
    if "cell" not in atoms.columns:
        raise Invalid("the layer atoms has no column cell", column="cell")
    places = shapely.point_on_surface(_degrees(atoms).geometry.to_numpy())
    floors = dict(zip(cells["code"].astype(str), _floors(cells), strict=True))
    count = _households(atoms)
    cell = [None if pd.isna(code) else str(code) for code in atoms["cell"]]
    beneath = _beneath(places, standing)
    rows: list[tuple[str | None, str | None, float]] = []
    for i, code in enumerate(cell):
        own = floors.get(code, (None, None)) if code is not None else (None, None)
        shared = _shares(beneath[i], standing, own) or [(None, 1.0)]
        rows += [(code, former, float(count[i]) * share) for former, share in shared]
    return pd.DataFrame(rows, columns=["cell", "former", "households"]).astype({"cell": object, "former": object})


def _degrees(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.set_crs(4326) if frame.crs is None else frame.to_crs(4326)


def _floors(cells: gpd.GeoDataFrame) -> list[Floors]:
    def column(name: str) -> list[int | None]:
        values = cells[name] if name in cells.columns else [None] * len(cells)
        return [None if pd.isna(value) else int(value) for value in values]

    return list(zip(column("floor_from"), column("floor_to"), strict=True))


def _households(atoms: gpd.GeoDataFrame) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    name = next((name for name in DOORS if name in atoms.columns), None)
    counted = pd.Series(1.0, index=atoms.index) if name is None else pd.to_numeric(atoms[name], errors="coerce")
    parts = pd.to_numeric(atoms["part"]) if "part" in atoms.columns else 1.0
    return np.asarray((counted.fillna(0.0) * parts).to_numpy(dtype=np.float64))


def _beneath(places: Sequence[shapely.Geometry], standing: Cells) -> list[list[int]]:
    """The cells at each place, those it lies in first, then by code; a place has those of one footprint."""
    found: list[list[tuple[float, str, int]]] = [[] for _ in places]
    if len(standing.codes):
        tree = shapely.STRtree(standing.shapes)
        place, cell = tree.query(places, predicate="dwithin", distance=CRACK_DEG)
        apart = shapely.distance(np.asarray(places)[place], standing.shapes[cell])
        for i, other, far in zip(place.tolist(), cell.tolist(), apart.tolist(), strict=True):
            found[i].append((far, standing.codes[other], other))
    return [_footprint([cell for _, _, cell in sorted(near)], standing) for near in found]


def _footprint(near: list[int], standing: Cells) -> list[int]:
    if not near or standing.floors[near[0]][0] is None:
        return near[:1]
    first = standing.shapes[near[0]]
    return [
        cell for cell in near if standing.floors[cell][0] is not None and shapely.equals(standing.shapes[cell], first)
    ]


def _shares(near: list[int], standing: Cells, own: Floors) -> list[tuple[str | None, float]]:
    """Each former cell with its share of the floors of the new one; of all its floors where that has none."""
    if len(near) < 2:
        return [(standing.codes[cell], 1.0) for cell in near]
    common = [(standing.codes[cell], _common(standing.floors[cell], own)) for cell in near]
    total = sum(floors for _, floors in common)
    if total == 0:  # storeys that no former cell had: the highest goes on
        return [(common[-1][0], 1.0)]
    return [(code, floors / total) for code, floors in common if floors]


def _common(one: Floors, other: Floors) -> int:
    if one[0] is None or one[1] is None:
        return 0
    if other[0] is None or other[1] is None:
        return one[1] - one[0] + 1
    return max(0, min(one[1], other[1]) - max(one[0], other[0]) + 1)
