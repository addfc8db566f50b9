"""A calendar counts time as it passes, and refuses what makes no sense."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from inspections.clocks.calendar import HOURS, WEEK, Calendar, Hours, calendar_of, read_hours
from registry.errors import Invalid
from tests.inspections.clocks.cases import NEW_YORK_NIGHT


def made(**changes: object) -> Calendar:
    given = {
        "code": "test",
        "version": 1,
        "time_zone": "Asia/Shanghai",
        "weekdays": WEEK,
        "hours": HOURS,
        "days_off": (),
        "make_up_days": (),
        "years": (2026,),
    }
    return calendar_of(**{**given, **changes})  # type: ignore[arg-type]  # by name


def test_a_day_has_its_spans_in_utc() -> None:
    spans = list(made().spans(date(2026, 11, 23)))
    assert spans[0] == (datetime(2026, 11, 23, 0, tzinfo=UTC), datetime(2026, 11, 23, 4, tzinfo=UTC))
    assert list(made().spans(date(2026, 11, 22))) == []
    assert made().hours_a_day == timedelta(hours=8)


def test_midnight_ends_a_day() -> None:
    whole = made(hours=(read_hours("00:00-24:00"),))
    assert whole.hours_a_day == timedelta(hours=24)
    assert next(iter(whole.spans(date(2026, 11, 23))))[1] == datetime(2026, 11, 23, 16, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 5), (date(2026, 11, 1), 7), (date(2026, 6, 1), 6)])
def test_a_night_is_as_long_as_it_was(day: date, hours: int) -> None:
    ((begin, end),) = NEW_YORK_NIGHT.spans(day)
    assert end - begin == timedelta(hours=hours)


def test_a_make_up_day_works_and_a_day_off_does_not() -> None:
    calendar = made(days_off=[date(2026, 11, 23)], make_up_days=[date(2026, 11, 22)])
    assert not calendar.is_working_day(date(2026, 11, 23))
    assert calendar.is_working_day(date(2026, 11, 22))


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"time_zone": "Mars/Olympus"}, "no time zone"),
        ({"time_zone": "../etc"}, "no time zone"),
        ({"time_zone": "Asia"}, "no time zone"),
        ({"weekdays": ()}, "1 .Monday. to 7"),
        ({"weekdays": (0, 1)}, "1 .Monday. to 7"),
        ({"weekdays": (1, 1)}, "each once"),
        ({"hours": ()}, "ends after it begins"),
        ({"hours": (Hours(time(12), time(8)),)}, "ends after it begins"),
        ({"hours": (Hours(time(8), time(12)), Hours(time(11), time(13)))}, "do not overlap"),
        ({"days_off": [date(2026, 1, 1)], "make_up_days": [date(2026, 1, 1)]}, "2026-01-01 is both"),
    ],
)
def test_what_makes_no_sense_is_refused(changes: dict[str, object], wrong: str) -> None:
    with pytest.raises(Invalid, match=wrong):
        made(**changes)


def test_hours_are_read_and_written() -> None:
    assert [str(read_hours(text)) for text in ("08:00-12:00", "14:00-24:00")] == ["08:00-12:00", "14:00-00:00"]
    for wrong in ("8-12", "08:00", "", "08:00-25:00"):
        with pytest.raises(ValueError, match=r".*"):
            read_hours(wrong)
