"""The face of one plate: QR code, number to say aloud, code, class, and whom to call."""

from dataclasses import dataclass

from maps import qr, style
from maps.plates.layout import Size
from maps.plates.pen import BLACK, Pen, on
from maps.plates.selection import Plate
from registry import spoken
from registry.codes import groups

_LINE = "#9aa6ad"
_MUTED = "#3f4d57"


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who puts the plates up: the address of the service, the hotline, the operator; a draft says so on each."""

    public_url: str
    hotline: str
    operator: str
    draft: bool = False


def draw(pen: Pen, plate: Plate, issuer: Issuer, *, size: Size, x_mm: float, y_mm: float) -> None:
    """Draw one plate with its upper left corner there. Measures follow the height, so that any size looks alike."""
    width, height = size.width_mm, size.height_mm
    unit = height / 60
    bar, foot, edge = 11 * unit, 9.5 * unit, 3 * unit
    pen.set_draw_color(_LINE)
    pen.set_line_width(0.2)
    pen.rect(x_mm, y_mm, width, height)
    _bar(pen, plate, x_mm, y_mm, width=width, height=bar)
    side = min(height - bar - foot, width * 0.46)
    code_y = y_mm + bar + (height - bar - foot - side) / 2
    pen.code(qr.code_of(qr.address_of(issuer.public_url, plate.code)), x_mm + edge / 3, code_y, side_mm=side)
    right = x_mm + edge / 3 + side
    _names(pen, plate, right, y_mm + bar, width=x_mm + width - right - edge, height=height - bar - foot, unit=unit)
    _foot(pen, issuer, x_mm, y_mm + height - foot, width=width, height=foot)


def _bar(pen: Pen, plate: Plate, x: float, y: float, *, width: float, height: float) -> None:
    """The class, on the colour its owners are told by on every map of the house."""
    colour = style.colour_of_class(plate.class_code)
    ink = on(colour)
    pen.box(x, y, width, height, colour=colour)
    mark = height * 0.62
    pen.mark(x + height * 0.3, y + (height - mark) / 2, side_mm=mark)
    begin = x + height * 0.3 + mark + height * 0.3
    room = x + width - begin - height * 0.3
    base = y + height * 0.7
    zh = pen.words(plate.class_zh, begin, base, size_mm=height * 0.58, within_mm=room * 0.62, bold=True, colour=ink)
    pen.words(
        plate.class_en, begin + zh + height * 0.25, base, size_mm=height * 0.34, within_mm=room - zh - height * 0.25,
        colour=ink, align="right",
    )  # fmt: skip


def _names(pen: Pen, plate: Plate, x: float, y: float, *, width: float, height: float, unit: float) -> None:
    """What to say aloud, as large as it goes, and the code below it."""
    prefix, number = _said(plate)
    pen.words(prefix, x, y + 10 * unit, size_mm=9 * unit, within_mm=width, bold=True)
    pen.words(number, x, y + 24.5 * unit, size_mm=15 * unit, within_mm=width, bold=True)
    code = groups(plate.code)
    half = len(code) // 2 if width < 40 * unit else len(code)  # on narrow plates in two lines, as large as one can read
    lines = [" ".join(part) for part in (code[:half], code[half:]) if part]
    base = y + height - 3.2 * unit - (len(lines) - 1) * 4.6 * unit
    for n, line in enumerate(lines):
        pen.words(line, x, base + n * 4.6 * unit, size_mm=4.2 * unit, within_mm=width, colour=BLACK)


def _said(plate: Plate) -> tuple[str, str]:
    """The name of the community and the number in it; without one the end of the code."""
    if plate.spoken_prefix is None or plate.spoken_number is None:
        return plate.community_zh or "", plate.code[-6:]
    said = spoken.say(plate.spoken_prefix, plate.spoken_number)
    return plate.spoken_prefix, said.removeprefix(plate.spoken_prefix).strip()


def _foot(pen: Pen, issuer: Issuer, x: float, y: float, *, width: float, height: float) -> None:
    """Whom to call, from where, and who says so."""
    edge = height * 0.33
    room = width - 2 * edge
    pen.set_draw_color(_LINE)
    pen.set_line_width(0.15)
    pen.line(x + edge, y, x + width - edge, y)
    call = f"有问题：扫码报告，或拨打 {issuer.hotline}（勿站在车道上）"
    pen.words(call, x + edge, y + height * 0.45, size_mm=height * 0.37, within_mm=room, bold=True)
    who = "草稿 DRAFT" if issuer.draft else issuer.operator
    said = pen.words(
        f"Report: scan or call {issuer.hotline}. Keep off the road.", x + edge, y + height * 0.86,
        size_mm=height * 0.31, within_mm=room * (0.66 if who else 1), colour=_MUTED,
    )  # fmt: skip
    pen.words(
        who, x + edge + said + edge, y + height * 0.86, size_mm=height * 0.31, within_mm=room - said - edge,
        colour=_MUTED, align="right",
    )  # fmt: skip
