"""Each hazard goes to the house the routing proposes, on the day it was reported there."""

from datetime import UTC, date, datetime
from typing import Any

from api.demo.repairs import _of_day


def ticket(reported_at: datetime, house: str) -> dict[str, Any]:
    return {"properties": {"reported_at": reported_at.isoformat(), "assignee": {"code": house}}}


def test_a_day_is_that_of_the_city() -> None:
    late = ticket(datetime(2026, 11, 2, 15, 59, tzinfo=UTC), "PSGS")
    night = ticket(datetime(2026, 11, 2, 16, 1, tzinfo=UTC), "PSGS")
    other = ticket(datetime(2026, 11, 2, 3, tzinfo=UTC), "CGJ")
    assert _of_day([late, night, other], date(2026, 11, 2)) == {"PSGS": [late], "CGJ": [other]}
    assert _of_day([late, night, other], date(2026, 11, 3)) == {"PSGS": [night]}
