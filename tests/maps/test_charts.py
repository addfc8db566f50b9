import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from maps.charts import Series, bars, columns

values = st.lists(st.integers(0, 100_000), min_size=1, max_size=30)


@given(values)
def test_bars_are_as_long_as_their_numbers(numbers: list[int]) -> None:
    drawn = bars(
        [f"第{n}" for n in range(len(numbers))], [Series("found", "#123456", numbers)], width=400, label_width=100
    )
    ET.fromstring(drawn)
    widths = [float(width) for width in re.findall(r'<rect [^>]*width="([0-9.]+)"', drawn)]
    scale = (400 - 100 - 44) / max(*numbers, 1)
    shown = [number * scale for number in numbers if number > 0]
    assert len(widths) == len(shown)
    assert all(abs(width - exact) < 0.06 for width, exact in zip(widths, shown, strict=True))


@given(values)
def test_columns_stay_inside_the_sheet(numbers: list[int]) -> None:
    drawn = columns(
        [str(n) for n in range(len(numbers))], [Series("a", "#111111", numbers), Series("b", "#222222", numbers)]
    )
    ET.fromstring(drawn)
    heights = [float(height) for height in re.findall(r'height="([0-9.]+)" fill', drawn)]
    assert max(heights, default=0) <= 170
    assert all(float(x) <= 460 for x in re.findall(r'x="([0-9.]+)"', drawn))


def test_names_cannot_break_out() -> None:
    drawn = bars(["<script>"], [Series('"&', "#123456", [1])])
    assert "<script>" not in drawn
    ET.fromstring(drawn)


def test_nothing_to_show_shows_nothing() -> None:
    assert bars([], []) == columns([], []) == ""
