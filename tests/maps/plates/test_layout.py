"""Where plates lie on a sheet."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.plates.layout import GAP_MM, MARGIN_MM, SHEET_MM, Layout, Size, lay_out, read_size
from registry.errors import Invalid


@pytest.mark.parametrize(("text", "columns", "rows"), [("90x60", 2, 4), ("60×40", 3, 6), ("100 * 70.5", 1, 3)])
def test_as_many_as_a_sheet_takes(text: str, columns: int, rows: int) -> None:
    layout = lay_out(read_size(text))
    assert (layout.columns, layout.rows, layout.a_sheet) == (columns, rows, columns * rows)


@pytest.mark.parametrize("text", ["", "90", "90x", "9x6", "40x30", "300x60", "60x60", "50x40", "90x60x3", "nanx60"])
def test_what_is_no_size_is_told(text: str) -> None:
    with pytest.raises(Invalid):
        read_size(text)


sizes = st.builds(Size, st.floats(50, 190), st.floats(36, 120)).filter(
    lambda size: size.width_mm >= 1.3 * size.height_mm
)


@given(sizes)
def test_no_plate_leaves_the_sheet_or_touches_another(size: Size) -> None:
    layout = lay_out(size)
    assert layout.a_sheet >= 1
    places = [layout.place(n) for n in range(layout.a_sheet)]
    for x, y in places:
        assert x >= MARGIN_MM - 1e-6
        assert x + size.width_mm <= SHEET_MM[0] - MARGIN_MM + 1e-6
        assert y >= MARGIN_MM - 1e-6
        assert y + size.height_mm <= SHEET_MM[1] - MARGIN_MM + 1e-6
    for (x, y), (other_x, other_y) in combinations(places, 2):
        apart = max(abs(x - other_x) - size.width_mm, abs(y - other_y) - size.height_mm)
        assert apart >= GAP_MM - 1e-6


@given(sizes)
def test_no_mark_crosses_a_plate_and_each_edge_has_two(size: Size) -> None:
    layout: Layout = lay_out(size)
    marks = list(layout.marks())
    assert len(marks) == 4 * (layout.columns + layout.rows)
    right = SHEET_MM[0] - layout.left_mm
    bottom = SHEET_MM[1] - layout.top_mm
    for x1, y1, x2, y2 in marks:
        assert (
            max(x1, x2) < layout.left_mm or min(x1, x2) > right or max(y1, y2) < layout.top_mm or min(y1, y2) > bottom
        )
        assert min(x1, y1, x2, y2) >= 0
        assert max(x1, x2) <= SHEET_MM[0]
        assert max(y1, y2) <= SHEET_MM[1]
