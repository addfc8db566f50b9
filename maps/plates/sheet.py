"""Sheets of plates as one PDF: A4, every QR code as lines, Chinese type embedded as far as it is used."""

from collections.abc import Callable, Sequence
from datetime import datetime

from maps import qr
from maps.plates.face import Issuer, draw
from maps.plates.layout import MARGIN_MM, SHEET_MM, Size, lay_out
from maps.plates.pen import Pen
from maps.plates.selection import Plate

Tell = Callable[[int, int], None]


def sheets(
    plates: Sequence[Plate], issuer: Issuer, *, size: Size, now: datetime, tell: Tell = lambda *_: None
) -> tuple[bytes, int]:
    """The PDF, and how many sheets it has. `tell` hears how many plates are drawn, of how many.

    Raises Invalid for an address nobody else can open (a draft may have one), Unavailable without Chinese type.
    """
    if not issuer.draft:
        qr.check_printable(issuer.public_url)
    layout = lay_out(size)
    pen = Pen()
    pen.set_title(f"井格 井盖标牌 {size} mm")
    pen.set_lang("zh-CN")
    pen.set_creation_date(now)
    total = -(-len(plates) // layout.a_sheet)
    for sheet in range(total):
        begin = sheet * layout.a_sheet
        here = plates[begin : begin + layout.a_sheet]
        pen.add_page()
        for line in layout.marks():
            pen.hairline(*line)
        for n, plate in enumerate(here):
            x_mm, y_mm = layout.place(n)
            draw(pen, plate, issuer, size=size, x_mm=x_mm, y_mm=y_mm)
        _caption(pen, here, sheet=sheet + 1, of=total, draft=issuer.draft)
        tell(begin + len(here), len(plates))
    return pen.finished(), total


def _caption(pen: Pen, here: Sequence[Plate], *, sheet: int, of: int, draft: bool) -> None:
    """In the margin that is cut away: where on the walk these plates belong."""
    first, last = here[0], here[-1]
    where = [" ".join(filter(None, (plate.community_zh or "", plate.road_zh))) for plate in (first, last)]
    walk = where[0] if where[0] == where[1] else " → ".join(where)
    words = f"{'草稿 DRAFT  ' if draft else ''}{sheet} / {of}  {walk}  {first.code} … {last.code}"
    room = SHEET_MM[0] - 2 * MARGIN_MM
    pen.words(words, MARGIN_MM, SHEET_MM[1] - 4, size_mm=2.6, within_mm=room, align="middle")
