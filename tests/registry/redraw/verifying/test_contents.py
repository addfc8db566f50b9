"""Minutes are those of the rows, rows lie in their cells, buildings are whole."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from registry.redraw.verifying.contents import check_atoms, check_buildings, check_minutes, sum_minutes
from tests.registry.redraw.scene import WEST_GRID, at, plan, with_atom
from tests.registry.redraw.verifying.reading import read


def test_minutes_of_cells() -> None:
    cells, _, atoms = read(plan())
    assert sum_minutes(cells, atoms, mobilisation=20, people=2).tolist() == [140.0] * 7 + [180.0] * 2
    people = np.where(np.arange(9) == 0, 4.0, 0.0)
    object.__setattr__(cells, "people", people)
    assert sum_minutes(cells, atoms, mobilisation=0, people=2)[0] == 60, "twice the people, half the time"


@given(st.floats(0.001, 50))
def test_any_excess_is_told(over: float) -> None:
    cells, _, _ = read(plan())
    minutes = np.where(np.arange(9) == 3, 180 + over, cells.minutes)
    faults = [fault for fault in check_minutes(cells, minutes, limit=180) if fault.rule == "limit"]
    assert [fault.cell for fault in faults] == [f"{WEST_GRID}004"]
    assert faults[0].measure == pytest.approx(over)


def test_an_entrance_on_the_border_is_in_its_cell_and_a_step_away_is_not() -> None:
    for x, count in ((50.0, 0), (50.009, 0), (50.02, 1), (57.0, 1)):
        cells, _, atoms = read(with_atom(plan(), "7001-0", geometry=at(shapely.Point(x, 20))))
        assert len(check_atoms(cells, atoms)) == count, x


def test_a_row_without_a_place_is_in_no_cell() -> None:
    cells, _, atoms = read(with_atom(plan(), "7001-0", geometry=None))
    assert [fault.atom for fault in check_atoms(cells, atoms)] == ["7001-0"]


@given(st.floats(-6, 6))
def test_a_building_over_a_border_by_any_width(over: float) -> None:
    cells, grids, _ = read(plan())
    house = shapely.box(42, 10, 50 + over, 20)
    faults, count = check_buildings(cells, grids, np.array([house]), np.array(["H1"], dtype=object))
    assert count == len(faults) == (over * 10 > 0.001 * house.length)
    assert all(fault.measure == pytest.approx(min(over, 8) * 10) for fault in faults)


def test_what_two_outlines_have_in_common_may_be_on_either_side() -> None:
    cells, grids, _ = read(plan())
    left, right = shapely.box(40, 10, 50.5, 20), shapely.box(49.5, 10, 60, 20)
    names = np.array(["L", "R"], dtype=object)
    assert check_buildings(cells, grids, np.array([left, right]), names)[1] == 0
    assert check_buildings(cells, grids, np.array([left, shapely.box(50.2, 10, 60, 20)]), names)[1] == 1


def test_a_building_on_floors_of_one_footprint_is_whole() -> None:
    cells, grids, _ = read(plan())
    tower = shapely.box(160, 60, 190, 90)
    assert check_buildings(cells, grids, np.array([tower]), np.array(["T"], dtype=object)) == ([], 0)
