"""What is left: sides with covers not seen, and no more."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from inspections.walks import remaining
from inspections.walks.closing import Side
from inspections.walks.remaining import Unit
from tests.inspections.walks import quarter

STREETS = quarter.build()
COVERS = np.array([[10.0, 8.0], [50.0, 8.0], [30.0, -8.0], [90.0, -8.0]])  # two to the left, two to the right
WIDE = Unit(
    id=1,
    kind="segment",
    place_code=STREETS.codes[0],
    name="横0路",
    day_no=1,
    position=1,
    walk_m=240.0,
    minutes=8.0,
    shape=STREETS.lines[0],
    covers=COVERS,
    seen=(False,) * 4,
    done=False,
)


def test_a_wide_street_nobody_walked_is_walked_whole_on_both_sides() -> None:
    left = remaining.remaining(STREETS, [WIDE])
    assert {(one.side, one.from_m, one.to_m) for one in left.stretches} == {
        (Side.LEFT, 0.0, 120.0),
        (Side.RIGHT, 0.0, 120.0),
    }
    assert left.along_m == {(1, Side.LEFT): [10.0, 50.0], (1, Side.RIGHT): [30.0, 90.0]}


def test_of_one_begun_the_side_with_covers_left_is_walked_from_first_to_last() -> None:
    (only,) = remaining.remaining(STREETS, [replace(WIDE, seen=(True, True, False, False))]).stretches
    assert (only.side, only.from_m, only.to_m) == (Side.RIGHT, 30.0, 90.0)
    (alone,) = remaining.remaining(STREETS, [replace(WIDE, seen=(False, True, True, True))]).stretches
    assert (alone.side, alone.from_m, alone.to_m) == (Side.LEFT, 5.0, 15.0)


def test_a_narrow_street_is_walked_once() -> None:
    (one,) = remaining.remaining(STREETS, [replace(WIDE, walk_m=120.0)]).stretches
    assert one.side is Side.BOTH


def test_a_compound_and_a_street_that_is_gone_are_entered_from_the_nearest() -> None:
    yard = replace(
        WIDE, kind="compound", place_code="院", shape=shapely.box(40, 15, 80, 60), seen=(True, True, False, True)
    )
    gone = replace(WIDE, id=2, place_code="370203R999999")
    left = remaining.remaining(STREETS, [yard, gone])
    assert left.stretches == ()
    assert [(place.unit, place.off_m, place.inner_m) for place in left.places] == [(1, 15.0, 60.0), (2, 0.0, 240.0)]


def test_a_day_holds_what_fits_and_the_oldest_first() -> None:
    units = [replace(WIDE, id=number, day_no=1 + number // 2, position=number) for number in range(6)]
    due = remaining.of_day(units, day_no=2, alone=False, minutes=20.0)
    assert [unit.id for unit in due] == [0, 1, 2]
    assert [unit.id for unit in remaining.of_day(units, day_no=2, alone=True, minutes=20.0)] == [2, 3]
    done = [replace(unit, seen=(True,) * 4) for unit in units[:3]]
    assert [unit.id for unit in remaining.of_day([*done, *units[3:]], day_no=2, alone=False, minutes=20.0)] == [3]


def test_a_unit_without_covers_is_left_until_it_was_walked() -> None:
    bare = replace(WIDE, seen=(), covers=np.empty((0, 2)))
    assert bare.is_left
    assert not replace(bare, done=True).is_left
    assert len(remaining.remaining(STREETS, [bare]).stretches) == 2


def test_offsets_tell_left_from_right() -> None:
    line = shapely.LineString([(0, 0), (100, 0), (100, 100)])
    points = np.array([[50.0, 7.0], [50.0, -7.0], [93.0, 50.0], [100.0, 104.0]])
    across = remaining.offset(line, shapely.line_locate_point(line, shapely.points(points)), points)
    assert across == pytest.approx([7.0, -7.0, 7.0, 0.0])
