"""Minutes, people and hours of each cell before and after; nothing is lost on the way to the totals."""

import pytest
from hypothesis import given, settings

from inspections.redraw.staffing import Round, Staffed, staff
from inspections.redraw.weighing import Scene, weigh
from tests.inspections.redraw.scene import GRIDS, cells, scene, scenes

ROUND = Round(limit_minutes=180, start_minutes=20, crew=2)


def staffed(town: Scene, rounds: Round = ROUND) -> Staffed:
    return staff(town.before, town.after, weigh(town).flows, grids=town.grids, rounds=rounds)


@settings(max_examples=40, deadline=None)
@given(scenes())
def test_totals_are_conserved(town: Scene) -> None:
    found = staffed(town)
    for side, cells_ in (("before", found.before), ("after", found.after)):
        frame = found.communities
        assert frame[f"person_hours_{side}"].sum() == pytest.approx(cells_["person_hours"].sum())
        assert frame[f"people_{side}"].sum() == cells_.loc[cells_["minutes"] > 0, "people"].sum()
        assert cells_["households"].sum() == pytest.approx(town.addresses["households"].sum())
        assert cells_["assets"].sum() == len(town.assets)
        working = (cells_["minutes"] > 0).sum()
        work = (cells_["minutes"].sum() - 20 * working) if working else 0.0
        assert work == pytest.approx(town.atoms["work"].sum())  # an ordinary crew in every cell
    for name in ("households", "addresses", "assets", "tickets"):
        moved = found.moved[name]
        stays = moved.total - moved.changed - moved.begun - moved.lost
        assert stays >= -1e-9
        assert found.communities[f"{name}_changed"].sum() == pytest.approx(moved.changed)
        assert found.communities[f"{name}_begun"].sum() == pytest.approx(moved.begun)
    assert found.sides[0].cells == len(town.before)
    assert found.sides[1].cells == len(town.after)


def test_a_former_cell_is_priced_with_the_work_that_lies_in_it() -> None:
    work = [(1, 100), (5, 120), (9, 150), (16, 40)]
    found = staffed(scene(cells(([], [5])), cells(([4, 6], [5])), work=work, assets=[1, 9, 12]))
    before, after = found.before, found.after
    whole, kept = GRIDS[0], f"{GRIDS[1]}002"
    assert before.loc[[whole], ["minutes", "people", "into", "longest"]].to_numpy()[0].tolist() == [390, 2, 3, 170]
    assert after["minutes"].tolist() == [120, 140, 170, 0, 60]
    assert (after.loc[f"{whole}001", "origin"], after.loc[f"{whole}001", "origin_minutes"]) == (whole, 390)
    assert bool(after.loc[kept, "stays"])
    assert found.kept == 2
    one, two = found.sides
    assert (one.over, two.over, one.vacant, two.vacant) == (1, 0, 1, 1)
    assert (one.people, two.people) == (4, 8)
    assert one.longest_hours == 6.5
    assert two.longest_hours == pytest.approx(170 / 60)
    assert one.person_hours == pytest.approx(2 * (390 + 60) / 60)


def test_more_people_share_the_work_but_not_the_way_there() -> None:
    after = cells(([5], [5]))
    after.loc[after["code"] == f"{GRIDS[0]}001", "people"] = 6.0
    found = staffed(scene(cells(([], [5])), after, work=[(1, 300)]))
    assert found.before.loc[GRIDS[0], "minutes"] == 320
    assert found.after.loc[[f"{GRIDS[0]}001"], ["minutes", "people"]].to_numpy()[0].tolist() == [120, 6]
    again = staffed(scene(after.assign(people=None), after, work=[(1, 300)]))
    assert again.before["minutes"].tolist() == again.after["minutes"].tolist()  # a cell that stays has its people


def test_a_former_cell_of_several_crews_is_known_by_the_minutes_it_was_published_with() -> None:
    before = cells(([5], [5]))
    before.loc[0, "stated"] = 130.0
    before.loc[1, "stated"] = 60.0
    found = staffed(scene(before, cells(([6], [4])), work=[(1, 330), (9, 25)]))
    assert found.before["people"].tolist() == [6, 2, 2, 2]
    assert found.before["minutes"].tolist()[:2] == [130, 45]


@pytest.mark.parametrize(("homes", "warned"), [([(1, 94), (5, 6)], True), ([(1, 95), (5, 5)], False)])
def test_more_than_five_in_a_hundred_new_numbers_are_warned_of(homes: list[tuple[float, int]], warned: bool) -> None:
    found = staffed(scene(cells(([4], [5])), cells(([6], [5])), homes=homes))
    assert found.moved["households"].changed == homes[1][1]
    assert found.warned is warned


def test_a_first_number_is_no_change() -> None:
    found = staffed(scene(cells(([], [5])), cells(([6], [5])), homes=[(1, 90), (15, 10)]))
    assert (found.moved["households"].begun, found.moved["households"].share) == (90, 0)
    nothing = staffed(scene(cells(([], [])), cells(([6], [5])), homes=[(1, 90)]))
    assert nothing.moved["households"].share is None
    assert not nothing.warned
