"""A quarter of houses in rows, surveyed as far as a test needs it."""

import numpy as np
import shapely

from registry.redraw.solving.atoms import Atom
from registry.redraw.solving.network import Network, connect
from registry.redraw.solving.subdivision import Faces, subdivide

NOTHING = shapely.MultiLineString()


def houses(columns: int, rows: int, *, work: int = 10) -> list[Atom]:
    """Houses of 10 m by 10 m, 20 m apart, in a grid that begins at the origin."""
    return [
        Atom(shapely.box(20 * i + 5, 20 * j + 5, 20 * i + 15, 20 * j + 15), work, 0, "", "", (i * rows + j,))
        for i in range(columns)
        for j in range(rows)
    ]


def faces_of(atoms: list[Atom], side: tuple[float, float], barrier: shapely.Geometry = NOTHING) -> Faces:
    """Faces of a rectangle from the origin."""
    return subdivide(shapely.box(0, 0, *side), atoms, [barrier])


def quarter(columns: int, rows: int, *, work: int = 10, barrier: shapely.Geometry = NOTHING) -> Network:
    """The network of rows of houses."""
    atoms = houses(columns, rows, work=work)
    return connect(faces_of(atoms, (20.0 * columns, 20.0 * rows), barrier), atoms, barrier)


def is_connected(network: Network, pieces: list[int]) -> bool:
    """Whether pieces hang together, by a way of its own: powers of the matrix of neighbours."""
    linked = np.array([[i == j or j in network.shared[i] for j in pieces] for i in pieces])
    return bool((np.linalg.matrix_power(linked.astype(float), len(pieces)) > 0).all())
