"""The one door: a plan, its grids and what it was made from, judged."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from registry.redraw.bounds import lower_bound
from registry.redraw.parameters import Parameters
from registry.redraw.verifying import codes, connecting, contents, cover, demand
from registry.redraw.verifying.contents import Atoms, Floats
from registry.redraw.verifying.plan import Cells, Grids, Texts, in_crs, read_cells, read_grids
from registry.redraw.verifying.plane import Plane, Shapes
from registry.redraw.verifying.verdict import Fault, Figures, Verdict, as_frame
from registry.redraw.workload import TERMS


@dataclass(frozen=True, slots=True)
class Given:
    """A plan (`cells`, `atoms`) with its `grids`, and what there is beside it; `previous` are the cells before it."""

    cells: gpd.GeoDataFrame
    atoms: gpd.GeoDataFrame
    grids: gpd.GeoDataFrame
    demand: gpd.GeoDataFrame | None = None
    buildings: gpd.GeoDataFrame | None = None
    barriers: gpd.GeoDataFrame | None = None
    previous: gpd.GeoDataFrame | None = None


def verify(
    given: Given, *, parameters: Parameters, id_field: str = "code", people: int = 1, mobilisation: float | None = None
) -> Verdict:
    """Every rule of `verdict.RULES`, and the figures.

    `people` share the person-minutes of a column `minutes`; atoms priced by the model bear its terms and are shared
    already. `mobilisation` is 0 for minutes that came as a column, else as modelled.
    Raises Invalid for what cannot be read: a layer without its columns or CRS.
    """
    crs = given.grids.crs
    west, south, east, north = map(float, given.grids.total_bounds)
    plane = Plane.of(crs, (west, south, east, north))
    grids = read_grids(given.grids, plane, id_field=id_field)
    cells = read_cells(in_crs(given.cells, crs, layer="the cells"), plane, grids)
    modelled = set(TERMS) <= set(given.atoms.columns)
    sharing = 1 if modelled else people
    atoms = demand.read_atoms(in_crs(given.atoms, crs, layer="the atoms"), plane, cells, people=sharing)
    start = mobilisation if mobilisation is not None else parameters.mobilisation_minutes if modelled else 0.0
    crew = parameters.people if modelled else people
    minutes = contents.sum_minutes(cells, atoms, mobilisation=start, people=crew)
    gaps, gap_m2 = cover.check_cover(cells, grids)
    overlaps, overlap_m2 = cover.check_overlap(cells)
    outlines, names = _outlines(given, atoms, plane, crs)
    cuts, cut = contents.check_buildings(cells, grids, outlines, names)
    limit = contents.check_minutes(cells, minutes, limit=parameters.limit_minutes)
    parts = connecting.check_contiguity(cells)
    faults = [
        *codes.check_codes(cells, grids),
        *codes.check_vacant(cells, given.cells),
        *gaps,
        *overlaps,
        *parts,
        *limit,
        *contents.check_atoms(cells, atoms),
        *cuts,
    ]
    faults += _beside(given, cells, atoms, grids, plane, outlines=outlines, parameters=parameters, people=people)
    figures = Figures(
        grids=len(grids.codes),
        cells=len(cells.codes),
        lower_bound=_bound(cells, atoms, grids, room=parameters.limit_minutes - start, people=crew),
        over_limit=sum(fault.rule == "limit" for fault in limit),
        discontiguous=sum(fault.rule == "contiguity" for fault in parts),
        gap_m2=gap_m2,
        overlap_m2=overlap_m2,
        cut_buildings=cut,
        minutes_median=float(np.median(minutes)) if len(minutes) else 0.0,
        minutes_p95=float(np.percentile(minutes, 95)) if len(minutes) else 0.0,
        compactness_median=_compactness(cells),
    )
    shapes = [None if fault.shape is None else plane.back(np.array([fault.shape]))[0] for fault in faults]
    return Verdict(figures, as_frame(faults, shapes, crs=crs))


def _beside(
    given: Given,
    cells: Cells,
    atoms: Atoms,
    grids: Grids,
    plane: Plane,
    *,
    outlines: Shapes,
    parameters: Parameters,
    people: int,
) -> list[Fault]:
    """What only other files can tell."""
    crs, faults = given.grids.crs, []
    if given.demand is not None:
        frame = in_crs(given.demand, crs, layer="the demand")
        shapes = plane.metres(np.asarray(frame.geometry.array))
        minutes = demand.row_minutes(frame, parameters, people=people)
        faults += demand.check_demand(atoms, demand.row_names(frame, shapes), shapes, minutes)
    if given.barriers is not None:
        frame = in_crs(given.barriers, crs, layer="the barriers")
        shapes = plane.metres(np.asarray(frame.geometry.array))
        faults += connecting.check_barriers(cells, frame, shapes, buildings=outlines)
    if given.previous is not None:
        former = read_cells(in_crs(given.previous, crs, layer="the previous cells"), plane, grids)
        faults += codes.check_stability(cells, former)
    return faults


def _outlines(given: Given, atoms: Atoms, plane: Plane, crs: pyproj.CRS) -> tuple[Shapes, Texts]:
    """Buildings: the polygons of the demand, each once, and those of a file of their own."""
    solid = shapely.get_dimensions(atoms.shapes) == 2
    names, first = np.unique(atoms.names[solid].astype(str), return_index=True)
    shapes = atoms.shapes[solid][first]
    if given.buildings is None:
        return shapes, names.astype(object)
    frame = in_crs(given.buildings, crs, layer="the buildings")
    more = plane.metres(np.asarray(frame.geometry.array))
    return np.concatenate([shapes, more]), np.concatenate([names.astype(object), demand.row_names(frame, more)])


def _bound(cells: Cells, atoms: Atoms, grids: Grids, *, room: float, people: int) -> int:
    """Sum of the lower bounds. An atom is what no border may divide: rows on one footprint of floors are one, and
    those of a cell with more people count as so many fewer minutes.
    """
    known = np.flatnonzero(atoms.cell >= 0)
    shared = contents.shares(cells, people)
    total: dict[tuple[int, str], float] = {}
    for i in known:
        key = (int(cells.grid[atoms.cell[i]]), str(atoms.names[i]))
        total[key] = total.get(key, 0.0) + float(atoms.minutes[i] * shared[atoms.cell[i]])
    by_grid: list[list[float]] = [[] for _ in grids.codes]
    for (grid, _), minutes in total.items():
        if grid >= 0:
            by_grid[grid].append(minutes)
    return sum(lower_bound(minutes, room) for minutes in by_grid)


def _compactness(cells: Cells) -> float:
    around: Floats = shapely.length(cells.shapes)
    ground = around > 0
    found = 4 * np.pi * shapely.area(cells.shapes[ground]) / around[ground] ** 2
    return float(np.median(found)) if len(found) else 0.0
