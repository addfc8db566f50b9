"""Hand-worked cases of the clock, each with the published calendar or rule it is worked from."""

from dataclasses import dataclass
from datetime import date, time

from inspections.clocks.calendar import HOURS, WEEK, Calendar, Hours, calendar_of
from inspections.clocks.limits import Unit
from inspections.clocks.workdays import published

EH, WH, WD = Unit.EMERGENCY_HOUR, Unit.WORKING_HOUR, Unit.WORKING_DAY
CHINA = published()
YUNCHENG = "Yuncheng (domain.md 3.2): 紧急工作时 run without a break, 2 h from 22:36 end 00:36; 工作时 08-12 and 14-18"
SPRING_2026 = "State Council, holidays of 2026: Spring Festival off 15 to 23 Feb, Sat 14 and Sat 28 Feb work"
NATIONAL_2026 = "State Council, holidays of 2026: off 1 to 7 Oct, Sun 20 Sep and Sat 10 Oct work"
SPRING_2025 = "State Council, holidays of 2025: Spring Festival off 28 Jan to 4 Feb, Sun 26 Jan and Sat 8 Feb work"


def _elsewhere(
    zone: str, hours: tuple[Hours, ...], days_off: tuple[date, ...], week: tuple[int, ...] = WEEK
) -> Calendar:
    return calendar_of(
        code=zone,
        version=1,
        time_zone=zone,
        weekdays=week,
        hours=hours,
        days_off=days_off,
        make_up_days=(),
        years=(2026,),
    )


OFFICE = (Hours(time(9), time(17)),)
NIGHT = (Hours(time(0), time(6)),)
NEW_YORK = _elsewhere("America/New_York", OFFICE, (date(2026, 11, 26),))
NEW_YORK_NIGHT = _elsewhere("America/New_York", NIGHT, (), (1, 2, 3, 4, 5, 6, 7))
BERLIN = _elsewhere("Europe/Berlin", OFFICE, (date(2026, 4, 3), date(2026, 4, 6)))
BERLIN_NIGHT = _elsewhere("Europe/Berlin", NIGHT, (), (1, 2, 3, 4, 5, 6, 7))
LORD_HOWE = _elsewhere("Australia/Lord_Howe", NIGHT, (), (1, 2, 3, 4, 5, 6, 7))
DUBAI = _elsewhere("Asia/Dubai", HOURS, (), (1, 2, 3, 4, 6))
US_DST = "US Energy Policy Act of 2005: clocks on from 2 to 3 on 8 Mar 2026, back from 2 to 1 on 1 Nov 2026"
US_HOLIDAY = "5 U.S.C. 6103: Thanksgiving is Thu 26 Nov 2026"
EU_DST = "Directive 2000/84/EC: clocks on from 2 to 3 on 29 Mar 2026, back from 3 to 2 on 25 Oct 2026"
EU_HOLIDAY = "German public holidays: Good Friday 3 Apr and Easter Monday 6 Apr 2026"
HOWE_DST = "NSW Standard Time Act 1987: Lord Howe goes on by half an hour, from 2:00 to 2:30, on Sun 4 Oct 2026"
WEEK_RULE = "IANA zone Asia/Dubai has no summer time; a week of Mon-Thu and Sat is made up to show that it is data"


@dataclass(frozen=True, slots=True)
class Case:
    """A limit from a start to an end, as the wall shows them, with pauses, in a calendar."""

    start: str
    amount: str
    unit: Unit
    end: str
    source: str
    calendar: Calendar = CHINA
    pauses: tuple[tuple[str, str], ...] = ()


CASES = (
    # nights and emergencies
    Case("2026-11-23 22:36", "2", EH, "2026-11-24 00:36", YUNCHENG),
    Case("2026-02-16 23:00", "6", EH, "2026-02-17 05:00", SPRING_2026),
    Case("2026-11-23 09:00", "72", EH, "2026-11-26 09:00", YUNCHENG),
    Case("2026-11-23 23:45", "0.5", EH, "2026-11-24 00:15", YUNCHENG),
    # working hours: inside the morning, over lunch, over the night, over a weekend
    Case("2026-11-23 09:00", "2", WH, "2026-11-23 11:00", YUNCHENG),
    Case("2026-11-23 11:00", "4", WH, "2026-11-23 17:00", YUNCHENG),
    Case("2026-11-23 17:00", "4", WH, "2026-11-24 11:00", YUNCHENG),
    Case("2026-11-27 17:30", "1", WH, "2026-11-30 08:30", YUNCHENG),
    # started at night, at lunch, on a Sunday: from the next working moment
    Case("2026-11-23 03:00", "1", WH, "2026-11-23 09:00", YUNCHENG),
    Case("2026-11-23 12:30", "0.5", WH, "2026-11-23 14:30", YUNCHENG),
    Case("2026-11-22 10:00", "1", WH, "2026-11-23 09:00", YUNCHENG),
    # what ends exactly at noon or in the evening ends there, not at the next opening
    Case("2026-11-23 08:00", "4", WH, "2026-11-23 12:00", YUNCHENG),
    Case("2026-11-23 08:00", "8", WH, "2026-11-23 18:00", YUNCHENG),
    # working days are eight working hours each
    Case("2026-11-23 10:00", "2", WD, "2026-11-25 10:00", YUNCHENG),
    Case("2026-11-26 10:00", "5", WD, "2026-12-03 10:00", YUNCHENG),
    Case("2026-11-23 08:00", "1", WD, "2026-11-23 18:00", YUNCHENG),
    # holidays with the Saturdays and Sundays that make up for them
    Case("2026-02-13 17:00", "2", WD, "2026-02-24 17:00", SPRING_2026),
    Case("2026-02-27 17:00", "1", WD, "2026-02-28 17:00", SPRING_2026),
    Case("2026-02-14 17:00", "2", WH, "2026-02-24 09:00", SPRING_2026),
    Case("2026-02-15 09:00", "1", WD, "2026-02-24 18:00", SPRING_2026),
    Case("2025-01-25 10:00", "2", WD, "2025-01-27 18:00", SPRING_2025),
    Case("2025-01-27 17:00", "10", WH, "2025-02-06 09:00", SPRING_2025),
    Case("2025-02-07 16:00", "1", WD, "2025-02-08 16:00", SPRING_2025),
    Case("2026-09-30 17:00", "2", WH, "2026-10-08 09:00", NATIONAL_2026),
    Case("2026-10-09 17:00", "2", WH, "2026-10-10 09:00", NATIONAL_2026),
    Case("2026-09-18 17:00", "2", WH, "2026-09-20 09:00", NATIONAL_2026),
    # pauses: over a weekend they cost nothing that was not working time; an hour of work costs an hour
    Case("2026-11-27 16:00", "1", WD, "2026-11-30 16:00", YUNCHENG, pauses=(("2026-11-27 18:00", "2026-11-30 08:00"),)),
    Case("2026-11-27 16:00", "1", WD, "2026-11-30 17:00", YUNCHENG, pauses=(("2026-11-27 17:00", "2026-11-30 08:00"),)),
    Case("2026-11-27 16:00", "6", EH, "2026-11-30 13:00", YUNCHENG, pauses=(("2026-11-27 17:00", "2026-11-30 08:00"),)),
    Case("2026-11-23 09:00", "2", WH, "2026-11-23 16:00", YUNCHENG,
         pauses=(("2026-11-23 10:00", "2026-11-23 14:30"), ("2026-11-23 14:00", "2026-11-23 15:00"))),
    Case("2026-02-13 17:00", "1", WD, "2026-02-26 17:00", SPRING_2026,
         pauses=(("2026-02-14 08:00", "2026-02-25 18:00"),)),
    # elsewhere: an office day is as long on the day the clocks change; a night is not
    Case("2026-11-25 16:00", "2", WH, "2026-11-27 10:00", US_HOLIDAY, NEW_YORK),
    Case("2026-10-30 16:00", "1", WD, "2026-11-02 16:00", US_DST, NEW_YORK),
    Case("2026-10-31 22:00", "6", EH, "2026-11-01 03:00", US_DST, NEW_YORK),
    Case("2026-03-07 22:00", "6", EH, "2026-03-08 05:00", US_DST, NEW_YORK),
    Case("2026-03-08 00:00", "5", WH, "2026-03-08 06:00", US_DST, NEW_YORK_NIGHT),
    Case("2026-11-01 00:00", "6", WH, "2026-11-01 05:00", US_DST, NEW_YORK_NIGHT),
    Case("2026-04-02 16:00", "2", WH, "2026-04-07 10:00", EU_HOLIDAY, BERLIN),
    Case("2026-03-27 16:00", "1", WD, "2026-03-30 16:00", EU_DST, BERLIN),
    Case("2026-03-29 00:00", "6", WH, "2026-03-30 01:00", EU_DST, BERLIN_NIGHT),
    Case("2026-10-25 00:00", "7", WH, "2026-10-25 06:00", EU_DST, BERLIN_NIGHT),
    Case("2026-10-04 00:00", "5.5", WH, "2026-10-04 06:00", HOWE_DST, LORD_HOWE),
    Case("2026-11-26 17:00", "2", WH, "2026-11-28 09:00", WEEK_RULE, DUBAI),
)  # fmt: skip
