"""The published calendar of 2026 (State Council): single days looked up by hand."""

from datetime import date

import pytest

from inspections.clocks.workdays import published


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 14), True),  # Saturday, made up for Spring Festival
        (date(2026, 2, 17), False),  # Spring Festival, a Tuesday
        (date(2026, 2, 21), False),  # Saturday
        (date(2026, 10, 1), False),  # National Day
        (date(2026, 10, 10), True),  # Saturday, made up
        (date(2026, 11, 23), True),  # a plain Monday
        (date(2026, 11, 22), False),  # a plain Sunday
    ],
)
def test_single_days(day: date, *, works: bool) -> None:
    assert published().is_working_day(day) is works


def test_it_says_which_years_it_knows() -> None:
    assert {2024, 2025, 2026} <= published().years
    assert 2100 not in published().years
