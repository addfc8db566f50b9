"""Wrong clocks are set right; what stays odd is left to a person."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.observations.skew import moment, skew_s
from tests.inspections.observations.quarter import NOW


@pytest.mark.parametrize(
    ("device_now", "expected"),
    [(None, 0.0), (NOW, 0.0), (NOW - timedelta(seconds=2), 0.0), (NOW - timedelta(seconds=3), 3.0)],
)
def test_a_slow_line_is_no_wrong_clock(device_now: datetime | None, expected: float) -> None:
    assert skew_s(device_now, now=NOW) == expected


@given(
    off=st.timedeltas(timedelta(days=-30_000), timedelta(days=30_000)),
    ago=st.timedeltas(timedelta(), timedelta(days=30)),
)
def test_what_passed_between_seeing_and_sending_holds_on_any_clock(off: timedelta, ago: timedelta) -> None:
    device_now = NOW + off
    when = moment(device_now - ago, skew_s=skew_s(device_now, now=NOW), now=NOW)
    assert when.explained
    assert abs(when.observed_at - (NOW - ago)) <= timedelta(seconds=2, microseconds=1)


@pytest.mark.parametrize("seen", [None, NOW + timedelta(minutes=2), NOW - timedelta(days=32)])
def test_an_unreadable_future_or_far_time_is_unexplained(seen: datetime | None) -> None:
    assert not moment(seen, skew_s=0, now=NOW).explained


def test_the_start_of_the_work_bounds_the_past() -> None:
    start = NOW - timedelta(days=60)
    assert moment(NOW - timedelta(days=50), skew_s=0, now=NOW, earliest=start).explained
    assert not moment(NOW - timedelta(days=61), skew_s=0, now=NOW, earliest=start).explained


def test_a_batch_whose_clock_alone_is_odd_goes_to_review() -> None:
    odd = skew_s(datetime(2199, 1, 1, tzinfo=UTC), now=NOW)
    assert not moment(NOW - timedelta(minutes=5), skew_s=odd, now=NOW).explained
