"""Shares: every unit once, each in one piece, all nearly alike."""

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from inspections.campaigns.assign import Neighbourhood, divide, neighbours


def _blocks(side: int, *, seed: int = 1) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """A town of roads and compounds, `side` junctions each way."""
    rng = np.random.default_rng(seed)
    at = np.stack(np.meshgrid(np.arange(side) * 300.0, np.arange(side) * 300.0), -1)
    at += rng.normal(0, 25, at.shape)
    shapes: list[shapely.Geometry] = []
    for x in range(side):
        for y in range(side):
            if x + 1 < side:
                shapes.append(shapely.LineString([at[y, x], at[y, x + 1]]))
            if y + 1 < side:
                shapes.append(shapely.LineString([at[y, x], at[y + 1, x]]))
            if x + 1 < side and y + 1 < side:
                corners = [at[y, x], at[y, x + 1], at[y + 1, x + 1], at[y + 1, x]]
                shapes.append(shapely.Polygon(corners).buffer(-25))
    return np.array(shapes, dtype=object), rng.gamma(4, 20, len(shapes))


def _in_one_piece(neighbourhood: Neighbourhood, share: NDArray[np.int64]) -> bool:
    graph: nx.Graph[int] = nx.Graph(neighbourhood.edges.tolist())
    graph.add_nodes_from(range(len(share)))
    parts = (np.flatnonzero(share == number).tolist() for number in np.unique(share))
    return all(nx.is_connected(graph.subgraph(part)) for part in parts)


@pytest.mark.parametrize("people", [1, 2, 7, 15])
def test_a_town_is_shared_out_alike(people: int) -> None:
    shapes, minutes = _blocks(12)
    neighbourhood = neighbours(shapes, within_m=40)
    share = divide(minutes, neighbourhood, parts=people, seed=1)
    load = np.bincount(share, weights=minutes)
    assert len(share) == len(shapes)
    assert len(load) == people
    assert _in_one_piece(neighbourhood, share)
    assert load.max() / load.mean() <= 1.10


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_any_scope_is_shared_out_whole_and_in_pieces_that_hold_together(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 25))
    at = data.draw(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=size, max_size=size))
    weights = data.draw(st.lists(st.floats(0, 500), min_size=size, max_size=size))
    people = data.draw(st.integers(1, 30))
    minutes = np.array(weights)
    neighbourhood = neighbours(np.array([shapely.Point(x * 50, y * 50) for x, y in at], dtype=object), within_m=60)
    share = divide(minutes, neighbourhood, parts=people, seed=data.draw(st.integers(0, 9)))
    assert sorted(np.unique(share)) == list(range(min(people, size)))
    assert _in_one_piece(neighbourhood, share)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.integers(2, 6))
def test_shares_of_many_small_units_are_alike(seed: int, people: int) -> None:
    shapes, minutes = _blocks(7, seed=seed)
    share = divide(minutes, neighbours(shapes, within_m=40), parts=people, seed=seed)
    load = np.bincount(share, weights=minutes)
    assert load.max() / load.mean() <= 1.10


def test_the_same_seed_gives_the_same_shares() -> None:
    shapes, minutes = _blocks(6)
    neighbourhood = neighbours(shapes, within_m=40)
    one, again = (divide(minutes, neighbourhood, parts=5, seed=4) for _ in range(2))
    assert (one == again).all()


def test_roads_that_meet_and_compounds_along_them_are_neighbours() -> None:
    shapes = np.array(
        [
            shapely.LineString([(0, 0), (100, 0)]),
            shapely.LineString([(100, 0), (200, 0)]),
            shapely.box(10, 20, 90, 80),
            shapely.box(210, 300, 290, 380),
        ],
        dtype=object,
    )
    found = neighbours(shapes, within_m=40)
    touching = {tuple(edge) for edge in found.edges.tolist()}
    assert {(0, 1), (0, 2), (1, 2)} <= touching


def test_a_part_that_touches_nothing_is_joined_to_its_nearest_and_told() -> None:
    at = [(0, 0), (30, 0), (1000, 0), (1030, 0), (5000, 0)]
    found = neighbours(np.array([shapely.Point(*place) for place in at], dtype=object), within_m=40)
    assert found.bridges_m == (3970.0, 970.0)
    assert nx.is_connected(nx.Graph(found.edges.tolist()))


def test_one_unit_larger_than_a_share_leaves_the_others_alike() -> None:
    shapes, minutes = _blocks(6)
    minutes[10] = minutes.sum()
    share = divide(minutes, neighbours(shapes, within_m=40), parts=4, seed=1)
    load = np.sort(np.bincount(share, weights=minutes))
    assert (share == share[10]).sum() <= 3
    assert load[2] / load[:3].mean() < 1.3
