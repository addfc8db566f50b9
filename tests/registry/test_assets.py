"""Values asked for and told: boxes, positions, areas."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.assets import Box, below, check_position
from registry.errors import Invalid


@pytest.mark.parametrize(
    "sides",
    [
        (1.0, 0.0, 0.0, 1.0),
        (0.0, 1.0, 1.0, 0.0),
        (0.0, 0.0, 0.0, 0.0),
        (-181.0, 0.0, 0.0, 1.0),
        (0.0, 0.0, math.nan, 1.0),
    ],
)
def test_a_box_inside_out_is_refused(sides: tuple[float, float, float, float]) -> None:
    with pytest.raises(Invalid):
        Box(*sides)


def test_swapped_axes_are_refused() -> None:
    with pytest.raises(Invalid, match=r"120\.375"):
        check_position(36.0876, 120.375)


@given(st.lists(st.sampled_from(["370203", "370203005", "370203005010"])), st.sampled_from(["370203005010", "370203"]))
def test_patterns_hold_exactly_what_begins_with_an_area(areas: list[str], code: str) -> None:
    inside = any(code.startswith(pattern.rstrip("%")) for pattern in below(areas))
    assert inside is any(code.startswith(area) for area in areas)


def test_everywhere_and_nowhere_differ() -> None:
    assert below(None) == ["%"]
    assert below(()) == []
    assert below(["%"]) == []
