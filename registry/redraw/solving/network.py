"""The graph that cells grow on: pieces of ground, what they hold, and how long the doors between them are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from registry.crs import Shapes
from registry.redraw.solving.atoms import Atom
from registry.redraw.solving.ground import LATTICE_M, Floats, Ints, keys, quantised
from registry.redraw.solving.subdivision import Faces

Flags = npt.NDArray[np.bool_]

NOTHING = shapely.GeometryCollection()
LENGTH_M = 0.1  # unit of lengths in the graph
AREA_M2 = 1.0  # unit of areas
DOOR = 5  # units: two pieces that share less than half a metre are no neighbours
ON_M = 1e-3
SAME_BUILDING = 300  # units by which a border between stairwells of one building counts as longer
SAME_COMPOUND = 3  # one within a compound counts as longer by one in so many
SOFT = 3  # one along a road centre or a wall counts as shorter by one in so many


@dataclass(frozen=True, slots=True)
class Network:
    """Pieces by number. `piece` is that of each face; `atom` that of each piece, -1 for ground without one.

    `work`, `area`, `around` (length of the outline) in whole units; `shared[i]` are the neighbours of a piece
    to which a door leads that no barrier shuts, with the length of the border between them (longer than it is
    within a building or compound, shorter along a soft line, in `around` too); `touching` are all that
    could be reached without crossing a barrier, `barred` those behind one.
    """

    piece: Ints
    atom: list[int]
    work: list[int]
    area: list[int]
    around: list[int]
    x: list[int]
    y: list[int]
    shared: list[dict[int, int]]
    touching: list[dict[int, int]]
    barred: list[dict[int, int]]


def connect(
    faces: Faces, atoms: Sequence[Atom], barriers: shapely.Geometry, soft: shapely.Geometry = NOTHING
) -> Network:
    """An atom's ground is one piece: the faces that hang together about it; what is cut off is a piece alone.

    Ground beyond a `soft` line goes to an atom on that side, so that borders of pieces run along it.
    """
    one, two, middles, length = _sides(faces)
    shut, eased = _lies_on(barriers, middles), _lies_on(soft, middles)
    if eased.any():
        faces = _parted(faces, atoms, one, two, length, shut=shut, eased=eased)
    piece, atom = _pieces(faces, atoms, one[~shut], two[~shut], length[~shut])
    count = len(atom)
    area = np.bincount(piece, weights=shapely.area(faces.shapes), minlength=count)
    around = np.bincount(piece, weights=shapely.length(faces.shapes), minlength=count)
    a, b = piece[one], piece[two]
    inner = a == b
    shared = _borders(a[~inner & ~shut], b[~inner & ~shut], length[~inner & ~shut], count, least=DOOR)
    around -= 2 * np.bincount(a[inner], weights=length[inner], minlength=count)
    middles = shapely.get_coordinates(shapely.centroid(faces.shapes)) * shapely.area(faces.shapes)[:, None]
    x = np.bincount(piece, weights=middles[:, 0], minlength=count) / area
    y = np.bincount(piece, weights=middles[:, 1], minlength=count) / area
    outline = np.maximum(quantised(around, LENGTH_M), 1).tolist()
    _tie(shared, outline, [atoms[i] if i >= 0 else None for i in atom])
    free = ~inner & ~shut & eased
    _ease(shared, outline, _borders(a[free], b[free], length[free], count, least=DOOR))
    return Network(
        piece=piece,
        atom=atom,
        work=[atoms[i].work if i >= 0 else 0 for i in atom],
        area=np.maximum(quantised(area, AREA_M2), 1).tolist(),
        around=outline,
        x=quantised(x, LENGTH_M).tolist(),
        y=quantised(y, LENGTH_M).tolist(),
        shared=shared,
        touching=_borders(a[~inner & ~shut], b[~inner & ~shut], length[~inner & ~shut], count, least=0),
        barred=_borders(a[~inner & shut], b[~inner & shut], length[~inner & shut], count, least=0),
    )


def _tie(shared: list[dict[int, int]], outline: list[int], atom: Sequence[Atom | None]) -> None:
    """Lengthen borders within a building or a compound, so that a search for compact cells keeps them together."""
    for i, neighbours in enumerate(shared):
        for j, length in neighbours.items():
            one, two = atom[i], atom[j]
            if j < i or one is None or two is None:
                continue
            more = SAME_BUILDING if one.building and one.building == two.building else 0
            if one.compound and one.compound == two.compound:
                more += length // SAME_COMPOUND
            shared[i][j] = shared[j][i] = length + more
            outline[i] += more
            outline[j] += more


def _ease(shared: list[dict[int, int]], outline: list[int], soft: list[dict[int, int]]) -> None:
    """Shorten borders by what of them runs along a soft line, so that a search for compact cells has them there."""
    for i, neighbours in enumerate(soft):
        for j, length in neighbours.items():
            if i < j and j in shared[i]:
                less = min(length // SOFT, shared[i][j] - 1, outline[i] - 1, outline[j] - 1)
                shared[i][j] = shared[j][i] = shared[i][j] - less
                outline[i] -= less
                outline[j] -= less


def _parted(
    faces: Faces, atoms: Sequence[Atom], one: Ints, two: Ints, length: Floats, *, shut: Flags, eased: Flags
) -> Faces:
    """Faces with what of an atom's ground lies beyond a soft line given to the neighbour there with most border to it.

    Where nobody lives on that side it stays whose it is.
    """
    whose, free = faces.atom.copy(), ~shut & ~eased
    same = free & (whose[one] == whose[two])
    links = coo_array((np.ones(same.sum()), (one[same], two[same])), shape=(len(whose), len(whose)))
    part = connected_components(links, directed=False)[1].astype(np.int64)
    owner = np.full(part.max() + 1, -1, dtype=np.int64)
    home = homes(faces, atoms)
    owner[part[home[home >= 0]]] = np.flatnonzero(home >= 0)
    near = _borders(part[one[free & ~same]], part[two[free & ~same]], length[free & ~same], len(owner), least=0)
    stray = {int(label) for label in part[np.concatenate([one[eased], two[eased]])] if owner[label] < 0}
    while stray:
        settled = {
            label: max(takers)[1]
            for label in sorted(stray)
            if (takers := [(n, int(owner[other])) for other, n in near[label].items() if owner[other] >= 0])
        }
        if not settled:
            break
        for label, atom in settled.items():
            owner[label] = atom
        stray -= set(settled)
    taken = owner[part]
    return Faces(faces.shapes, np.where(taken >= 0, taken, whose))


def _sides(faces: Faces) -> tuple[Ints, Ints, Shapes, Floats]:
    """Pairs of faces for each side they share, its middle, and its length."""
    rings, face = shapely.get_rings(faces.shapes, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[:-1] == ring[1:]
    whole = keys(xy)
    begin, end, owner = whole[:-1][same], whole[1:][same], face[ring[:-1][same]].astype(np.int64)
    swap = (begin[:, 0] > end[:, 0]) | ((begin[:, 0] == end[:, 0]) & (begin[:, 1] > end[:, 1]))
    begin[swap], end[swap] = end[swap], begin[swap]
    side = np.hstack([begin, end])
    order = np.lexsort((owner, *side.T[::-1]))
    side, owner = side[order], owner[order]
    both = np.flatnonzero((side[:-1] == side[1:]).all(axis=1))
    ends = side[both].reshape(-1, 2, 2) * LATTICE_M
    length = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    return owner[both], owner[both + 1], shapely.points(ends.mean(axis=1)), length


def _lies_on(lines: shapely.Geometry, middles: Shapes) -> Flags:
    """Which sides lie on a line, by their middles."""
    if lines.is_empty:
        return np.zeros(len(middles), dtype=bool)
    shapely.prepare(lines)
    found: Flags = shapely.dwithin(lines, middles, ON_M)
    return found


def _pieces(faces: Faces, atoms: Sequence[Atom], one: Ints, two: Ints, length: Floats) -> tuple[Ints, list[int]]:
    """The piece of each face, and the atom of each piece; pieces of atoms come first, in the order of the atoms."""
    count = len(faces.shapes)
    same = faces.atom[one] == faces.atom[two]
    same &= length > 0
    links = coo_array((np.ones(same.sum()), (one[same], two[same])), shape=(count, count))
    part = connected_components(links, directed=False)[1]
    home = homes(faces, atoms)
    numbers: dict[int, int] = {}
    owners: list[int] = []
    for i in range(len(atoms)):
        if home[i] >= 0 and part[home[i]] not in numbers:
            numbers[int(part[home[i]])] = len(owners)
            owners.append(i)
    for label in part.tolist():
        if label not in numbers:
            numbers[label] = len(owners)
            owners.append(-1)
    return np.array([numbers[label] for label in part.tolist()], dtype=np.int64), owners


def homes(faces: Faces, atoms: Sequence[Atom]) -> Ints:
    """The face of each atom that holds most of it, among those that are its ground; -1 where none does."""
    home = np.full(len(atoms), -1, dtype=np.int64)
    if not len(atoms):
        return home
    shapes = np.array([atom.shape for atom in atoms], dtype=object)
    tree = shapely.STRtree(faces.shapes)
    atom, face = tree.query(shapes, predicate="intersects")
    own = faces.atom[face] == atom
    atom, face = atom[own], face[own]
    cut = shapely.intersection(shapes[atom], faces.shapes[face])
    weight = np.where(shapely.get_dimensions(cut) == 2, shapely.area(cut), shapely.get_num_geometries(cut))
    order = np.lexsort((face, -quantised(weight, 0.01), atom))
    first = np.unique(atom[order], return_index=True)
    home[first[0]] = face[order][first[1]]
    for i in np.flatnonzero(home < 0):  # a hair outside the grid
        own_ground = np.flatnonzero(faces.atom == i)
        if len(own_ground):
            home[i] = own_ground[int(np.argmin(shapely.distance(faces.shapes[own_ground], shapes[i])))]
    return home


def _borders(a: Ints, b: Ints, length: Floats, count: int, *, least: int) -> list[dict[int, int]]:
    total: dict[tuple[int, int], float] = {}
    for i, j, metres in zip(a.tolist(), b.tolist(), length.tolist(), strict=True):
        pair = (i, j) if i < j else (j, i)
        total[pair] = total.get(pair, 0.0) + metres
    found: list[dict[int, int]] = [{} for _ in range(count)]
    for (i, j), metres in sorted(total.items()):
        units = int(quantised(metres, LENGTH_M))
        if units >= least:
            found[i][j] = found[j][i] = units
    return found


def parts(network: Network, pieces: Sequence[int]) -> list[list[int]]:
    """Connected parts of some pieces, each ascending, by their first piece."""
    free, found = set(pieces), []
    for piece in pieces:
        if piece not in free:
            continue
        free.discard(piece)
        part, todo = [piece], [piece]
        while todo:
            for other in network.shared[todo.pop()]:
                if other in free:
                    free.discard(other)
                    part.append(other)
                    todo.append(other)
        found.append(sorted(part))
    return found
