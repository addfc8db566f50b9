"""Limits and calendars of files become versions, once for each change."""

from decimal import Decimal

import pytest
from sqlalchemy import Connection, text

from inspections.clocks import files
from inspections.clocks.files import CALENDARS, LIMITS, store_calendars, store_limits
from inspections.clocks.keeping import Key, calendar_by_code, versions_of
from inspections.clocks.limits import Kind
from inspections.reference import load
from registry.errors import Invalid
from tests.inspections.tickets.scene import REFERENCE

ROW = {
    "profile": "default", "kind": "repair", "defect_code": "missing", "condition": None, "amount": Decimal(5),
    "unit": "working_hour",
    "calendar_code": "china", "warn_share": None, "escalate_share": None,
    "supervise_share": None, "source": "a council",
}  # fmt: skip
CALENDAR = {
    "code": "night", "name_zh": "夜", "name_en": "night", "time_zone": "Europe/Berlin", "weekdays": [1, 2],
    "hours": ["00:00-06:00"],
    "days": "", "source": "a council",
}  # fmt: skip


def test_loading_again_makes_no_version(furnished: Connection) -> None:
    count = text("select count(*) from inspections.time_limit union all select count(*) from inspections.calendar")
    before = furnished.execute(count).all()
    load(furnished, REFERENCE)
    assert furnished.execute(count).all() == before


def test_a_changed_row_is_the_next_version(furnished: Connection) -> None:
    store_limits(furnished, [ROW])
    store_limits(furnished, [ROW])
    last, first = versions_of(furnished, Key("default", Kind.REPAIR, "missing"))
    assert (last.version, last.figures.amount, last.changed_by) == (2, Decimal(5), LIMITS)
    assert first.figures.amount == 6
    assert first.valid_from < last.valid_from


def test_a_calendar_may_know_the_week_alone(furnished: Connection) -> None:
    store_calendars(furnished, [CALENDAR])
    store_calendars(furnished, [CALENDAR])
    kept = calendar_by_code(furnished, "night")
    assert (kept.version, kept.days.days_off, kept.days.years, kept.changed_by) == (1, (), (), CALENDARS)
    assert calendar_by_code(furnished, "china").days.days_off


def test_shares_that_make_no_sense_are_told(furnished: Connection) -> None:
    with pytest.raises(Invalid, match="three shares, or by none"):
        files.store_limits(furnished, [ROW | {"warn_share": 2}])
