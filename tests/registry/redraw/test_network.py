"""Neighbours, lengths and what a barrier does to them."""

import shapely

from registry.redraw.atoms import Atom
from registry.redraw.network import SAME_BUILDING, connect, homes
from tests.registry.redraw.quarter import NOTHING, faces_of, houses, quarter


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
