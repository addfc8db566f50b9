"""When a step was done as a device tells it: set right, and refused where it cannot be."""

from datetime import UTC, datetime, timedelta

import pytest

from inspections.tickets.done import DeviceTime, done_at
from registry.errors import Invalid

NOW = datetime(2026, 11, 23, 3, 5, tzinfo=UTC)
DONE = datetime(2026, 11, 23, 2, 12, tzinfo=UTC)
SINCE = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def test_a_right_clock_is_taken_at_its_word() -> None:
    assert done_at(DeviceTime(DONE), since=SINCE, now=NOW) == DONE
    assert done_at(DeviceTime(DONE, sent=NOW - timedelta(seconds=1)), since=SINCE, now=NOW) == DONE


@pytest.mark.parametrize("off", [timedelta(days=days) for days in (-20000, -0.3, 0.005, 400)])
def test_a_wrong_clock_still_measures_what_passed(off: timedelta) -> None:
    assert done_at(DeviceTime(DONE + off, sent=NOW + off), since=SINCE, now=NOW) == DONE


def test_it_is_never_after_the_receipt() -> None:
    assert done_at(DeviceTime(NOW + timedelta(seconds=30)), since=SINCE, now=NOW) == NOW


@pytest.mark.parametrize(
    ("told", "since", "why"),
    [
        (DeviceTime(NOW + timedelta(seconds=61)), SINCE, "in the future"),
        (DeviceTime(DONE, sent=DONE - timedelta(minutes=2)), SINCE, "in the future"),  # done after it was sent
        (DeviceTime(SINCE - timedelta(seconds=61)), SINCE, "before what it follows"),
        (DeviceTime(NOW - timedelta(days=31, seconds=1)), None, "older than 31 days"),
        (DeviceTime(NOW - timedelta(days=31, seconds=1)), NOW - timedelta(days=90), "older than 31 days"),
    ],
)
def test_what_cannot_be_is_refused_and_told(told: DeviceTime, since: datetime | None, why: str) -> None:
    with pytest.raises(Invalid, match=why) as refused:
        done_at(told, since=since, now=NOW)
    assert refused.value.fields["field"] == "device_time"


def test_a_minute_before_is_two_clocks() -> None:
    early = SINCE - timedelta(seconds=59)
    assert done_at(DeviceTime(early), since=SINCE, now=NOW) == early
