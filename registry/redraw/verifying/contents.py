"""What is in the cells: their minutes, each row of the demand once and inside, and no building cut by a border."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from registry.redraw.verifying.plan import Cells, Grids, Ints, Texts
from registry.redraw.verifying.plane import Shapes
from registry.redraw.verifying.verdict import Fault

Floats = npt.NDArray[np.float64]

ON_BORDER_M = 0.01  # a place so near its cell is in it
ROUNDING_MINUTES = 1e-4
STATED_MINUTES = 0.051  # a plan may state minutes to one decimal
WALL_M = 0.001  # times the length of its walls: what rounding may cut off a building


@dataclass(frozen=True, slots=True)
class Atoms:
    """Rows of demand in a plan: the cell each names, its place or outline in metres, its minutes, and its own name."""

    names: Texts
    cell_codes: Texts
    cell: Ints
    shapes: Shapes
    minutes: Floats


def shares(cells: Cells, people: int) -> Floats:
    """What is left of a minute in each cell: one with people of its own shares what `people` were reckoned for."""
    told = cells.people > 0
    return np.where(told, people / np.where(told, cells.people, 1.0), 1.0)


def sum_minutes(cells: Cells, atoms: Atoms, *, mobilisation: float, people: int) -> Floats:
    """Minutes of each cell by its atoms."""
    known = atoms.cell >= 0
    work = np.bincount(atoms.cell[known], weights=atoms.minutes[known], minlength=len(cells.codes))
    return np.asarray(mobilisation * (work > 0) + work * shares(cells, people), dtype=np.float64)


def check_minutes(cells: Cells, minutes: Floats, *, limit: float) -> list[Fault]:
    """Cells above the limit, and those that state other minutes than their atoms have."""
    faults: list[Fault] = []
    over = minutes - limit
    for i in np.flatnonzero(over > ROUNDING_MINUTES).tolist():
        words = f"cell {cells.codes[i]} takes {minutes[i]:.2f} minutes, {over[i]:.2f} above the limit of {limit:g}"
        faults.append(_of(cells, i, "limit", words, measure=float(over[i])))
    apart = np.abs(cells.minutes - minutes)
    for i in np.flatnonzero(apart > STATED_MINUTES).tolist():
        words = f"cell {cells.codes[i]} states {cells.minutes[i]:.2f} minutes, its atoms have {minutes[i]:.2f}"
        faults.append(_of(cells, i, "stated", words, measure=float(apart[i])))
    return faults


def check_atoms(cells: Cells, atoms: Atoms) -> list[Fault]:
    """Rows without a cell, in one that is not there, outside theirs, or in two that are not floors of one footprint."""
    faults: list[Fault] = []
    for i in np.flatnonzero(atoms.cell < 0):
        named = atoms.cell_codes[i]
        words = (
            f"{atoms.names[i]} is in the cell {named}, which there is not"
            if named
            else f"{atoms.names[i]} is in no cell"
        )
        faults.append(Fault("atom", words, cell=named, atom=atoms.names[i], shape=atoms.shapes[i]))
    known = np.flatnonzero(atoms.cell >= 0)
    points = shapely.get_dimensions(atoms.shapes[known]) < 2
    home = cells.shapes[atoms.cell[known]]
    # Of an outline the middle counts here: what of it is beyond a border is told as a building cut.
    spots = np.where(points, atoms.shapes[known], shapely.point_on_surface(_largest(atoms.shapes[known])))
    away = shapely.distance(spots, home)
    for k in np.flatnonzero(~(away <= ON_BORDER_M)):
        i = known[k]
        words = f"{atoms.names[i]} lies {away[k]:.2f} m outside its cell {atoms.cell_codes[i]}"
        faults.append(_of_atom(cells, atoms, int(i), words, measure=float(np.nan_to_num(away[k]))))
    return [*faults, *_twice(cells, atoms)]


def _twice(cells: Cells, atoms: Atoms) -> list[Fault]:
    times = Counter(atoms.names.tolist())
    places: dict[str, list[int]] = {}
    for i in np.flatnonzero(atoms.cell >= 0):
        if times[atoms.names[i]] > 1:
            places.setdefault(atoms.names[i], []).append(int(i))
    faults: list[Fault] = []
    for name, rows in places.items():
        homes = {int(atoms.cell[i]) for i in rows}
        stacks = {int(cells.stack[home]) for home in homes}
        if len(stacks) > 1:
            codes = ", ".join(sorted(str(cells.codes[home]) for home in homes))
            words = f"{name} is {len(rows)} times in the plan, in {codes}, which are not floors of one footprint"
            faults.append(_of_atom(cells, atoms, rows[0], words, measure=float(len(rows))))
    return faults


def _largest(shapes: Shapes) -> Shapes:
    """The largest part of each outline: that is where its work lies."""
    found: Shapes = shapes.copy()
    torn = ~shapely.is_valid(shapes) | (shapely.get_num_geometries(shapes) > 1)
    for i in np.flatnonzero(torn & (shapely.area(shapes) > 0)):
        parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(shapes[i])))
        found[i] = parts[int(np.argmax(shapely.area(parts)))]
    return found


def check_buildings(cells: Cells, grids: Grids, outlines: Shapes, names: Texts) -> tuple[list[Fault], int]:
    """Buildings that a border between cells of one grid cuts, beyond the rounding of their walls; with their number.

    A border of the grids themselves that runs through a building is not the plan's. Where outlines lie over one
    another, what they have in common may be on either side; of one in several parts each is whole.
    """
    faults: list[Fault] = []
    solid = np.flatnonzero(shapely.get_dimensions(outlines) == 2)
    valid, row = shapely.get_parts(shapely.make_valid(outlines[solid]), return_index=True)
    areal = shapely.get_dimensions(valid) == 2
    valid, solid = valid[areal], solid[row[areal]]
    if len(valid) == 0:
        return faults, 0
    tree = shapely.STRtree(valid)
    whole = np.zeros(len(valid), dtype=bool)
    whole[tree.query(cells.shapes, predicate="covers")[1]] = True
    cell, building = tree.query(cells.shapes, predicate="intersects")
    open_ = ~whole[building]
    parts: dict[tuple[int, int], dict[int, shapely.Geometry]] = {}
    for i, b in zip(cell[open_].tolist(), building[open_].tolist(), strict=True):
        if cells.grid[i] >= 0:
            parts.setdefault((b, int(cells.grid[i])), {})[int(cells.stack[i])] = cells.shapes[i]
    cut: set[int] = set()
    for (b, grid), homes in parts.items():
        if len(homes) < 2 or not _is_cut(valid[b], list(homes.values())):
            continue
        others = tree.query(valid[b], predicate="intersects")
        own = shapely.difference(valid[b], shapely.union_all(valid[others[others != b]]))
        if (measure := _is_cut(own, list(homes.values()))) and b not in cut:
            cut.add(b)
            codes = ", ".join(sorted(str(cells.codes[stack]) for stack in homes))
            words = f"a border cuts {measure:.2f} m² off building {names[solid[b]]}; it lies in {codes}"
            name = str(names[solid[b]])
            faults.append(Fault("building", words, grid=grids.codes[grid], atom=name, measure=measure, shape=valid[b]))
    return faults, len(cut)


def _is_cut(building: shapely.Geometry, homes: list[shapely.Geometry]) -> float:
    """What lies outside the cell with most of it, of what is in these cells, in m²; 0 where it is a rounding."""
    areas = sorted(shapely.area(shapely.intersection(building, np.array(homes, dtype=object))).tolist())
    off = float(sum(areas[:-1]))
    return off if off > WALL_M * building.length + 1e-6 else 0.0


def _of(cells: Cells, i: int, rule: str, words: str, *, measure: float) -> Fault:
    return Fault(rule, words, cell=cells.codes[i], grid=cells.grid_codes[i], measure=measure, shape=cells.shapes[i])


def _of_atom(cells: Cells, atoms: Atoms, i: int, words: str, *, measure: float) -> Fault:
    cell = int(atoms.cell[i])
    return Fault(
        "atom",
        words,
        cell=cells.codes[cell],
        grid=cells.grid_codes[cell],
        atom=atoms.names[i],
        measure=measure,
        shape=atoms.shapes[i],
    )
