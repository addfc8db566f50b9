"""Until when a request is answered, or given back: working days of the hotline rule (domain.md §8). Pure."""

from datetime import datetime
from decimal import Decimal

from inspections.tickets.limits import Calendar, Limit, Unit, due
from registry.errors import Invalid

ANSWER_DAYS = 5
EXTENSION_DAYS = 10
RETURN_DAYS = 2
"""Shandong's rule of January 2020, for matters that are not known yet; a matter's own row may say otherwise."""
_SOURCE = "Shandong hotline rule, January 2020 (domain.md §8)"


def after_days(start: datetime, days: int, calendar: Calendar) -> datetime:
    """The moment so many working days after `start`, in UTC. Raises Invalid for a time without an offset."""
    if start.tzinfo is None:
        raise Invalid("a time needs its offset", value=start.isoformat())
    return due(start, Limit("requests", "request", Decimal(days), Unit.WORKING_DAY, _SOURCE), calendar).at
