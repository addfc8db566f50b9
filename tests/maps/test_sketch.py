"""What is drawn round a thing."""

import xml.etree.ElementTree as ET

from sqlalchemy import Connection, text

from maps.sketch import REACH_M, draw
from tests.registry import quarter

SVG = "{http://www.w3.org/2000/svg}"
COVER = quarter.asset_code(quarter.SEWER, 1)


def test_roads_buildings_and_covers_in_metres(conn: Connection) -> None:
    quarter.build(conn)
    conn.execute(text("update registry.road_segment set road_name = '<辽宁路>'"))
    lon, lat = quarter.at(35, 7)
    drawn = ET.fromstring(draw(conn, COVER, lon, lat, class_code="01002"))
    words = [one.text for one in drawn.iter(f"{SVG}text")]
    assert words == ["<辽宁路>", "12", "13号", "10 m"]
    others = [one for one in drawn.iter(f"{SVG}circle") if one.get("cx")]
    at = sorted((float(one.get("cx", "")), float(one.get("cy", ""))) for one in others)
    assert [(round(x), round(y)) for x, y in at] == [(1, 0), (35, 5)]  # the grate a metre east, the sewer 5 m south
    road = next(one for one in drawn.iter(f"{SVG}path") if one.get("stroke-linecap"))
    assert road.get("stroke-width") == "12"
    assert REACH_M == 40


def test_an_empty_field_is_a_thing_and_a_scale(conn: Connection) -> None:
    drawn = ET.fromstring(draw(conn, COVER, 120.0, 36.0, class_code="01002"))
    assert [one.text for one in drawn.iter(f"{SVG}text")] == ["10 m"]
