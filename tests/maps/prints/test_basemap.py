"""Roads bear their names along them, never upside down, and never one on another."""

from collections.abc import Callable

import numpy as np

from maps.prints import basemap, furniture
from maps.prints.furniture import Caption
from maps.prints.ground import Ground
from maps.prints.paper import Box, window
from maps.prints.signs import Board
from tests.maps.plates.pages import pictures, texts

BOX = Box(10, 10, 180, 180)


def test_the_names_of_roads(ground: Ground) -> None:
    shown = window(ground.bounds_m, BOX)
    board = Board(BOX)
    names = basemap.road_names(ground, shown, board, size_mm=3)
    by_name = {standing.sign.lines[0]: angle for standing, angle in names}
    assert abs(by_name["辽宁路"]) < 1
    assert abs(abs(by_name["热河路"]) - 90) < 1
    assert all(-90 <= angle <= 90 for angle in by_name.values())
    again = basemap.road_names(ground, shown, board, size_mm=3)  # their room is taken: on other segments, or nowhere
    assert not {(one.x_mm, one.y_mm) for one, _ in names} & {(one.x_mm, one.y_mm) for one, _ in again}


def test_land_outside_steps_back(ground: Ground, caption: Callable[..., Caption]) -> None:
    shown = window(ground.bounds_m, BOX)
    sheet = furniture.begin(caption(), (200, 200))
    sheet.add_page()
    basemap.under(sheet, ground, shown)
    basemap.over(sheet, ground, shown, buildings=True)
    basemap.veil(sheet, ground, shown)
    basemap.write_roads(sheet, basemap.road_names(ground, shown, Board(BOX), size_mm=3))
    pdf = sheet.finished()
    (seen,) = pictures(pdf, dpi=25.4)
    inside, outside = seen.getpixel((100, 170)), seen.getpixel((15, 170))
    assert inside == tuple(int(basemap.LAND[n : n + 2], 16) for n in (1, 3, 5))
    assert np.all(np.array(outside) > np.array(inside))
    assert seen.getpixel((5, 5)) == (255, 255, 255)
    assert "辽宁路" in texts(pdf)[0]


def test_only_what_is_in_sight_is_in_the_legend(ground: Ground) -> None:
    told = [entry.words for entry in basemap.entries(ground, window(ground.bounds_m, BOX))]
    assert told == ["道路"]
