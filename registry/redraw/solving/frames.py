"""A plan as frames: cells under their codes, and the demand with the cell of each row."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from registry.errors import Invalid
from registry.redraw.solving import kinds
from registry.redraw.solving.division import Cell
from registry.redraw.solving.former import Memory, mark
from registry.redraw.solving.intake import Grids
from registry.redraw.solving.rules import PER_MINUTE, Rules

MOST_CELLS = 999  # a code has three digits for the cell


def assemble(
    grids: Grids,
    crs: Any,
    demand: gpd.GeoDataFrame,
    cells: Sequence[Sequence[Cell]],
    rules: Rules,
    *,
    crew: int,
    memories: Sequence[Memory | None],
    lines: gpd.GeoDataFrame | None = None,
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """The cells and atoms of a plan (`planning.Plan`); `cells` are those of each grid. Raises Invalid for more cells
    than a code has digits for.
    """
    facts: list[dict[str, object]] = []
    shapes: list[shapely.Geometry] = []
    rows: list[int] = []
    codes: list[str] = []
    parts: list[float] = []
    storeys: list[int] = []
    for grid, people, own, memory in zip(grids.codes, grids.people, cells, memories, strict=True):
        for code, cell in sorted(zip(_codes(grid, own, memory), own, strict=True), key=lambda pair: pair[0]):
            part = cell.storeys
            shapes.append(cell.shape)
            minutes = cell.work / PER_MINUTE + (rules.mobilisation_minutes if cell.work else 0.0)
            facts.append({
                "code": code, "grid": grid, "minutes": minutes, "people": people * crew * (part.people if part else 1),
                "floor_from": part.first if part and part.first else None,
                "floor_to": part.last if part and part.last else None, "drawn": mark(cell.shape),
            })  # fmt: skip
            rows += cell.rows
            codes += [code] * len(cell.rows)
            parts += [float(part.part) if part else 1.0] * len(cell.rows)
            storeys += [part.first if part else 0] * len(cell.rows)
    frame = gpd.GeoDataFrame(pd.DataFrame(facts), geometry=shapes, crs=crs)
    frame = frame.astype({"floor_from": "Int64", "floor_to": "Int64"})
    atoms = _atoms(demand, rows, codes, parts, storeys)
    return kinds.described(frame, atoms, lines=lines), atoms


def _atoms(
    demand: gpd.GeoDataFrame, rows: list[int], codes: list[str], parts: list[float], storeys: list[int]
) -> gpd.GeoDataFrame:
    placed = pd.DataFrame({"row": rows, "cell": codes, "part": parts, "storey": storeys})
    every = pd.DataFrame({"row": np.arange(len(demand))})
    joined = every.merge(placed, on="row", how="left").sort_values(["row", "storey"], kind="stable")
    atoms = demand.iloc[joined["row"]].copy()
    atoms["cell"], atoms["part"] = joined["cell"].to_numpy(), joined["part"].fillna(1.0).to_numpy()
    atoms["drawn"] = atoms["cell"]
    atoms["minutes"] = atoms["minutes"] * atoms["part"]
    return atoms


def _codes(grid: str, cells: Sequence[Cell], memory: Memory | None) -> list[str]:
    """The codes of the cells of a grid: a cell that stayed, or is drawn as a former one was, has that one's; others
    have the numbers after the last.
    """
    stood = {
        (mark(one.own), part.first if part else 0): code
        for one in (memory.former if memory else ())
        if not one.edited
        for code, part in zip_longest(one.codes, one.storeys)
    }
    last = memory.last if memory else 0
    found = []
    for cell in cells:
        code = cell.code or stood.get((mark(cell.shape), cell.storeys.first if cell.storeys else 0), "")
        if not code:
            last += 1
            code = f"{grid}{last:03d}"
        found.append(code)
    if last > MOST_CELLS:
        raise Invalid(f"grid {grid}: {last} cells, and a code has three digits for them; divide the grid first")
    return found
