"""The reckoning: seconds a cover, metres a minute, both sides of wide roads, people from days and back."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.campaigns.parameters import Parameters
from inspections.campaigns.plan import alternatives, fewest_days, fewest_people, work

NAN = float("nan")


def _units(**columns: list[float]) -> pd.DataFrame:
    blank = {"targets": [0], "line_m": [NAN], "width_m": [NAN], "area_m2": [NAN], "outline_m": [NAN]}
    return pd.DataFrame(blank | columns, index=[7] if len(next(iter(columns.values()))) == 1 else None, dtype=float)


def test_a_road_is_walked_once_and_a_wide_one_on_both_sides() -> None:
    roads = pd.DataFrame(
        {"targets": [0] * 3, "line_m": [100.0] * 3, "width_m": [8, 12, NAN], "area_m2": NAN, "outline_m": NAN}
    )
    done = work(roads, Parameters(wide_road_m=12, walk_km_h=6))
    assert done["walk_m"].tolist() == [100, 200, 100]
    assert done["returns"].tolist() == [False, True, False]
    assert done["walking_min"].tolist() == [1, 2, 1]


def test_looking_takes_its_seconds_a_cover() -> None:
    assert work(_units(targets=[80], line_m=[0]), Parameters(look_s=45))["looking_min"].tolist() == [60]


def test_a_compound_is_walked_from_cover_to_cover() -> None:
    done = work(_units(targets=[100], area_m2=[10_000], outline_m=[400]), Parameters(detour=1.0))
    assert done["walk_m"].iloc[0] == pytest.approx(712.4)
    assert done.index.tolist() == [7]


def test_a_compound_without_covers_is_entered_too() -> None:
    assert work(_units(targets=[0], area_m2=[10_000], outline_m=[400]), Parameters())["walk_m"].iloc[0] == 200


def test_the_walk_through_strewn_covers_is_about_as_long_as_a_real_one() -> None:
    """The constant stands for the best walk; a greedy one through random places is some 25 % longer."""
    rng = np.random.default_rng(3)
    places = rng.uniform(0, 100, (400, 2))
    here, walked = places[0], 0.0
    left = list(range(1, 400))
    while left:
        away = np.hypot(*(places[left] - here).T)
        nearest = int(np.argmin(away))
        walked += away[nearest]
        here = places[left.pop(nearest)]
    reckoned = work(_units(targets=[400], area_m2=[10_000], outline_m=[400]), Parameters(detour=1.0))["walk_m"].iloc[0]
    assert 1.0 < walked / reckoned < 1.4


@given(st.floats(1, 1e6), st.integers(1, 100))
def test_people_from_days_can_do_it_and_one_less_cannot(total_min: float, days: int) -> None:
    given = Parameters()
    people = fewest_people(total_min, days=days, parameters=given)
    assert people * days * given.minutes_a_day >= total_min * (1 - 1e-9)
    assert people == 1 or (people - 1) * days * given.minutes_a_day < total_min


@given(st.floats(1, 1e5))
def test_days_and_people_agree(heaviest_min: float) -> None:
    days = fewest_days(heaviest_min, parameters=Parameters())
    assert fewest_people(heaviest_min, days=days, parameters=Parameters()) == 1
    assert days == 1 or fewest_people(heaviest_min, days=days - 1, parameters=Parameters()) == 2


def test_more_days_never_need_more_people() -> None:
    people = [one.people for one in alternatives(100_000, 1.03, parameters=Parameters())]
    assert people == sorted(people, reverse=True)
    assert people[0] > people[-1]
