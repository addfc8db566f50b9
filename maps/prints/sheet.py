"""A sheet that maps are drawn on: areas and lines as vectors, type that can be taken out again, tables.

Millimetres from the upper left corner.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import shapely

from maps.plates.pen import BLACK, WHITE, Pen
from maps.prints.paper import Box, Shapes
from maps.prints.signs import Standing
from maps.style import LINE


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, width, and whether its words stand left, right or in the middle."""

    heading: str
    width_mm: float
    align: str = "left"


class Sheet(Pen):
    """A document of one size of paper, in the type of the house. Raises Unavailable where there is no Chinese type."""

    def areas(
        self, shapes: Shapes, *, fill: str | None = None, edge: str | None = None, width_mm: float = 0.1, dash: str = ""
    ) -> None:
        """Areas of the page, filled, outlined or both; their holes stay open. `dash` is a pattern in points."""
        parts = shapely.get_parts(shapes)
        paths = [" h ".join(map(self._ring, shapely.get_rings(part))) + " h" for part in parts]
        self._draw(paths, fill=fill, edge=edge, width_mm=width_mm, dash=dash)

    def lines(self, shapes: Shapes, *, colour: str, width_mm: float, dash: str = "", round_ends: bool = True) -> None:
        """Lines of the page."""
        parts = shapely.get_parts(shapes)
        paths = [self._ring(part) for part in parts if shapely.get_dimensions(part) == 1]
        self._draw(paths, edge=colour, width_mm=width_mm, dash=dash, ends=1 if round_ends else 0)

    def dots(self, points: Shapes, *, colour: str, side_mm: float) -> None:
        """Small squares."""
        half = side_mm / 2
        xy = shapely.get_coordinates(points)
        self.areas(shapely.box(xy[:, 0] - half, xy[:, 1] - half, xy[:, 0] + half, xy[:, 1] + half), fill=colour)

    @contextmanager
    def within(self, box: Box) -> Iterator[None]:
        """Shapes drawn inside end at the edges of a box. No words: a font that is set inside is forgotten after."""
        x, y = box.x_mm * self.k, (self.h - box.bottom_mm) * self.k
        self._out(f"q {x:.2f} {y:.2f} {box.width_mm * self.k:.2f} {box.height_mm * self.k:.2f} re W n")
        yield
        self._out("Q")

    def frame(self, box: Box, *, colour: str = BLACK, width_mm: float = 0.3) -> None:
        """The outline of a box."""
        outline = shapely.box(box.x_mm, box.y_mm, box.right_mm, box.bottom_mm)
        self.areas(np.array([outline], dtype=object), edge=colour, width_mm=width_mm)

    def signs(
        self, standing: Iterable[Standing], *, colour: str = BLACK, plate: str | None = None, bold: bool = True
    ) -> None:
        """Signs where they stand, on plates of a colour or on the map as it is, with the lines to what they mean."""
        told = list(standing)
        leads = [shapely.LineString([one.anchor, (one.x_mm, one.y_mm)]) for one in told if one.anchor is not None]
        self.lines(np.array(leads, dtype=object), colour=plate or colour, width_mm=0.15)
        for one in told:
            box = one.box
            if plate is not None or one.anchor is not None:
                self.box(box.x_mm - 0.25, box.y_mm, box.width_mm + 0.5, box.height_mm, colour=plate or WHITE)
            base = box.y_mm
            for n, line_text in enumerate(one.sign.lines):
                size = one.size_mm * (one.sign.lead if n == 0 else 1.0)
                base += size * 1.25
                self.words(
                    line_text, box.x_mm, base - size * 0.33, size_mm=size, within_mm=box.width_mm,
                    bold=bold and n == 0, colour=colour, align="middle",
                )  # fmt: skip

    def rows(self, columns: Sequence[Column], rows: Sequence[Sequence[str]], box: Box, *, row_mm: float) -> int:
        """Rows under their headings as far as they go into a box; how many that were."""
        room = max(0, int(box.height_mm / row_mm + 1e-6) - 1)
        shown = rows[:room]
        self.box(box.x_mm, box.y_mm, sum(one.width_mm for one in columns), row_mm, colour="#e8edf0")
        for n, cells in enumerate(([one.heading for one in columns], *shown)):
            x, y = box.x_mm, box.y_mm + n * row_mm
            for column, words in zip(columns, cells, strict=True):
                self._cell(column, words, x, y, row_mm, bold=n == 0)
                x += column.width_mm
            self._rule(box.x_mm, x, y + row_mm)
        return len(shown)

    def _cell(self, column: Column, words: str, x: float, y: float, row_mm: float, *, bold: bool) -> None:
        if words == TICK:
            side = row_mm * 0.52
            self.frame(Box(x + (column.width_mm - side) / 2, y + (row_mm - side) / 2, side, side), width_mm=0.25)
            return
        edge = row_mm * 0.18
        self.words(
            words, x + edge, y + row_mm * 0.69, size_mm=row_mm * 0.52, within_mm=column.width_mm - 2 * edge,
            bold=bold, align=column.align,
        )  # fmt: skip

    def _rule(self, x: float, right: float, y: float) -> None:
        line = shapely.LineString([(x, y), (right, y)])
        self.lines(np.array([line], dtype=object), colour=LINE, width_mm=0.15)

    def _draw(
        self,
        paths: Sequence[str],
        *,
        fill: str | None = None,
        edge: str | None = None,
        width_mm: float = 0.1,
        dash: str = "",
        ends: int = 0,
    ) -> None:
        if not paths:
            return
        how = {(True, True): "B*", (True, False): "f*", (False, True): "S"}[fill is not None, edge is not None]
        style = [f"{_parts(fill)} rg"] if fill else []
        style += [f"{_parts(edge)} RG {width_mm * self.k:.3f} w 1 j {ends} J"] if edge else []
        style += [f"[{dash}] 0 d"] if dash else []
        # each by itself: areas that lie on one another would cut each other out of one path
        self._out(f"q {' '.join(style)}\n" + "\n".join(f"{path} {how}" for path in paths) + "\nQ")

    def _ring(self, line: shapely.Geometry) -> str:
        xy = shapely.get_coordinates(line) * (self.k, -self.k) + (0.0, self.h * self.k)
        first, *rest = (f"{x:.2f} {y:.2f}" for x, y in xy.tolist())
        return f"{first} m " + " ".join(f"{at} l" for at in rest)


TICK = "☐"
"""A cell of a table that is a box to tick."""


def _parts(colour: str) -> str:
    return " ".join(f"{int(colour[n : n + 2], 16) / 255:.3f}" for n in (1, 3, 5))
