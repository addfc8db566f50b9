"""The clock against hand-worked cases of the published calendar, and what must hold for any."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.tickets.limits import ZONE, Calendar, Limit, Unit, due, in_words
from inspections.tickets.workdays import published
from registry.errors import Invalid

CALENDAR = published()


def limit(amount: str, unit: Unit) -> Limit:
    return Limit("default", "missing", Decimal(amount), unit, "a source")


def local(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


EH, WH, WD = Unit.EMERGENCY_HOUR, Unit.WORKING_HOUR, Unit.WORKING_DAY


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        # domain.md §3.2: 2 h from 22:36 end at 00:36
        ("2026-11-23 22:36", "2", EH, "2026-11-24 00:36"),
        # emergency hours do not know Spring Festival (holiday 15 to 23 February 2026)
        ("2026-02-16 23:00", "6", EH, "2026-02-17 05:00"),
        ("2026-11-23 09:00", "72", EH, "2026-11-26 09:00"),
        # working hours: inside the morning, over lunch, over the night, over a weekend
        ("2026-11-23 09:00", "2", WH, "2026-11-23 11:00"),
        ("2026-11-23 11:00", "4", WH, "2026-11-23 17:00"),
        ("2026-11-23 17:00", "4", WH, "2026-11-24 11:00"),
        ("2026-11-27 17:30", "1", WH, "2026-11-30 08:30"),
        # started at night, at lunch, on a Sunday: from the next working moment
        ("2026-11-23 03:00", "1", WH, "2026-11-23 09:00"),
        ("2026-11-23 12:30", "0.5", WH, "2026-11-23 14:30"),
        ("2026-11-22 10:00", "1", WH, "2026-11-23 09:00"),
        # a limit that ends exactly at noon or in the evening ends there, not at the next opening
        ("2026-11-23 08:00", "4", WH, "2026-11-23 12:00"),
        ("2026-11-23 08:00", "8", WH, "2026-11-23 18:00"),
        # working days are 8 working hours each
        ("2026-11-23 10:00", "2", WD, "2026-11-25 10:00"),
        ("2026-11-26 10:00", "5", WD, "2026-12-03 10:00"),
        ("2026-11-23 08:00", "1", WD, "2026-11-23 18:00"),
        # Spring Festival 2026: Saturday 14 February works, off 15 to 23 February, Saturday 28 February works
        ("2026-02-13 17:00", "2", WD, "2026-02-24 17:00"),
        ("2026-02-27 17:00", "1", WD, "2026-02-28 17:00"),
        # National Day 2026: Sunday 20 September works, off 1 to 7 October, Saturday 10 October works
        ("2026-09-30 17:00", "2", WH, "2026-10-08 09:00"),
        ("2026-10-09 17:00", "2", WH, "2026-10-10 09:00"),
    ],
)  # fmt: skip
def test_hand_worked_cases(start: str, amount: str, unit: Unit, end: str) -> None:
    found = due(local(start), limit(amount, unit), CALENDAR)
    assert found.at == local(end)
    assert found.at.tzinfo is UTC
    assert found.guessed_years == ()


def test_beyond_the_published_years_only_weekends_are_known_and_it_says_so() -> None:
    last = max(CALENDAR.years)
    start = datetime(last, 12, 31, 17, tzinfo=ZONE)
    found = due(start, limit("5", WD), CALENDAR)
    assert found.guessed_years == (last + 1,)
    words = in_words(limit("5", WD), found.guessed_years)
    assert f"holidays of {last + 1} unknown: weekends only" in words
    assert "节假日表未知" in words


def test_words_name_amount_profile_and_source() -> None:
    assert in_words(limit("6.0", EH)) == "6 紧急工作时（6 emergency hours; default: a source）"
    assert in_words(limit("10", WD)).startswith("10 工作日")


def test_a_calendar_without_end_is_refused() -> None:
    never = Calendar(
        frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(4000)), frozenset(), frozenset({2026})
    )
    with pytest.raises(Invalid, match="more than ten years ahead"):
        due(local("2026-01-01 08:00"), limit("1", WH), never)


starts = st.integers(0, 600 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
amounts = st.decimals("0.25", "40", places=2)


@given(starts, starts, amounts, st.sampled_from(Unit))
def test_a_later_start_never_ends_earlier(one: datetime, other: datetime, amount: Decimal, unit: Unit) -> None:
    first, second = sorted((one, other))
    assert due(first, limit(str(amount), unit), CALENDAR).at <= due(second, limit(str(amount), unit), CALENDAR).at


@given(starts, amounts)
def test_working_hours_end_in_working_hours(start: datetime, amount: Decimal) -> None:
    end = due(start, limit(str(amount), WH), CALENDAR).at.astimezone(ZONE)
    assert CALENDAR.is_working_day(end.date())
    minutes = end.hour * 60 + end.minute + end.second / 60
    assert 8 * 60 <= minutes <= 12 * 60 or 14 * 60 <= minutes <= 18 * 60
    assert end >= start + timedelta(seconds=float(amount) * 3600)


@given(starts, st.integers(1, 20))
def test_working_days_are_eight_hours(start: datetime, days: int) -> None:
    assert due(start, limit(str(days), WD), CALENDAR) == due(start, limit(str(days * 8), WH), CALENDAR)
