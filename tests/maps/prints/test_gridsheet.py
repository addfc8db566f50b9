"""The sheet of a grid: a line a cell, numbers on the map, whom to call."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from maps.prints.furniture import Caption
from maps.prints.gridsheet import COLUMNS, grid_sheet, table_of
from maps.prints.ground import Ground
from maps.prints.posts import Post
from tests.maps.plates.pages import sizes_mm, texts
from tests.maps.prints import town

HOLDERS = (Post("网格长", town.GRID, "W-31"), Post("微网格长", town.LIVED_IN, "W-7"))


def test_a_line_a_cell_and_the_sums(ground: Ground) -> None:
    rows = table_of(ground.cells, ground.buildings(town.GRID), ground.assets(town.GRID), HOLDERS)
    assert rows == [
        ("001", "大连山一号院", "居民", "60", "122", "2", "1", "W-7"),
        ("002", "", "空置", "0", "0", "0", "0", ""),
        ("003", "沿街商铺", "沿街", "3", "44", "0", "1", ""),
        ("合计", "3 个微网格", "", "63", "166", "2", "2", ""),
    ]
    assert all(len(row) == len(COLUMNS) for row in rows)
    floors = ground.cells.assign(name_zh="", floor_from=pd.array([4, None, None]), floor_to=pd.array([9, None, None]))
    assert table_of(floors, ground.buildings(town.GRID), {}, ())[0][1] == "4–9 层"


def test_it_is_a_3_with_map_and_table(ground: Ground, caption: Callable[..., Caption]) -> None:
    made = grid_sheet(ground, caption("大连路第1网格"), town.GRID, holders=HOLDERS)
    assert (made.size_mm, made.pages, made.without) == ((420, 297), 1, ())
    assert sizes_mm(made.pdf) == [(420, 297)]
    (text,) = texts(made.pdf)
    for part in ("大连路第1网格", "网格长 W-31", "W-7", "60 户", "122 分钟", "3号楼", "合成数据", "合计"):
        assert part in text, part


def test_what_does_not_fit_is_on_further_pages(ground: Ground, caption: Callable[..., Caption]) -> None:
    cells = pd.concat(
        [ground.cells.assign(code=[f"{town.GRID}{n + k:03d}" for k in range(3)]) for n in range(1, 160, 3)]
    )
    many = replace(ground, cells=cells.reset_index(drop=True))
    made = grid_sheet(many, caption(), town.GRID)
    found = texts(made.pdf)
    assert made.pages == len(found) > 1
    assert "159" in found[-1]
    assert "合计" in found[-1]
    assert f"共 {made.pages} 页" in found[-1]
