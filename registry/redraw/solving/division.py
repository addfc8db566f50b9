"""One grid divided: what a process does on its own, from its demand to the shapes of its cells."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from registry.crs import ReferenceSystem, Shapes
from registry.redraw.solving import borders, network, packing, partition, regions, towers
from registry.redraw.solving.atoms import Atom, Stock, gather
from registry.redraw.solving.former import Memory
from registry.redraw.solving.ground import LATTICE_M, Ints, Plane, restored
from registry.redraw.solving.network import Network
from registry.redraw.solving.regions import Regions
from registry.redraw.solving.rules import Rules
from registry.redraw.solving.subdivision import Faces, subdivide
from registry.redraw.solving.towers import Storeys

NO_LINES = shapely.MultiLineString()
ALONG_M = 1.0  # a road centre so near the outline of the grid is that border, drawn twice


@dataclass(frozen=True, slots=True)
class Task:
    """A grid as it came (`own`, in `system`) and in its plane, with the demand, buildings and lines in it."""

    code: str
    own: shapely.Geometry
    system: ReferenceSystem
    plane: Plane
    shape: shapely.Geometry
    stock: Stock
    barriers: shapely.Geometry
    openings: shapely.Geometry
    rules: Rules
    soft: shapely.Geometry = NO_LINES
    memory: Memory | None = None
    lines: shapely.Geometry = NO_LINES  # where borders ran before: the ground is cut there as well


@dataclass(frozen=True, slots=True)
class Survey:
    """A grid understood: its network, its regions, and the cells found for each working one.

    `bound` is what the work alone asks for, `least` what it was found to take by trying all: with these neighbours
    there is no division into fewer. `faults` say in words why it cannot be divided; then there is nothing else.
    """

    task: Task
    atoms: list[Atom]
    faces: Faces
    network: Network
    regions: Regions
    storeys: dict[int, list[Storeys]]
    members: list[partition.Members]
    bound: int
    least: int = 0
    faults: tuple[str, ...] = ()

    @property
    def fixed(self) -> int:
        """Cells that are there whatever the count: floors of towers, and ground without work."""
        return sum(map(len, self.storeys.values())) + len(self.regions.vacant)

    @property
    def work(self) -> list[int]:
        """Work of each working region."""
        return [sum(self.network.work[piece] for piece in region) for region in self.regions.working]

    @property
    def most(self) -> list[int]:
        """Cells each working region can bear: none without work."""
        least = [len(members) for members in self.members] or [1] * len(self.regions.working)
        return [
            max(few, sum(self.network.work[piece] > 0 for piece in region))
            for few, region in zip(least, self.regions.working, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Cell:
    """`shape` in the CRS of the grids; `rows` of the demand in it, `part` of each; work in millionths of a minute."""

    shape: shapely.Geometry
    rows: tuple[int, ...]
    work: int
    storeys: Storeys | None = None
    code: str = ""  # of a cell that stays as it was


def survey(task: Task) -> Survey:
    """Cut the grid up and find the fewest cells."""
    found = explore(task)
    if found.faults:
        return found
    room = task.rules.room
    members = [partition.fewest(found.network, part, room=room) for part in found.regions.working]
    pairs = zip(found.regions.working, members, strict=True)
    least = found.fixed + sum(partition.least(found.network, part, len(own), room=room) for part, own in pairs)
    return replace(found, members=members, least=least)


def explore(task: Task) -> Survey:
    """Cut the grid up; no cells yet."""
    atoms = gather(task.stock)
    soft, lines = _inner(_beside(task.soft, atoms), task.shape), _beside(task.lines, atoms)
    task = replace(task, barriers=_around(task.barriers, atoms), soft=soft, lines=lines)
    faces, atoms = _faces(task, atoms)
    net = network.connect(faces, atoms, shapely.difference(task.barriers, task.openings), task.soft)
    found = regions.find(net, room=task.rules.room)
    storeys = {
        piece: towers.divide(
            net.work[piece], atoms[net.atom[piece]].floors, room=task.rules.room, tower=task.rules.tower
        )
        for piece in found.towers
    }
    faults = tuple(_too_much(task, atoms[net.atom[piece]]) for piece, parts in storeys.items() if not parts)
    bound = max(1, packing.bound([atom.work for atom in atoms], task.rules.room))
    return Survey(task, atoms, faces, net, found, storeys, [], bound, faults=faults)


def within(task: Task, own: shapely.Geometry, shape: shapely.Geometry, rows: Sequence[int]) -> Task:
    """The task of a part of a grid, `own` in the CRS of the grids and `shape` in the plane, with some of its rows."""
    stock = task.stock
    chosen = np.flatnonzero(np.isin(stock.rows, np.array(rows, dtype=np.int64))).tolist()
    middles = shapely.point_on_surface(stock.outlines) if len(stock.outlines) else stock.outlines
    part = Stock(
        stock.rows[chosen],
        stock.shapes[chosen],
        work=stock.work[chosen],
        floors=stock.floors[chosen],
        building=[stock.building[i] for i in chosen],
        compound=[stock.compound[i] for i in chosen],
        outlines=stock.outlines[shapely.intersects(shape, middles)],
    )
    return replace(task, own=own, shape=shape, stock=part, memory=None)


def _beside(lines: shapely.Geometry, atoms: list[Atom]) -> shapely.Geometry:
    """Lines without what runs under or over a building."""
    crossed = _crossed(lines, atoms)
    return shapely.difference(lines, shapely.union_all(crossed)) if len(crossed) else lines


def _around(barriers: shapely.Geometry, atoms: list[Atom]) -> shapely.Geometry:
    """Barriers led around buildings: one is whole, whatever is drawn through it, and on the side where most of it is.
    So nobody gets from one side to the other by way of a building.
    """
    walls = [wall for solid in _crossed(barriers, atoms) for wall in _walls_beyond(solid, barriers)]
    return shapely.union_all([_beside(barriers, atoms), *walls])


def _crossed(lines: shapely.Geometry, atoms: list[Atom]) -> Shapes:
    solids = np.array([atom.shape for atom in atoms if atom.solid], dtype=object)
    return solids if lines.is_empty or len(solids) == 0 else solids[shapely.intersects(solids, lines)]


def _walls_beyond(solid: shapely.Geometry, barriers: shapely.Geometry) -> Shapes:
    """The walls of a building that are not those of its largest part between barriers."""
    outline = shapely.boundary(solid)
    noded = shapely.get_parts(shapely.union_all([outline, shapely.intersection(barriers, solid)], grid_size=LATTICE_M))
    parts = shapely.get_parts(shapely.polygonize(noded))
    if len(parts) < 2:
        return np.empty(0, dtype=object)
    largest = shapely.boundary(parts[int(np.argmax(shapely.area(parts)))])
    middles = shapely.line_interpolate_point(noded, 0.5, normalized=True)
    beyond = shapely.dwithin(middles, outline, 10 * LATTICE_M) & ~shapely.dwithin(middles, largest, 10 * LATTICE_M)
    found: Shapes = noded[beyond]
    return found


def _inner(soft: shapely.Geometry, grid: shapely.Geometry) -> shapely.Geometry:
    """Soft lines without what runs along the outline of the grid: there is a border anyway."""
    if soft.is_empty:
        return soft
    band = shapely.buffer(shapely.boundary(grid), ALONG_M)
    near = shapely.get_parts(shapely.line_merge(shapely.intersection(soft, band)))
    across = near[shapely.length(near) <= 4 * ALONG_M]
    return shapely.union_all([shapely.intersection(shapely.difference(soft, band), grid), *across])


def _faces(task: Task, atoms: list[Atom]) -> tuple[Faces, list[Atom]]:
    """Faces, and the atoms that have one: what lies under another, or a hair outside, joins whose ground it is on."""
    gaps = shapely.intersection(task.barriers, task.openings)  # so that a side of a face is open or shut, whole
    barriers = [shapely.difference(task.barriers, task.openings), gaps, task.soft, task.lines]
    for _ in range(len(atoms) + 1):
        faces = subdivide(task.shape, atoms, barriers)
        home = network.homes(faces, atoms)
        lost = {i for i in range(len(atoms)) if home[i] < 0}
        if not lost:
            break
        tree = shapely.STRtree(faces.shapes)
        joined = {i: [atoms[i]] for i in range(len(atoms)) if i not in lost}
        for i in sorted(lost):
            joined[int(faces.atom[tree.nearest(shapely.centroid(atoms[i].shape))])].append(atoms[i])
        atoms = [_as_one(group) for group in joined.values()]
    return faces, atoms


def _as_one(group: list[Atom]) -> Atom:
    rows = tuple(row for atom in group for row in atom.rows)
    return replace(group[0], work=sum(atom.work for atom in group), rows=rows)


def _too_much(task: Task, atom: Atom) -> str:
    minutes, at = atom.work / 1e6, task.plane.degrees(shapely.get_coordinates(shapely.centroid(atom.shape)))[0]
    return (
        f"grid {task.code}: the building at {at[0]:.6f}, {at[1]:.6f} takes {minutes:.0f} minutes on {atom.floors} "
        f"floors, so that one floor exceeds the {task.rules.room / 1e6:g} minutes a cell has"
    )


def complete(surveyed: tuple[Survey, Sequence[int]]) -> list[Cell]:
    """The cells of a surveyed grid, in the order of their numbers, with so many cells in each working region."""
    found, counts = surveyed
    net, task = found.network, found.task
    groups: list[list[int]] = []
    for region, members, count in zip(found.regions.working, found.members, counts, strict=True):
        divided = members if len(members) == count else _divided(found, region, members, count)
        groups += [list(pieces) for pieces in divided]
    groups += [[piece] for piece in found.regions.towers]
    groups += [list(pieces) for pieces in found.regions.vacant]
    for group in groups:
        group += [other for piece in group for other in found.regions.annexed.get(piece, ())]
    of_piece = {piece: number for number, group in enumerate(groups) for piece in group}
    of_face: Ints = np.array([of_piece[piece] for piece in net.piece.tolist()], dtype=np.int64)
    things = np.array([atom.shape for atom in found.atoms], dtype=object)
    shapes = borders.draw(found.faces.shapes, of_face, len(groups), things=things, fixed=task.barriers)
    own = restored(shapes, plane=task.plane, own=task.own, system=task.system)
    return _numbered(found, groups, shapes, own)


def _divided(found: Survey, region: list[int], members: partition.Members, count: int) -> partition.Members:
    """More cells than the fewest: by a search of its own, else by splitting what was found."""
    divided = partition.divide(found.network, region, count, room=found.task.rules.room)
    return divided if divided is not None else partition.split(found.network, members, count)


def _numbered(found: Survey, groups: list[list[int]], shapes: Shapes, own: Shapes) -> list[Cell]:
    net = found.network
    cells: list[Cell] = []
    for number in borders.in_order(shapes):
        group = groups[number]
        owned = [found.atoms[net.atom[piece]] for piece in sorted(group) if net.atom[piece] >= 0]
        rows = tuple(row for atom in owned for row in atom.rows)
        tower = found.storeys.get(group[0])
        if tower is None:
            cells.append(Cell(own[number], rows, sum(atom.work for atom in owned)))
        else:
            cells += [Cell(own[number], rows, part.work, part) for part in tower]
    return cells
