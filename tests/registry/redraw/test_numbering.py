"""A cell that stays keeps its code; a number that was given is never given to another."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import Invalid
from registry.redraw.numbering import Cells, Floors, number, same_cells

GRID, OTHER = "990101001001001", "990101001001002"
WHOLE: Floors = (None, None)


def _cells(shapes: dict[str, tuple[float, float]], floors: Floors = WHOLE) -> Cells:
    """Strips from west to east, by code."""
    boxes = [shapely.box(120 + west / 1000, 36, 120 + east / 1000, 36.001) for west, east in shapes.values()]
    return Cells(list(shapes), np.array(boxes, dtype=object), [floors] * len(boxes))


def test_a_first_plan_keeps_its_numbers() -> None:
    plan = _cells({f"{GRID}002": (1, 2), f"{GRID}001": (0, 1)})
    assert number(plan, standing=_cells({}), last={}, issued=frozenset()) == [f"{GRID}002", f"{GRID}001"]


def test_same_shapes_keep_their_codes_whatever_the_plan_calls_them() -> None:
    standing = _cells({f"{GRID}001": (0, 1), f"{GRID}002": (1, 3)})
    plan = _cells({f"{GRID}001": (1, 3), f"{GRID}002": (0, 1)})
    issued = frozenset(standing.codes)
    assert number(plan, standing=standing, last={GRID: 2}, issued=issued) == [f"{GRID}002", f"{GRID}001"]


def test_changed_cells_get_new_numbers() -> None:
    standing = _cells({f"{GRID}001": (0, 1), f"{GRID}002": (1, 3), f"{OTHER}001": (3, 4)})
    plan = _cells({f"{GRID}001": (0, 1), f"{GRID}002": (1, 2), f"{GRID}003": (2, 3), f"{OTHER}001": (3, 3.5)})
    issued = frozenset({*standing.codes, f"{GRID}003"})  # the third ended long ago
    final = number(plan, standing=standing, last={GRID: 7, OTHER: 1}, issued=issued)
    assert final == [f"{GRID}001", f"{GRID}008", f"{GRID}009", f"{OTHER}002"]


def test_numbers_that_the_plan_gives_are_passed() -> None:
    plan = _cells({f"{GRID}001": (0, 1), f"{GRID}005": (1, 2)})
    final = number(plan, standing=_cells({}), last={}, issued=frozenset({f"{GRID}001"}))
    assert final == [f"{GRID}006", f"{GRID}005"]


def test_cells_above_each_other_are_told_apart_by_their_floors() -> None:
    standing = Cells([f"{GRID}001", f"{GRID}002"], _cells({"a": (0, 1), "b": (0, 1)}).shapes, [(1, 9), (10, 18)])
    plan = Cells([f"{GRID}001", f"{GRID}002"], standing.shapes, [(10, 18), (1, 12)])
    assert same_cells(plan, standing) == {0: f"{GRID}002"}


def test_what_cannot_be_numbered_is_told() -> None:
    twice = Cells([f"{GRID}001"] * 2, _cells({"a": (0, 1), "b": (1, 2)}).shapes, [WHOLE] * 2)
    with pytest.raises(Invalid, match=f"two cells of one code: {GRID}001"):
        number(twice, standing=_cells({}), last={}, issued=frozenset())
    with pytest.raises(Invalid, match=f"left below grid {GRID}"):
        number(_cells({f"{GRID}001": (0, 1)}), standing=_cells({}), last={GRID: 999}, issued=frozenset({f"{GRID}001"}))


@given(st.lists(st.integers(1, 9), min_size=1, max_size=8), st.lists(st.integers(1, 9), min_size=1, max_size=8))
def test_no_code_is_given_to_another_shape(first: list[int], second: list[int]) -> None:
    def strips(widths: list[int]) -> Cells:
        ends = np.cumsum([0, *widths])
        codes = [f"{GRID}{n + 1:03d}" for n in range(len(widths))]
        return _cells(dict(zip(codes, pairwise(ends.tolist()), strict=True)))

    standing, plan = strips(first), strips(second)
    issued = frozenset(set(standing.codes) & set(plan.codes))
    final = number(plan, standing=standing, last={GRID: len(first)}, issued=issued)
    assert len(set(final)) == len(final)
    was = dict(zip(standing.codes, standing.shapes, strict=True))
    for code, shape in zip(final, plan.shapes, strict=True):
        assert code not in was or was[code].equals(shape)
        if any(shape.equals(other) for other in was.values()):
            assert was[code].equals(shape)
