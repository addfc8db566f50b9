"""A campaign laid out: shares, walks, days and second looks agree with each other and with the plan."""

import numpy as np
import pandas as pd
import pytest
import shapely

from inspections.campaigns.layout import Layout, lay_out, sample
from inspections.campaigns.parameters import Parameters, Staffing


def _units(side: int = 8, *, seed: int = 1) -> pd.DataFrame:
    """Roads and compounds of a chequered town, in metres."""
    rng = np.random.default_rng(seed)
    rows: list[dict[str, object]] = []
    for x in range(side):
        for y in range(side):
            grid = f"{x // 2:07d}{y // 2:08d}"
            for way, to in (("横", (x + 1, y)), ("纵", (x, y + 1))):
                if max(to) < side:
                    road = shapely.LineString([(x * 200, y * 200), (to[0] * 200, to[1] * 200)])
                    rows.append({"kind": "segment", "place_code": f"{way}{x}-{y}", "grid_code": grid, "shape": road})
            if x + 1 < side and y + 1 < side:
                block = shapely.box(x * 200 + 25, y * 200 + 25, x * 200 + 175, y * 200 + 175)
                rows.append({"kind": "compound", "place_code": f"院{x}-{y}", "grid_code": grid, "shape": block})
    units = pd.DataFrame(rows)
    roads = units["kind"] == "segment"
    shapes = units["shape"].to_numpy()
    units["community_code"] = [
        None if number % 17 == 0 else f"37020300{5 + number % 3}001" for number in range(len(units))
    ]
    units["targets"] = rng.poisson(np.where(roads, 40, 60))
    units["line_m"] = np.where(roads, shapely.length(shapes), np.nan)
    units["width_m"] = np.where(roads, rng.choice([8.0, 20.0], len(units)), np.nan)
    units["area_m2"] = np.where(roads, np.nan, shapely.area(shapes))
    units["outline_m"] = np.where(roads, np.nan, shapely.length(shapes))
    return units.set_index(np.arange(100, 100 + len(units)))


def _lay_out(units: pd.DataFrame, **asked: int) -> Layout:
    return lay_out(units, parameters=Parameters(), staffing=Staffing.TEAM, seed=1, **asked)


def test_given_the_days_the_people_can_do_it_and_two_fewer_could_not() -> None:
    laid = _lay_out(_units(), days=5)
    assert laid.plan.days == 5
    assert laid.plan.days_needed <= 5
    assert laid.units["day_no"].max() <= 5
    assert (laid.plan.people - 2) * 5 * Parameters().minutes_a_day < laid.plan.total_min


def test_given_the_people_the_days_follow() -> None:
    laid = _lay_out(_units(), people=6)
    assert laid.plan.people == 6
    assert laid.plan.days == laid.units["day_no"].max()
    heaviest = laid.units.groupby("assignment")["minutes"].sum().max()
    assert (laid.plan.days - 1) * Parameters().minutes_a_day < heaviest <= laid.plan.days * Parameters().minutes_a_day


def test_both_directions_agree() -> None:
    people = _lay_out(_units(), days=5).plan.people
    assert _lay_out(_units(), people=people).plan.days <= 5


def test_every_unit_is_in_one_share_once_in_order() -> None:
    units = _units()
    laid = _lay_out(units, people=4).units
    assert laid.index.equals(units.index)
    for _, share in laid.groupby("assignment"):
        walked = share.sort_values("position")
        assert walked["position"].tolist() == list(range(1, len(share) + 1))
        assert walked["day_no"].is_monotonic_increasing


def test_shares_are_alike_and_the_plan_says_how_much() -> None:
    laid = _lay_out(_units(), people=5)
    load = laid.units.groupby("assignment")["minutes"].sum()
    assert laid.plan.max_over_mean == pytest.approx(load.max() / load.mean())
    assert laid.plan.max_over_mean <= 1.10
    assert laid.plan.notes_zh == laid.plan.notes_en == ()


def test_the_minutes_of_the_plan_are_those_of_the_units() -> None:
    plan = (laid := _lay_out(_units(), people=5)).plan
    assert plan.total_min == pytest.approx(laid.units["minutes"].sum())
    assert plan.looking_min == plan.covers * 45 / 60
    assert plan.covers == laid.units["targets"].sum()
    assert plan.segments + plan.compounds == len(laid.units)


def test_grid_workers_have_their_own_grid_and_nothing_else() -> None:
    laid = lay_out(_units(), parameters=Parameters(), staffing=Staffing.GRID_WORKERS, days=14, seed=1)
    assert laid.units.groupby("assignment")["grid_code"].nunique().eq(1).all()
    assert laid.plan.people == laid.units["grid_code"].nunique()
    first = laid.assignments[~laid.assignments["second_look"]]
    assert first["grid_code"].is_unique
    assert laid.plan.days == 14
    assert laid.plan.days_needed < 14


def test_grid_workers_with_too_much_for_the_days_are_told_of() -> None:
    crowded = _units()
    crowded.loc[crowded.index[0], "targets"] = 5000
    laid = lay_out(crowded, parameters=Parameters(), staffing=Staffing.GRID_WORKERS, days=2, seed=1)
    assert laid.plan.days == laid.plan.days_needed > 2
    assert "超过给定的天数" in laid.plan.notes_zh[0]


def test_a_broken_scope_is_told_of() -> None:
    units = _units(4)
    far = units.copy()
    far["shape"] = shapely.transform(far["shape"].to_numpy(), lambda at: at + 3000)
    far.index = far.index + 1000
    laid = _lay_out(pd.concat([units, far]), people=2)
    assert "断开" in laid.plan.notes_zh[0]
    assert "broken" in laid.plan.notes_en[0]


@pytest.mark.parametrize(("people", "word"), [(1000, "a unit goes to one person"), (20, "units are not cut")])
def test_shares_that_cannot_be_alike_say_why(people: int, word: str) -> None:
    plan = _lay_out(_units(4), people=people).plan

    assert plan.max_over_mean > 1.10
    assert any(word in note for note in plan.notes_en)


def test_a_second_look_is_for_somebody_else_and_of_its_share() -> None:
    laid = lay_out(_units(12), parameters=Parameters(second_look_share=0.1), staffing=Staffing.TEAM, people=5, seed=1)
    twice = laid.units[laid.units["second_assignment"].notna()]
    assert len(twice) == pytest.approx(0.1 * len(laid.units), abs=1)
    assert (twice["second_assignment"] > 5).all()
    seconds = laid.assignments[laid.assignments["second_look"]]
    assert set(twice["second_assignment"]) == set(seconds.index)
    assert set(twice["kind"]) == {"segment", "compound"}
    assert twice["assignment"].nunique() == 5


def test_without_a_share_nobody_looks_twice() -> None:
    laid = lay_out(_units(4), parameters=Parameters(second_look_share=0), staffing=Staffing.TEAM, people=2, seed=1)
    assert laid.units["second_assignment"].isna().all()
    assert laid.plan.second_look_people == 0
    assert len(laid.assignments) == 2


def test_a_sample_never_asks_for_an_empty_unit() -> None:
    laid = pd.DataFrame(
        {
            "kind": "segment",
            "assignment": 1,
            "position": range(100),
            "targets": [0, 5] * 50,
            "community_code": "370203005001",
        },
        index=range(100),
    )
    assert (sample(laid, share=0.3, seed=2) % 2 == 1).all()
    assert len(sample(laid, share=0.3, seed=2)) == 15
    assert len(sample(laid, share=0.001, seed=2)) == 1


def test_every_street_and_kind_is_looked_at_twice_in_its_share() -> None:
    dice = np.random.default_rng(8)
    laid = pd.DataFrame(
        {
            "kind": dice.choice(["segment", "compound"], 600),
            "assignment": dice.integers(1, 9, 600),
            "position": np.arange(600),
            "targets": 5,
            "community_code": [f"3702030{street:02d}001" for street in dice.integers(5, 20, 600)],
        }
    )
    for seed in range(5):
        twice = laid.index.isin(sample(laid, share=0.1, seed=seed))
        strata = pd.DataFrame({"twice": twice, "size": 1}).groupby([laid["kind"], laid["community_code"].str[:9]]).sum()
        assert (strata["twice"] - 0.1 * strata["size"]).abs().max() < 1
        assert twice.sum() in (60, 61)


def test_the_same_seed_lays_out_the_same() -> None:
    one, again = (_lay_out(_units(), days=5) for _ in range(2))
    pd.testing.assert_frame_equal(one.units.drop(columns="shape"), again.units.drop(columns="shape"))
