"""Layers as they come: codes of any type, rings of any kind, floors or none."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from registry.errors import Invalid
from registry.redraw.verifying.plan import in_crs, read_cells, read_grids, texts
from registry.redraw.verifying.plane import Plane
from tests.registry.redraw.scene import CRS, plan, square

PLANE = Plane((0.0, 0.0), (1.0, 1.0))


def grids(codes: Sequence[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"code": codes}, geometry=[square(100 * i, 0, 100) for i in range(len(codes))], crs=CRS)


def test_codes_as_text() -> None:
    assert texts(pd.Series([12.0, np.nan, 1.5])).tolist() == ["12", "", "1.5"]
    assert texts(pd.Series([12, 13])).tolist() == ["12", "13"]
    assert texts(pd.Series(["012", None])).tolist() == ["012", ""]


def test_grids_without_a_name_or_with_one_name_are_refused() -> None:
    cases: tuple[tuple[Sequence[object], str], ...] = (
        ([1, 1], "two grids have the code 1"),
        (["a", None], "grid 2 has no code"),
        ([], "no grids"),
    )
    for codes, words in cases:
        with pytest.raises(Invalid, match=words):
            read_grids(grids(codes), PLANE, id_field="code")


def test_an_invalid_ring_stands_for_its_ground() -> None:
    bowtie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    frame = gpd.GeoDataFrame({"code": [1, 2]}, geometry=[bowtie, shapely.LineString([(5, 5), (6, 6)])], crs=CRS)
    read = read_grids(frame, PLANE, id_field="code")
    assert shapely.is_valid(read.shapes).all()
    assert shapely.area(read.shapes).tolist() == [2.0, 0.0]


def test_floors_of_one_footprint_are_one_stack() -> None:
    given = plan()
    read = read_cells(given.cells, PLANE, read_grids(given.grids, PLANE, id_field="code"))
    assert read.stack[-1] == read.stack[-2]
    assert len(set(read.stack.tolist())) == len(read.codes) - 1
    assert read.grid.tolist() == [0] * 4 + [1] * 5
    assert (read.floor_from[0], read.floor_to[-1]) == (0, 20)


def test_a_frame_comes_in_the_crs_of_the_grids_or_not_at_all() -> None:
    frame = grids(["1"])
    assert in_crs(frame, frame.crs, layer="the cells") is frame
    assert in_crs(frame, "EPSG:4326", layer="the cells").crs == "EPSG:4326"
    with pytest.raises(Invalid, match="the cells say no CRS"):
        in_crs(frame.set_crs(None, allow_override=True), frame.crs, layer="the cells")
