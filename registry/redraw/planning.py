"""A plan for a district: gather what lies in each grid, divide each on its own, share out the count, number cells."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from registry.crs import Shapes
from registry.errors import Invalid
from registry.redraw import division, kinds
from registry.redraw.atoms import Stock
from registry.redraw.division import Cell, Survey, Task
from registry.redraw.ground import Plane
from registry.redraw.intake import Demand, Grids, read_barriers, read_demand, read_grids, read_outlines
from registry.redraw.placing import place
from registry.redraw.rules import PER_MINUTE, Rules, whole
from registry.redraw.shares import share_out

Run = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
"""`map`, or the map of a pool of processes: grids are independent, so that it does not matter where one is divided."""
HAIR_M = 0.001
MOST_CELLS = 999  # a code has three digits for the cell


@dataclass(frozen=True, slots=True)
class Plan:
    """`cells` with code, grid, minutes, floor_from, floor_to, kind, people and, where known, households, in the CRS of
    the grids; `atoms` the rows of demand with their `cell`.

    A row of a tower divided by floors stands once for each of its cells, its minutes in proportion. `outside` counts
    the rows that lie in no grid: their cell is unknown. `id_field` is the column that names the grids.
    """

    cells: gpd.GeoDataFrame
    atoms: gpd.GeoDataFrame
    lower_bound: int
    outside: int
    id_field: str


def make_plan(
    grids: gpd.GeoDataFrame,
    demand: gpd.GeoDataFrame,
    *,
    rules: Rules,
    barriers: gpd.GeoDataFrame | None = None,
    buildings: gpd.GeoDataFrame | None = None,
    id_field: str | None = None,
    people: float | str | None = None,
    run: Run = map,
) -> Plan:
    """Divide every grid into cells within the limit. Raises Invalid, in words, for input that cannot be met."""
    ground = read_grids(grids, id_field=id_field, people=people)
    asked = read_demand(demand)
    where = place(asked.shapes, ground.shapes)
    if len(where) and (where < 0).all():
        raise Invalid("no row of the demand lies in a grid; check the CRS of both files")
    tasks = _tasks(
        ground, asked, where, outlines=read_outlines(buildings), barriers=read_barriers(barriers), rules=rules
    )
    surveys: list[Survey] = list(run(division.survey, tasks))
    _refuse([fault for found in surveys for fault in found.faults])
    counts = _counts(surveys, rules.count)
    cells: list[list[Cell]] = list(run(division.complete, zip(surveys, counts, strict=True)))
    bound = sum(found.bound for found in surveys)
    return Plan(*_frames(ground, grids.crs, demand, cells, rules), bound, int((where < 0).sum()), ground.field)


def _tasks(
    grids: Grids, demand: Demand, where: Any, *, outlines: Shapes, barriers: tuple[Shapes, Shapes], rules: Rules
) -> Iterator[Task]:
    solid = np.flatnonzero(shapely.get_dimensions(demand.shapes) == 2)
    buildings = np.concatenate([outlines, demand.shapes[solid]])
    home = np.concatenate([np.full(len(outlines), -1), where[solid]])
    building, building_grid = _meeting(buildings, grids.shapes)
    strange = home[building] != building_grid  # what a grid has of others' buildings no border of its may cut either
    building, building_grid = building[strange], building_grid[strange]
    line, line_grid = _meeting(barriers[0], grids.shapes)
    gap, gap_grid = _meeting(barriers[1], grids.shapes)
    rows_of = _grouped(where, len(grids.codes))
    for i, code in enumerate(grids.codes):
        rows, plane = rows_of[i], Plane.about(grids.shapes[i])
        shape = _valid(plane.metres(grids.shapes[i]))
        minutes = demand.minutes[rows] / grids.people[i]
        stock = Stock(
            rows,
            plane.metres(demand.shapes[rows]),
            work=np.array([whole(value) for value in minutes], dtype=np.int64),
            floors=demand.floors[rows],
            building=[demand.building[row] for row in rows],
            compound=[demand.compound[row] for row in rows],
            outlines=_inside(plane.metres(buildings[building[building_grid == i]]), shape),
        )
        lines, gaps = barriers[0][line[line_grid == i]], barriers[1][gap[gap_grid == i]]
        yield Task(
            code,
            grids.own[i],
            grids.system,
            plane,
            shape,
            stock,
            barriers=shapely.union_all(plane.metres(lines)),
            openings=shapely.union_all(plane.metres(gaps)),
            rules=rules,
        )


def _valid(shape: shapely.Geometry) -> shapely.Geometry:
    return shape if shapely.is_valid(shape) else shapely.buffer(shape, 0)


def _inside(buildings: Shapes, grid: shapely.Geometry) -> Shapes:
    """Those of which a grid has more than rounding puts on its side of a wall."""
    parts = shapely.intersection(shapely.make_valid(buildings), grid)
    inside = shapely.area(parts) > HAIR_M * shapely.length(buildings)
    kept: Shapes = buildings[inside]
    return kept


def _meeting(shapes: Shapes, grids: Shapes) -> tuple[Any, Any]:
    grid, thing = shapely.STRtree(shapes).query(grids, predicate="intersects")
    return thing, grid


def _grouped(where: Any, count: int) -> list[Any]:
    """The numbers of the things in each grid, ascending."""
    order = np.argsort(where, kind="stable")
    return np.split(order, np.searchsorted(where[order], np.arange(count + 1)))[1 : count + 1]


def _refuse(faults: list[str]) -> None:
    if faults:
        more = f" (and {len(faults) - 3} more)" if len(faults) > 3 else ""
        raise Invalid(
            f"{'; '.join(faults[:3])}{more}: raise --minutes or --people, or let a team do such a building "
            "(--tower team)",
            faults=faults,
        )


def _counts(surveys: list[Survey], count: int | None) -> list[list[int]]:
    """Cells of every working region of every grid."""
    least = [len(members) for found in surveys for members in found.members]
    shares = least
    if count is not None:
        work = [work for found in surveys for work in found.work]
        most = [n for found in surveys for n in found.most]
        shares = share_out(count, fixed=sum(found.fixed for found in surveys), work=work, least=least, most=most)
    counts = iter(shares)
    return [[next(counts) for _ in found.members] for found in surveys]


def _frames(
    grids: Grids, crs: Any, demand: gpd.GeoDataFrame, cells: list[list[Cell]], rules: Rules
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    facts: list[dict[str, object]] = []
    rows: list[int] = []
    codes: list[str] = []
    parts: list[float] = []
    storeys: list[int] = []
    for grid, people, own in zip(grids.codes, grids.people, cells, strict=True):
        if len(own) > MOST_CELLS:
            raise Invalid(f"grid {grid}: {len(own)} cells, and a code has three digits for them; divide the grid first")
        for number, cell in enumerate(own, start=1):
            code, part = f"{grid}{number:03d}", cell.storeys
            minutes = cell.work / PER_MINUTE + (rules.mobilisation_minutes if cell.work else 0.0)
            facts.append({
                "code": code, "grid": grid, "minutes": minutes, "people": people * (part.people if part else 1),
                "floor_from": part.first if part and part.first else None,
                "floor_to": part.last if part and part.last else None,
            })  # fmt: skip
            rows += cell.rows
            codes += [code] * len(cell.rows)
            parts += [float(part.part) if part else 1.0] * len(cell.rows)
            storeys += [part.first if part else 0] * len(cell.rows)
    shapes = [cell.shape for own in cells for cell in own]
    frame = gpd.GeoDataFrame(pd.DataFrame(facts), geometry=shapes, crs=crs)
    frame = frame.astype({"floor_from": "Int64", "floor_to": "Int64"})
    atoms = _atoms(demand, rows, codes, parts, storeys)
    return kinds.described(frame, atoms), atoms


def _atoms(
    demand: gpd.GeoDataFrame, rows: list[int], codes: list[str], parts: list[float], storeys: list[int]
) -> gpd.GeoDataFrame:
    placed = pd.DataFrame({"row": rows, "cell": codes, "part": parts, "storey": storeys})
    every = pd.DataFrame({"row": np.arange(len(demand))})
    joined = every.merge(placed, on="row", how="left").sort_values(["row", "storey"], kind="stable")
    atoms = demand.iloc[joined["row"]].copy()
    atoms["cell"], atoms["part"] = joined["cell"].to_numpy(), joined["part"].fillna(1.0).to_numpy()
    atoms["minutes"] = atoms["minutes"] * atoms["part"]
    return atoms
