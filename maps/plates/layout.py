"""Where plates lie on a sheet of A4, and where it is cut. Millimetres from the upper left corner. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from registry.errors import Invalid

SHEET_MM = (210.0, 297.0)
MARGIN_MM = 10.0  # what printers leave white, and room for the marks
GAP_MM = 4.0  # between plates: a cut that strays by two takes nothing away
MARK_MM = 4.0
LEAST_MM, MOST_MM = (50.0, 36.0), (190.0, 120.0)
_SIZE = re.compile(r"([0-9]{2,3}(?:\.[0-9])?)\s*[x×*]\s*([0-9]{2,3}(?:\.[0-9])?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Size:
    """A plate: width and height in millimetres."""

    width_mm: float
    height_mm: float

    def __str__(self) -> str:
        """As it is asked for: 90x60."""
        return f"{self.width_mm:g}x{self.height_mm:g}"


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns and rows of plates on a sheet, in the middle of it."""

    size: Size
    columns: int
    rows: int

    @property
    def a_sheet(self) -> int:
        """How many plates a sheet takes."""
        return self.columns * self.rows

    @property
    def left_mm(self) -> float:
        """Where the first column begins."""
        return (SHEET_MM[0] - _span(self.columns, self.size.width_mm)) / 2

    @property
    def top_mm(self) -> float:
        """Where the first row begins."""
        return (SHEET_MM[1] - _span(self.rows, self.size.height_mm)) / 2

    def place(self, n: int) -> tuple[float, float]:
        """The upper left corner of the n-th plate of a sheet, row by row."""
        row, column = divmod(n, self.columns)
        return (
            self.left_mm + column * (self.size.width_mm + GAP_MM),
            self.top_mm + row * (self.size.height_mm + GAP_MM),
        )

    def marks(self) -> Iterator[tuple[float, float, float, float]]:
        """The lines outside the plates along which they are cut: x, y to x, y."""
        right = SHEET_MM[0] - self.left_mm
        bottom = SHEET_MM[1] - self.top_mm
        for column in range(self.columns):
            begin = self.left_mm + column * (self.size.width_mm + GAP_MM)
            for x in (begin, begin + self.size.width_mm):
                yield x, self.top_mm - 1 - MARK_MM, x, self.top_mm - 1
                yield x, bottom + 1, x, bottom + 1 + MARK_MM
        for row in range(self.rows):
            begin = self.top_mm + row * (self.size.height_mm + GAP_MM)
            for y in (begin, begin + self.size.height_mm):
                yield self.left_mm - 1 - MARK_MM, y, self.left_mm - 1, y
                yield right + 1, y, right + 1 + MARK_MM, y


def read_size(text: str) -> Size:
    """A size as people write it: `90x60`. Raises Invalid for what no plate can be."""
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise Invalid(f"{text!r} is no size of a plate: write width x height in millimetres, like 90x60", field="size")
    size = Size(float(found[1]), float(found[2]))
    fits = all(least <= side <= most for side, least, most in zip(_sides(size), LEAST_MM, MOST_MM, strict=True))
    if not fits:
        least, most = ("x".join(f"{side:g}" for side in sides) for sides in (LEAST_MM, MOST_MM))
        raise Invalid(f"a plate is {least} to {most} mm, not {size}", field="size")
    if size.width_mm < 1.3 * size.height_mm:
        raise Invalid(f"a plate is wider than high, at least 4:3; {size} is not", field="size")
    return size


def lay_out(size: Size) -> Layout:
    """As many plates as an A4 sheet takes."""
    columns, rows = (
        int((sheet - 2 * MARGIN_MM + GAP_MM) / (side + GAP_MM))
        for sheet, side in zip(SHEET_MM, _sides(size), strict=True)
    )
    return Layout(size, columns, rows)


def _sides(size: Size) -> tuple[float, float]:
    return size.width_mm, size.height_mm


def _span(count: int, side_mm: float) -> float:
    return count * side_mm + (count - 1) * GAP_MM
