"""Paper sheets for a storm, when phones fail: a page a road segment, its covers to tick, its code to scan back."""

from collections.abc import Sequence
from types import MappingProxyType

import numpy as np
import shapely

from maps import qr
from maps.plates.pen import BLACK, WHITE
from maps.prints import furniture
from maps.prints.basemap import BUILDING, CASING, LAND, ROAD, WALL
from maps.prints.furniture import Caption
from maps.prints.paper import Box, Paper, Window, size_mm, window
from maps.prints.sheet import TICK, Column, Sheet
from maps.prints.signs import Board, Sign, hold, stand
from maps.prints.stretch import Cover, Stretch
from maps.prints.wallmap import Printed
from maps.style import MUTED

_EDGE, _ROW, _MAP_MM, _QR_MM = 10.0, 6.6, 92.0, 36.0
_BARE, _SOUND, _LOW = "#c0392b", "#2c6e49", "#9ecae8"
NETS = MappingProxyType({"with": "有", "without": "无", "broken": "损坏", "reported": "已报缺损", "unknown": "未查"})
COLUMNS = (
    Column("序", 8, "middle"),
    Column("井盖", 30),
    Column("类别", 24),
    Column("防坠网", 17, "middle"),
    Column("低洼点", 27),
    Column("在位", 11, "middle"),
    Column("移位", 11, "middle"),
    Column("缺失", 11, "middle"),
    Column("冒水", 11, "middle"),
    Column("已防护", 13, "middle"),
    Column("备注", 27),
)


def storm_sheets(stretches: Sequence[Stretch], captions: Sequence[Caption], *, public_url: str, told: str) -> Printed:
    """A page a segment, further ones where its covers need them; `told` says which storm it is.

    Each page bears the QR code of the segment's permanent address: whoever scans the sheet back stands at its segment.
    """
    size = size_mm(Paper.A4)
    sheet = furniture.begin(captions[0], size)
    pages = 0
    for stretch, caption in zip(stretches, captions, strict=True):
        pages += _segment(sheet, stretch, caption, size, address=qr.address_of(public_url, stretch.code), told=told)
    return Printed(sheet.finished(), pages, size, None)


def table_of(covers: Sequence[Cover]) -> list[tuple[str, ...]]:
    """A row a cover, as `COLUMNS` head them."""
    return [
        (str(n), one.name, one.class_zh, NETS[one.net], one.low_point, *([TICK] * 5), "")
        for n, one in enumerate(covers, start=1)
    ]


def _segment(
    sheet: Sheet, stretch: Stretch, caption: Caption, size: tuple[float, float], *, address: str, told: str
) -> int:
    width = size[0] - 2 * _EDGE
    head, foot = Box(_EDGE, _EDGE, width, 12), Box(_EDGE, size[1] - _EDGE - 3, width, 4)
    rows = table_of(stretch.covers)
    first, later = head.bottom_mm + _QR_MM + 4 + _MAP_MM + 4, head.bottom_mm + _QR_MM + 4
    room = [_deep(first, foot), _deep(later, foot)]
    pages = 1 + max(0, -(-(len(rows) - room[0]) // room[1]))
    done = 0
    for page in range(1, pages + 1):
        sheet.add_page()
        furniture.title(sheet, caption, head)
        _facts(sheet, stretch, Box(_EDGE, head.bottom_mm + 2, width, _QR_MM), address=address, told=told)
        if page == 1:
            _map(sheet, stretch, Box(_EDGE, later, width, _MAP_MM))
        top = first if page == 1 else later
        done += sheet.rows(COLUMNS, rows[done:], Box(_EDGE, top, width, foot.y_mm - 2 - top), row_mm=_ROW)
        furniture.foot(sheet, caption, foot, page=f"{stretch.code} 第 {page} / {pages} 页")
    return pages


def _deep(top: float, foot: Box) -> int:
    return int((foot.y_mm - 2 - top) / _ROW + 1e-6) - 1


def _facts(sheet: Sheet, stretch: Stretch, box: Box, *, address: str, told: str) -> None:
    bare = sum(one.net != "with" for one in stretch.covers)
    lines = (
        (told, 4.0, True),
        (f"路段 {stretch.code} · {stretch.length_m:,.0f} 米 · 井盖 {len(stretch.covers)} 个", 4.0, False),
        (f"其中防坠网缺损或未查 {bare} 个", 3.6, False),
        ("值守人 ____________  到岗 ____:____  离岗 ____:____", 3.8, False),
        ("巡查人 ____________  时间 ____:____ 至 ____:____  签字 ____________", 3.8, False),
        ("井盖移位、缺失：先围挡、专人看护，再上报；扫码回到本路段", 3.4, False),
    )
    for n, (words, high, bold) in enumerate(lines):
        sheet.words(
            words, box.x_mm, box.y_mm + 5 + n * 6.0, size_mm=high, within_mm=box.width_mm - _QR_MM - 4, bold=bold
        )
    sheet.code(qr.code_of(address), box.right_mm - _QR_MM, box.y_mm - 1, side_mm=_QR_MM)


def _map(sheet: Sheet, stretch: Stretch, box: Box) -> None:
    spots = [one.at for one in stretch.covers]
    west, south, east, north = shapely.total_bounds(np.array([stretch.line, *spots], dtype=object))
    edge = 0.06 * max(east - west, north - south, 40.0)
    shown = window((west - edge, south - edge, east + edge, north + edge), box)
    _ground(sheet, stretch, shown)
    board = Board(shown.box)
    points = shown.page(np.array(spots, dtype=object))
    for bare in (True, False):
        marks = [
            Sign((str(n),), shapely.buffer(spot, 1.4), 2.6, 2.2)
            for n, (spot, one) in enumerate(zip(points, stretch.covers, strict=True), start=1)
            if (one.net != "with") is bare
        ]
        standing, _ = stand(hold(marks, board), board)
        sheet.signs(standing, colour=WHITE, plate=_BARE if bare else _SOUND)
    furniture.north(sheet, shown.box.right_mm - 6, shown.box.y_mm + 2, high_mm=10)
    furniture.scale_bar(sheet, shown, Box(shown.box.x_mm + 2, shown.box.bottom_mm - 11, 46, 10), on_map=True)
    said = "红：防坠网缺损或未查　绿：有防坠网　蓝：低洼点"
    sheet.box(shown.box.x_mm + 58, shown.box.bottom_mm - 5.5, 84, 5, colour=WHITE)
    sheet.words(said, shown.box.x_mm + 60, shown.box.bottom_mm - 1.5, size_mm=3, within_mm=80, colour=MUTED)


def _ground(sheet: Sheet, stretch: Stretch, shown: Window) -> None:
    box = shown.box
    with sheet.within(box):
        sheet.box(box.x_mm, box.y_mm, box.width_mm, box.height_mm, colour=LAND)
        sheet.areas(shown.page(stretch.low_points), fill=_LOW)
        for casing in (True, False):
            for width in sorted(set(stretch.widths_m)):
                alike = stretch.roads[[one == width for one in stretch.widths_m]]
                thick = max(0.6, width * 1000 / shown.scale)
                colour = CASING if casing else ROAD
                sheet.lines(shown.page(alike), colour=colour, width_mm=thick + (0.3 if casing else 0.0))
        sheet.areas(shown.page(stretch.buildings), fill=BUILDING, edge=WALL, width_mm=0.12)
        line = shown.page(np.array([stretch.line], dtype=object))
        sheet.lines(line, colour=BLACK, width_mm=0.5, dash="4 3")
    sheet.frame(box)
