"""A place beside a road: side, distance, corner; whichever way the line was drawn."""

import math
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from registry.roadside import End, Road, Wind, by_road, crossing, off_road, rounded_m, wind_of


def road(
    *,
    east_m: float,
    north_m: float,
    bearing_deg: float = 90.0,
    along_m: float = 60.0,
    length_m: float = 200.0,
    start: str = "热河路",
    end: str = "益都路",
    width_m: float = 12.0,
) -> Road:
    """辽宁路 as a straight line; the place lies `along_m` down it and so many metres off."""
    bearing = math.radians(bearing_deg)
    forth = (math.sin(bearing), math.cos(bearing))
    rest_m = length_m - along_m
    return Road(
        segment_code="370203R000002",
        name="辽宁路",
        width_m=width_m,
        bearing_deg=bearing_deg,
        east_m=east_m,
        north_m=north_m,
        start=End(start, along_m, east_m + along_m * forth[0], north_m + along_m * forth[1]),
        end=End(end, rest_m, east_m - rest_m * forth[0], north_m - rest_m * forth[1]),
    )


def drawn_backwards(given: Road) -> Road:
    return replace(given, bearing_deg=(given.bearing_deg + 180) % 360, start=given.end, end=given.start)


@pytest.mark.parametrize(
    ("step", "wind"),
    [((0, 1), Wind.N), ((1, 1), Wind.NE), ((1, 0), Wind.E), ((1, -1), Wind.SE), ((0, -1), Wind.S),
     ((-1, -1), Wind.SW), ((-1, 0), Wind.W), ((-1, 1), Wind.NW), ((-0.01, 1), Wind.N)],
)  # fmt: skip
def test_winds(step: tuple[float, float], wind: Wind) -> None:
    assert wind_of(*step) is wind


@pytest.mark.parametrize(
    ("bearing_deg", "right", "left"),
    [
        (90, "南侧", "北侧"),
        (0, "东侧", "西侧"),
        (45, "东南侧", "西北侧"),
        (200, "西侧", "东侧"),
        (135, "西南侧", "东北侧"),
    ],
)
def test_the_side_follows_the_line(bearing_deg: float, right: str, left: str) -> None:
    across = math.radians(bearing_deg + 90)
    off = (9 * math.sin(across), 9 * math.cos(across))
    assert right in by_road(road(east_m=off[0], north_m=off[1], bearing_deg=bearing_deg)).zh
    assert left in by_road(road(east_m=-off[0], north_m=-off[1], bearing_deg=bearing_deg)).zh


@given(
    bearing_deg=st.floats(0, 359.9),
    across_m=st.floats(-90, 90),
    along_m=st.floats(0, 200),
    start=st.sampled_from(["热河路", "益都路", "", "辽宁路"]),
    end=st.sampled_from(["热河路", "益都路", "", "辽宁路"]),
)
def test_the_way_it_was_drawn_changes_no_word(
    bearing_deg: float, across_m: float, along_m: float, start: str, end: str
) -> None:
    assume(abs(along_m - 100) > 0.01)  # at the very middle both junctions are the nearer one
    assume(abs((bearing_deg * 8 / 360) % 1 - 0.5) > 0.001)  # on the border of two winds either is right
    assume(abs(bearing_deg % 90 - 45) > 0.001)
    across = math.radians(bearing_deg + 90)
    there = road(
        east_m=across_m * math.sin(across),
        north_m=across_m * math.cos(across),
        bearing_deg=bearing_deg,
        along_m=along_m,
        start=start,
        end=end,
    )
    assert by_road(there) == by_road(drawn_backwards(there))


@given(st.floats(0, 5000))
def test_rounding_stays_close(distance_m: float) -> None:
    said = rounded_m(distance_m)
    assert said >= 1
    assert abs(said - distance_m) <= (1 if distance_m < 20 else 2.5 if distance_m < 200 else 5)


def test_wide_roads_have_wide_corners() -> None:
    narrow, wide = (road(east_m=0, north_m=22, along_m=8, width_m=width) for width in (12, 44))
    assert "北侧，距热河路路口 8 米" in by_road(narrow).zh
    assert by_road(wide).zh == "辽宁路热河路路口北侧"


def test_without_crossings_only_the_side_is_known() -> None:
    assert by_road(road(east_m=0, north_m=9, start="", end="")).zh == "辽宁路北侧"
    assert by_road(road(east_m=0, north_m=9, start="", end="")).en == "north side of Liaoning Road"


def test_a_road_that_crosses_itself_is_no_crossing() -> None:
    assert by_road(road(east_m=0, north_m=9, start="辽宁路")).zh == "辽宁路（益都路以西）北侧，距益都路路口 140 米"


def test_past_a_dead_end() -> None:
    past = road(east_m=30, north_m=2, along_m=200, end="")
    assert by_road(past).zh == "辽宁路（热河路以东）东端，距热河路路口 230 米"


def test_past_a_junction_the_distance_goes_on() -> None:
    assert by_road(road(east_m=-40, north_m=5, along_m=0)).zh.endswith("距热河路路口 40 米")


def test_far_from_the_kerb_the_road_is_a_direction() -> None:
    assert by_road(road(east_m=0, north_m=180)).zh == "辽宁路以北 180 米"
    assert not by_road(road(east_m=0, north_m=1100))
    assert not off_road(road(east_m=0, north_m=3))
    assert not by_road(None)


def test_a_crossing_has_one_name() -> None:
    assert crossing("热河路", "辽宁路") == crossing("辽宁路", "热河路")
    assert crossing("热河路", "辽宁路").zh == "辽宁路热河路"
