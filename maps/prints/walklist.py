"""The walk list of a cell on A4: its doors in walking order with boxes to tick, and a small map of the way."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely

from maps.plates.pen import WHITE
from maps.prints import basemap, furniture, posts
from maps.prints.furniture import Caption
from maps.prints.gridsheet import draw_cells
from maps.prints.ground import Ground
from maps.prints.noticeboard import address_of
from maps.prints.paper import Box, Paper, size_mm, window
from maps.prints.posts import Post
from maps.prints.rounds import Round, plan_round, route
from maps.prints.sheet import TICK, Column, Sheet
from maps.prints.signs import Board, Sign, hold, stand
from maps.prints.wallmap import GRID_LINE, Printed
from registry.redraw.parameters import Parameters

_EDGE = 10.0
_ROW = 6.4
_MAP_MM = 94.0
_WAY = "#c0392b"
COLUMNS = (
    Column("序", 9, "middle"),
    Column("地址", 49),
    Column("单元", 13, "middle"),
    Column("层", 9, "right"),
    Column("户", 10, "right"),
    Column("商铺", 11, "right"),
    Column("分钟", 12, "right"),
    Column("步行/米", 15, "right"),
    Column("已访", 11, "middle"),
    Column("无人", 11, "middle"),
    Column("备注", 40),
)


def walk_list(
    ground: Ground, caption: Caption, cell: str, *, parameters: Parameters, holders: Sequence[Post] = ()
) -> tuple[Printed, Round]:
    """The round of a cell that stands on the ground, and its list."""
    row = ground.cells[ground.cells["code"] == cell].iloc[0]
    floors = None if pd.isna(row["floor_from"]) else (int(row["floor_from"]), int(row["floor_to"]))
    buildings = ground.buildings(cell[:15], at_floor=None if floors is None else floors[0])
    own = buildings[buildings["cell"] == cell]
    own = own.assign(address=[address_of(one) for _, one in own.iterrows()])
    found = plan_round(own, ground.entrances(own["code"].tolist()), parameters, floors=floors)
    size = size_mm(Paper.A4)
    sheet = furniture.begin(caption, size)
    width = size[0] - 2 * _EDGE
    head, foot = Box(_EDGE, _EDGE, width, 12), Box(_EDGE, size[1] - _EDGE - 3, width, 4)
    rows = table_of(found)
    first = head.bottom_mm + 22 + _MAP_MM + 4
    room = [_deep(first, foot), _deep(head.bottom_mm + 4, foot)]
    pages = 1 + max(0, -(-(len(rows) - room[0]) // room[1]))
    done = 0
    for page in range(1, pages + 1):
        sheet.add_page()
        furniture.title(sheet, caption, head)
        top = head.bottom_mm + 4
        if page == 1:
            held = posts.said(holders, cell, cell[:15])
            _sums(sheet, found, " · ".join(held), Box(_EDGE, head.bottom_mm + 3, width, 18))
            _map(sheet, ground, row, found, Box(_EDGE, head.bottom_mm + 22, width, _MAP_MM))
            top = first
        done += sheet.rows(COLUMNS, rows[done:], Box(_EDGE, top, width, foot.y_mm - 2 - top), row_mm=_ROW)
        furniture.foot(sheet, caption, foot, page=f"第 {page} / {pages} 页")
    return Printed(sheet.finished(), pages, size, None), found


def table_of(found: Round) -> list[tuple[str, ...]]:
    """A row a stop, as `COLUMNS` head them."""
    return [
        (
            str(n),
            f"{stop.address} {stop.institution}".strip() if stop.institution not in stop.address else stop.address,
            f"{stop.entrance} 单元" if stop.entrance else "",
            str(stop.floors or ""),
            str(stop.households or ""),
            str(stop.shops or ""),
            f"{stop.minutes:.0f}",
            f"{stop.leg_m:.0f}",
            TICK,
            TICK,
            "",
        )
        for n, stop in enumerate(found.stops, start=1)
    ]


def _deep(top: float, foot: Box) -> int:
    return int((foot.y_mm - 2 - top) / _ROW + 1e-6) - 1


def _sums(sheet: Sheet, found: Round, held: str, box: Box) -> None:
    households, shops = (
        sum(values) for values in ([s.households for s in found.stops], [s.shops for s in found.stops])
    )
    words = (
        f"{len(found.stops)} 处 · {households} 户 · {shops} 商铺 · 动员 {found.mobilisation_minutes:.0f} + "
        f"走访 {found.visit_minutes:.0f} + 步行 {found.walk_minutes:.0f}（{found.walk_m:,.0f} 米）"
        f" = {found.minutes:.0f} 分钟"
    )
    sheet.words(words, box.x_mm, box.y_mm + 5, size_mm=4.2, within_mm=box.width_mm, bold=True)
    names = held or "微网格长 ____________"
    sheet.words(names, box.x_mm, box.y_mm + 10.5, size_mm=3.6, within_mm=box.width_mm)
    line = "走访日期 ____________    走访人 ____________    签字 ____________"
    sheet.words(line, box.x_mm, box.y_mm + 16.5, size_mm=3.8, within_mm=box.width_mm)


def _map(sheet: Sheet, ground: Ground, cell: pd.Series, found: Round, box: Box) -> None:
    west, south, east, north = cell["shape"].bounds
    edge = 0.06 * max(east - west, north - south, 40.0)
    shown = window((west - edge, south - edge, east + edge, north + edge), box)
    draw_cells(sheet, ground, shown)
    spots = shown.page(shapely.points([stop.at_m for stop in found.stops])) if found.stops else np.array([])
    with sheet.within(shown.box):
        sheet.areas(shown.page(np.array([cell["shape"]], dtype=object)), edge=GRID_LINE, width_mm=1.0)
        sheet.lines(shown.page(route(found.stops)), colour=_WAY, width_mm=0.35, dash="3 2")
    board = Board(shown.box)
    marks = [Sign((str(n),), shapely.buffer(spot, 1.6), 2.4, 2.4) for n, spot in enumerate(spots, start=1)]
    held = hold(marks, board)
    standing, _ = stand(held, board)
    names = basemap.road_names(ground, shown, board, size_mm=3.0)
    sheet.signs(standing, colour=WHITE, plate=_WAY)
    basemap.write_roads(sheet, names)
    furniture.north(sheet, shown.box.right_mm - 6, shown.box.y_mm + 2, high_mm=10)
    furniture.scale_bar(sheet, shown, Box(shown.box.x_mm + 2, shown.box.bottom_mm - 11, 46, 10), on_map=True)
