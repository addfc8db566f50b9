"""Which grid a thing lies in: one and one only, whatever the order of rows."""

import numpy as np
import shapely

from registry.crs import Shapes
from registry.redraw.ground import Ints

DOORSTEP_DEG = 3e-5  # about 3 m: a thing so near to a grid belongs to it


def place(shapes: Shapes, grids: Shapes) -> Ints:
    """The number of the grid each lon/lat shape lies in, most of it if in several, the first of equals; -1 for none."""
    found = np.full(len(shapes), -1, dtype=np.int64)
    if len(shapes) == 0:
        return found
    tree = shapely.STRtree(grids)
    thing, grid = tree.query(shapes, predicate="intersects")
    weight = np.zeros(len(thing))
    several = np.bincount(thing, minlength=len(shapes))[thing] > 1
    areal = several & (shapely.get_dimensions(shapes[thing]) == 2)
    weight[areal] = shapely.area(shapely.intersection(shapes[thing[areal]], grids[grid[areal]]))
    size = np.where(areal, shapely.area(shapes[thing]), 1.0)
    order = np.lexsort((grid, -np.round(weight / size, 6), thing))
    first, at = np.unique(thing[order], return_index=True)
    found[first] = grid[order][at]
    lost = np.flatnonzero(found < 0)
    if len(lost):
        near, grid = tree.query_nearest(shapes[lost], max_distance=DOORSTEP_DEG, all_matches=False)
        found[lost[near]] = grid
    return found
