"""Until when a request is answered, or given back: working days of the hotline rule (domain.md §8). Pure."""

from datetime import UTC, datetime

from inspections.clocks.calendar import Calendar
from inspections.clocks.reckoning import Count
from registry.errors import Invalid

ANSWER_DAYS = 5
EXTENSION_DAYS = 10
RETURN_DAYS = 2
"""Shandong's rule of January 2020, for matters that are not known yet; a matter's own row may say otherwise."""


def after_days(start: datetime, days: int, calendar: Calendar) -> datetime:
    """The moment so many working days after `start`, in UTC. Raises Invalid for a time without an offset."""
    if start.tzinfo is None:
        raise Invalid("a time needs its offset", value=start.isoformat())
    return Count(calendar, ()).add(start, calendar.hours_a_day * days).astimezone(UTC)
