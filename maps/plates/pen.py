"""What a sheet is drawn with: words that fit, bars of a QR code, the mark of the house.

Millimetres from the upper left corner.
"""

import re

import segno
from fpdf import FPDF
from fpdf.fonts import TTFFont

from maps import qr
from maps.plates import fonts
from maps.plates.layout import SHEET_MM

_TYPE = "plate"
_MM_A_POINT = 25.4 / 72
WHITE, BLACK = "#ffffff", "#1d2b36"
_GOLD, _DEEP = "#f4b942", "#14313f"
_TOKEN = re.compile(r"[!-~]+\s*|.", re.DOTALL)  # a Latin word with its space, or one Chinese character
_CLOSING = frozenset("，。；：、？！）」』》〕”’")  # never begin a line


class Pen(FPDF):
    """A document without margins, A4 or of another size, that holds the type of the house.

    Raises Unavailable where there is none.
    """

    def __init__(self, size_mm: tuple[float, float] = SHEET_MM) -> None:
        super().__init__(unit="mm", format=size_mm)
        self.set_auto_page_break(False)
        self.set_margin(0)
        for weight, bold in (("", False), ("B", True)):
            font = fonts.find(bold=bold)
            self.add_font(_TYPE, weight, font.path, collection_font_number=font.face)

    def finished(self) -> bytes:
        """The document; nothing is drawn on it any more."""
        pdf = bytes(self.output())
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()  # a collection of Chinese type stays open else
        return pdf

    def words(
        self,
        words: str,
        x_mm: float,
        base_mm: float,
        *,
        size_mm: float,
        within_mm: float,
        bold: bool = False,
        colour: str = BLACK,
        align: str = "left",
    ) -> float:
        """One line at most `within_mm` wide: smaller where it must be. Answers with its width.

        `base_mm` is where its letters stand, `size_mm` the height of its type.
        """
        self.set_font(_TYPE, "B" if bold else "", size_mm / _MM_A_POINT)
        width = self.get_string_width(words)
        if width > within_mm:
            self.set_font(_TYPE, "B" if bold else "", size_mm / _MM_A_POINT * within_mm / width)
            width = within_mm
        self.set_text_color(colour)
        shift = {"left": 0.0, "right": within_mm - width, "middle": (within_mm - width) / 2}[align]
        self.text(x_mm + shift, base_mm, words)
        return width

    def wrapped(self, words: str, *, size_mm: float, within_mm: float, bold: bool = False) -> list[str]:
        """Words as lines at most so wide, broken between Chinese characters and Latin words; no mark begins a line."""
        self.set_font(_TYPE, "B" if bold else "", size_mm / _MM_A_POINT)
        lines = [""]
        for token in _TOKEN.findall(words):
            if not lines[-1] or self.get_string_width((lines[-1] + token).rstrip()) <= within_mm:
                lines[-1] += token
            elif token in _CLOSING and len(lines[-1]) > 1:  # it takes along what stands before it
                line, cut = lines[-1], len(lines[-1]) - 1
                while cut > 1 and line[cut] in _CLOSING:
                    cut -= 1
                lines[-1:] = [line[:cut], line[cut:] + token]
            else:
                lines.append(token)
        return [line.rstrip() for line in lines]

    def box(self, x_mm: float, y_mm: float, width_mm: float, height_mm: float, *, colour: str) -> None:
        """A filled rectangle."""
        self.set_fill_color(colour)
        self.rect(x_mm, y_mm, width_mm, height_mm, style="F")

    def code(self, code: segno.QRCode, x_mm: float, y_mm: float, *, side_mm: float) -> None:
        """A QR code with its quiet zone in a square, as one filled path in units of its modules."""
        scale = side_mm / (qr.side(code) + 2 * qr.BORDER) * self.k
        left = x_mm * self.k + qr.BORDER * scale
        top = (self.h - y_mm) * self.k - qr.BORDER * scale
        bars = " ".join(f"{column} {row} {length} 1 re" for column, row, length in qr.bars(code))
        self._out(f"q 0 g {scale:.5f} 0 0 {-scale:.5f} {left:.3f} {top:.3f} cm {bars} f Q")

    def mark(self, x_mm: float, y_mm: float, *, side_mm: float) -> None:
        """井, the mark of the house."""
        self.set_fill_color(_GOLD)
        self.rect(x_mm, y_mm, side_mm, side_mm, style="F", round_corners=True, corner_radius=side_mm * 0.2)
        self.set_draw_color(_DEEP)
        self.set_line_width(side_mm * 0.095)
        near, far = side_mm * 11 / 32, side_mm * 21 / 32
        begin, end = side_mm * 5 / 32, side_mm * 27 / 32
        for across in (near, far):
            self.line(x_mm + across, y_mm + begin, x_mm + across, y_mm + end)
            self.line(x_mm + begin, y_mm + across, x_mm + end, y_mm + across)

    def hairline(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """A line to cut along."""
        self.set_draw_color(0)
        self.set_line_width(0.1)
        self.line(x1, y1, x2, y2)


def on(colour: str) -> str:
    """White or the ink: whichever is read more easily on a colour."""
    return max((WHITE, BLACK), key=lambda ink: contrast(ink, colour))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours `#rrggbb`, 1 to 21 (WCAG 2.2, relative luminance)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
