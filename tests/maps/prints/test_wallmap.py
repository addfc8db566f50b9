"""The wall map: true size, a round scale, every cell's number, grids, figures."""

import re
from collections.abc import Callable

import pytest

from maps.prints.furniture import Caption
from maps.prints.ground import Ground
from maps.prints.paper import Paper
from maps.prints.wallmap import parts_of, wall_map
from registry.errors import Invalid
from tests.maps.plates.pages import sizes_mm, texts


@pytest.mark.parametrize(("paper", "size"), [(Paper.A0, (841, 1189)), (Paper.A1, (594, 841))])
def test_size_scale_and_signs(
    ground: Ground, caption: Callable[..., Caption], paper: Paper, size: tuple[int, int]
) -> None:
    made = wall_map(ground, caption("一格微网格图"), paper=paper)
    assert made.size_mm == size
    assert made.without == ()
    assert made.scale in {750, 1000, 1250}
    assert sizes_mm(made.pdf) == [size]
    (text,) = texts(made.pdf)
    for part in (
        "一格微网格图",
        "001",
        "002",
        "003",
        "大连路–001",
        f"1:{made.scale:,}",
        "微网格界" if 0 else "社区界",
        "辽宁路",
    ):
        assert part in text, part
    assert re.findall(rb"/BaseFont /[A-Z]{6}\+", made.pdf)
    assert made.pdf.count(b"/FontFile3") + made.pdf.count(b"/FontFile2") >= 2


def test_a_scale_that_does_not_fit_is_refused_with_the_one_that_does(
    ground: Ground, caption: Callable[..., Caption]
) -> None:
    fitting = wall_map(ground, caption(), paper=Paper.A4).scale
    with pytest.raises(Invalid, match=f"at most 1:{fitting} fits"):
        wall_map(ground, caption(), paper=Paper.A4, scale=500)
    assert wall_map(ground, caption(), paper=Paper.A4, scale=10_000).scale == 10_000


def test_the_parts_of_an_area_in_figures(ground: Ground) -> None:
    assert parts_of(ground) == [("一格", "1", "3", "63")]


def test_the_same_ground_is_the_same_sheet(ground: Ground, caption: Callable[..., Caption]) -> None:
    assert wall_map(ground, caption(), paper=Paper.A3).pdf == wall_map(ground, caption(), paper=Paper.A3).pdf
