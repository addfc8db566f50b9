"""The scene as the checks take it."""

import numpy as np

from registry.redraw.verifying.contents import Atoms
from registry.redraw.verifying.demand import read_atoms
from registry.redraw.verifying.door import Given
from registry.redraw.verifying.plan import Cells, Grids, read_cells, read_grids
from registry.redraw.verifying.plane import Plane
from tests.registry.redraw.scene import EAST, NORTH

PLANE = Plane((EAST, NORTH), (1.0, 1.0))


def read(given: Given) -> tuple[Cells, Grids, Atoms]:
    """In metres about the scene's own corner."""
    grids = read_grids(given.grids, PLANE, id_field="code")
    cells = read_cells(given.cells, PLANE, grids)
    return cells, grids, read_atoms(given.atoms, PLANE, cells, people=1)


def area_m2(given: Given) -> float:
    """Ground of all cells, floors of one footprint counted each."""
    return float(np.sum([one.area for one in read(given)[0].shapes]))
