"""What is told of gaps and overlaps is what is there, to the last hundredth of a square metre."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from registry.redraw.verifying.cover import TOTAL_M2, check_cover, check_overlap, worst
from registry.redraw.verifying.verdict import Fault
from tests.registry.redraw.scene import WEST_GRID, at, plan, with_cell
from tests.registry.redraw.verifying.reading import read


@given(st.floats(-20, 20))
def test_a_border_moved_by_any_width(width_m: float) -> None:
    moved = at(shapely.box(0, 0, 50 + width_m, 50))
    cells, grids, _ = read(with_cell(plan(), f"{WEST_GRID}001", geometry=moved))
    gaps, gap_m2 = check_cover(cells, grids)
    overlaps, overlap_m2 = check_overlap(cells)
    assert gap_m2 == pytest.approx(max(0.0, -width_m) * 50, abs=1e-4)
    assert overlap_m2 == pytest.approx(max(0.0, width_m) * 50, abs=1e-4)
    assert bool(gaps) == (gap_m2 > TOTAL_M2)
    assert bool(overlaps) == (overlap_m2 > TOTAL_M2)


@given(st.lists(st.floats(0, 0.02), max_size=12))
def test_faults_are_named_until_the_rest_is_rounding(measures: list[float]) -> None:
    faults = worst([Fault("gap", "", measure=measure) for measure in measures])
    assert bool(faults) == (sum(measures) > TOTAL_M2 + 1e-12) or abs(sum(measures) - TOTAL_M2) < 1e-12
    assert sum(measures) - sum(fault.measure for fault in faults) <= TOTAL_M2 + 1e-9
    named = sorted((fault.measure for fault in faults), reverse=True)
    assert named == sorted(measures, reverse=True)[: len(named)]


def test_floors_share_their_ground_and_nothing_else_does() -> None:
    cells, _, _ = read(plan())
    faults, shared_m2 = check_overlap(cells)
    assert faults == []
    assert shared_m2 == pytest.approx(0, abs=1e-6)
    floors = np.zeros_like(cells.floor_from)
    for field in ("floor_from", "floor_to"):
        object.__setattr__(cells, field, floors)
    assert [fault.rule for fault in check_overlap(cells)[0]] == ["floors"]
