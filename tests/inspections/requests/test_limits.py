"""Working days of the hotline rule."""

from datetime import UTC, datetime

import pytest

from inspections.clocks import workdays
from inspections.requests.limits import after_days
from registry.errors import Invalid


def test_five_working_days_by_hand() -> None:
    friday = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)  # 09:00 in Qingdao
    assert after_days(friday, 5, workdays.published()) == datetime(2026, 11, 27, 1, 0, tzinfo=UTC)
    with pytest.raises(Invalid, match="offset"):
        after_days(datetime(2026, 11, 20), 5, workdays.published())  # noqa: DTZ001 - what is refused
