"""Sizes of paper, round scales, and where a place of the ground lies on a page. Pure.

Millimetres from the upper left corner of the page; the ground in metres east and north.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]


class Paper(StrEnum):
    """ISO 216."""

    A0 = "A0"
    A1 = "A1"
    A2 = "A2"
    A3 = "A3"
    A4 = "A4"


SIZES_MM: Mapping[Paper, tuple[float, float]] = MappingProxyType(
    {
        Paper.A0: (841.0, 1189.0),
        Paper.A1: (594.0, 841.0),
        Paper.A2: (420.0, 594.0),
        Paper.A3: (297.0, 420.0),
        Paper.A4: (210.0, 297.0),
    }
)
_STEPS = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 8.0)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the page."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float

    @property
    def right_mm(self) -> float:
        """Its right edge."""
        return self.x_mm + self.width_mm

    @property
    def bottom_mm(self) -> float:
        """Its lower edge."""
        return self.y_mm + self.height_mm


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a page that shows the ground at 1:`scale`, with the place `middle_m` (east, north) in its middle."""

    box: Box
    scale: int
    middle_m: tuple[float, float]

    def page(self, shapes: Shapes) -> Shapes:
        """Shapes of the ground where they lie on the page."""
        middle = np.array(self.middle_m)
        centre = np.array([self.box.x_mm + self.box.width_mm / 2, self.box.y_mm + self.box.height_mm / 2])
        flip = np.array([1000.0 / self.scale, -1000.0 / self.scale])
        laid: Shapes = shapely.transform(shapes, lambda xy: (xy - middle) * flip + centre)
        return laid

    @property
    def ground(self) -> shapely.Polygon:
        """What of the ground is seen, in metres."""
        half = [side * self.scale / 2000 for side in (self.box.width_mm, self.box.height_mm)]
        east, north = self.middle_m
        return shapely.box(east - half[0], north - half[1], east + half[0], north + half[1])


def size_mm(paper: Paper, *, landscape: bool = False) -> tuple[float, float]:
    """Width and height."""
    width, height = SIZES_MM[paper]
    return (height, width) if landscape else (width, height)


def round_scale(width_m: float, height_m: float, box: Box) -> int:
    """The largest round scale, as its denominator, at which so much ground lies in a box: 100, 125, 150, 200, …"""
    least = max(width_m / box.width_mm, height_m / box.height_mm) * 1000
    power = 100.0
    while True:
        for step in _STEPS:
            if step * power >= least:
                return round(step * power)
        power *= 10


def window(bounds_m: tuple[float, float, float, float], box: Box, *, scale: int | None = None) -> Window:
    """Ground within bounds (west, south, east, north) in the middle of a box, at a round scale or the one given."""
    west, south, east, north = bounds_m
    fitting = round_scale(east - west, north - south, box)
    return Window(box, scale or fitting, ((west + east) / 2, (south + north) / 2))


def bar_m(scale: int, most_mm: float) -> int:
    """A round length of ground, at most so long on paper, for a scale bar of four parts: 4, 20, 40, 200, 400, …"""
    most_m = most_mm * scale / 1000
    length = 4
    for step in (4, 8, 20, 40, 80, 200, 400, 800, 2000, 4000, 8000, 20000):
        length = step if step <= most_m else length
    return length
