"""A grid mended: cells that keep every rule stay as they are, the others are drawn anew with as few others as help.

Cells at fault that touch make one place. It may be divided alone, into more cells, or together with cells beside it
that have room. Of all ways the cheapest is taken that can be done: each cell more than before costs 1, each sound cell
that is drawn anew costs the weight. So with a small weight there are few cells, with a great one few changes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from math import ceil

import numpy as np
import shapely

from registry.redraw.solving import homes, packing, partition, standing
from registry.redraw.solving.atoms import Atom
from registry.redraw.solving.division import Cell, Survey, Task, complete, explore, within
from registry.redraw.solving.former import Memory
from registry.redraw.solving.partition import Members
from registry.redraw.solving.standing import Standing, named

BESIDE = 2  # sound cells that may be drawn anew with a place at fault
HALVES = 2
ALONG = 0.3  # of the outline of a hair: what touches less lies elsewhere


@dataclass(frozen=True, slots=True)
class Mended:
    """Cells of a grid; those that stayed bear the `code`s they had. `words` tell what was done, `faults` what cannot be
    done: then there are no cells. `bound` is the least number of cells the work needs.
    """

    cells: list[Cell] = field(default_factory=list)
    words: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    bound: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    """Cells at fault that hang together, and gaps with them."""

    cells: tuple[int, ...]
    gaps: tuple[shapely.Geometry, ...]


def mend(task: Task) -> Mended:
    """Mend a grid that has a memory."""
    memory = task.memory or Memory(())
    found = standing.read(task, memory)
    sound = {number for number in range(len(found.former)) if number not in found.faults}
    locked = [number for number in sorted(found.faults) if found.former[number].locked]
    if found.refused:
        return Mended(faults=found.refused)
    if locked:
        return Mended(faults=tuple(f"{named(found.former[n])} is locked, and {found.faults[n]}" for n in locked))
    cells: list[Cell] = []
    words: list[str] = []
    faults: list[str] = []
    for place in _places(task, found):
        drawn, more, said = _drawn(task, found, place, sound, weight=memory.weight)
        sound -= set(more)
        cells += drawn
        (words if drawn else faults).append(said)
    if faults:
        return Mended(faults=tuple(faults))
    kept = [cell for number in sorted(sound) for cell in _kept(found, number)]
    bound = max(1, packing.bound([atom.work for atom in found.atoms], task.rules.room))
    return Mended([*kept, *cells], tuple(words), (), bound)


def divided(given: tuple[Task, Cell]) -> list[Cell]:
    """A cell of a grid divided into two, none without work; itself where it cannot be."""
    task, cell = given
    ground = explore(within(task, cell.shape, standing.laid(task, [cell.shape])[0], cell.rows))
    if cell.storeys or len(ground.regions.working) != 1 or ground.fixed or ground.most[0] < HALVES:
        return [cell]
    region = ground.regions.working[0]
    members = partition.divide(ground.network, region, HALVES, room=task.rules.room)
    return complete((replace(ground, members=[members or partition.split(ground.network, [region], HALVES)]), [HALVES]))


def _kept(found: Standing, number: int) -> Iterator[Cell]:
    former, rows, work = found.former[number], found.rows(number), found.work(number)
    codes = [""] * len(former.codes) if former.edited else former.codes
    if not former.storeys:
        yield Cell(former.own, rows, work, code=codes[0])
        return
    for code, one in zip(codes, former.storeys, strict=True):
        part = replace(one, work=ceil(work * one.part / one.people))
        yield Cell(former.own, rows, part.work, part, code=code)


def _places(task: Task, found: Standing) -> list[_Place]:
    faulty = sorted(found.faults)
    gaps = found.gaps
    shapes = np.concatenate([found.shapes[faulty], standing.laid(task, gaps)]) if faulty or gaps else np.empty(0)
    open_ones, places = set(range(len(shapes))), []
    while open_ones:
        group, todo = [], [min(open_ones)]
        open_ones.discard(todo[0])
        while todo:
            one = todo.pop()
            group.append(one)
            near = [other for other in sorted(open_ones) if standing.meet(shapes[one], shapes[other])]
            open_ones.difference_update(near)
            todo += near
        members = tuple(faulty[i] for i in sorted(group) if i < len(faulty))
        places.append(_Place(members, tuple(gaps[i - len(faulty)] for i in sorted(group) if i >= len(faulty))))
    return places


def _drawn(
    task: Task, found: Standing, place: _Place, sound: set[int], *, weight: float
) -> tuple[list[Cell], tuple[int, ...], str]:
    """The cells of a place drawn anew, the sound cells drawn with it, and what was done in words; no cells: why not."""
    failed = ""
    for beside, count in _ways(task, found, place, sound, weight=weight):
        area = _area(task, found, place, beside)
        if area is None:
            continue
        ground = explore(area)
        if ground.faults:
            failed = ground.faults[0]
            continue
        members = _members(found, ground, count=count)
        if members is not None:
            drawn = complete((replace(ground, members=members), [len(cells) for cells in members]))
            cells = [
                cell if shapely.is_valid(cell.shape) else replace(cell, shape=_sound(cell.shape)) for cell in drawn
            ]
            return cells, beside, _said(found, place, beside, len(cells))
    return [], (), failed or f"{_said(found, place, (), 0)} and no way to divide its ground was found"


def _ways(
    task: Task, found: Standing, place: _Place, sound: set[int], *, weight: float
) -> Iterator[tuple[tuple[int, ...], int]]:
    """Sound cells to draw anew with a place, and the number of cells in all: the cheapest first."""
    area = _area(task, found, place, ())
    near = []
    if area is not None:
        near = [n for n in sorted(sound) if _may_change(found, n) and standing.meet(area.shape, found.shapes[n])]
    own = [atom.work for n in place.cells for atom in _atoms(found, n)] + _loose(task, found, place)
    ways = []
    for size in range(BESIDE + 1):
        for beside in combinations(near, size):
            work = own + [atom.work for n in beside for atom in _atoms(found, n)]
            before = len(place.cells) + size
            count = max(before, packing.bound(work, task.rules.room), 1)
            spare = sum(found.work(n) for n in beside)
            ways.append((count - before + weight * size, size, spare, beside, count))
            if not size:
                ways += [(more - before, 0, 0, (), more) for more in range(count + 1, count + len(work) + 2)]
    for _, _, _, beside, count in sorted(ways):
        yield beside, count


def _may_change(found: Standing, number: int) -> bool:
    return not found.former[number].locked and not found.former[number].storeys


def _atoms(found: Standing, number: int) -> list[Atom]:
    return [found.atoms[i] for i in np.flatnonzero(found.home == number)]


def _loose(task: Task, found: Standing, place: _Place) -> list[int]:
    """Work of the atoms in the gaps of a place."""
    return [found.atoms[i].work for i in _in_gaps(task, found, place)]


def _in_gaps(task: Task, found: Standing, place: _Place) -> list[int]:
    free = np.flatnonzero(found.home < 0)
    if not place.gaps or not len(free):
        return []
    ground = shapely.buffer(shapely.union_all(standing.laid(task, place.gaps)), standing.NEAR_M)
    middles = shapely.point_on_surface(np.array([found.atoms[i].shape for i in free], dtype=object))
    return [int(i) for i in free[shapely.intersects(ground, middles)]]


def _area(task: Task, found: Standing, place: _Place, beside: Sequence[int]) -> Task | None:
    """The ground of a place and of cells beside it as a task of its own; None where it does not hang together."""
    numbers = [*place.cells, *beside]
    own = _closed(shapely.union_all([*(found.former[n].own for n in numbers), *place.gaps]), found.hairs)
    shape = standing.laid(task, [own])[0]
    shape = shape if shapely.is_valid(shape) else shapely.buffer(shape, 0)
    rows = [row for n in numbers for row in found.rows(n)]
    rows += [row for i in _in_gaps(task, found, place) for row in found.atoms[i].rows]
    outlines = [shapely.boundary(found.shapes[n]) for n in numbers]
    shared = [shapely.line_merge(shapely.intersection(one, two)) for one, two in combinations(outlines, 2)]
    borders = [part for lines in shared for part in shapely.get_parts(lines) if shapely.length(part) > 0]
    return replace(within(task, own, shape, rows), lines=shapely.union_all(borders))


def _closed(own: shapely.Geometry, hairs: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """With the hairs that lie along it: a slit would be a border that nobody drew."""
    outline = shapely.boundary(own)
    along = [
        hair for hair in hairs
        if shapely.length(shapely.intersection(shapely.boundary(hair), outline)) > ALONG * shapely.length(hair)
    ]  # fmt: skip
    return shapely.union_all([own, *along])


def _sound(shape: shapely.Geometry) -> shapely.Geometry:
    """Without the hairs that a border drawn by hand leaves along another: the largest part of what is valid."""
    parts = shapely.get_parts(shapely.make_valid(shape))
    return max(parts, key=shapely.area)


def _members(found: Standing, ground: Survey, *, count: int) -> list[Members] | None:
    """So many cells in all for the regions of a place, from what was before; None where the limit cannot be kept."""
    of_piece, pinned = _homes(found, ground)
    room, net = ground.task.rules.room, ground.network
    least = []
    for region in ground.regions.working:
        before = len({of_piece[piece] for piece in region if piece in of_piece})
        least.append(max(1, before, packing.bound([net.work[piece] for piece in region], room)))
    more = count - ground.fixed - sum(least)
    if more < 0:
        return None
    counts = list(least)
    for _ in range(more if counts else 0):
        fullest = max(range(len(counts)), key=lambda i: (ground.work[i] / counts[i], -i))
        counts[fullest] += 1
    members = []
    for region, wanted in zip(ground.regions.working, counts, strict=True):
        own = homes.returned(net, region, of_piece, count=wanted, room=room, pinned=pinned)
        if own is None:
            return None
        members.append(own)
    return members


def _homes(found: Standing, ground: Survey) -> tuple[dict[int, int], frozenset[int]]:
    """The former cell of each piece, and the pieces that a hand gave to theirs."""
    home_of = {row: int(found.home[i]) for i, atom in enumerate(found.atoms) for row in atom.rows}
    by_hand = {row for i in found.pinned for row in found.atoms[i].rows}
    net = ground.network
    of_piece: dict[int, int] = {}
    pinned = set()
    bare: dict[int, int] = {}
    for face, piece in enumerate(net.piece.tolist()):
        rows = ground.atoms[net.atom[piece]].rows if net.atom[piece] >= 0 else ()
        if rows and home_of[rows[0]] >= 0:
            of_piece[piece] = home_of[rows[0]]
            if by_hand.intersection(rows):
                pinned.add(piece)
        elif not rows and piece not in bare:
            bare[piece] = face
    if bare:
        middles = shapely.point_on_surface(ground.faces.shapes[list(bare.values())])
        place, cell = shapely.STRtree(found.shapes).query(middles, predicate="intersects")
        pieces = list(bare)
        for at, number in sorted(zip(place.tolist(), cell.tolist(), strict=True), reverse=True):
            of_piece[pieces[at]] = number
    return of_piece, frozenset(pinned)


def _said(found: Standing, place: _Place, beside: Sequence[int], count: int) -> str:
    told = [f"{named(found.former[n])} {found.faults[n]}" for n in place.cells]
    told += ["some ground is in no cell"] * bool(place.gaps)
    with_them = f" with {', '.join(named(found.former[n]) for n in beside)}" if beside else ""
    return "; ".join(told) + (f": drawn anew{with_them} as {count} cells" if count else "")
