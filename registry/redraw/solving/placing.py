"""Which grid a thing lies in: one and one only, whatever the order of rows."""

import numpy as np
import shapely

from registry.crs import Shapes
from registry.redraw.solving.ground import Ints

HAIR_DEG = 1e-7  # about 1 cm: a place so near to a grid is in it, whatever CRS both came through


def place(shapes: Shapes, grids: Shapes) -> Ints:
    """The number of the grid in which the middle of each lon/lat shape lies, the first of several; -1 for none.

    The middle is a point within the shape: a building across a border belongs to one side whole.
    """
    found = np.full(len(shapes), -1, dtype=np.int64)
    if len(shapes) == 0:
        return found
    middles = shapely.point_on_surface(shapes)
    thing, grid = shapely.STRtree(grids).query(middles, predicate="dwithin", distance=HAIR_DEG)
    order = np.lexsort((grid, thing))
    first, at = np.unique(thing[order], return_index=True)
    found[first] = grid[order][at]
    return found
