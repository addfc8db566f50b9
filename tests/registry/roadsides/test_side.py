"""Which side of a line a place lies on: the same wherever and however the map is turned, the other when drawn back."""

import math
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from registry.errors import Invalid
from registry.roadside import Words
from registry.roadsides.side import ON_LINE_M, Holder, Offset, Point, Side, answer, as_drawn, offset

metres = st.floats(-500, 500, allow_nan=False).map(lambda value: round(value, 2))
points = st.tuples(metres, metres)
A, B = Holder("A", Words("甲区", "district A")), Holder("B", Words("乙区", "district B"))
BOTH = {Side.LEFT: A, Side.RIGHT: B}


@st.composite
def roads(draw: st.DrawFn) -> list[Point]:
    """A line that goes on eastward in steps of 20 m and more: it never crosses itself."""
    steps = draw(st.lists(st.tuples(st.floats(20, 80), st.floats(-30, 30)), min_size=1, max_size=5))
    line = [draw(points)]
    for east, north in steps:
        line.append((line[-1][0] + east, line[-1][1] + north))
    return line


def moved(point: Point, *, by: Point, turn: float) -> Point:
    east, north = point
    return (
        east * math.cos(turn) - north * math.sin(turn) + by[0],
        east * math.sin(turn) + north * math.cos(turn) + by[1],
    )


@given(roads(), points, points, st.floats(0, 2 * math.pi))
def test_moved_and_turned_together_nothing_changes(line: list[Point], place: Point, by: Point, turn: float) -> None:
    lies = offset(line, place)
    assume(abs(abs(lies.across_m) - ON_LINE_M) > 1e-6)
    again = offset([moved(one, by=by, turn=turn) for one in line], moved(place, by=by, turn=turn))
    assert again.across_m == pytest.approx(lies.across_m, abs=1e-6)
    assert again.sides == lies.sides


@given(roads(), points)
def test_drawn_the_other_way_round_the_sides_are_swapped(line: list[Point], place: Point) -> None:
    lies = offset(line, place)
    assume(abs(abs(lies.across_m) - ON_LINE_M) > 1e-6)
    back = offset(line[::-1], place)
    assert back.across_m == pytest.approx(-lies.across_m, abs=1e-6)
    swapped = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
    assert set(back.sides) == {swapped[side] for side in lies.sides}


@given(roads(), points, st.sampled_from([BOTH, {Side.LEFT: A}, {Side.LEFT: A, Side.RIGHT: A}]))
def test_drawn_the_other_way_round_who_answers_is_the_same(
    line: list[Point], place: Point, holders: dict[Side, Holder]
) -> None:
    lies = offset(line, place)
    assume(abs(lies.across_m) > 1e-6)
    assume(abs(abs(lies.across_m) - ON_LINE_M) > 1e-6)
    there = {Side.RIGHT if side is Side.LEFT else Side.LEFT: holder for side, holder in holders.items()}
    forth = answer("370203R000412", "辽宁路", lies, holders)
    back = answer("370203R000412", "辽宁路", offset(line[::-1], place), there)
    assert (forth and (forth.org_code, forth.beside_code)) == (back and (back.org_code, back.beside_code))


@given(roads(), st.floats(0, 1), st.floats(-8, 8).map(lambda value: round(value, 3)))
def test_so_many_metres_beside_a_piece_is_so_many_metres(line: list[Point], share: float, across_m: float) -> None:
    (east, north), (to_east, to_north) = line[0], line[1]
    long = math.dist(line[0], line[1])
    share = share * 0.3 + 0.1  # away from the corner, where another piece may be nearer
    place = (
        east + share * (to_east - east) + across_m * (to_north - north) / long,
        north + share * (to_north - north) - across_m * (to_east - east) / long,
    )
    lies = offset(line, place)
    assume(len(line) == 2 or abs(across_m) < 5)
    assert lies.across_m == pytest.approx(across_m, abs=1e-6)
    assert math.hypot(lies.east_m, lies.north_m) == pytest.approx(abs(across_m), abs=1e-6)


@given(st.floats(0, 360), st.floats(-89, 89))
def test_a_line_turned_round_keeps_its_sides(then_deg: float, bend_deg: float) -> None:
    for side in Side:
        mended = as_drawn(side, then_deg=then_deg, now_deg=(then_deg + bend_deg) % 360)
        turned = as_drawn(side, then_deg=then_deg, now_deg=(then_deg + 180 + bend_deg) % 360)
        assert (mended, turned != side) == (side, True)


def test_inside_and_outside_of_a_sharp_bend() -> None:
    bend = [(0.0, 0.0), (100.0, 0.0), (0.0, 20.0)]  # back again, to the left
    assert offset(bend, (60.0, 3.0)).sides == (Side.LEFT,)
    assert offset(bend, (110.0, 5.0)).sides == (Side.RIGHT,)
    assert offset(bend, (110.0, -5.0)).sides == (Side.RIGHT,)
    assert offset(bend, (50.0, -3.0)).sides == (Side.RIGHT,)


def test_past_its_end_the_line_goes_on() -> None:
    assert offset([(0.0, 0.0), (10.0, 0.0)], (15.0, 0.2)).sides == (Side.LEFT, Side.RIGHT)
    assert offset([(0.0, 0.0), (10.0, 0.0)], (15.0, 3.0)) == Offset(-3.0, 5.0, 3.0)


def test_a_line_without_length_has_no_sides() -> None:
    with pytest.raises(Invalid, match="no sides"):
        offset([(1.0, 1.0), (1.0, 1.0)], (0.0, 0.0))


def test_the_reason_says_road_side_and_metres() -> None:
    one = answer("370203R000412", "辽宁路", Offset(-3.24, 0.0, 3.24), BOTH)
    assert one is not None
    assert (one.org_code, one.beside_code) == ("A", None)
    assert one.zh == "路侧表：辽宁路（370203R000412）左侧（北），距中线 3.2 米，由甲区负责"
    assert (
        one.en
        == "road sides: Liaoning Road (370203R000412), left side (north), 3.2 m from its middle: district A answers"
    )


@pytest.mark.parametrize(("across_m", "lead"), [(0.3, "B"), (-0.3, "A"), (0.0, "A"), (0.5, "B")])
def test_on_the_line_both_answer_and_one_leads(across_m: float, lead: str) -> None:
    one = answer("370203R000412", "辽宁路", Offset(across_m, 0.0, -across_m), BOTH)
    assert one is not None
    assert (one.org_code, one.beside_code) == (lead, "A" if lead == "B" else "B")
    assert "会同负责" in one.zh
    assert f"{abs(across_m):.1f} 米" in one.zh
    assert "together" in one.en


def test_on_the_line_of_one_organisation_it_answers_alone() -> None:
    lies = Offset(0.2, 0.0, -0.2)
    for holders in ({Side.LEFT: A}, {Side.LEFT: A, Side.RIGHT: A}):
        one = answer("370203R000412", "辽宁路", lies, holders)
        assert one is not None
        assert (one.org_code, one.beside_code) == ("A", None)
        assert "压中线" in one.zh
    assert answer("370203R000412", "辽宁路", replace(lies, across_m=0.51), {Side.LEFT: A}) is None
