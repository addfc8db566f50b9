"""Where signs stand on a map so that none lies on another: in the middle of their area, else beside it on a line. Pure.

Millimetres of the page throughout.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import shapely

from maps.prints.paper import Box, Floats, Shapes

Mask = npt.NDArray[np.bool_]

_BIN_MM = 8.0
_LINE = 1.25  # from line to line of a sign, in heights of its type
_TURNS = 16
_KEPT = 0.35  # of a sign's most: what is kept free for it before others take their place
_FAR = (1.2, 1.8, 2.6, 3.6, 5.0)


@dataclass(frozen=True, slots=True)
class Sign:
    """Lines of type, the first of them larger by `lead`; `area` is what they stand for."""

    lines: tuple[str, ...]
    area: shapely.Geometry
    least_mm: float
    most_mm: float
    lead: float = 1.0

    def extent(self, size_mm: float) -> tuple[float, float]:
        """Width and height in type of that size."""
        widths = [width_of(line) * (self.lead if n == 0 else 1.0) for n, line in enumerate(self.lines)]
        return max(widths) * size_mm, (self.lead + len(self.lines) - 1) * _LINE * size_mm


@dataclass(frozen=True, slots=True)
class Standing:
    """A sign with the middle of its type; `anchor` is the spot its line leads to, None where it stands on its area."""

    sign: Sign
    x_mm: float
    y_mm: float
    size_mm: float
    anchor: tuple[float, float] | None = None

    @property
    def box(self) -> Box:
        """What it covers."""
        width, height = self.sign.extent(self.size_mm)
        return Box(self.x_mm - width / 2, self.y_mm - height / 2, width, height)


@dataclass(slots=True)
class Board:
    """The part of the page that signs may stand on, and those that stand."""

    box: Box
    taken: dict[tuple[int, int], list[Box]] = field(default_factory=dict)

    def is_free(self, box: Box, *, gap_mm: float = 0.3) -> bool:
        """Whether a box lies on the board, and on nothing that stands there."""
        inside = (
            box.x_mm >= self.box.x_mm
            and box.y_mm >= self.box.y_mm
            and box.right_mm <= self.box.right_mm
            and box.bottom_mm <= self.box.bottom_mm
        )
        return inside and not any(
            box.x_mm < other.right_mm + gap_mm
            and other.x_mm < box.right_mm + gap_mm
            and box.y_mm < other.bottom_mm + gap_mm
            and other.y_mm < box.bottom_mm + gap_mm
            for key in _bins(box)
            for other in self.taken.get(key, ())
        )

    def free_spots(self, x: Floats, y: Floats, *, width_mm: float, height_mm: float, gap_mm: float = 0.3) -> Mask:
        """Which of many spots are free for a box of that size with its middle there; inside the board or not."""
        whole = Box(x.min() - width_mm / 2, y.min() - height_mm / 2, np.ptp(x) + width_mm, np.ptp(y) + height_mm)
        near = {id(box): box for key in _bins(whole) for box in self.taken.get(key, ())}
        free = np.ones(len(x), dtype=bool)
        for box in near.values():
            away_x = np.abs(x - (box.x_mm + box.width_mm / 2)) >= (width_mm + box.width_mm) / 2 + gap_mm
            away_y = np.abs(y - (box.y_mm + box.height_mm / 2)) >= (height_mm + box.height_mm) / 2 + gap_mm
            free &= away_x | away_y
        return free

    def take(self, box: Box) -> None:
        """Nothing else will stand there."""
        for key in _bins(box):
            self.taken.setdefault(key, []).append(box)

    def release(self, box: Box) -> None:
        """What was taken is free again."""
        for key in _bins(box):
            self.taken[key].remove(box)


def width_of(text: str) -> float:
    """About how wide a line is, in heights of its type: a Chinese letter is square, others are little over half."""
    return sum(1.0 if ord(letter) > 0x2E7F else 0.58 for letter in text)


@dataclass(frozen=True, slots=True)
class Held:
    """A sign with the middle of the widest part of its area and how far it is to its border; `box` is kept free."""

    sign: Sign
    x_mm: float
    y_mm: float
    radius_mm: float
    box: Box | None


def hold(signs: Sequence[Sign], board: Board) -> list[Held]:
    """Keep room for each in the middle of its area, at its least or a third of its most as far as that fits there.

    Those with most room come first.
    """
    shapes: Shapes = np.array([sign.area for sign in signs], dtype=object)
    if len(shapes) == 0:
        return []
    reach = shapely.maximum_inscribed_circle(shapes, tolerance=0.1)
    radius = shapely.length(reach)
    spots = shapely.get_coordinates(shapely.get_point(reach, 0))
    held = []
    for n in sorted(range(len(signs)), key=lambda n: (-radius[n], n)):
        x, y = map(float, spots[n])
        size = max(signs[n].least_mm, min(_fitting(signs[n], float(radius[n])), signs[n].most_mm * _KEPT))
        box: Box | None = Standing(signs[n], x, y, size).box
        if box is not None and board.is_free(box):
            board.take(box)
        else:
            box = None
        held.append(Held(signs[n], x, y, float(radius[n]), box))
    return held


def stand(held: Sequence[Held], board: Board, *, beside: bool = True) -> tuple[list[Standing], list[Sign]]:
    """Signs as they stand, and those there was no room for.

    On its area a sign is as large as fits; where even its least does not, it stands as near by as there is room
    (`beside`), with a line to its area.
    """
    placed: list[Standing] = []
    without: list[Sign] = []
    for one in held:
        found = _on(one, board) or (_beside(one.sign, one.x_mm, one.y_mm, board) if beside else None)
        if found is None:
            without.append(one.sign)
            continue
        board.take(found.box)
        placed.append(found)
    return placed, without


def stand_within(sign: Sign, board: Board, *, step_mm: float) -> Standing | None:
    """A sign anywhere on its area where it is free, as near to the middle as can be; None where there is no room."""
    west, south, east, north = sign.area.bounds
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(west, east, step_mm), np.arange(south, north, step_mm)))
    order = np.argsort(np.hypot(x - (west + east) / 2, y - (south + north) / 2), kind="stable")
    x, y = x[order], y[order]
    shapely.prepare(sign.area)
    for size in (sign.most_mm, (sign.most_mm + sign.least_mm) / 2, sign.least_mm):
        width, height = sign.extent(size)
        for n in np.flatnonzero(board.free_spots(x, y, width_mm=width, height_mm=height)):
            tried = Standing(sign, float(x[n]), float(y[n]), size)
            box = tried.box
            covered = shapely.box(box.x_mm, box.y_mm, box.right_mm, box.bottom_mm)
            if sign.area.contains(covered) and board.is_free(box):
                board.take(box)
                return tried
    return None


def _on(held: Held, board: Board) -> Standing | None:
    sign = held.sign
    fitting = _fitting(sign, held.radius_mm)
    if held.box is not None:
        board.release(held.box)
    for part in (1.0, 0.75, 0.5, 0.25, 0.0):
        size = sign.least_mm + part * max(0.0, fitting - sign.least_mm)
        tried = Standing(sign, held.x_mm, held.y_mm, size)
        if board.is_free(tried.box):
            return tried
    return None


def _fitting(sign: Sign, radius_mm: float) -> float:
    """The size at which a sign reaches no further than that, at most its most."""
    width, height = sign.extent(1.0)
    return min(sign.most_mm, radius_mm / math.hypot(width / 2, height / 2))


def _beside(sign: Sign, x: float, y: float, board: Board) -> Standing | None:
    width, height = sign.extent(sign.least_mm)
    for far in _FAR:
        for turn in range(_TURNS):
            angle = 2 * math.pi * turn / _TURNS
            at = (x + far * width * math.cos(angle), y + far * max(width, height) * math.sin(angle))
            tried = Standing(sign, *at, sign.least_mm, anchor=(x, y))
            if board.is_free(tried.box):
                return tried
    return None


def _bins(box: Box) -> Iterator[tuple[int, int]]:
    for column in range(int(box.x_mm // _BIN_MM) - 1, int(box.right_mm // _BIN_MM) + 2):
        for row in range(int(box.y_mm // _BIN_MM) - 1, int(box.bottom_mm // _BIN_MM) + 2):
            yield column, row
