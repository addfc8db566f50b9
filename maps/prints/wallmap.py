"""The wall map of a district, street or community on A0 or A1: every cell with its number, grids with theirs."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from maps.plates.pen import WHITE
from maps.prints import basemap, furniture
from maps.prints.colouring import PALETTE, colours
from maps.prints.furniture import Caption, Entry
from maps.prints.ground import Ground, shapes_of
from maps.prints.paper import Box, Paper, Window, round_scale, size_mm, window
from maps.prints.sheet import Column, Sheet
from maps.prints.signs import Board, Sign, Standing, hold, stand, stand_within
from registry.errors import Invalid

GRID_LINE, COMMUNITY_LINE, STREET_LINE, CELL_LINE = "#37474f", "#b03a2e", "#6c3483", "#8a949a"
DETAILED = 5000  # from this scale on buildings and names of roads are drawn
_NUMBER_MM = 1.7  # the least is read at arm's length


@dataclass(frozen=True, slots=True)
class Printed:
    """A print and what it came to: `without` are cells whose number found no room."""

    pdf: bytes
    pages: int
    size_mm: tuple[float, float]
    scale: int | None
    without: tuple[str, ...] = ()


def wall_map(ground: Ground, caption: Caption, *, paper: Paper = Paper.A0, scale: int | None = None) -> Printed:
    """All cells of the ground on one sheet, upright or across as it is larger, at a round scale.

    Raises Invalid for a scale at which the ground is larger than the sheet.
    """
    landscape, room = _oriented(ground, paper)
    size = size_mm(paper, landscape=landscape)
    fitting = round_scale(*_extent(ground), room)
    if scale is not None and scale < fitting:
        raise Invalid(f"at 1:{scale} the ground is larger than {paper}: at most 1:{fitting} fits", scale=fitting)
    shown = window(ground.bounds_m, room, scale=scale)
    sheet = furniture.begin(caption, size)
    sheet.add_page()
    unit = min(size) / 100
    without = _map(sheet, ground, shown, unit)
    furniture.title(sheet, caption, Box(2 * unit, 2 * unit, size[0] - 4 * unit, 5 * unit))
    _panel(sheet, ground, shown, _beside(size, landscape=landscape), unit)
    furniture.foot(sheet, caption, Box(2 * unit, size[1] - 3 * unit, size[0] - 4 * unit, 1.6 * unit))
    return Printed(sheet.finished(), 1, size, shown.scale, without)


def _extent(ground: Ground) -> tuple[float, float]:
    west, south, east, north = ground.bounds_m
    return (east - west) * 1.02, (north - south) * 1.02


def _oriented(ground: Ground, paper: Paper) -> tuple[bool, Box]:
    """Whether the sheet lies across, and the box of the map: whichever shows the ground larger."""
    found = []
    for landscape in (False, True):
        room = _room(size_mm(paper, landscape=landscape), landscape=landscape)
        found.append((round_scale(*_extent(ground), room), landscape, room))
    _, landscape, room = min(found, key=lambda one: one[:2])
    return landscape, room


def _room(size: tuple[float, float], *, landscape: bool) -> Box:
    """The box of the map: above the panel on an upright sheet, left of it on one that lies across."""
    unit = min(size) / 100
    side = size[0] - 4 * unit
    if landscape:
        return Box(2 * unit, 8 * unit, side - 33 * unit, size[1] - 11.5 * unit)
    return Box(2 * unit, 8 * unit, side, size[1] - 11.5 * unit - 27 * unit)


def _beside(size: tuple[float, float], *, landscape: bool) -> Box:
    unit = min(size) / 100
    room = _room(size, landscape=landscape)
    if landscape:
        return Box(room.right_mm + unit, room.y_mm, 32 * unit, room.height_mm)
    return Box(room.x_mm, room.bottom_mm + unit, room.width_mm, 26 * unit)


def _map(sheet: Sheet, ground: Ground, shown: Window, unit: float) -> tuple[str, ...]:
    basemap.under(sheet, ground, shown)
    cells, numbers = ground.cells, colours(shapes_of(ground.cells))
    pages = shown.page(shapes_of(cells))
    with sheet.within(shown.box):
        for number, colour in enumerate(PALETTE):
            some = pages[np.array(numbers) == number]
            sheet.areas(some, fill=colour, edge=CELL_LINE, width_mm=0.12)
    basemap.over(sheet, ground, shown, buildings=shown.scale <= DETAILED)
    basemap.veil(sheet, ground, shown)
    with sheet.within(shown.box):
        sheet.areas(pages, edge=CELL_LINE, width_mm=0.12)
        sheet.areas(shown.page(shapes_of(ground.grids)), edge=GRID_LINE, width_mm=0.4)
        for frame, colour, thick in ((ground.communities, COMMUNITY_LINE, 0.7), (ground.streets, STREET_LINE, 1.4)):
            # each border once: dashes of neighbours would fill each other's gaps
            dash = "" if thick > 1 else "5 2.5"
            borders = shapely.line_merge(shapely.union_all(shapely.boundary(shown.page(shapes_of(frame)))))
            sheet.lines(np.array([borders]), colour=colour, width_mm=thick, dash=dash, round_ends=False)
    sheet.frame(shown.box, width_mm=0.5)
    board = Board(shown.box)
    signs, codes = _cell_signs(cells, shown, most_mm=1.6 * unit if shown.scale <= DETAILED else 4.2)
    held = hold(signs, board)  # every number has its place before grids take theirs between them
    grids = _grid_signs(ground, shown, board, most_mm=unit if shown.scale <= DETAILED else 3.6)
    standing, left = stand(held, board)
    sheet.signs(standing)
    sheet.signs(grids, colour=WHITE, plate=GRID_LINE)
    if shown.scale <= DETAILED:
        basemap.write_roads(sheet, basemap.road_names(ground, shown, board, size_mm=max(2.2, 0.6 * unit)))
    furniture.north(sheet, shown.box.right_mm - 4 * unit, shown.box.y_mm + 1.5 * unit, high_mm=6 * unit)
    return tuple(code for sign in left for code in codes[sign.area.wkb])


def _cell_signs(cells: pd.DataFrame, shown: Window, *, most_mm: float) -> tuple[list[Sign], dict[bytes, list[str]]]:
    """A sign a footprint: of cells that are floors of one, the first and the last number."""
    by_shape: dict[bytes, list[str]] = defaultdict(list)
    areas: dict[bytes, shapely.Geometry] = {}
    for code, area in zip(cells["code"], shown.page(shapes_of(cells)), strict=True):
        by_shape[area.wkb].append(str(code))
        areas[area.wkb] = area
    signs = []
    for key, codes in by_shape.items():
        first, last = codes[0][-3:], codes[-1][-3:]
        signs.append(Sign((first if first == last else f"{first}–{last}",), areas[key], _NUMBER_MM, most_mm))
    return signs, by_shape


def _grid_signs(ground: Ground, shown: Window, board: Board, *, most_mm: float) -> list[Standing]:
    """The sign of each grid, community and number, where there is room in it."""
    found = []
    for row, area in zip(ground.grids.itertuples(), shown.page(shapes_of(ground.grids)), strict=True):
        lines = (f"{row.community_short}–{str(row.code)[-3:]}",)
        placed = None
        for least, most, over_mm in ((2.4, most_mm, 0.0), (1.8, 1.8, 0.5), (1.5, 1.5, 2.0)):
            sign = Sign(lines, shapely.buffer(area, over_mm), least, most)
            placed = placed or stand_within(sign, board, step_mm=max(0.5, most_mm / 6))
        if placed is None:
            placed = next(iter(stand(hold([Sign(lines, area, 1.5, 1.5)], board), board)[0]), None)
        if placed is not None:
            found.append(placed)
    return found


def _panel(sheet: Sheet, ground: Ground, shown: Window, box: Box, unit: float) -> None:
    """Scale, legend, and the parts of the area in figures."""
    furniture.scale_bar(sheet, shown, Box(box.x_mm, box.y_mm, 30 * unit, 5 * unit))
    entries = [
        Entry("area", PALETTE[0], "微网格（相邻颜色不同）", CELL_LINE),
        Entry("line", GRID_LINE, "网格界，黑底为网格号：社区–网格"),
        Entry("dashed", COMMUNITY_LINE, "社区界"),
        Entry("line", STREET_LINE, "街道界"),
        *basemap.entries(ground, shown),
    ]
    if shown.scale <= DETAILED:
        entries.append(Entry("area", basemap.BUILDING, "建筑物", basemap.WALL))
    row = 1.75 * unit
    top = box.y_mm + 6 * unit
    furniture.legend(sheet, entries, Box(box.x_mm, top, 30 * unit, 12 * unit), row_mm=row)
    across = box.width_mm > 40 * unit
    x = box.x_mm + (32 * unit if across else 0)
    y = box.y_mm if across else top + (len(entries) + 1) * row
    _figures(sheet, ground, Box(x, y, box.right_mm - x, box.bottom_mm - y), unit)


def _figures(sheet: Sheet, ground: Ground, box: Box, unit: float) -> None:
    """Grids, cells and households of each street, community or grid, side by side as far as there is room."""
    rows = parts_of(ground)
    columns = [Column("名称", 12 * unit), *(Column(name, 5 * unit, "right") for name in ("网格", "微网格", "户数"))]
    wide = sum(column.width_mm for column in columns) + unit
    blocks = max(1, int((box.width_mm + unit) / wide))
    deep = max(1, min(int(box.height_mm / (1.3 * unit)) - 1, -(-len(rows) // blocks)))
    row = min(2.0 * unit, box.height_mm / (deep + 1))
    for n in range(blocks):
        some = rows[n * deep : (n + 1) * deep]
        if some:
            sheet.rows(columns, some, Box(box.x_mm + n * wide, box.y_mm, wide - unit, (deep + 1) * row), row_mm=row)
    if len(rows) > blocks * deep:
        words = f"另有 {len(rows) - blocks * deep} 处未列"
        sheet.words(words, box.x_mm, box.bottom_mm, size_mm=unit, within_mm=box.width_mm)


def parts_of(ground: Ground) -> Sequence[tuple[str, str, str, str]]:
    """Name, grids, cells, households of each street of a district, community of a street, grid of a community."""
    cells = ground.cells.groupby("grid").agg(cells=("code", "size"), doors=("households", "sum"))
    grids = ground.grids.assign(street=ground.grids["community"].str[:9]).join(cells, on="code")
    by, name = "code", "name_zh"
    for one, called in (("street", "street_zh"), ("community", "community_zh")):
        if len(set(grids[one])) > 1:
            by, name = one, called
            break
    return [
        (str(some[name].iloc[0]), f"{len(some):,}", f"{some['cells'].sum():,.0f}", f"{some['doors'].sum():,.0f}")
        for _, some in grids.groupby(by, sort=True)
    ]
