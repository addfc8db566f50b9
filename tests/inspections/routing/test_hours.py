"""Working time by the calendar, night from 22:00 to 06:00, the rest is rest."""

from datetime import date, datetime

import pytest

from inspections.clocks.calendar import HOURS, WEEK, ZONE, calendar_of
from inspections.routing.hours import hours_of

CHINA = calendar_of(
    code="china", version=1, time_zone="Asia/Shanghai", weekdays=WEEK, hours=HOURS,
    days_off=[date(2026, 10, 1)], make_up_days=[], years=[2026],
)  # fmt: skip


@pytest.mark.parametrize(
    ("wall", "hours"),
    [
        ("2026-11-23T08:00", "working"),
        ("2026-11-23T11:59", "working"),
        ("2026-11-23T12:00", "rest"),
        ("2026-11-23T21:59", "rest"),
        ("2026-11-23T22:00", "night"),
        ("2026-11-24T05:59", "night"),
        ("2026-11-24T06:00", "rest"),
        ("2026-11-22T09:00", "rest"),  # a Sunday
        ("2026-10-01T09:00", "rest"),
    ],
)
def test_each_moment_belongs_to_one(wall: str, hours: str) -> None:
    assert hours_of(CHINA, datetime.fromisoformat(wall).replace(tzinfo=ZONE)) == hours
