"""Twelve months on both divisions: the months keep their sums, the cells share them out."""

from hypothesis import given, settings

from inspections.redraw.replaying import KINDS, SIDES, replay
from inspections.redraw.weighing import Scene, weigh
from tests.inspections.redraw.scene import GRIDS, cells, scene, scenes

MONTHS = ["2026-09", "2026-10", "2026-11"]


@settings(max_examples=40, deadline=None)
@given(scenes())
def test_every_month_has_the_same_sums_before_and_after(town: Scene) -> None:
    found = replay(
        weigh(town).happened,
        months=MONTHS,
        cells={"before": town.before.set_index("code").index, "after": town.after.set_index("code").index},
    )
    assert found.holds
    wanted = town.happened.groupby("kind")["count"].sum()
    for side in SIDES:
        assert found.months[side].index.tolist() == MONTHS
        for kind in KINDS:
            assert found.months[side][kind].sum() == found.cells[side][kind].sum() == wanted.get(kind, 0)


def test_what_lies_on_ground_that_is_left_out_is_seen() -> None:
    after = cells(([6], [5]))
    town = scene(
        cells(([], [])),
        after[after["code"] != f"{GRIDS[0]}002"],
        happened=[("2026-11", "filed", 1, "", 8.0), ("2026-10", "filed", 1, "", 1.0)],
    )
    found = replay(
        weigh(town).happened,
        months=MONTHS,
        cells={"before": town.before.set_index("code").index, "after": town.after.set_index("code").index},
    )
    assert not found.holds
    assert found.months["before"]["filed"].tolist() == [0, 1, 1]
    assert found.months["after"]["filed"].tolist() == [0, 1, 0]


def test_how_it_is_spread_over_the_cells() -> None:
    happened = [("2026-11", "observed", n, "", x) for n, x in ((9, 1.0), (4, 5.0), (1, 9.0), (2, 16.0))]
    before, after = cells(([], [])), cells(([4, 6], [5]))
    codes = {"before": before.set_index("code").index, "after": after.set_index("code").index}
    found = replay(weigh(scene(before, after, happened=happened)).happened, months=MONTHS, cells=codes)
    assert found.cells["before"]["observed"].tolist() == [14, 2]
    assert found.cells["after"]["observed"].tolist() == [9, 4, 1, 0, 2]
    spread = found.spread.to_dict("index")
    assert spread["observed", "before"] == {"cells": 2, "median": 8, "p95": 14, "most": 14}
    assert spread["observed", "after"] == {"cells": 4, "median": 2, "p95": 9, "most": 9}
