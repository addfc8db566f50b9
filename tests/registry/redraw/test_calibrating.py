"""The fit finds again what made the visits, says how sure it is, names the odd row, and refuses what tells nothing."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.errors import Invalid
from registry.redraw.calibrating import fit
from registry.redraw.parameters import Parameters, as_plain, of_plain

TRUE = {"mobilisation_minutes": 17.0, "door_minutes": 2.6, "shop_minutes": 9.0, "stair_minutes": 0.4}


def visits(rows: int, *, noise: float, seed: int = 2) -> pd.DataFrame:
    dice = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "doors": dice.integers(0, 90, rows),
            "shops": dice.integers(0, 8, rows),
            "floors": dice.integers(0, 30, rows),
            "people": dice.integers(1, 4, rows),
        }
    )
    shared = TRUE["door_minutes"] * 0.9 * frame["doors"] + TRUE["shop_minutes"] * frame["shops"]
    spoilt = dice.normal(0, noise, rows) if noise else 0.0
    walked = TRUE["mobilisation_minutes"] + TRUE["stair_minutes"] * frame["floors"]
    return frame.assign(minutes=(walked + shared / frame["people"] + spoilt).clip(lower=0))


def test_exact_visits_give_the_parameters_back() -> None:
    found = fit(visits(12, noise=0), Parameters())
    assert {one.name: one.minutes for one in found.estimates} == pytest.approx(TRUE, abs=1e-6)
    assert found.odd == ()
    assert found.parameters.door_minutes == pytest.approx(2.6)
    assert found.parameters.shop_minutes[""] == pytest.approx(9.0)
    assert found.parameters.shop_minutes["market"] == pytest.approx(4.5, abs=1e-3), "kinds keep their proportions"
    assert found.parameters.institution_minutes == Parameters().institution_minutes
    assert of_plain(as_plain(found.parameters)) == found.parameters


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """Two hundred files of sixty visits: 95 % intervals hold in 90 to 99 of a hundred."""
    inside = [
        one.low <= TRUE[one.name] <= one.high
        for seed in range(200)
        for one in fit(visits(60, noise=6, seed=seed), Parameters()).estimates
    ]
    assert 0.90 <= np.mean(inside) <= 0.99


def test_a_few_wild_rows_move_little_and_are_named() -> None:
    """Three of eighty visits forgot to stop the clock; plain least squares is off by minutes a door."""
    frame = visits(80, noise=3)
    wild = frame.assign(minutes=frame["minutes"].where(~frame.index.isin([4, 40, 77]), frame["minutes"] + 400))
    clean, found = fit(frame, Parameters()), fit(wild, Parameters())
    assert {4, 40, 77} <= {odd.row - 1 for odd in found.odd}
    for one, other in zip(clean.estimates, found.estimates, strict=True):
        assert other.minutes == pytest.approx(one.minutes, abs=3 * max(one.error, 0.05))


def test_no_minutes_are_below_zero() -> None:
    frame = visits(30, noise=0)
    less = frame.assign(minutes=(frame["minutes"] - 0.9 * frame["floors"]).clip(lower=0))
    found = fit(less, Parameters())
    assert all(one.minutes >= 0 and one.low >= 0 for one in found.estimates)


@settings(max_examples=50, deadline=None)
@given(st.permutations(range(20)))
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    frame = visits(20, noise=4)
    one, two = fit(frame, Parameters()), fit(frame.iloc[order], Parameters())
    assert [e.minutes for e in one.estimates] == pytest.approx([e.minutes for e in two.estimates], abs=1e-6)


def test_what_is_not_there_is_not_fitted() -> None:
    found = fit(visits(20, noise=1)[["doors", "people", "minutes"]], Parameters())
    assert [one.name for one in found.estimates] == ["mobilisation_minutes", "door_minutes"]
    assert found.parameters.stair_minutes == Parameters().stair_minutes


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (pd.DataFrame({"doors": [1]}), "no column minutes"),
        (pd.DataFrame({"minutes": [9.0] * 9}), "nothing to fit minutes to"),
        (pd.DataFrame({"minutes": [9.0] * 9, "doors": [0] * 9}), "nothing to fit minutes to"),
        (visits(4, noise=0), "4 visits are too few .* give 7 at least"),
        (
            visits(9, noise=0).assign(shops=lambda f: 2 * f["doors"] + 3 * f["people"] * 0),
            "cannot tell door_minutes from",
        ),
        (
            visits(9, noise=0).assign(doors=20, shops=0, floors=0, people=2),
            "cannot tell mobilisation_minutes from door",
        ),
        (visits(9, noise=0).assign(people=0), "row 1: people is 0"),
        (visits(9, noise=0).assign(doors="x"), "row 1: doors is 'x'"),
        (visits(9, noise=0).assign(minutes=-1), "row 1: minutes is '-1'"),
    ],
)
def test_what_tells_nothing_is_refused_in_words(frame: pd.DataFrame, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        fit(frame, Parameters())
