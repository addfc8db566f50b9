"""Areas, lines and tables where they are put, on paper of its true size."""

import numpy as np
import pytest
import shapely
from PIL import Image

from maps.prints.paper import Box
from maps.prints.sheet import TICK, Column, Sheet
from maps.prints.signs import Sign, Standing
from tests.maps.plates.pages import pictures, texts

SQUARE = np.array([shapely.box(20, 20, 60, 60).difference(shapely.box(30, 30, 50, 50))], dtype=object)


def picture(sheet: Sheet) -> Image.Image:
    (found,) = pictures(sheet.finished(), dpi=25.4)  # a pixel a millimetre
    return found


@pytest.fixture
def sheet() -> Sheet:
    made = Sheet((200, 100))
    made.add_page()
    return made


def test_holes_stay_open_and_areas_may_lie_on_one_another(sheet: Sheet) -> None:
    sheet.areas(np.concatenate([SQUARE, SQUARE]), fill="#ff0000")
    with sheet.within(Box(100, 0, 50, 100)):
        sheet.areas(np.array([shapely.box(90, 20, 190, 60)], dtype=object), fill="#0000ff")
    seen = picture(sheet)
    assert seen.getpixel((25, 40)) == (255, 0, 0)
    assert seen.getpixel((40, 40)) == (255, 255, 255)
    assert seen.getpixel((125, 40)) == (0, 0, 255)
    assert {seen.getpixel((x, 40)) for x in (95, 155)} == {(255, 255, 255)}


def test_lines_and_dots(sheet: Sheet) -> None:
    sheet.lines(np.array([shapely.LineString([(10, 50), (190, 50)])], dtype=object), colour="#00ff00", width_mm=4)
    sheet.dots(np.array([shapely.Point(100, 80)], dtype=object), colour="#000000", side_mm=6)
    sheet.lines(np.array([], dtype=object), colour="#ff0000", width_mm=4)
    seen = picture(sheet)
    assert seen.getpixel((100, 50)) == (0, 255, 0)
    assert seen.getpixel((100, 80)) == (0, 0, 0)
    assert seen.getpixel((100, 60)) == (255, 255, 255)


def test_a_table_ends_where_its_box_does(sheet: Sheet) -> None:
    columns = (Column("序", 20), Column("户数", 30, "right"), Column("已访", 20, "middle"))
    done = sheet.rows(columns, [(f"楼{n}", str(n), TICK) for n in range(10)], Box(10, 10, 70, 43), row_mm=10)
    assert done == 3
    assert sheet.rows(columns, [], Box(10, 60, 70, 5), row_mm=10) == 0
    (text,) = texts(sheet.finished())
    assert "楼2" in text
    assert "楼3" not in text
    assert "户数" in text
    assert TICK not in text


def test_signs_stand_on_plates_with_a_line_to_what_they_mean(sheet: Sheet) -> None:
    sign = Sign(("001", "12 户"), shapely.Point(150, 50), 4, 8, lead=2)
    sheet.signs([Standing(sign, 60, 50, 6, anchor=(150.0, 50.0))], colour="#ffffff", plate="#ff0000")
    pdf = sheet.finished()
    (seen,) = pictures(pdf, dpi=254)
    at_line = seen.getpixel((1200, 500))
    assert isinstance(at_line, tuple)
    assert at_line[0] == 255
    assert at_line[1] < 100
    (text,) = texts(pdf)
    assert text.split() == ["001", "12", "户"]
