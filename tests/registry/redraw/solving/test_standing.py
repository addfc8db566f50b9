"""What stands in a grid: whose each place is, and each fault in words."""

import shapely

from registry.crs import Shapes
from registry.redraw.lines import read_lines
from registry.redraw.solving import planning, standing
from registry.redraw.solving.former import Memory, read_former
from registry.redraw.solving.intake import read_demand, read_grids, read_outlines
from registry.redraw.solving.placing import place
from registry.redraw.solving.rules import Rules
from registry.redraw.solving.standing import Standing
from tests.registry.redraw.town import frame, square

HOUSES = [square(10, x, 20) for x in (10, 60, 110, 160)]


def _standing(*shapes: shapely.Geometry, barrier: shapely.Geometry | None = None, **columns: object) -> Standing:
    grids = frame([shapely.box(0, 0, 200, 50)], code=["7"])
    ground = read_grids(grids, id_field=None, people=None)
    asked = read_demand(frame(HOUSES, minutes=[60.0] * 4))
    lines = frame([barrier], kind=["railway"]) if barrier else None
    task = next(
        iter(
            planning._tasks(
                ground, asked, place(asked.shapes, ground.shapes), outlines=read_outlines(None),
                lines=read_lines(lines), rules=Rules(),
            )
        )
    )  # fmt: skip
    codes = [f"700{i}" for i in range(1, len(shapes) + 1)]
    cells = frame(list(shapes), **{"code": codes, "grid": ["7"] * len(shapes), **columns})
    return standing.read(task, Memory(read_former(cells, ground, crew=1)[0]))


def _areas(shapes: Shapes) -> list[int]:
    return [round(area) for area in shapely.area(shapes)]


WEST, EAST_HALF = shapely.box(0, 0, 100, 50), shapely.box(100, 0, 200, 50)


def test_sound_cells_have_no_fault() -> None:
    found = _standing(WEST, EAST_HALF)
    assert (found.faults, found.gaps) == ({}, [])
    assert sorted(found.home.tolist()) == [0, 0, 1, 1]
    assert sorted(found.rows(0)) == [0, 1]


def test_each_fault_is_told() -> None:
    assert "takes 240 of 180 minutes" in _standing(shapely.box(0, 0, 200, 50)).faults[0]
    cut = shapely.LineString([(65, 0), (65, 50)])
    assert _standing(WEST, EAST_HALF, barrier=cut).faults == {0: "reaches over a barrier"}
    through = _standing(shapely.box(0, 0, 65, 50), shapely.box(65, 0, 200, 50))
    assert through.faults == {0: "cuts through a building", 1: "cuts through a building"}
    parts = _standing(shapely.MultiPolygon([shapely.box(0, 0, 20, 50), shapely.box(50, 0, 100, 50)]), EAST_HALF)
    assert parts.faults[0] == "is in several parts"
    assert [round(gap.area) for gap in parts.gaps] == [1500]
    twice = _standing(shapely.box(0, 0, 130, 50), EAST_HALF)
    assert twice.faults == {0: "overlaps 7002", 1: "overlaps 7001"}


def test_what_a_hand_drew_or_locked_has_the_ground() -> None:
    wide, drawn = shapely.box(0, 0, 105, 50), ["of old", None]
    found = _standing(wide, EAST_HALF, drawn=drawn)
    assert _areas(found.shapes) == [5250, 4750]
    assert [one.edited for one in found.former] == [True, True]
    assert found.faults == {}
    locked = _standing(wide, EAST_HALF, drawn=drawn, locked=[0, 1])
    assert _areas(locked.shapes) == [5000, 5000]


def test_nothing_lies_outside_and_what_is_covered_is_gone() -> None:
    found = _standing(shapely.box(-30, -5, 100, 60), EAST_HALF)
    assert _areas(found.shapes) == [5000, 5000]
    swallowed = _standing(shapely.box(0, 0, 200, 50), EAST_HALF, drawn=["of old", None])
    assert [one.codes for one in swallowed.former] == [("7001",)]


def test_cells_that_touch_at_a_corner_do_not_meet() -> None:
    assert standing.meet(square(10), square(10, 10, 0))
    assert not standing.meet(square(10), square(10, 10, 10))
