"""What is never divided on the ground: buildings with all that is asked for in them, or bare places of demand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from registry.crs import Shapes
from registry.redraw.ground import quantised

SAME_PLACE_M = 0.01
DOORSTEP_M = 3.0  # an entrance is drawn on the wall of its building or a little before it
MUCH = 0.1  # buildings drawn over one another by this share of the smaller are one: no border could part them


@dataclass(frozen=True, slots=True)
class Stock:
    """Rows of demand in one grid, in its plane; `rows` are their places in the frame they came in.

    `work` is in millionths of a minute; `floors` is 0 where unknown; `building` and `compound` are empty where unknown.
    `outlines` are buildings known besides, which no border may cut.
    """

    rows: npt.NDArray[np.int64]
    shapes: Shapes
    work: npt.NDArray[np.int64]
    floors: npt.NDArray[np.int64]
    building: Sequence[str]
    compound: Sequence[str]
    outlines: Shapes


@dataclass(frozen=True, slots=True)
class Atom:
    """`shape` is an outline (polygon) or bare places (a point, or a line along doors); `rows` the demand in it; `floors` 0 where unknown."""

    shape: shapely.Geometry
    work: int
    floors: int
    compound: str
    rows: tuple[int, ...]

    @property
    def solid(self) -> bool:
        """Whether there is an outline no border may cut."""
        return shapely.get_dimensions(self.shape) == 2


def gather(stock: Stock, *, room: int) -> list[Atom]:
    """The atoms of a grid, from west to east by their places, whatever the order of the rows."""
    found = [*_in_buildings(stock), *_bare(stock, room=room)]
    return sorted(found, key=_place)


def _place(atom: Atom) -> tuple[object, ...]:
    middle = shapely.get_coordinates(shapely.centroid(atom.shape))[0]
    x, y = quantised(middle, SAME_PLACE_M)
    return int(x), int(y), atom.work, atom.floors, int(quantised(shapely.area(atom.shape), 0.1)), atom.compound


def _in_buildings(stock: Stock) -> Iterable[Atom]:
    """An atom for each outline, or for several that overlap much; demand at the door or inside is its own."""
    solid = np.flatnonzero(shapely.get_dimensions(stock.shapes) == 2)
    outlines = np.concatenate([stock.shapes[solid], stock.outlines])
    if len(outlines) == 0:
        return
    owner = _merged(outlines)
    rows: list[list[int]] = [[] for _ in range(owner.max() + 1)]
    for i, label in zip(solid, owner[: len(solid)], strict=True):
        rows[label].append(int(i))
    points = np.flatnonzero(shapely.get_dimensions(stock.shapes) < 2)
    for i, outline in _doors(stock.shapes[points], outlines):
        rows[owner[outline]].append(int(points[i]))
    for label, own in enumerate(rows):
        yield _atom(stock, shapely.union_all(outlines[owner == label]), own)


def _merged(outlines: Shapes) -> npt.NDArray[np.int64]:
    one, two = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    one, two = one[one < two], two[one < two]
    smaller = np.minimum(shapely.area(outlines[one]), shapely.area(outlines[two]))
    much = shapely.area(shapely.intersection(outlines[one], outlines[two])) > MUCH * smaller
    links = coo_array((np.ones(much.sum()), (one[much], two[much])), shape=(len(outlines), len(outlines)))
    labels: npt.NDArray[np.int64] = connected_components(links, directed=False)[1].astype(np.int64)
    return labels


def _doors(points: Shapes, outlines: Shapes) -> Iterable[tuple[int, int]]:
    """Pairs of a point and the building it belongs to."""
    if len(points) == 0:
        return []
    found = shapely.STRtree(outlines).query_nearest(points, max_distance=DOORSTEP_M, all_matches=False)
    return zip(found[0].tolist(), found[1].tolist(), strict=True)


def _bare(stock: Stock, *, room: int) -> Iterable[Atom]:
    """Points without an outline: by building where one is named and no limit stands against it, else by place."""
    points = np.flatnonzero(shapely.get_dimensions(stock.shapes) < 2)
    outlines = np.concatenate([stock.shapes[shapely.get_dimensions(stock.shapes) == 2], stock.outlines])
    housed = {i for i, _ in _doors(stock.shapes[points], outlines)} if len(outlines) else set()
    groups: dict[object, list[int]] = {}
    for i, row in enumerate(points.tolist()):
        if i not in housed:
            groups.setdefault(stock.building[row] or _spot(stock.shapes[row]), []).append(row)
    for group in groups.values():
        if sum(int(stock.work[row]) for row in group) <= room:
            yield _atom(stock, _row_of(stock.shapes[group]), group)
            continue
        spots: dict[object, list[int]] = {}
        for row in group:  # too much for one cell: each stairwell for itself
            spots.setdefault(_spot(stock.shapes[row]), []).append(row)
        for spot in spots.values():
            yield _atom(stock, _row_of(stock.shapes[spot]), spot)


def _row_of(points: Shapes) -> shapely.Geometry:
    """Doors of one building as the line along them, so that its ground hangs together; a single place as a point."""
    places = {_spot(point): point for point in points}
    if len(places) == 1:
        return shapely.get_point(points[0], 0) if shapely.get_type_id(points[0]) else points[0]
    found = sorted(places)
    wide = max(x for x, _ in found) - min(x for x, _ in found) >= max(y for _, y in found) - min(y for _, y in found)
    found.sort(key=lambda spot: spot if wide else spot[::-1])
    return shapely.linestrings(shapely.get_coordinates([shapely.centroid(places[spot]) for spot in found]))


def _spot(point: shapely.Geometry) -> tuple[int, int]:
    x, y = quantised(shapely.get_coordinates(point)[0], SAME_PLACE_M)
    return int(x), int(y)


def _atom(stock: Stock, shape: shapely.Geometry, rows: Sequence[int]) -> Atom:
    compounds = sorted(stock.compound[row] for row in rows)
    return Atom(
        shape,
        work=sum(int(stock.work[row]) for row in rows),
        floors=max((int(stock.floors[row]) for row in rows), default=0),
        compound=compounds[0] if compounds else "",
        rows=tuple(int(stock.rows[row]) for row in rows),
    )
