"""What is never divided on the ground: buildings with all that is asked for in them, or bare places of demand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from registry.crs import Shapes
from registry.redraw.solving.ground import Ints, quantised

SAME_PLACE_M = 0.01
DOORSTEP_M = 3.0  # an entrance is drawn on the wall of its building or a little before it
MUCH = 0.1  # buildings drawn over one another by this share of the smaller are one: no border could part them


@dataclass(frozen=True, slots=True)
class Stock:
    """Rows of demand in one grid, in its plane; `rows` are their places in the frame they came in.

    `work` is in millionths of a minute; `floors` is 0 where unknown; `building` and `compound` are empty where unknown.
    `outlines` are buildings known besides, which no border may cut.
    """

    rows: Ints
    shapes: Shapes
    work: Ints
    floors: Ints
    building: Sequence[str]
    compound: Sequence[str]
    outlines: Shapes


@dataclass(frozen=True, slots=True)
class Atom:
    """`shape` is an outline (polygon) or a bare place (point); `rows` the demand in it; `floors` 0 where unknown.

    `building` and `compound` are names it shares with others, empty where unknown.
    """

    shape: shapely.Geometry
    work: int
    floors: int
    building: str
    compound: str
    rows: tuple[int, ...]

    @property
    def solid(self) -> bool:
        """Whether there is an outline no border may cut."""
        return bool(shapely.get_dimensions(self.shape) == 2)


def gather(stock: Stock) -> list[Atom]:
    """The atoms of a grid, from west to east by their places, whatever the order of the rows."""
    solid = shapely.get_dimensions(stock.shapes) == 2
    outlines: Shapes = np.concatenate([stock.shapes[solid], stock.outlines])
    points = np.flatnonzero(~solid)
    doors = _doors(stock.shapes[points], outlines)
    housed = {int(points[i]): outline for i, outline in doors}
    bare = np.array([row for row in points.tolist() if row not in housed], dtype=np.int64)
    found = [*_in_buildings(stock, outlines, np.flatnonzero(solid), housed), *_bare(stock, bare)]
    return sorted(found, key=_place)


def _place(atom: Atom) -> tuple[object, ...]:
    middle = shapely.get_coordinates(shapely.centroid(atom.shape))[0]
    x, y = quantised(middle, SAME_PLACE_M)
    return (
        int(x),
        int(y),
        atom.work,
        atom.floors,
        int(quantised(np.asarray(shapely.area(atom.shape)), 0.1)),
        atom.building,
        atom.compound,
    )


def _in_buildings(stock: Stock, outlines: Shapes, solid: Ints, housed: Mapping[int, int]) -> Iterable[Atom]:
    """An atom for each outline, or for several that overlap much; demand at the door or inside is its own."""
    if len(outlines) == 0:
        return
    owner = _merged(outlines)
    rows: list[list[int]] = [[] for _ in range(int(owner.max()) + 1)]
    for i, label in zip(solid.tolist(), owner[: len(solid)].tolist(), strict=True):
        rows[label].append(i)
    for row, outline in housed.items():
        rows[owner[outline]].append(row)
    for label, own in enumerate(rows):
        yield _atom(stock, shapely.union_all(outlines[owner == label]), own)


def _merged(outlines: Shapes) -> Ints:
    one, two = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    one, two = one[one < two], two[one < two]
    smaller = np.minimum(shapely.area(outlines[one]), shapely.area(outlines[two]))
    much = shapely.area(shapely.intersection(outlines[one], outlines[two])) > MUCH * smaller
    links = coo_array((np.ones(much.sum()), (one[much], two[much])), shape=(len(outlines), len(outlines)))
    labels: Ints = connected_components(links, directed=False)[1].astype(np.int64)
    return labels


def _doors(points: Shapes, outlines: Shapes) -> list[tuple[int, int]]:
    """Pairs of a point and the building it belongs to."""
    if len(points) == 0 or len(outlines) == 0:
        return []
    found = shapely.STRtree(outlines).query_nearest(points, max_distance=DOORSTEP_M, all_matches=False)
    return list(zip(found[0].tolist(), found[1].tolist(), strict=True))


def _bare(stock: Stock, points: Ints) -> Iterable[Atom]:
    """Points without an outline, an atom for each place."""
    spots: dict[tuple[int, int], list[int]] = {}
    for row in points.tolist():
        spots.setdefault(_spot(stock.shapes[row]), []).append(row)
    for rows in spots.values():
        yield _atom(stock, shapely.centroid(stock.shapes[rows[0]]), rows)


def _spot(point: shapely.Geometry) -> tuple[int, int]:
    x, y = quantised(shapely.get_coordinates(point)[0], SAME_PLACE_M)
    return int(x), int(y)


def _atom(stock: Stock, shape: shapely.Geometry, rows: Sequence[int]) -> Atom:
    compounds, buildings = sorted(stock.compound[row] for row in rows), sorted(stock.building[row] for row in rows)
    return Atom(
        shape,
        work=sum(int(stock.work[row]) for row in rows),
        floors=max((int(stock.floors[row]) for row in rows), default=0),
        building=buildings[0] if buildings else "",
        compound=compounds[0] if compounds else "",
        rows=tuple(int(stock.rows[row]) for row in rows),
    )
