"""What is drawn round a thing."""

import xml.etree.ElementTree as ET

from sqlalchemy import Connection, text

from maps.sketch import REACH_M, draw, draw_cell
from maps.style import CELLS
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


def test_a_micro_grid_with_its_neighbours(conn: Connection) -> None:
    quarter.build(conn)
    grid = f"{quarter.EAST}001"
    insert = "insert into registry.{} values ({}, st_geomfromtext('{}', 4326))"
    conn.execute(text(insert.format("grid", f"'{grid}', '{quarter.EAST}', '', 0", quarter._box(0, -100, 300, 100))))
    for n, kind, box in ((1, "dedicated", (0, -100, 150, 100)), (2, "vacant", (150, -100, 300, 100))):
        values = f"'{grid}{n:03d}', '{grid}', '', '{kind}', null, null, null, null"
        conn.execute(text(insert.format("micro_grid", values, quarter._box(*box))))
    drawn = ET.fromstring(draw_cell(conn, f"{grid}001", kind="dedicated"))
    own = [one for one in drawn.iter(f"{SVG}path") if one.get("fill") == CELLS["dedicated"]]
    assert len(own) == 1
    assert sum(one.get("stroke-dasharray") is not None for one in drawn.iter(f"{SVG}path")) == 1
    words = {one.text for one in drawn.iter(f"{SVG}text")}
    assert {"辽宁路", "12", "13号", "20", "50 m"} <= words
    reach = -float(drawn.get("viewBox", "").split()[0])
    assert 110 <= reach <= 130  # a cell of 150 m by 200 m, with some ground round it
    assert draw_cell(conn, f"{grid}009", kind="vacant") == ""
