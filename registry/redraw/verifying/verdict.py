"""What a verifier finds: faults, each with its rule, place, measure and words, and the figures of the plan."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

RULES: dict[str, str] = {
    "shape": "a cell has a shape, and a valid one",
    "code": "a cell's code is that of its grid and three digits, and no other cell's",
    "gap": "cells cover their grid",
    "outside": "cells stay within their grid",
    "overlap": "no two cells share ground, unless as floors of one footprint",
    "floors": "cells on one footprint have floors that follow one another",
    "contiguity": "a cell is one connected polygon",
    "barrier": "no cell lies on both sides of a barrier without a crossing",
    "limit": "the minutes of a cell are within the limit",
    "stated": "the minutes a cell states are those of its atoms",
    "atom": "every row of the demand is in exactly one cell, and lies in it",
    "building": "no border cuts a building",
    "vacant": "a vacant cell has no work and is attached to the cell of its grid with the longest common border",
    "stability": "a code of the previous plan stands for the same cell",
}
"""The rules by name, as a fault bears it."""

DRAWING: dict[str, str] = {
    "sliver": "a part of a cell is nowhere as wide as a metre",
    "vertex": "a border has a vertex twice",
}
"""What a topology report tells besides: how a plan is drawn. No plan fails by it."""

COLUMNS = ("rule", "cell", "grid", "atom", "measure", "words")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold. `measure` is in the unit of its words, `shape` is where in the plane of metres."""

    rule: str
    words: str
    cell: str = ""
    grid: str = ""
    atom: str = ""
    measure: float = 0.0
    shape: shapely.Geometry | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """A plan in numbers, as `--json` prints them.

    `lower_bound` is the sum over the grids, `compactness_median` that of Polsby and Popper (1 for a circle).
    """

    grids: int
    cells: int
    lower_bound: int
    over_limit: int
    discontiguous: int
    gap_m2: float
    overlap_m2: float
    cut_buildings: int
    minutes_median: float
    minutes_p95: float
    compactness_median: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """`faults` has a row a fault, by rule and place: the columns `COLUMNS` and its geometry in the CRS of the grids."""

    figures: Figures
    faults: gpd.GeoDataFrame

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return len(self.faults) == 0

    def as_plain(self) -> dict[str, Any]:
        """As a JSON object: the figures, whether it holds, and the faults without their shapes."""
        rows = self.faults[list(COLUMNS)].to_dict(orient="records")
        return {**asdict(self.figures), "holds": self.holds, "faults": rows}


def as_frame(faults: Sequence[Fault], shapes: Sequence[shapely.Geometry | None], *, crs: object) -> gpd.GeoDataFrame:
    """Faults as a frame, in the order of the rules; `shapes` are theirs in the CRS."""
    order = {rule: place for place, rule in enumerate({**RULES, **DRAWING})}
    rank = sorted(
        range(len(faults)), key=lambda i: (order[faults[i].rule], faults[i].grid, faults[i].cell, faults[i].atom, i)
    )
    columns = {name: [getattr(faults[i], name) for i in rank] for name in COLUMNS}
    geometry = np.array([shapes[i] for i in rank], dtype=object)
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=crs)


def by_kind(faults: gpd.GeoDataFrame, *, name: str, each: str) -> Mapping[str, gpd.GeoDataFrame]:
    """Layers as GIS programs open them: `name_points`, `name_lines` and `name_areas`, as far as there are such, and
    `each` with a point for every fault.
    """
    size = shapely.get_dimensions(faults.geometry.to_numpy())
    layers = {f"{name}_{kind}": faults[size == n] for n, kind in enumerate(("points", "lines", "areas"))}
    found = {kind: part for kind, part in layers.items() if len(part)}
    return {**found, each: faults.assign(geometry=faults.geometry.representative_point())}
