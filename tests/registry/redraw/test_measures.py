"""Figures see each fault that is planted."""

import geopandas as gpd
import pytest

from registry.redraw.measures import measure
from tests.registry.redraw.town import frame, square


def _plan() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]:
    cells = frame([square(100), square(100, 100)], code=["1001", "1002"], grid=["1", "1"], minutes=[90.0, 120.0])
    cells[["floor_from", "floor_to"]] = None
    grids = frame([square(100).union(square(100, 100))], code=["1"])
    return cells, frame([square(10, 20, 20)], cell=["1001"], minutes=[90.0]), grids


def test_a_sound_plan() -> None:
    figures = measure(*_plan(), id_field="code", minutes=180)
    assert [figures[name] for name in ("over_limit", "discontiguous", "cut_buildings", "grids", "cells")] == [
        0,
        0,
        0,
        1,
        2,
    ]
    assert figures["gap_m2"] == figures["overlap_m2"] == 0
    assert figures["compactness_median"] == pytest.approx(0.785, abs=0.001)


def test_planted_faults_are_seen() -> None:
    cells, atoms, grids = _plan()
    assert measure(cells, atoms, grids, id_field="code", minutes=100)["over_limit"] == 1
    moved = cells.set_geometry(
        cells.geometry.translate([0, 0.1][0]).where(cells["code"] == "1001", cells.translate(-1))
    )
    assert measure(moved, atoms, grids, id_field="code", minutes=180)["overlap_m2"] == pytest.approx(100, rel=0.01)
    assert measure(moved, atoms, grids, id_field="code", minutes=180)["gap_m2"] == pytest.approx(100, rel=0.01)
    across = frame([square(10, 95, 20)], cell=["1001"], minutes=[90.0])
    assert measure(cells, across, grids, id_field="code", minutes=180)["cut_buildings"] == 1
    torn = frame(
        [square(40).union(square(40, 60)), square(100, 100)], code=["1", "2"], grid=["1", "1"], minutes=[1.0, 1.0]
    )
    assert measure(torn, atoms, grids, id_field="code", minutes=180)["discontiguous"] == 1
