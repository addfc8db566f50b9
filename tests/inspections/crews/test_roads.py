"""Ways on the road graph, against networkx and by hand."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
import shapely

from inspections.crews import roads
from registry.errors import Invalid
from tests.inspections.crews.town import at, segments


def _measured(*points: shapely.Point) -> roads.Matrix:
    graph = roads.build(segments())
    return roads.measure(graph, roads.snap(graph, np.array(points)))


def test_a_way_leads_along_the_roads_at_their_speed_both_directions() -> None:
    matrix = _measured(at(-500, 0), at(0, 250))
    assert matrix.metres[0, 1] == matrix.metres[1, 0] == 750
    by_hand = 500 / (35 / 3.6) + 250 / (18 / 3.6 * roads.NARROW)
    assert matrix.seconds[0, 1] == matrix.seconds[1, 0] == round(by_hand)


def test_two_stops_on_one_segment_are_reached_without_its_ends() -> None:
    assert _measured(at(200, 0), at(300, 0)).metres[0, 1] == 100


def test_what_lies_off_the_road_is_reached_at_the_pace_of_a_yard() -> None:
    matrix = _measured(at(200, 40), at(300, 0))
    assert matrix.metres[0, 1] == 140
    assert matrix.seconds[0, 1] == round(40 * 3.6 / roads.YARD_KMH + 100 / (35 / 3.6))


def test_where_no_road_leads_is_said() -> None:
    matrix = _measured(at(0, 0), at(5000, 5500))
    assert matrix.seconds[0, 1] == matrix.metres[0, 1] == -1
    assert matrix.reachable(0).tolist() == [True, False]


def test_the_matrix_is_that_of_networkx() -> None:
    dice = np.random.default_rng(3)
    points = [at(*dice.uniform(-900, 900, 2)) for _ in range(12)]
    graph = roads.build(segments())
    places = roads.snap(graph, np.array(points))
    found = roads.measure(graph, places)
    peer: nx.Graph[object] = nx.Graph()
    for segment, (first, last) in enumerate(graph.ends.tolist()):
        on = sorted((float(places.along_m[i]), f"p{i}") for i in np.flatnonzero(places.segment == segment))
        marks = [(0.0, first), *on, (float(graph.length_m[segment]), last)]
        for (a, u), (b, v) in pairwise(marks):
            peer.add_edge(u, v, s=(b - a) * graph.pace[segment])
    off = places.off_m * 3.6 / roads.YARD_KMH
    for i in range(12):
        took = nx.single_source_dijkstra_path_length(peer, f"p{i}", weight="s")
        for k in range(12):
            assert found.seconds[i, k] == pytest.approx(took[f"p{k}"] + off[i] + off[k] if i != k else 0, abs=0.51)


def test_the_line_is_the_way_that_was_measured() -> None:
    graph = roads.build(segments())
    places = roads.snap(graph, np.array([at(-500, 0), at(0, 250), at(700, 0)]))
    line = roads.path(graph, places, [0, 1, 2, 0])
    assert line is not None
    matrix = roads.measure(graph, places)
    assert line.length == pytest.approx(sum(matrix.metres[a, b] for a, b in ((0, 1), (1, 2), (2, 0))))
    assert line.coords[0] == line.coords[-1]
    assert roads.path(graph, places, [0, 0]) is None


def test_no_line_leads_where_no_road_does() -> None:
    graph = roads.build(segments())
    assert roads.path(graph, roads.snap(graph, np.array([at(0, 0), at(5000, 5500)])), [0, 1]) is None


def test_roads_are_given_in_metres() -> None:
    with pytest.raises(Invalid, match="metric"):
        roads.build(segments().to_crs("EPSG:4326"))
    with pytest.raises(Invalid, match="no road"):
        roads.build(segments().iloc[:0])
