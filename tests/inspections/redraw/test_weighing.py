"""What goes from which cell to which: everything, once, whatever the two divisions are."""

import pytest
from hypothesis import given, settings

from inspections.redraw.weighing import CARRIED, Scene, begins, changes, community_of, weigh
from tests.inspections.redraw.scene import GRIDS, cells, scene, scenes


@settings(max_examples=40, deadline=None)
@given(scenes())
def test_everything_goes_from_one_cell_to_one(town: Scene) -> None:
    found = weigh(town)
    sums = found.flows[list(CARRIED)].sum()
    assert sums["work"] == pytest.approx(town.atoms["work"].sum())
    assert sums["households"] == pytest.approx(town.addresses["households"].sum())
    assert sums[["addresses", "assets", "tickets"]].tolist() == pytest.approx(
        [len(town.addresses), len(town.assets), len(town.tickets)]
    )
    assert found.happened["count"].sum() == town.happened["count"].sum()
    assert len(found.tickets) == len(town.tickets)


@settings(max_examples=40, deadline=None)
@given(scenes())
def test_nothing_changes_hands_where_the_division_stays(town: Scene) -> None:
    same = weigh(
        scene(town.after, town.after, assets=town.assets["lon"].tolist(), tickets=town.tickets["lon"].tolist())
    )
    pairs = same.flows.index.to_frame(index=False)
    assert not changes(pairs).any()
    assert not begins(pairs).any()


def test_what_lies_beyond_a_moved_border_changes_hands() -> None:
    found = weigh(
        scene(
            cells(([4], [])),
            cells(([6], [5])),
            work=[(1, 30), (5, 60), (15, 10)],
            homes=[(5, 12), (9, 3), (12, 7)],
            assets=[3.9, 4.0, 4.1, 5.9, 6.1, 12],
            tickets=[5, 9],
        )
    )
    flows = found.flows.rename(lambda code: code[-6:], level="before").rename(lambda code: code[-6:], level="after")
    moved = flows.to_dict("index")["001002", "001001"]
    assert moved == {"work": 60, "households": 12, "addresses": 1, "assets": 2, "tickets": 1}
    assert flows.loc[("001001", "001001"), "assets"] == 2  # on the former border: with the first by code
    pairs = found.flows.index.to_frame(index=False)
    assert found.flows[changes(pairs).to_numpy()]["assets"].sum() == 2
    assert found.flows[begins(pairs).to_numpy()]["assets"].sum() == 1  # its grid had no micro-grids
    assert found.tickets["number"][changes(found.tickets)].tolist() == ["t0"]
    assert sorted(set(community_of(pairs))) == [grid[:12] for grid in GRIDS]


def test_other_grids_are_no_matter_of_the_plan() -> None:
    before, after = cells(([4], [5])), cells(([6], [5]))
    found = weigh(scene(before, after, assets=[5, 12, 18], grids=GRIDS[:1]))
    assert found.flows["assets"].sum() == 1


def test_what_was_seen_of_an_asset_counts_where_the_asset_is() -> None:
    seen = [
        ("2026-11", "observed", 3, "a0", 9.0),
        ("2026-11", "observed", 1, "", 9.0),
        ("2026-11", "filed", 1, "x", 5.0),
    ]
    found = weigh(scene(cells(([4], [5])), cells(([6], [5])), assets=[5.0], happened=seen)).happened
    assert found["before"].str[-3:].tolist() == ["002", "002", "002"]
    assert found["after"].str[-3:].tolist() == ["001", "002", "001"]
    assert found["count"].tolist() == [3, 1, 1]


def test_ground_left_out_is_told() -> None:
    after = cells(([6], [5]))
    found = weigh(scene(cells(([], [])), after[after["code"] != f"{GRIDS[0]}002"], assets=[5, 8]))
    assert found.flows["assets"].to_dict() == {(GRIDS[0], ""): 1, (GRIDS[0], f"{GRIDS[0]}001"): 1}
