"""What places of a known quarter are called."""

import math
import time

import pytest
from sqlalchemy.engine import Connection

from registry.describe import describe_place, describe_places
from registry.errors import Invalid
from tests.registry import quarter
from tests.registry.quarter import EAST, WEST, at

AREA_EAST, AREA_WEST = "辽宁路街道益都路社区", "辽宁路街道大连路社区"

# metres east and north → what a local says
SAID = {
    (35, 9): "辽宁路（热河路—益都路）北侧，距热河路路口 35 米，近辽宁路 12 号",
    (150, -9): "辽宁路（热河路—益都路）南侧，距益都路路口 50 米，近辽宁路 20 号（北海小学）",
    (70, 3): "辽宁路（热河路—益都路）北侧车行道，距热河路路口 70 米，近辽宁路 12 号",
    (95, 0.5): "辽宁路（热河路—益都路）路中，距热河路路口 95 米，近辽宁路 12 号",
    (8, 9): "辽宁路热河路路口东北角，近辽宁路 12 号",
    (1, -2): "辽宁路热河路路口中央",
    (193, -9): "辽宁路益都路路口西南角，近益都路 77-1 号路灯杆",
    (207, 120): "益都路（辽宁路以北）东侧，距辽宁路路口 120 米",
    (-8, -150): "热河路（辽宁路以南）西侧，距辽宁路路口 150 米",
    (330, 2): "辽宁路（益都路以东）东端，距益都路路口 130 米",
    (-160, 90): "大连山小区内，3 号楼南 10 米",
    (-122, 120): "大连山小区内，3 号楼东北 11 米",
    (-150, 98): "大连山小区内，3 号楼 2 单元门前",
    (-160, 66): "大连山小区内，1 号楼处",
    (500, 500): "贮水山公园内，益都路以东北 420 米",
    (-200, 300): "热河路以西北 220 米",
}


def area_of(east_m: float) -> str:
    return AREA_EAST if east_m > 0 else AREA_WEST


@pytest.fixture
def town(conn: Connection) -> Connection:
    quarter.build(conn)
    return conn


@pytest.mark.parametrize(("place", "said"), SAID.items(), ids=str)
def test_a_place_is_called_as_a_local_says(town: Connection, place: tuple[float, float], said: str) -> None:
    assert describe_place(town, *at(*place)).zh == f"{area_of(place[0])}，{said}"


def test_the_same_in_english(town: Connection) -> None:
    area = "Yidu Road Community, Liaoning Road Subdistrict"
    near = "near 20 Liaoning Road (Beihai Primary School)"
    said = describe_places(town, [at(35, 9), at(8, 9), at(-160, 90), at(193, -9), at(150, -9)])
    assert [place.en for place in said] == [
        f"North side of Liaoning Road (Rehe Road – Yidu Road), 35 m from Rehe Road, near 12 Liaoning Road; {area}",
        f"North-east corner of Liaoning Road and Rehe Road, near 12 Liaoning Road; {area}",
        "10 m south of Building 3, in Dalianshan Estate; Dalian Road Community, Liaoning Road Subdistrict",
        f"South-west corner of Liaoning Road and Yidu Road, near lamp post Yidu Road 77-1; {area}",
        f"South side of Liaoning Road (Rehe Road – Yidu Road), 50 m from Yidu Road, {near}; {area}",
    ]


def test_codes_of_what_the_place_lies_in(town: Connection) -> None:
    inside, beside = describe_places(town, [at(-160, 90), at(35, 9)])
    assert (inside.division_code, inside.street_code, inside.community_code) == ("370203", "370203005", WEST)
    assert (inside.grid_code, inside.unit_grid_code) == (f"{WEST}001", f"{WEST}001")
    assert (inside.compound_code, inside.building_code) == (f"{WEST}C0001", f"{WEST}B00002")
    assert (beside.community_code, beside.compound_code, beside.grid_code) == (EAST, None, None)
    assert beside.segment_code == "370203R000002"


def test_no_road_within_reach_and_no_segment_either(town: Connection) -> None:
    place = describe_place(town, *at(-900, -900))
    assert place.zh == f"{AREA_WEST}，辽宁路以西南 1080 米" or "东经" in place.zh
    assert place.segment_code is None


def test_a_fix_just_over_the_border_belongs_to_the_community_beside(town: Connection) -> None:
    assert describe_place(town, *at(-1008, 0)).community_code == WEST
    assert describe_place(town, *at(-1020, 0)).community_code is None


def test_outside_everything(town: Connection) -> None:
    lon, lat = at(5000, 5000)
    place = describe_place(town, lon, lat)
    assert (place.zh, place.en) == (f"东经 {lon:.5f}°、北纬 {lat:.5f}°", f"{lat:.5f}° N, {lon:.5f}° E")
    assert (place.division_code, place.community_code, place.segment_code) == (None, None, None)


def test_an_empty_register_still_says_where(conn: Connection) -> None:
    assert describe_place(conn, 120.375, 36.0876).zh == "东经 120.37500°、北纬 36.08760°"
    assert describe_places(conn, []) == []


def test_points_come_back_in_order_and_alone_as_together(town: Connection) -> None:
    points = [at(*place) for place in SAID]
    together = describe_places(town, [*points, *reversed(points)])
    assert together[: len(points)] == [describe_place(town, *point) for point in points]
    assert together[len(points) :] == together[: len(points)][::-1]


@pytest.mark.parametrize("point", [(math.nan, 36.0), (36.0876, 120.375), (181.0, 0.0), (0.0, math.inf)])
def test_what_is_no_position_is_told(conn: Connection, point: tuple[float, float]) -> None:
    with pytest.raises(Invalid, match="point 1"):
        describe_places(conn, [(120.0, 36.0), point])


def test_many_places_at_once(town: Connection) -> None:
    started = time.perf_counter()
    assert len(describe_places(town, [at(n % 200, n % 37) for n in range(1000)])) == 1000
    assert time.perf_counter() - started < 10


def test_the_other_half_of_the_globe_is_said_too(conn: Connection) -> None:
    place = describe_place(conn, -71.08096, -36.0876)
    assert (place.zh, place.en) == ("西经 71.08096°、南纬 36.08760°", "36.08760° S, 71.08096° W")
