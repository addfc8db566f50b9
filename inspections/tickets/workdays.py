"""The published working days of China, as a value for the clock (package chinesecalendar)."""

from chinese_calendar.constants import holidays, workdays

from inspections.tickets.limits import Calendar


def published() -> Calendar:
    """Days off and make-up days of every year the installed package knows; next year's are published each November."""
    return Calendar(
        days_off=frozenset(holidays),
        make_up_days=frozenset(workdays),
        years=frozenset(day.year for day in holidays),
    )
