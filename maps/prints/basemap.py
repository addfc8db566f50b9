"""What lies under and over the cells of a map: water and parks, buildings, roads with their names, railway, coast."""

import math

import numpy as np
import pandas as pd
import shapely

from maps.plates.pen import BLACK
from maps.prints.furniture import Entry
from maps.prints.ground import Ground, shapes_of
from maps.prints.paper import Shapes, Window
from maps.prints.sheet import Sheet
from maps.prints.signs import Board, Sign, Standing, width_of

SEA, PARK, LAND, ROAD, CASING, RAIL = "#bcdcf0", "#d3e8c8", "#f6f4ef", "#ffffff", "#b4bcc2", "#5a5a5a"
BUILDING, WALL = "#d9cfc0", "#8d7f6c"
_WATER = ("sea", "river", "water", "lake")
_LEAST_MM = {"trunk": 1.0, "main": 0.7, "secondary": 0.45, "branch": 0.25}


def under(sheet: Sheet, ground: Ground, window: Window) -> None:
    """Land, parks and water below the cells."""
    with sheet.within(window.box):
        sheet.box(window.box.x_mm, window.box.y_mm, window.box.width_mm, window.box.height_mm, colour=LAND)
        for kinds, colour in ((("park",), PARK), (_WATER, SEA)):
            sheet.areas(_areas(_of(ground.landmarks, kinds), window), fill=colour)


def over(sheet: Sheet, ground: Ground, window: Window, *, buildings: bool) -> None:
    """Buildings (where they are large enough to be seen), roads, railway and coast above the cells."""
    with sheet.within(window.box):
        sheet.areas(_areas(_of(ground.landmarks, _WATER), window), fill=SEA)
        roads = _seen(ground.roads, window)
        for casing in (True, False):
            for kind, least in reversed(_LEAST_MM.items()):
                here = roads[roads["road_class"] == kind]
                widths = here["width_m"].to_numpy(dtype=np.float64)
                for width in np.unique(widths):
                    # on small scales a road is drawn over the cells: no wider than shows that it is there
                    true_mm = float(width) * 1000 / window.scale
                    thick = max(least, true_mm if buildings else min(true_mm / 2, least * 2))
                    sheet.lines(
                        window.page(shapes_of(here[widths == width])),
                        colour=CASING if casing else ROAD,
                        width_mm=thick + (0.25 if casing else 0.0),
                    )
        if buildings:
            outlines = _seen(ground.outlines, window)
            sheet.areas(window.page(shapes_of(outlines)), fill=BUILDING, edge=WALL, width_mm=0.12)
        rails = window.page(_of(ground.landmarks, ("railway",)))
        sheet.lines(rails, colour=RAIL, width_mm=0.9, round_ends=False)
        sheet.lines(rails, colour="#ffffff", width_mm=0.6, dash="6 6", round_ends=False)
        sheet.lines(window.page(_of(ground.landmarks, ("coast",))), colour="#4d86a8", width_mm=0.4)


def veil(sheet: Sheet, ground: Ground, window: Window) -> None:
    """What lies outside the grids steps back."""
    around = shapely.difference(window.ground, shapely.union_all(shapes_of(ground.grids)))
    with sheet.within(window.box), sheet.local_context(fill_opacity=0.62):
        sheet.areas(_areas(np.array([around], dtype=object), window), fill="#ffffff")


def entries(ground: Ground, window: Window) -> list[Entry]:
    """The legend of what is in sight."""
    seen = set(_seen(ground.landmarks, window)["kind"])
    told = [Entry("line", ROAD, "道路", CASING)]
    told += [Entry("line", RAIL, "铁路")] if "railway" in seen else []
    told += [Entry("area", SEA, "水域")] if seen & set(_WATER) else []
    return told + ([Entry("area", PARK, "公园绿地")] if "park" in seen else [])


def road_names(ground: Ground, window: Window, board: Board, *, size_mm: float) -> list[tuple[Standing, float]]:
    """The name of each road along its longest segment in sight, with the turn of its letters in degrees.

    Names there is no room for are left out.
    """
    found: list[tuple[Standing, float]] = []
    roads = _seen(ground.roads, window)
    frame = shapely.box(window.box.x_mm, window.box.y_mm, window.box.right_mm, window.box.bottom_mm)
    pieces = shapely.intersection(window.page(shapes_of(roads)), frame) if len(roads) else np.array([])
    lengths = shapely.length(pieces)
    by_name: dict[str, list[int]] = {}
    for n in sorted(range(len(roads)), key=lambda n: (-lengths[n], n)):
        by_name.setdefault(str(roads["road_name"].iloc[n]), []).append(n)
    for name in sorted(by_name.keys() - {""}):
        wide = width_of(name) * size_mm
        for n in by_name[name][:3]:
            if lengths[n] < wide * 1.3:
                break
            middle, angle = _middle(pieces[n], wide)
            tried = Standing(Sign((name,), pieces[n], size_mm, size_mm), *middle, size_mm)
            steps = [_small(tried, x, y) for x, y in _along(middle, wide, angle)]
            if all(board.is_free(step.box) for step in steps):
                for step in steps:
                    board.take(step.box)
                found.append((tried, angle))
                break
    return found


def write_roads(sheet: Sheet, names: list[tuple[Standing, float]]) -> None:
    """The names of roads, turned along them."""
    for standing, angle in names:
        box = standing.box
        with sheet.rotation(-angle, standing.x_mm, standing.y_mm):
            sheet.box(box.x_mm - 0.4, box.y_mm, box.width_mm + 0.8, box.height_mm, colour=ROAD)
            sheet.words(
                standing.sign.lines[0], box.x_mm, standing.y_mm + standing.size_mm * 0.36, size_mm=standing.size_mm,
                within_mm=box.width_mm, colour=BLACK, align="middle",
            )  # fmt: skip


def _middle(line: shapely.Geometry, wide: float) -> tuple[tuple[float, float], float]:
    """The middle of a line, and its direction over the width of a name: never upside down."""
    longest = max(shapely.get_parts(line), key=lambda part: part.length)
    half = longest.length / 2
    one, two = (longest.interpolate(half + step) for step in (-wide / 2, wide / 2))
    angle = math.degrees(math.atan2(two.y - one.y, two.x - one.x))
    angle = angle - 180 if angle > 90 else angle + 180 if angle < -90 else angle
    spot = longest.interpolate(half)
    return (spot.x, spot.y), angle


def _along(middle: tuple[float, float], wide: float, angle: float) -> list[tuple[float, float]]:
    """Spots along a name that is turned, close enough for squares on them to cover it."""
    count = max(2, math.ceil(wide / 2.0))
    turn = math.radians(angle)
    steps = [(n / (count - 1) - 0.5) * wide for n in range(count)]
    return [(middle[0] + step * math.cos(turn), middle[1] + step * math.sin(turn)) for step in steps]


def _small(standing: Standing, x: float, y: float) -> Standing:
    """A square of the size of a letter."""
    return Standing(Sign(("字",), standing.sign.area, 1, 1), x, y, standing.size_mm)


def _seen(frame: pd.DataFrame, window: Window) -> pd.DataFrame:
    """The rows that a window shows."""
    return frame[shapely.intersects(shapes_of(frame), window.ground)] if len(frame) else frame


def _of(landmarks: pd.DataFrame, kinds: tuple[str, ...]) -> Shapes:
    return shapes_of(landmarks[landmarks["kind"].isin(kinds)])


def _areas(shapes: Shapes, window: Window) -> Shapes:
    parts = shapely.get_parts(window.page(shapes))
    found: Shapes = parts[shapely.get_dimensions(parts) == 2]
    return found
