"""派遣单: a ticket on one A4 for an owner without an account, with a code to answer by and a receipt to tear off."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from maps import qr
from maps.plates.pen import BLACK, WHITE
from maps.prints import furniture
from maps.prints.around import REACH_M, Around
from maps.prints.basemap import BUILDING, CASING, LAND, ROAD, WALL
from maps.prints.furniture import Caption
from maps.prints.paper import Box, Paper, Window, size_mm, window
from maps.prints.sheet import Sheet
from maps.prints.signs import Board, Sign, hold, stand, width_of
from maps.prints.wallmap import Printed
from maps.style import BAD, MUTED
from maps.words import CATALOGUE

_EDGE, _QR_MM, _LABEL_MM = 12.0, 46.0, 22.0
_ROW, _TYPE = 7.0, 4.2
_RECEIPT_MM = 66.0


@dataclass(frozen=True, slots=True)
class Order:
    """What stands on the order, in words: `limits` say what is due when, `answer_until` how long the code works.

    Without an `address` it is a draft: it says so where the code would be.
    """

    number: str
    to: str
    defect: str
    hazard: bool
    thing: str
    place: str
    position: str
    dispatched: str
    limits: tuple[tuple[str, str], ...]
    first: str
    address: str | None
    answer_until: str
    hotline: str

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Label and words, line by line."""
        told = [
            (_word("owner_to"), self.to),
            (_word("owner_what"), self.defect),
            (_word("owner_thing"), self.thing),
            (_word("owner_where"), self.place),
            (_word("order_position"), self.position),
            (_word("order_dispatched"), self.dispatched),
        ]
        return [(label, words) for label, words in told if words]


def dispatch_order(order: Order, spot: Around, caption: Caption) -> Printed:
    """The order as a PDF of one page: the same facts at the same time are the same bytes."""
    size = size_mm(Paper.A4)
    width = size[0] - 2 * _EDGE
    sheet = furniture.begin(caption, size)
    sheet.add_page()
    head = Box(_EDGE, _EDGE, width, 13)
    foot = Box(_EDGE, size[1] - _EDGE - 3, width, 4)
    receipt = Box(_EDGE, foot.y_mm - 3 - _RECEIPT_MM, width, _RECEIPT_MM)
    furniture.title(sheet, caption, head)
    below = _facts(sheet, order, Box(_EDGE, head.bottom_mm + 5, width - _QR_MM - 6, 90))
    _answer(sheet, order, Box(_EDGE + width - _QR_MM, head.bottom_mm + 4, _QR_MM, _QR_MM))
    top = max(below, head.bottom_mm + _QR_MM + 20)
    _map(sheet, spot, Box(_EDGE, top, width, receipt.y_mm - 5 - top))
    _receipt(sheet, order, receipt)
    furniture.foot(sheet, caption, foot)
    return Printed(sheet.finished(), 1, size, None)


def _facts(sheet: Sheet, order: Order, box: Box) -> float:
    """Label and words below each other; where the last line ends."""
    y = box.y_mm
    room = box.width_mm - _LABEL_MM
    for label, words in order.facts:
        bold = label == _word("owner_where") or label == _word("owner_what")
        sheet.words(label, box.x_mm, y + _TYPE, size_mm=3.4, within_mm=_LABEL_MM - 2, colour=MUTED)
        for line in sheet.wrapped(words, size_mm=_TYPE, within_mm=room, bold=bold):
            colour = BAD if order.hazard and label == _word("owner_what") else BLACK
            sheet.words(line, box.x_mm + _LABEL_MM, y + _TYPE, size_mm=_TYPE, within_mm=room, bold=bold, colour=colour)
            y += _ROW * 0.86
        y += _ROW * 0.14
    for n, (label, at) in enumerate(order.limits):
        if n == 0:
            sheet.words(_word("owner_due"), box.x_mm, y + _TYPE, size_mm=3.4, within_mm=_LABEL_MM - 2, colour=MUTED)
        words = f"{label} {at}"
        sheet.words(words, box.x_mm + _LABEL_MM, y + _TYPE, size_mm=_TYPE, within_mm=room, bold=True)
        y += _ROW * 0.86
    for line in sheet.wrapped(order.first, size_mm=3.8, within_mm=box.width_mm, bold=True) if order.first else ():
        sheet.words(line, box.x_mm, y + _ROW * 0.8, size_mm=3.8, within_mm=box.width_mm, bold=True, colour=BAD)
        y += _ROW * 0.8
    return y + 4


def _answer(sheet: Sheet, order: Order, box: Box) -> None:
    below = [(f"电话 {order.hotline}", False)]
    if order.address is None:
        sheet.frame(box, width_mm=0.3)
        middle = box.y_mm + box.height_mm / 2 + 1.2
        sheet.words(_word("order_no_code"), box.x_mm, middle, size_mm=4.2, within_mm=box.width_mm, align="middle")
    else:
        sheet.code(qr.code_of(order.address), box.x_mm, box.y_mm, side_mm=box.width_mm)
        below = [(_word("order_scan"), True), (f"{_word('order_until')} {order.answer_until}", False), *below]
    for n, (words, bold) in enumerate(below):
        base = box.bottom_mm + 4 + n * 4.8
        sheet.words(words, box.x_mm, base, size_mm=3.4, within_mm=box.width_mm, bold=bold, align="middle")


def _map(sheet: Sheet, spot: Around, box: Box) -> None:
    reach = REACH_M * box.height_mm / box.width_mm
    shown = window((-REACH_M, -reach, REACH_M, reach), box)
    with sheet.within(box):
        sheet.box(box.x_mm, box.y_mm, box.width_mm, box.height_mm, colour=LAND)
        for casing in (True, False):
            for wide in sorted(set(spot.widths_m)):
                alike = spot.roads[[one == wide for one in spot.widths_m]]
                thick = max(0.6, wide * 1000 / shown.scale) + (0.3 if casing else 0.0)
                sheet.lines(shown.page(alike), colour=CASING if casing else ROAD, width_mm=thick)
        sheet.areas(shown.page(spot.buildings), fill=BUILDING, edge=WALL, width_mm=0.12)
        middle = shown.page(np.array([shapely.Point(0, 0)], dtype=object))
        rings = shapely.buffer(middle, 4.0)
        sheet.areas(rings, edge=BAD, width_mm=0.9)
        sheet.areas(shapely.buffer(middle, 1.1), fill=BAD)
    _names(sheet, spot, shown, rings)
    sheet.frame(box)
    furniture.north(sheet, box.right_mm - 6, box.y_mm + 2, high_mm=10)
    furniture.scale_bar(sheet, shown, Box(box.x_mm + 2, box.bottom_mm - 11, 46, 10), on_map=True)


def _names(sheet: Sheet, spot: Around, shown: Window, taken: Sequence[shapely.Geometry]) -> None:
    """The name of each road once, in the middle of its longest piece in sight."""
    box = shown.box
    frame = shapely.box(box.x_mm, box.y_mm, box.right_mm, box.bottom_mm).difference(shapely.union_all(taken))
    pieces = shapely.intersection(shown.page(spot.roads), frame)
    longest: dict[str, shapely.Geometry] = {}
    for name, piece in zip(spot.names, pieces, strict=True):
        if name and piece.length > 12 and piece.length > (longest[name].length if name in longest else 0):
            longest[name] = max(shapely.get_parts(piece), key=lambda part: part.length)
    board = Board(box)
    signs = [
        Sign((name,), line.interpolate(0.5, normalized=True).buffer(width_of(name) * 2.2), 3.4, 3.0)
        for name, line in sorted(longest.items())
    ]
    standing, _ = stand(hold(signs, board), board)
    sheet.signs(standing, colour=BLACK, plate=WHITE)


def _receipt(sheet: Sheet, order: Order, box: Box) -> None:
    cut = np.array([shapely.LineString([(box.x_mm - 8, box.y_mm), (box.right_mm + 8, box.y_mm)])], dtype=object)
    sheet.lines(cut, colour=MUTED, width_mm=0.3, dash="3 3", round_ends=False)
    sheet.words(_word("order_cut"), box.x_mm, box.y_mm - 1.2, size_mm=2.8, within_mm=60, colour=MUTED)
    sheet.words(
        f"{_word('order_receipt')} · {order.number}",
        box.x_mm,
        box.y_mm + 8,
        size_mm=5,
        within_mm=box.width_mm,
        bold=True,
    )
    lines = (
        f"{order.defect} · {order.place}",
        f"收到单位 {order.to}　　收到时间 ______年____月____日____时____分",
        "答复：　　受理，预计 ____日____时 到场　　　　　不归我单位，理由 ________________________",
        "处置完毕时间 ____月____日____时____分　　处置情况 ____________________________________",
        "经办岗位 ______________　　签字 ____________________　　单位盖章",
    )
    for n, words in enumerate(lines):
        sheet.words(words, box.x_mm, box.y_mm + 18 + n * 10, size_mm=3.8, within_mm=box.width_mm)
    for x in (box.x_mm + 12.6, box.x_mm + 84.0):
        sheet.frame(Box(x, box.y_mm + 18 + 2 * 10 - 3.4, 4, 4), width_mm=0.3)


def _word(name: str) -> str:
    return CATALOGUE[name].zh
