"""Regions keep to their side of a barrier; empty ground goes to a neighbour."""

import shapely

from registry.redraw.solving.regions import find
from tests.registry.redraw.quarter import quarter


def test_one_region_without_barriers() -> None:
    found = find(quarter(3, 2), room=50)
    assert (found.working, found.towers, found.vacant, found.annexed) == ([[0, 1, 2, 3, 4, 5]], [], [], {})


def test_a_tower_stands_alone_and_each_piece_is_somewhere_once() -> None:
    network = quarter(3, 1)
    network.work[1] = 99
    found = find(network, room=50)
    assert (found.towers, found.working) == ([1], [[0], [2]])


def test_empty_ground_beside_a_tower_goes_with_it() -> None:
    network = quarter(2, 1)
    network.work[:] = [99, 0]
    assert find(network, room=50).annexed == {0: [1]}


def test_ground_behind_a_barrier_is_vacant() -> None:
    found = find(quarter(2, 2, barrier=shapely.LineString([(30, -5), (30.5, 45)])), room=50)
    assert len(found.working) == 2 or found.vacant  # the eastern houses' other half
    pieces = [piece for part in [*found.working, *found.vacant, *found.annexed.values()] for piece in part]
    assert len(pieces) == len(set(pieces))
