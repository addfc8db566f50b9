"""The graph of streets, and its cuts."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from inspections.walks import streets
from registry.errors import Invalid
from tests.inspections.walks import quarter


def test_cuts_are_nodes_and_no_metre_is_lost() -> None:
    graph = quarter.build()
    net = streets.cut(graph, [(0, 30.0), (0, 30.0), (0, 100.0), (1, 0.0), (1, 120.0)])
    assert net.size == graph.junctions + 2
    assert sum(piece.length_m for piece in net.pieces) == pytest.approx(graph.length_m.sum())
    assert net.node(1, 0.0) == graph.ends[1, 0]
    assert [net.pieces[number].length_m for number in net.along(0, 30.0, 120.0)] == [70.0, 20.0]


def test_the_shorter_of_two_ways_between_junctions_is_gone() -> None:
    lines = [shapely.LineString([(0, 0), (100, 0)]), shapely.LineString([(0, 0), (50, 80), (100, 0)])]
    frame = gpd.GeoDataFrame(
        {"code": ["a", "b"], "road_name": "路", "width_m": np.nan}, geometry=lines, crs="EPSG:4549"
    )
    net = streets.cut(streets.build(frame), [])
    assert {net.pieces[number].segment for number in net.shortest.values()} == {0}


def test_a_place_is_reached_from_the_nearest_point() -> None:
    segment, along_m, off_m = quarter.build().locate(shapely.box(40, 10, 60, 50))
    assert (segment, off_m) == (0, 10.0)
    assert 40 <= along_m <= 60


def test_streets_in_degrees_or_none_are_refused() -> None:
    frame = gpd.GeoDataFrame({"code": [], "road_name": [], "width_m": []}, geometry=[], crs="EPSG:4549")
    with pytest.raises(Invalid, match="no road"):
        streets.build(frame)
    line = shapely.LineString([(120, 36), (121, 36)])
    degrees = gpd.GeoDataFrame({"code": ["a"], "road_name": "路", "width_m": 8.0}, geometry=[line], crs=4326)
    with pytest.raises(Invalid, match="metric"):
        streets.build(degrees)
