"""Limits and calendars change by a new version, and what was is never lost."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from inspections.clocks import keeping
from inspections.clocks.keeping import Figures, Key
from inspections.clocks.limits import Kind, Unit
from registry.actor import Role
from registry.errors import Forbidden, Invalid, NotFound, Stale
from tests.inspections.clocks.walk import Walk, hours
from tests.inspections.tickets.scene import DESK, NOW, OTHER_SEWER, hazard, person

STEWARD = person(Role.STEWARD)
MISSING = Key("default", Kind.REPAIR, "missing")
TWO = Figures(Decimal(2), Unit.EMERGENCY_HOUR, "china", Decimal("0.5"), Decimal(2), Decimal(3), "a council's decision")


def test_a_change_holds_from_its_moment_and_what_runs_keeps_its_limit(furnished: Connection) -> None:
    walk = Walk(furnished, hazard(furnished))
    walk.steps("file", "dispatch")
    kept = keeping.set_limit(furnished, STEWARD, MISSING, TWO, valid_from=hours(1), if_version=1, now=NOW)
    assert (kept.version, kept.changed_by) == (2, "tester")
    assert walk.due() == 6
    before, after = (Walk(furnished, hazard(furnished, asset)) for asset in (OTHER_SEWER, None))
    before.steps("file", "dispatch")
    assert before.due() == 6
    after.step("file")
    assert after.step("dispatch", 1).due_at == hours(3)
    assert [one.figures.amount for one in keeping.versions_of(furnished, MISSING)] == [2, 6]


def test_the_same_again_changes_nothing(furnished: Connection) -> None:
    first = keeping.set_limit(furnished, STEWARD, MISSING, TWO, valid_from=NOW, if_version=1, now=NOW)
    again = keeping.set_limit(furnished, STEWARD, MISSING, TWO, valid_from=hours(1), if_version=2, now=NOW)
    assert again == first


def test_a_new_limit_starts_from_no_version(furnished: Connection) -> None:
    key = Key("default", Kind.REPAIR, "surface", "flood")
    with pytest.raises(NotFound, match="no time limit default repair surface flood"):
        keeping.versions_of(furnished, key)
    assert keeping.set_limit(furnished, STEWARD, key, TWO, valid_from=NOW, if_version=0, now=NOW).version == 1


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"warn_share": None}, "three shares, or by none"),
        ({"warn_share": Decimal(1)}, "three shares, or by none"),
        ({"supervise_share": Decimal("1.5")}, "three shares, or by none"),
        ({"calendar_code": "mars"}, "'mars' is no calendar"),
    ],
)
def test_what_is_wrong_with_a_limit_is_told(furnished: Connection, change: dict[str, object], wrong: str) -> None:
    figures = replace(TWO, **change)  # type: ignore[arg-type]  # by name
    with pytest.raises(Invalid, match=wrong):
        keeping.set_limit(furnished, STEWARD, MISSING, figures, valid_from=NOW, if_version=1, now=NOW)


def test_who_when_and_from_which_version(furnished: Connection) -> None:
    with pytest.raises(Forbidden, match="a steward or an administrator"):
        keeping.set_limit(furnished, DESK, MISSING, TWO, valid_from=NOW, if_version=1, now=NOW)
    with pytest.raises(Stale, match="at version 1, not 3"):
        keeping.set_limit(furnished, STEWARD, MISSING, TWO, valid_from=NOW, if_version=3, now=NOW)
    with pytest.raises(Invalid, match="what was is not changed"):
        keeping.set_limit(furnished, STEWARD, MISSING, TWO, valid_from=NOW - timedelta(1), if_version=1, now=NOW)
    key = replace(MISSING, defect_code="haunted")
    with pytest.raises(Invalid, match="'haunted' is no defect"):
        keeping.set_limit(furnished, STEWARD, key, TWO, valid_from=NOW, if_version=0, now=NOW)


@pytest.mark.parametrize("table", ["time_limit", "calendar"])
def test_versions_are_only_ever_added(furnished: Connection, table: str) -> None:
    with pytest.raises(DBAPIError, match="only ever added"):
        furnished.execute(text(f"delete from inspections.{table}"))


@pytest.mark.parametrize("table", ["ticket_clock", "clock_pause"])
def test_clocks_and_pauses_are_kept(furnished: Connection, table: str) -> None:
    with pytest.raises(DBAPIError, match="only ever added"):
        furnished.execute(text(f"delete from inspections.{table}"))


def test_a_new_day_off_moves_what_runs(furnished: Connection) -> None:
    """Holidays of a year are published in November of the year before: what ends in it is reckoned anew."""
    walk = Walk(furnished, hazard(furnished, defect_code="broken"))
    walk.step("file", condition="L-broken")
    walk.step("dispatch")
    assert walk.due() == 6  # 4 working hours from 09:00: 15:00
    china = keeping.calendar_by_code(furnished, "china")
    days = replace(china.days, days_off=(*china.days.days_off, date(2026, 11, 23)))
    kept = keeping.set_calendar(furnished, STEWARD, "china", days, if_version=china.version, now=NOW)
    assert kept.version == china.version + 1
    assert walk.due() == 27  # the whole Monday is off: Tuesday 12:00
    shown = furnished.execute(
        text("select due_at from inspections.ticket where id = :id"), {"id": walk.id}
    ).scalar_one()
    assert shown == hours(27)
    assert keeping.set_calendar(furnished, STEWARD, "china", days, if_version=kept.version, now=NOW) == kept


def test_what_is_wrong_with_a_calendar_is_told(furnished: Connection) -> None:
    china = keeping.calendar_by_code(furnished, "china")
    for change, wrong in (
        ({"time_zone": "Mars/Olympus"}, "no time zone"),
        ({"hours": ("8-12",)}, "spans such as 08:00-12:00"),
        ({"hours": ("14:00-18:00", "08:00-12:00")}, "in order and do not overlap"),
        ({"make_up_days": (china.days.days_off[0],)}, "both a day off and a make-up day"),
    ):
        days = replace(china.days, **change)
        with pytest.raises(Invalid, match=wrong):
            keeping.set_calendar(furnished, STEWARD, "china", days, if_version=china.version, now=NOW)
    with pytest.raises(Forbidden):
        keeping.set_calendar(furnished, DESK, "china", china.days, if_version=china.version, now=NOW)
    with pytest.raises(Stale):
        keeping.set_calendar(furnished, STEWARD, "china", china.days, if_version=99, now=NOW)
    with pytest.raises(NotFound, match="no calendar mars"):
        keeping.calendar_by_code(furnished, "mars")
