"""Cells as shapes: faces dissolved, borders straightened as far as no building stands in the way."""

import numpy as np
import shapely

from registry.crs import Shapes
from registry.redraw.solving.ground import LATTICE_M, Ints

TOLERANCES_M = (10.0, 6.0, 3.5, 2.0, 1.0, 0.5)  # of Visvalingam and Whyatt: the root of the triangle's area
TOUCH_M = 0.02  # a border along a wall is not through it


def draw(faces: Shapes, cell: Ints, count: int, *, things: Shapes, fixed: shapely.Geometry) -> Shapes:
    """The shape of each cell (numbered from 0): faces share nodes, and so do cells.

    `things` are buildings no border may run into and places it may not pass, `fixed` barriers that a straightened
    border may not cross.
    """
    shapes = np.array([shapely.coverage_union_all(faces[cell == i]) for i in range(count)], dtype=object)
    if count == 1:
        return shapes
    solid = shapely.get_dimensions(things) == 2
    inner = shapely.buffer(things[solid], -TOUCH_M)
    inner = inner[~shapely.is_empty(inner)]
    middles = shapely.point_on_surface(things)
    for tolerance_m in TOLERANCES_M:
        simple = shapely.coverage_simplify(shapes, tolerance_m, simplify_boundary=False)
        straight: Shapes = shapely.set_precision(simple, LATTICE_M, mode="pointwise")
        if (
            _sound(straight, shapes)
            and _holders(straight, middles) == _holders(shapes, middles)
            and not _cuts(straight, inner, shapes)
            and not _crosses(straight, shapes, fixed)
        ):
            return straight
    return shapes


def _sound(straight: Shapes, shapes: Shapes) -> bool:
    return bool(
        shapely.coverage_is_valid(straight)
        and shapely.is_valid(straight).all()
        and (shapely.get_num_geometries(straight) == shapely.get_num_geometries(shapes)).all()
    )


def _holders(shapes: Shapes, middles: Shapes) -> set[tuple[int, int]]:
    """Which middle is in which cell."""
    thing, cell = shapely.STRtree(shapes).query(middles, predicate="intersects")
    return set(zip(thing.tolist(), cell.tolist(), strict=True))


def _cuts(straight: Shapes, inner: Shapes, shapes: Shapes) -> bool:
    """Whether a border runs further into a building than before: it did where buildings lie over one another."""
    lines = shapely.boundary(straight)
    cell, building = shapely.STRtree(inner).query(lines, predicate="intersects")
    if len(cell) == 0:
        return False
    after = shapely.length(shapely.intersection(lines[cell], inner[building]))
    before = shapely.length(shapely.intersection(shapely.boundary(shapes)[cell], inner[building]))
    return bool((after > before + TOUCH_M).any())


def _crosses(straight: Shapes, shapes: Shapes, fixed: shapely.Geometry) -> bool:
    """Whether a border left the barrier it ran along: then cells would reach over it."""
    if fixed.is_empty:
        return False
    after = shapely.length(shapely.intersection(shapely.buffer(straight, -TOUCH_M), fixed))
    before = shapely.length(shapely.intersection(shapely.buffer(shapes, -TOUCH_M), fixed))
    return bool((after > before + TOUCH_M).any())


def in_order(shapes: Shapes) -> list[int]:
    """The order of numbers: bands from the north, west to east in each.

    A band is as high as a cell of mean area is wide.
    """
    middles = shapely.get_coordinates(shapely.point_on_surface(shapely.envelope(shapes)))
    band_m = float(np.sqrt(shapely.area(shapes).mean()))
    top = float(shapely.bounds(shapes)[:, 3].max())
    bands = np.floor((top - middles[:, 1]) / band_m).astype(int)
    east = np.floor(middles[:, 0] / 0.1 + 0.377).astype(int)
    return sorted(range(len(shapes)), key=lambda i: (int(bands[i]), int(east[i]), -round(middles[i, 1], 1)))
