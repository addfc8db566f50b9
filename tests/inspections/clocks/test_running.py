"""Clocks come back from the database as they were stored."""

from sqlalchemy import Connection, text

from inspections.clocks.limits import Kind
from inspections.clocks.running import calendars_of, limits_of, move, recount, standing_of
from inspections.clocks.workdays import published
from tests.inspections.clocks.walk import Walk
from tests.inspections.tickets.scene import hazard


def test_the_calendar_of_the_city_is_the_published_one(furnished: Connection) -> None:
    calendar = calendars_of(furnished)["china"]
    known = published()
    assert (calendar.days_off, calendar.make_up_days, calendar.years) == (
        known.days_off,
        known.make_up_days,
        known.years,
    )


def test_limits_of_every_defect_come_too(furnished: Connection) -> None:
    found = limits_of(furnished, profile="default", defect_codes=["noise"])
    assert {limit.defect_code for limit in found} == {"noise", None}
    assert {limit.kind for limit in found if limit.shares is None} == {Kind.RETURN, Kind.EXTENSION, Kind.PAUSE}


def test_nothing_moved_is_nothing_stored(furnished: Connection) -> None:
    walk = Walk(furnished, hazard(furnished))
    walk.steps("file", "dispatch")
    before = walk.standing
    count = text("select xmin::text from inspections.ticket_clock order by seq")
    rows = furnished.execute(count).all()
    assert move(furnished, before, lambda same: same) == before
    assert furnished.execute(count).all() == rows
    assert standing_of(furnished, walk.id) == before


def test_recounting_by_the_same_calendar_changes_nothing(furnished: Connection) -> None:
    walk = Walk(furnished, hazard(furnished))
    walk.steps("file", "dispatch")
    before = walk.standing
    assert recount(furnished, "china") == 1
    assert walk.standing == before
    assert recount(furnished, "nowhere") == 0
