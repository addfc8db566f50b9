"""Which hours a moment belongs to: working time by the calendar, night, or rest. Pure.

Night is 22:00 to 06:00, 噪声污染防治法 art. 88; where somebody works at night by the calendar, it is working time.
"""

from datetime import datetime, time

from inspections.clocks.calendar import Calendar
from inspections.routing.rules import NIGHT, REST, WORKING

CALENDAR = "china"
_NIGHT_BEGINS, _NIGHT_ENDS = time(22), time(6)


def hours_of(calendar: Calendar, moment: datetime) -> str:
    """One of working, night and rest."""
    wall = moment.astimezone(calendar.zone)
    if any(opens <= moment < closes for opens, closes in calendar.spans(wall.date())):
        return WORKING
    return NIGHT if wall.time() >= _NIGHT_BEGINS or wall.time() < _NIGHT_ENDS else REST
