"""The sheet of a grid on A3: its cells with their buildings, and a line a cell: work, households, whom to call."""

from collections.abc import Hashable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd

from maps.plates.pen import WHITE
from maps.prints import basemap, furniture, posts
from maps.prints.colouring import PALETTE, colours
from maps.prints.furniture import Caption, Entry
from maps.prints.ground import Ground, shapes_of
from maps.prints.paper import Box, Paper, Window, size_mm, window
from maps.prints.posts import Post
from maps.prints.sheet import Column, Sheet
from maps.prints.signs import Board, Held, Sign, Standing, hold, stand, stand_within
from maps.prints.wallmap import CELL_LINE, GRID_LINE, Printed

_EDGE, _HEAD, _FOOT = 8.0, 16.0, 5.0
_PANEL = 150.0
_ROW, _LEAST_ROW = 6.6, 4.8
KINDS_ZH: Mapping[str, str] = MappingProxyType(
    {"residential": "居民", "street_front": "沿街", "dedicated": "专属", "vacant": "空置"}
)
COLUMNS = (
    Column("编号", 13, "middle"),
    Column("名称", 22),
    Column("类别", 15),
    Column("户数", 13, "right"),
    Column("用时/分", 14, "right"),
    Column("楼栋", 12, "right"),
    Column("部件", 12, "right"),
    Column("微网格长", 49),
)
"""Minutes are those of a round, components the assets that lie in the cell."""


def grid_sheet(ground: Ground, caption: Caption, grid: str, *, holders: Sequence[Post] = ()) -> Printed:
    """The cells of a grid; those that do not fit beside the map are on further pages."""
    size = size_mm(Paper.A3, landscape=True)
    rows = table_of(ground.cells, ground.buildings(grid), ground.assets(grid), holders)
    sheet = furniture.begin(caption, size)
    head = Box(_EDGE, _EDGE, size[0] - 2 * _EDGE, _HEAD)
    foot = Box(_EDGE, size[1] - _EDGE - _FOOT + 1, size[0] - 2 * _EDGE, _FOOT)
    top, bottom = head.bottom_mm + 4, foot.y_mm - 3
    shown = window(_with_edge(ground), Box(_EDGE, top, size[0] - 2 * _EDGE - _PANEL - 4, bottom - top))
    panel = Box(size[0] - _EDGE - _PANEL, top, _PANEL, bottom - top)
    sheet.add_page()
    furniture.title(sheet, caption, head)
    left = _map(sheet, ground, shown, grid)
    under = _legend(sheet, ground, shown, panel)
    for line in posts.said(holders, grid, grid[:12]):
        sheet.words(line, panel.x_mm, under + 3, size_mm=4, within_mm=panel.width_mm, bold=True)
        under += 5.6
    row = min(_ROW, max(_LEAST_ROW, (panel.bottom_mm - under) / (len(rows) + 1)))
    done = sheet.rows(COLUMNS, rows, Box(panel.x_mm, under, _PANEL, panel.bottom_mm - under), row_mm=row)
    pages = 1
    while done < len(rows):
        furniture.foot(sheet, caption, foot, page=f"第 {pages} 页")
        sheet.add_page()
        furniture.title(sheet, caption, head)
        done += sheet.rows(COLUMNS, rows[done:], Box(_EDGE, top, _PANEL, bottom - top), row_mm=_ROW)
        pages += 1
    furniture.foot(sheet, caption, foot, page=f"第 {pages} 页 / 共 {pages} 页" if pages > 1 else "")
    return Printed(sheet.finished(), pages, size, shown.scale, left)


def table_of(
    cells: pd.DataFrame, buildings: pd.DataFrame, assets: Mapping[str, int], holders: Sequence[Post]
) -> list[tuple[str, ...]]:
    """A row a cell, as `COLUMNS` head them, and the sums."""
    count = buildings.groupby("cell").size() if len(buildings) else pd.Series(dtype=int)
    rows = []
    for cell in cells.to_dict(orient="records"):
        code = str(cell["code"])
        name = str(cell["name_zh"]) or _floors(cell)
        rows.append(
            (
                code[-3:],
                name,
                KINDS_ZH.get(str(cell["kind"]), str(cell["kind"])),
                _number(cell["households"]),
                _number(cell["minutes"]),
                f"{int(count.get(code, 0)):,}",
                f"{assets.get(code, 0):,}",
                posts.called(holders, code),
            )
        )
    sums = [pd.to_numeric(cells[name]).fillna(0).sum() for name in ("households", "minutes")]
    total = ("合计", f"{len(cells)} 个微网格", "", *(f"{one:,.0f}" for one in sums))
    return [*rows, (*total, f"{len(buildings):,}", f"{sum(assets.values()):,}", "")]


def _floors(cell: Mapping[Hashable, object]) -> str:
    low, high = cell["floor_from"], cell["floor_to"]
    return "" if pd.isna(low) else f"{low}–{high} 层"  # type: ignore[call-overload]  # a row's values have no types


def _number(value: object) -> str:
    return "" if pd.isna(value) else f"{float(str(value)):,.0f}"  # type: ignore[call-overload]  # as above


def _with_edge(ground: Ground) -> tuple[float, float, float, float]:
    west, south, east, north = ground.bounds_m
    edge = 0.03 * max(east - west, north - south)
    return west - edge, south - edge, east + edge, north + edge


def draw_cells(sheet: Sheet, ground: Ground, shown: Window) -> None:
    """The ground, its cells in colours, buildings and roads on them, and the outline of the grid."""
    basemap.under(sheet, ground, shown)
    pages, numbers = shown.page(shapes_of(ground.cells)), colours(shapes_of(ground.cells))
    with sheet.within(shown.box):
        for number, colour in enumerate(PALETTE):
            sheet.areas(pages[np.array(numbers) == number], fill=colour)
    basemap.over(sheet, ground, shown, buildings=True)
    basemap.veil(sheet, ground, shown)
    with sheet.within(shown.box):
        sheet.areas(pages, edge=CELL_LINE, width_mm=0.35)
        sheet.areas(shown.page(shapes_of(ground.grids)), edge=GRID_LINE, width_mm=0.9)
    sheet.frame(shown.box, width_mm=0.4)


def _map(sheet: Sheet, ground: Ground, shown: Window, grid: str) -> tuple[str, ...]:
    draw_cells(sheet, ground, shown)
    board = Board(shown.box)
    by_area: dict[bytes, list[str]] = {}
    signs: dict[bytes, Sign] = {}
    for cell, area in zip(ground.cells.to_dict(orient="records"), shown.page(shapes_of(ground.cells)), strict=True):
        by_area.setdefault(area.wkb, []).append(str(cell["code"]))
        codes = by_area[area.wkb]
        number = codes[0][-3:] if len(codes) == 1 else f"{codes[0][-3:]}–{codes[-1][-3:]}"
        lines = (number, *(() if len(codes) > 1 else (_work(cell),)))
        signs[area.wkb] = Sign(lines, area, 2.0, 3.2, lead=1.8)
    numbers = house_numbers(ground.buildings(grid), shown, board)  # a cell's sign stands between them where it can
    between = {key: _between(sign, board) for key, sign in signs.items()}
    covering = [signs[key] for key, found in between.items() if found is None]
    standing, left = stand(hold(covering, board), board)
    houses, _ = stand(numbers, board, beside=False)
    sheet.signs(houses, bold=False)
    sheet.signs([*(one for one in between.values() if one is not None), *standing], colour=WHITE, plate=GRID_LINE)
    basemap.write_roads(sheet, basemap.road_names(ground, shown, board, size_mm=3.2))
    furniture.north(sheet, shown.box.right_mm - 8, shown.box.y_mm + 3, high_mm=14)
    return tuple(code for sign in left for code in by_area[sign.area.wkb])


def _between(sign: Sign, board: Board) -> Standing | None:
    """A sign on its cell where it covers nothing, or its number alone: the rest is in the table."""
    number = Sign(sign.lines[:1], sign.area, 3.2, 4.6)
    return stand_within(sign, board, step_mm=1.0) or stand_within(number, board, step_mm=1.0)


def _work(cell: Mapping[Hashable, object]) -> str:
    return f"{_number(cell['households']) or '–'} 户 · {_number(cell['minutes']) or '–'} 分钟"


def house_numbers(buildings: pd.DataFrame, shown: Window, board: Board) -> list[Held]:
    """The number of each house, or the name of the institution in it, on its outline."""
    signs = []
    for row, area in zip(buildings.to_dict(orient="records"), shown.page(shapes_of(buildings)), strict=True):
        words = str(row["institution_zh"] or row["house_no"])
        if words:
            signs.append(Sign((words,), area, 1.7, 2.6))
    return hold(signs, board)


def _legend(sheet: Sheet, ground: Ground, shown: Window, panel: Box) -> float:
    """Scale and legend at the head of the panel; where they end."""
    furniture.scale_bar(sheet, shown, Box(panel.x_mm, panel.y_mm, 60, 13))
    entries = [
        Entry("line", GRID_LINE, "网格界"),
        Entry("line", CELL_LINE, "微网格界"),
        Entry("area", basemap.BUILDING, "建筑物与门牌", basemap.WALL),
        *basemap.entries(ground, shown),
    ]
    furniture.legend(sheet, entries, Box(panel.x_mm + 68, panel.y_mm, panel.width_mm - 68, 18), row_mm=4.6, columns=2)
    return panel.y_mm + 4.6 * -(-len(entries) // 2) + 5
