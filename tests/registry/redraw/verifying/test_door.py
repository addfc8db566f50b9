"""A good plan is let pass; each fault planted in it is found, named and told where."""

from dataclasses import asdict, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, MultiPolygon, Polygon

from registry.errors import Invalid
from registry.redraw.parameters import Parameters
from registry.redraw.verifying.door import Given, verify
from tests.registry.redraw.scene import (
    CRS,
    EAST_GRID,
    WEST_GRID,
    at,
    found,
    judge,
    plan,
    square,
    with_atom,
    with_cell,
)


def test_a_good_plan_holds() -> None:
    verdict = judge(plan())
    assert verdict.holds, verdict.faults.to_string()
    told = asdict(verdict.figures)
    assert told.pop("gap_m2") < 1e-6
    assert told.pop("overlap_m2") < 1e-6
    assert told == {
        "grids": 2,
        "cells": 9,
        "lower_bound": 3 + 4,  # 16 of 30 minutes in the west; 12 of them and a tower of 320 in the east
        "over_limit": 0,
        "discontiguous": 0,
        "cut_buildings": 0,
        "minutes_median": 120.0,
        "minutes_p95": 160.0,
        "compactness_median": pytest.approx(np.pi / 4),
    }


@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:4326", "EPSG:32651", "EPSG:3857", "EPSG:4528"])
def test_a_good_plan_holds_in_any_crs(crs: str) -> None:
    """Lines are straight in the CRS of the plan, and are judged there."""
    given = plan()
    noded = given.grids.assign(geometry=given.grids.segmentize(50))  # as two files that share their nodes
    given = replace(given, grids=noded)
    moved = {name: getattr(given, name).to_crs(crs) for name in ("cells", "atoms", "grids")}
    verdict = judge(replace(given, **moved))
    assert verdict.holds, verdict.faults.to_string()
    assert verdict.figures.compactness_median == pytest.approx(np.pi / 4, abs=1e-3)


def test_nodes_that_neighbours_set_on_a_side_of_degrees_leave_no_gap() -> None:
    """A side of 300 m bends by a millimetre in a projection: more than all gaps of a plan may come to."""
    wide = [shapely.box(120.0, 36.0, 120.002, 36.003), shapely.box(120.002, 36.0, 120.004, 36.003)]
    cells = {"code": ["7001", "7002"], "grid": ["7", "7"], "minutes": [1.0, 1.0]}
    atoms = {"cell": ["7001", "7002"], "minutes": [1.0, 1.0]}
    given = Given(
        cells=gpd.GeoDataFrame(cells, geometry=wide, crs=4326),
        atoms=gpd.GeoDataFrame(atoms, geometry=[one.centroid for one in wide], crs=4326),
        grids=gpd.GeoDataFrame({"code": [7]}, geometry=[shapely.box(120.0, 36.0, 120.004, 36.003)], crs=4326),
    )
    assert judge(given).figures.gap_m2 < 1e-6


def test_a_moved_border_leaves_a_gap_and_an_overlap() -> None:
    narrow, wide = at(shapely.box(0, 0, 49.9, 50)), at(shapely.box(0, 0, 50.1, 50))
    given = replace(plan(), barriers=None)
    assert found(with_cell(given, f"{WEST_GRID}001", geometry=narrow)) == {("gap", "7")}
    over = with_cell(given, f"{WEST_GRID}001", geometry=wide)
    assert found(over) == {("overlap", "7001")}
    figures = judge(over).figures
    assert figures.overlap_m2 == pytest.approx(5.0, abs=0.01)
    assert judge(with_cell(given, f"{WEST_GRID}001", geometry=narrow)).figures.gap_m2 == pytest.approx(5.0, abs=0.01)


def test_a_hundredth_of_a_square_metre_is_told_and_less_is_rounding() -> None:
    given = replace(plan(), barriers=None)
    for width_m, faults in ((0.00015, set()), (0.00025, {("gap", "7")})):
        moved = at(shapely.box(0, 0, 50 - width_m, 50))
        assert found(with_cell(given, f"{WEST_GRID}001", geometry=moved)) == faults


def test_small_gaps_add_up() -> None:
    """No gap alone is a hundredth of a square metre, all of them are."""
    given = replace(plan(), barriers=None)
    for number, (x, y) in enumerate(((0, 0), (50, 0)), start=1):
        moved = at(shapely.box(x, y, x + 50, y + 50 - 0.00012))
        given = with_cell(given, f"{WEST_GRID}{number:03d}", geometry=moved)
        given = with_cell(
            given, f"{EAST_GRID}{number:03d}", geometry=at(shapely.box(x + 100, y, x + 150, y + 49.99988))
        )
    assert ("gap", "7") in found(given)


def test_a_hole() -> None:
    holed = square(0, 0, 50).difference(square(20, 20, 3))
    verdict = judge(with_cell(plan(), f"{WEST_GRID}001", geometry=holed))
    assert verdict.faults["rule"].tolist() == ["gap"]
    assert verdict.faults["measure"].tolist() == [pytest.approx(9.0, abs=0.01)]
    assert verdict.faults.geometry.iloc[0].symmetric_difference(square(20, 20, 3)).area < 1e-3


def test_a_cell_beyond_its_grid() -> None:
    beyond = at(shapely.box(-1, 0, 50, 50))
    assert found(with_cell(plan(), f"{WEST_GRID}001", geometry=beyond)) == {("outside", "7")}


def test_a_cell_in_two_parts() -> None:
    parts = MultiPolygon([square(0, 0, 50), square(22, 72, 3)])
    other = square(0, 50, 50).difference(square(22, 72, 3))
    given = with_cell(plan(), f"{WEST_GRID}001", geometry=parts)
    given = with_cell(given, f"{WEST_GRID}003", geometry=other)
    assert found(given) == {("contiguity", "7001")}
    assert judge(given).figures.discontiguous == 1


def test_cells_that_touch_in_a_corner_are_not_one() -> None:
    """001 and 004 as one cell: valid as two polygons, and as one ring drawn through the corner not even that."""
    given = replace(plan(), barriers=None)
    both = MultiPolygon([square(0, 0, 50), square(50, 50, 50)])
    bowtie = at(Polygon([(0, 0), (50, 0), (50, 50), (100, 50), (100, 100), (50, 100), (50, 50), (0, 50)]))
    hair = at(
        Polygon([(0, 0), (50, 0), (50, 50), (100, 50), (100, 100), (50, 100), (50, 50.0005), (49.9995, 50), (0, 50)])
    )
    atoms = given.atoms.assign(cell=given.atoms["cell"].replace(f"{WEST_GRID}004", f"{WEST_GRID}001"))
    cells = given.cells[given.cells["code"] != f"{WEST_GRID}004"]
    for shape in (both, bowtie, hair):
        joined = with_cell(replace(given, atoms=atoms, cells=cells), f"{WEST_GRID}001", geometry=shape, minutes=240.0)
        verdict = verify(joined, parameters=Parameters(limit_minutes=300.0))
        assert verdict.figures.discontiguous == 1
        assert "contiguity" in set(verdict.faults["rule"])


def test_an_atom_in_the_wrong_cell() -> None:
    given = with_atom(plan(), "7001-0", cell=f"{WEST_GRID}002")
    given = with_cell(with_cell(given, f"{WEST_GRID}001", minutes=90.0), f"{WEST_GRID}002", minutes=150.0)
    assert found(given) == {("atom", "7002")}
    assert judge(given).faults["measure"].iloc[0] > 20


def test_an_atom_in_no_cell_in_one_that_is_not_there_and_in_two() -> None:
    lost = with_cell(plan(), f"{WEST_GRID}001", minutes=90.0)
    assert found(with_atom(lost, "7001-0", cell=None)) == {("atom", "7001-0")}
    assert found(with_atom(lost, "7001-0", cell=f"{WEST_GRID}009")) == {("atom", "7009")}
    given = plan()
    twice = given.atoms.iloc[[0]].assign(cell=f"{WEST_GRID}002")
    double = replace(given, atoms=gpd.GeoDataFrame(pd.concat([given.atoms, twice]), geometry="geometry", crs=CRS))
    assert ("atom", "7001") in found(double)


def test_a_building_cut() -> None:
    """The border between 001 and 003 of the east goes through a house: 5 m of it lie beyond."""
    low = at(Polygon([(100, 0), (150, 0), (150, 50), (117, 50), (117, 48), (105, 48), (105, 50), (100, 50)]))
    high = square(100, 50, 50).union(at(shapely.box(105, 48, 117, 50)))
    house = at(shapely.box(106, 40, 110, 49))
    given = with_cell(with_cell(plan(), f"{EAST_GRID}001", geometry=low), f"{EAST_GRID}003", geometry=high)
    assert found(given) == set()
    buildings = gpd.GeoDataFrame({"source_id": ["H1"]}, geometry=[house], crs=CRS)
    verdict = judge(replace(given, buildings=buildings))
    assert verdict.figures.cut_buildings == 1
    assert verdict.faults[["rule", "atom"]].to_numpy().tolist() == [["building", "H1"]]
    assert verdict.faults["measure"].iloc[0] == pytest.approx(4.0, abs=0.01)


def test_a_building_that_the_grids_themselves_cut_is_not_the_plans() -> None:
    across = gpd.GeoDataFrame({"source_id": ["H1"]}, geometry=[at(shapely.box(95, 10, 105, 20))], crs=CRS)
    assert judge(replace(plan(), buildings=across)).holds


def test_a_tenth_of_a_minute_above_the_limit() -> None:
    given = with_cell(with_atom(plan(), "7001-0", minutes=90.1), f"{WEST_GRID}001", minutes=180.1)
    verdict = judge(given)
    assert found(given) == {("limit", "7001")}
    assert verdict.figures.over_limit == 1
    assert verdict.faults["measure"].iloc[0] == pytest.approx(0.1)
    assert judge(with_cell(with_atom(plan(), "7001-0", minutes=90.0), f"{WEST_GRID}001", minutes=180.0)).holds


def test_minutes_stated_are_those_of_the_atoms() -> None:
    assert found(with_cell(plan(), f"{WEST_GRID}001", minutes=119.0)) == {("stated", "7001")}


def test_people_and_mobilisation_count() -> None:
    alone = judge(plan(), people=2, mobilisation=20)
    assert set(alone.faults["rule"]) == {"stated"}
    assert alone.figures.minutes_median == 20 + 120 / 2


def test_codes() -> None:
    given = plan()
    assert found(with_cell(given, f"{WEST_GRID}002", code=f"{WEST_GRID}001")) >= {("code", "7001")}
    for bad in (f"{WEST_GRID}02", f"{WEST_GRID}000", f"{EAST_GRID}002", f"{WEST_GRID}0O2", f"{WEST_GRID}٠٠٢", ""):
        renamed = given.atoms.assign(cell=given.atoms["cell"].replace(f"{WEST_GRID}002", bad))
        verdict = judge(replace(with_cell(given, f"{WEST_GRID}002", code=bad), atoms=renamed))
        assert "code" in set(verdict.faults["rule"]), bad
    orphan = with_cell(given, f"{WEST_GRID}002", grid="370203005001999")
    assert ("code", "7002") in found(orphan)


def test_a_number_used_again_and_a_shape_changed_under_its_code() -> None:
    given = plan()
    assert judge(replace(given, previous=given.cells)).holds
    gone = square(20, 20, 10)
    former = with_cell(given, f"{WEST_GRID}003", geometry=gone).cells
    again = judge(replace(given, previous=former)).faults
    assert again[["rule", "cell"]].to_numpy().tolist() == [["stability", f"{WEST_GRID}003"]]
    assert "used again" in again["words"].iloc[0]
    former = with_cell(given, f"{WEST_GRID}003", geometry=at(shapely.box(0, 50, 50, 99))).cells
    changed = judge(replace(given, previous=former)).faults
    assert "changed its shape" in changed["words"].iloc[0]
    former = with_cell(given, f"{EAST_GRID}004", floor_to=9).cells
    assert judge(replace(given, previous=former)).faults["rule"].tolist() == ["stability"]


def test_a_barrier_crossed_and_a_crossing_given() -> None:
    given = plan()
    track = at(LineString([(-20, 24), (120, 26)]))
    shut = gpd.GeoDataFrame({"kind": ["railway"]}, geometry=[track], crs=CRS)
    crossed = judge(replace(given, barriers=shut)).faults
    assert {(rule, cell[-4:]) for rule, cell in crossed[["rule", "cell"]].to_numpy()} == {
        ("barrier", "7001"),
        ("barrier", "7002"),
    }
    gate = at(shapely.Point(25, 25))
    opened = gpd.GeoDataFrame({"kind": ["railway", "crossing"]}, geometry=[track, gate], crs=CRS)
    assert judge(replace(given, barriers=opened)).faults["cell"].tolist() == [f"{WEST_GRID}002"]
    ends = at(LineString([(-20, 24), (30, 26)]))
    assert judge(replace(given, barriers=gpd.GeoDataFrame(geometry=[ends], crs=CRS))).holds, "one can walk round it"
    river = at(shapely.box(-10, 20, 60, 30))
    assert len(judge(replace(given, barriers=gpd.GeoDataFrame(geometry=[river], crs=CRS))).faults) == 1


def test_floors_in_common_missing_and_upside_down() -> None:
    given = plan()
    assert found(with_cell(given, f"{EAST_GRID}005", floor_from=10)) == {("floors", "8004")}
    assert judge(with_cell(given, f"{EAST_GRID}005", floor_from=10)).figures.overlap_m2 == pytest.approx(2500, abs=1)
    assert found(with_cell(given, f"{EAST_GRID}005", floor_from=12)) == {("floors", "8004")}
    assert ("floors", "8005") in found(with_cell(given, f"{EAST_GRID}005", floor_from=20, floor_to=11))
    unfloored = with_cell(given, f"{EAST_GRID}005", floor_from=None, floor_to=None)
    assert ("overlap", "8004") in found(unfloored)


def test_an_empty_and_an_invalid_shape() -> None:
    given = plan()
    assert ("shape", "7001") in found(with_cell(given, f"{WEST_GRID}001", geometry=Polygon()))
    assert ("shape", "7001") in found(with_cell(given, f"{WEST_GRID}001", geometry=None))
    folded = at(Polygon([(0, 0), (50, 50), (50, 0), (0, 50)]))
    assert {("shape", "7001"), ("contiguity", "7001")} <= found(with_cell(given, f"{WEST_GRID}001", geometry=folded))


def test_a_grid_without_a_cell() -> None:
    given = plan()
    west = given.cells["grid"] == WEST_GRID
    atoms = given.atoms["cell"].str.startswith(WEST_GRID)
    half = replace(given, cells=given.cells[west], atoms=given.atoms[atoms])
    assert found(half) == {("gap", "8")}


def test_what_cannot_be_read_is_refused_in_words() -> None:
    given = plan()
    with pytest.raises(Invalid, match="no CRS"):
        judge(replace(given, grids=given.grids.set_crs(None, allow_override=True)))
    with pytest.raises(Invalid, match="no column grid"):
        judge(replace(given, cells=given.cells.drop(columns="grid")))
    with pytest.raises(Invalid, match="no column cell"):
        judge(replace(given, atoms=given.atoms.drop(columns="cell")))
    with pytest.raises(Invalid, match="no column name"):
        judge(given, id_field="name")


def test_the_order_of_rows_does_not_matter() -> None:
    given = with_atom(plan(), "7001-0", cell=f"{WEST_GRID}002")
    mixed = {name: getattr(given, name).sample(frac=1, random_state=3) for name in ("cells", "atoms", "grids")}
    one, two = judge(given), judge(replace(given, **mixed))
    assert one.faults.drop(columns="geometry").equals(two.faults.drop(columns="geometry"))
