"""Neighbours, lengths and what a barrier does to them."""

import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.redraw.solving.atoms import Atom
from registry.redraw.solving.network import SAME_BUILDING, SOFT, Network, connect, homes
from registry.redraw.solving.subdivision import subdivide
from tests.registry.redraw.quarter import NOTHING, faces_of, houses, is_connected, quarter


def test_neighbours_in_rows() -> None:
    network = quarter(2, 2)
    assert [sorted(neighbours) for neighbours in network.shared] == [[1, 2], [0, 3], [0, 3], [1, 2]]  # no corners
    assert all(195 <= length <= 205 for neighbours in network.shared for length in neighbours.values())
    assert all(abs(area - 400) <= 1 for area in network.area)
    assert all(abs(around - 800) <= 5 for around in network.around)


def test_a_barrier_shuts_doors_and_cuts_ground_off() -> None:
    rail = shapely.LineString([(18, -5), (18, 45)])  # two metres of the western houses' ground lie beyond
    network = quarter(2, 2, barrier=rail)
    assert sorted(network.atom) == [-1, -1, 0, 1, 2, 3]
    assert not set(network.shared[0]) & {2, 3}
    assert any(network.barred[0])


def test_a_building_and_a_compound_count_as_nearer() -> None:
    plain = houses(2, 1)
    same = [Atom(atom.shape, atom.work, 0, "b", "", atom.rows) for atom in plain]
    compound = [Atom(atom.shape, atom.work, 0, "", "c", atom.rows) for atom in plain]
    lengths = [connect(faces_of(atoms, (40, 20)), atoms, NOTHING).shared[0][1] for atoms in (plain, same, compound)]
    assert lengths[1] == lengths[0] + SAME_BUILDING
    assert lengths[2] == lengths[0] + lengths[0] // 3


def test_home_is_where_most_of_a_building_is() -> None:
    atoms = houses(2, 1)
    faces = faces_of(atoms, (40, 20))
    assert [int(faces.atom[face]) for face in homes(faces, atoms)] == [0, 1]


def _rows_of_houses(lane: shapely.Geometry) -> tuple[Network, Network]:
    """Two rows of houses with a lane that is not in the middle between them, with and without the lane."""
    atoms = [
        Atom(shapely.box(20 * i + 5, y, 20 * i + 15, y + 10), 10, 0, "", "", (2 * i + (y > 20),))
        for i in range(4)
        for y in (2, 26)
    ]
    faces = subdivide(shapely.box(0, 0, 80, 40), atoms, [NOTHING, lane])
    return connect(faces, atoms, NOTHING), connect(faces, atoms, NOTHING, lane)


def test_ground_beyond_a_soft_line_is_of_who_lives_there() -> None:
    lane = shapely.LineString([(-1, 15), (81, 15)])  # the middle between the rows is at 19
    plain, soft = _rows_of_houses(lane)
    south = [piece for piece, atom in enumerate(soft.atom) if atom >= 0 and soft.y[piece] < 150]
    assert sum(soft.area[piece] for piece in south) == 80 * 15
    assert sum(plain.area[piece] for piece in south) == 80 * 19
    assert sorted(soft.atom) == list(range(8)), "no piece without an atom comes of it"


def test_a_border_along_a_soft_line_counts_as_shorter() -> None:
    _, soft = _rows_of_houses(shapely.LineString([(-1, 15), (81, 15)]))
    pairs = {(soft.atom[i], soft.atom[j]): n for i, near in enumerate(soft.shared) for j, n in near.items()}
    assert pairs[0, 1] == 200 - 200 // SOFT, "across the lane"
    assert pairs[0, 2] == 150, "along the row"
    assert soft.around[soft.atom.index(0)] == 700 - 200 // SOFT


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(-5, 85), st.integers(-5, 45)), min_size=2, max_size=5, unique=True))
def test_whatever_the_soft_line_ground_and_neighbours_stay(bends: list[tuple[int, int]]) -> None:
    houses_ = shapely.union_all([shapely.box(20 * i + 5, y, 20 * i + 15, y + 10) for i in range(4) for y in (2, 26)])
    plain, soft = _rows_of_houses(shapely.difference(shapely.LineString(bends), houses_))
    assert abs(sum(soft.area) - sum(plain.area)) <= len(soft.area)
    assert sum(soft.work) == sum(plain.work)
    assert is_connected(soft, list(range(len(soft.area))))
    for i, near in enumerate(soft.shared):
        assert all(soft.shared[j][i] == n > 0 for j, n in near.items())
        assert soft.around[i] >= 1
