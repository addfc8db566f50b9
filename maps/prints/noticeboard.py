"""The notice board of a building on A3: which cell, grid and community it is in, who holds their posts, how to ask.

It hangs in public: posts and their holders, and nothing of anybody who lives there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import shapely

from maps import qr
from maps.plates.pen import BLACK, WHITE
from maps.prints import basemap, furniture
from maps.prints.furniture import BAND, Caption
from maps.prints.gridsheet import draw_cells
from maps.prints.ground import Ground, shapes_of
from maps.prints.paper import Box, Paper, size_mm, window
from maps.prints.posts import VACANT, Post
from maps.prints.sheet import Column, Sheet
from maps.prints.signs import Board, Sign, hold, stand
from maps.prints.wallmap import GRID_LINE, Printed
from maps.style import BAD, MUTED
from registry.errors import Invalid
from registry.signs import sign

_EDGE = 12.0
_HERE = "#d35400"
_ROW = 14.0


@dataclass(frozen=True, slots=True)
class Contact:
    """Where the public asks: the address of the service, the hotline; a draft says so."""

    public_url: str
    hotline: str
    draft: bool = False


def notice_board(
    ground: Ground, caption: Caption, building: str, cells: Sequence[str], *, contact: Contact, holders: Sequence[Post]
) -> Printed:
    """The board of a building, in cells (from the ground up) of the one grid of the ground; `holders` in their order.

    Raises Invalid for an address nobody else can open (a draft may have one).
    """
    if not contact.draft:
        qr.check_printable(contact.public_url)
    grid = cells[0][:15]
    here = ground.grids[ground.grids["code"] == grid].iloc[0]
    buildings = ground.buildings(grid)
    known = buildings[buildings["code"] == building]
    if known.empty:
        raise Invalid(f"{building} is in no micro-grid that stands", code=building)
    size = size_mm(Paper.A3)
    sheet = furniture.begin(caption, size)
    sheet.add_page()
    width = size[0] - 2 * _EDGE
    furniture.title(sheet, caption, Box(_EDGE, _EDGE, width, 24))
    sheet.words(address_of(known.iloc[0]), _EDGE, 62, size_mm=19, within_mm=width, bold=True, align="middle")
    own = ground.cells[ground.cells["code"].isin(cells)]
    y = _places(sheet, own, here, y=74, width=width)
    room = size[1] - 165 - y
    _posts(sheet, holders, Box(_EDGE, y, width, room))
    below = Box(_EDGE, size[1] - 152, width, 128)
    _map(sheet, ground, own, known, Box(below.x_mm, below.y_mm, 160, below.height_mm))
    _contact(sheet, building, contact, Box(below.x_mm + 168, below.y_mm, width - 168, below.height_mm))
    furniture.foot(sheet, caption, Box(_EDGE, size[1] - 18, width, 5.5))
    return Printed(sheet.finished(), 1, size, None)


def address_of(building: pd.Series) -> str:
    """A building as people call it: its compound or road, its number, the institution in it."""
    where = str(building["compound_zh"] or building["road_name"])
    number = str(building["house_no"])
    house = number if not number or not number[-1].isdigit() else f"{number} 号"
    return " ".join(part for part in (f"{where} {house}".strip(), str(building["institution_zh"] or "")) if part)


def _places(sheet: Sheet, told: pd.DataFrame, here: pd.Series, *, y: float, width: float) -> float:
    """A line each for community, grid and micro-grid; of a tower one for each of its cells."""
    rows = [("社区", f"{here['street_zh']} {here['community_zh']}"), ("网格", f"{here['name_zh']}")]
    for row in told.to_dict(orient="records"):
        floors = "" if pd.isna(row["floor_from"]) else f"（{row['floor_from']}–{row['floor_to']} 层）"
        name = f"  {row['name_zh']}" if row["name_zh"] else ""
        rows.append(("微网格", f"{sign(str(row['code']), str(here['community_zh'])).zh}{name}{floors}"))
    high = min(17.0, 90.0 / len(rows))
    for n, (label, words) in enumerate(rows):
        top = y + n * high
        sheet.box(_EDGE, top, 44, high - 1, colour=BAND)
        sheet.words(
            label, _EDGE, top + high * 0.66, size_mm=high * 0.5, within_mm=44, bold=True, colour=WHITE, align="middle"
        )
        sheet.words(
            words, _EDGE + 50, top + high * 0.68, size_mm=high * 0.6, within_mm=width - 50, bold=label == "微网格"
        )
    return y + len(rows) * high + 6


def _posts(sheet: Sheet, known: Sequence[Post], box: Box) -> None:
    """Posts and who holds them, side by side where they are many; lines to write on where none is known."""
    rows = [(post.name_zh, post.holder or VACANT, post.deputy or "") for post in known]
    rows = rows or [(name, "", "") for name in ("微网格长", "网格长", "网格员", "社区民警")]
    high = min(_ROW, box.height_mm / (len(rows) + 1))
    columns = (Column("岗位", 90), Column("姓名 / 工号", 120), Column("副职", box.width_mm - 210))
    sheet.rows(columns, rows, box, row_mm=high)


def _map(sheet: Sheet, ground: Ground, own: pd.DataFrame, building: pd.DataFrame, box: Box) -> None:
    """The cell, with the building marked."""
    west, south, east, north = map(float, shapely.total_bounds(shapes_of(own)))
    edge = 0.15 * max(east - west, north - south, 60.0)
    shown = window((west - edge, south - edge, east + edge, north + edge), box)
    draw_cells(sheet, ground, shown)
    outline = shown.page(shapes_of(building))
    with sheet.within(shown.box):
        sheet.areas(shown.page(shapes_of(own)), edge=GRID_LINE, width_mm=1.4)
        sheet.areas(outline, fill=_HERE, edge=BLACK, width_mm=0.4)
    board = Board(shown.box)
    sheet.signs(stand(hold([Sign(("本楼",), outline[0], 5, 6)], board), board)[0], colour=WHITE, plate=_HERE)
    basemap.write_roads(sheet, basemap.road_names(ground, shown, board, size_mm=4.5))
    furniture.north(sheet, shown.box.right_mm - 9, shown.box.y_mm + 4, high_mm=15)
    furniture.scale_bar(sheet, shown, Box(shown.box.x_mm + 3, shown.box.bottom_mm - 15, 60, 13), on_map=True)


def _contact(sheet: Sheet, building: str, contact: Contact, box: Box) -> None:
    """The code to scan, and the number to call."""
    side = min(box.width_mm, box.height_mm - 42)
    left = box.x_mm + (box.width_mm - side) / 2
    sheet.code(qr.code_of(qr.address_of(contact.public_url, building)), left, box.y_mm - 3, side_mm=side)
    lines = [
        ("扫码了解本楼、反映问题", 8.0, BLACK),
        (f"服务热线 {contact.hotline}", 11.0, BLACK),
        (building, 4.5, MUTED),
    ]
    y = box.y_mm + side - 7
    for words, size, colour in [*lines, *([("草稿 DRAFT", 7.0, BAD)] if contact.draft else [])]:
        y += size + 3.5
        sheet.words(
            words, box.x_mm, y, size_mm=size, within_mm=box.width_mm, bold=colour != MUTED, colour=colour,
            align="middle",
        )  # fmt: skip
