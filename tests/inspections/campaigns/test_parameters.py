"""Parameters are read whole, with every fault told at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.campaigns.parameters import RANGES, Parameters, parse
from registry.errors import Invalid


def test_what_is_not_named_keeps_its_default() -> None:
    assert parse({}) == Parameters()
    assert parse({"look_s": 30}).look_s == 30


@given(st.fixed_dictionaries({name: st.floats(low, high) for name, (low, high) in RANGES.items()}))
def test_they_come_back_from_json_as_they_went(values: dict[str, float]) -> None:
    given = Parameters(**values, classes=("01002",))
    assert parse(given.as_json()) == given


def test_all_faults_are_told_together() -> None:
    with pytest.raises(Invalid) as told:
        parse({"look_s": 0, "walk_km_h": "fast", "reserve": True, "hurry": 1, "classes": "01002"})
    assert set(told.value.fields["faults"]) == {"look_s", "walk_km_h", "reserve", "hurry", "classes"}  # type: ignore[call-overload]  # a mapping


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused(value: float) -> None:
    with pytest.raises(Invalid):
        parse({"look_s": value})


def test_a_day_is_its_hours_less_the_reserve() -> None:
    assert Parameters(hours_a_day=6, reserve=0.05).minutes_a_day == pytest.approx(342)
    assert Parameters(walk_km_h=6).walk_m_min == 100
