"""The cells of a grid as they stand, in its plane: whose each atom is, and what is wrong with a cell, in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely

from registry import crs
from registry.crs import Shapes
from registry.redraw.solving.atoms import Atom, gather
from registry.redraw.solving.borders import TOUCH_M
from registry.redraw.solving.division import Task, explore, within
from registry.redraw.solving.former import Former, Memory
from registry.redraw.solving.ground import Ints
from registry.redraw.solving.rules import PER_MINUTE

SPECK_M2 = 1e-4  # ground that is but the rounding of a border
BORDER_M = 0.5  # cells that share less are not beside each other
ALONG_M = 0.01
NEAR_M = 0.05  # a place so near to a cell is in it


@dataclass(frozen=True, slots=True)
class Standing:
    """`former` are trimmed: none lies outside the grid, and where a hand drew one over another it has the ground.

    `shapes` are theirs in the plane; `home` is the number of the former cell of each atom, -1 where none is; `pinned`
    atoms were given to theirs by hand; `faults` say what is wrong with a cell. `gaps` are ground in no cell, `hairs`
    such as is but the rounding of a border, in the CRS of the grids. `refused` are gifts of an entrance to a cell that
    its own does not border on, in words.
    """

    former: tuple[Former, ...]
    shapes: Shapes
    atoms: list[Atom]
    home: Ints
    pinned: frozenset[int]
    faults: dict[int, str]
    gaps: list[shapely.Geometry]
    hairs: list[shapely.Geometry]
    refused: tuple[str, ...] = ()

    def work(self, number: int) -> int:
        """Of the atoms of a cell."""
        return sum(self.atoms[i].work for i in np.flatnonzero(self.home == number))

    def rows(self, number: int) -> tuple[int, ...]:
        """Rows of the demand in a cell."""
        return tuple(row for i in np.flatnonzero(self.home == number) for row in self.atoms[i].rows)


def read(task: Task, memory: Memory) -> Standing:
    """What stands in a grid. Where two cells overlap that are both drawn by hand, or neither is, both are at fault."""
    atoms = gather(task.stock)
    former, faults = _trimmed(task, memory.former)
    shapes = laid(task, [one.own for one in former])
    home = _homes(atoms, former, shapes)
    gifts = _gifts(atoms, former, memory)
    far = [(i, to) for i, to in sorted(gifts.items()) if home[i] >= 0 and not meet(shapes[home[i]], shapes[to])]
    refused = [
        f"an entrance in {named(former[home[i]])} cannot go to {named(former[to])}: they share no border"
        for i, to in far
        if home[i] != to
    ]
    for i, to in gifts.items():
        if to != home[i]:
            faults |= {n: "an entrance was moved by hand" for n in (to, int(home[i])) if n >= 0}
            home[i] = to
    gaps, hairs = _gaps(task, former)
    found = Standing(former, shapes, atoms, home, frozenset(gifts), faults, gaps, hairs, tuple(refused))
    solids = np.array([atom.shape for atom in atoms if atom.solid], dtype=object)
    outline = shapely.buffer(shapely.boundary(task.shape), TOUCH_M)
    for number in range(len(former)):
        borders = shapely.difference(shapely.boundary(shapes[number]), outline)
        if number not in found.faults and (words := _fault(task, found, number, _crossed(solids, borders))):
            found.faults[number] = words
    return found


def laid(task: Task, own: Sequence[shapely.Geometry]) -> Shapes:
    """Shapes in the CRS of the grids, in the plane of the task."""
    shapes = np.array(own, dtype=object)
    return task.plane.metres(crs.to_wgs84(shapes, task.system)) if len(shapes) else shapes


def _trimmed(task: Task, former: Sequence[Former]) -> tuple[tuple[Former, ...], dict[int, str]]:
    own = [shapely.intersection(one.own, task.own) if _beyond(task, one) else one.own for one in former]
    faults: dict[int, str] = {}
    one, two = shapely.STRtree(own).query(own, predicate="intersects") if own else ([], [])
    for i, j in sorted((int(i), int(j)) for i, j in zip(one, two, strict=True) if i < j):
        if not _large(task, [shapely.intersection(own[i], own[j])])[0]:
            continue
        ranks = [(former[n].locked, former[n].edited) for n in (i, j)]
        if ranks[0] == ranks[1]:
            for n, other in ((i, j), (j, i)):
                faults[n] = f"overlaps {former[other].codes[0]}"
        else:
            low, high = (i, j) if ranks[0] < ranks[1] else (j, i)
            own[low] = _areas(shapely.difference(own[low], own[high]))
    kept = np.flatnonzero(_large(task, own)).tolist()
    found = tuple(former[n] if own[n] is former[n].own else replace(former[n], own=own[n], edited=True) for n in kept)
    return found, {kept.index(n): words for n, words in faults.items() if n in kept}


def _beyond(task: Task, former: Former) -> bool:
    return bool(_large(task, [shapely.difference(former.own, task.own)])[0])


def _large(task: Task, own: Sequence[shapely.Geometry]) -> npt.NDArray[np.bool_]:
    """Whether shapes in the CRS of the grids are more than specks. Measured there: what is straight in one CRS is a
    little bent in another.
    """
    scale = shapely.area(task.shape) / shapely.area(task.own)
    return np.asarray(shapely.area(np.array(own, dtype=object)) * scale > SPECK_M2, dtype=np.bool_)


def _areas(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])


def _gaps(task: Task, former: Sequence[Former]) -> tuple[list[shapely.Geometry], list[shapely.Geometry]]:
    """Ground in no cell, and the hairs between borders that are all but the same."""
    covered = shapely.union_all([one.own for one in former])
    parts = shapely.get_parts(shapely.difference(task.own, covered))
    large = _large(task, list(parts)) if len(parts) else np.empty(0, dtype=bool)
    return list(parts[large]), list(parts[~large])


def _homes(atoms: Sequence[Atom], former: Sequence[Former], shapes: Shapes) -> Ints:
    """The cell each atom lies in; of several the nearest, and one that a hand drew or locked before others."""
    home = np.full(len(atoms), -1, dtype=np.int64)
    if not len(atoms) or not len(former):
        return home
    middles = shapely.point_on_surface(np.array([atom.shape for atom in atoms], dtype=object))
    atom, cell = shapely.STRtree(shapes).query(middles, predicate="dwithin", distance=NEAR_M)
    apart = shapely.distance(middles[atom], shapes[cell])
    rank = np.array([not (one.locked or one.edited) for one in former], dtype=np.int64)
    order = np.lexsort((cell, rank[cell], np.round(apart, 3), atom))
    first, at = np.unique(atom[order], return_index=True)
    home[first] = cell[order][at]
    return home


def _gifts(atoms: Sequence[Atom], former: Sequence[Former], memory: Memory) -> dict[int, int]:
    """Atoms of which a hand gave a row to a cell, with the cell: a building is given whole."""
    number = {code: n for n, one in enumerate(former) for code in one.codes}
    found: dict[int, int] = {}
    for i, one in enumerate(atoms):
        given = [number[code] for row in one.rows if (code := memory.moved.get(row)) in number]
        if given:
            found[i] = min(given)
    return found


def meet(one: shapely.Geometry, two: shapely.Geometry) -> bool:
    """Whether two shapes overlap or share a border to speak of."""
    if not shapely.dwithin(one, two, ALONG_M):
        return False
    along = shapely.length(shapely.intersection(shapely.boundary(one), shapely.buffer(two, ALONG_M)))
    return bool(along > BORDER_M)


def named(former: Former) -> str:
    """A cell by its codes."""
    return "cell " + ", ".join(former.codes)


def _crossed(solids: Shapes, borders: shapely.Geometry) -> bool:
    """Whether borders within the grid run through a building, and not along its wall."""
    inner = shapely.buffer(solids[shapely.intersects(solids, borders)], -TOUCH_M) if len(solids) else solids
    return bool(shapely.intersects(inner, borders).any())


def _fault(task: Task, found: Standing, number: int, crossed: bool) -> str | None:
    """What is wrong with one cell, if anything."""
    former, shape = found.former[number], found.shapes[number]
    if shapely.get_num_geometries(shape) > 1:
        return "is in several parts"
    if crossed:
        return "cuts through a building"
    shut = shapely.intersection(task.barriers, shapely.buffer(shape, -TOUCH_M))
    if shapely.length(shut) > TOUCH_M:
        regions = explore(within(task, former.own, shape, found.rows(number))).regions
        if len(regions.working) + len(regions.vacant) + len(regions.towers) > 1:
            return "reaches over a barrier"
    return _too_full(task, found, number)


def _too_full(task: Task, found: Standing, number: int) -> str | None:
    work, room = found.work(number), task.rules.room
    parts = found.former[number].storeys
    most = max((float(work * one.part / one.people) for one in parts), default=float(work))
    if most <= room:
        return None
    minutes = task.rules.mobilisation_minutes + most / PER_MINUTE
    return f"takes {minutes:.0f} of {task.rules.minutes:g} minutes"
