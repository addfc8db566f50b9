"""The published working days of China, as a value for the clocks (package chinesecalendar)."""

from chinese_calendar.constants import holidays, workdays

from inspections.clocks.calendar import HOURS, WEEK, ZONE, Calendar


def published() -> Calendar:
    """Days off and make-up days of every year the installed package knows; next year's are published each November."""
    return Calendar(
        code="china",
        version=1,
        zone=ZONE,
        weekdays=WEEK,
        hours=HOURS,
        days_off=frozenset(holidays),
        make_up_days=frozenset(workdays) - frozenset(holidays),
        years=frozenset(day.year for day in holidays),
    )
