"""Clocks as the service says them, and what it takes."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from pydantic import ValidationError

from api.clock_shapes import CalendarBody, ClocksAnswer, LimitBody
from inspections.clocks.clock import start
from inspections.clocks.limits import Unit
from inspections.clocks.listing import face_of
from inspections.clocks.reacting import Standing
from inspections.clocks.workdays import published
from tests.inspections.clocks.test_limits import limit

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
CALENDARS = {"china": published()}
LIMIT = {"amount": "6", "unit": "emergency_hour", "source": "a council"}


def test_a_clock_is_told_in_seconds() -> None:
    clock = start(id=UUID(int=1), ticket_id=UUID(int=2), limit=limit(), calendars=CALENDARS, at=NOW)
    face = face_of(Standing(UUID(int=2), (clock,)), calendars=CALENDARS, now=NOW + timedelta(hours=7))
    (told,) = ClocksAnswer.of(face).clocks
    assert (told.state, told.late, told.remaining_s, told.limit_version) == ("running", True, -3600, 1)


@pytest.mark.parametrize(
    "change", [{"amount": "0"}, {"amount": "NaN"}, {"amount": "1e9"}, {"unit": "year"}, {"warn": 1}]
)
def test_what_is_no_limit_is_refused(change: dict[str, object]) -> None:
    assert LimitBody.model_validate(LIMIT).figures().unit is Unit.EMERGENCY_HOUR
    with pytest.raises(ValidationError):
        LimitBody.model_validate(LIMIT | change)


def test_a_calendar_has_days_and_hours() -> None:
    body = {
        "name_zh": "x",
        "name_en": "x",
        "time_zone": "UTC",
        "weekdays": [1],
        "hours": ["08:00-12:00"],
        "source": "x",
    }
    assert CalendarBody.model_validate(body).days().weekdays == (1,)
    changes: list[dict[str, object]] = [{"weekdays": [8]}, {"weekdays": []}, {"hours": []}, {"days_off": ["tomorrow"]}]
    for change in changes:
        with pytest.raises(ValidationError):
            CalendarBody.model_validate(body | change)
