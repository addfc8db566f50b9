"""Shifts and what a repair needs."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Connection

from inspections.crews import shifts
from inspections.duty import rosters
from inspections.duty.rosters import LeaveKind
from inspections.duty.stations import Kind
from registry.actor import SYSTEM
from registry.database import told
from registry.errors import Conflict, Invalid
from tests.inspections.crews import shop
from tests.inspections.duty import watch
from tests.inspections.tickets.scene import NOW, OWNER, REFERENCE
from tests.registry import quarter

HEAD = ",".join(shifts.COLUMNS)
TOMORROW = shop.DAY + timedelta(days=1)


def test_a_shift_is_entered_once_and_a_crew_has_one_at_a_time(conn: Connection) -> None:
    shop.open_shop(conn)
    first, second = shifts.of_day(conn, OWNER, shop.DAY)
    shifts.put(conn, first)
    assert shifts.of_day(conn, OWNER, shop.DAY) == [first, second]
    with pytest.raises(Conflict, match="a shift at that time"), told():
        shifts.put(conn, shop.shift("PSGS-01", at=quarter.at(0, 0), hours=1))


def test_the_roster_says_when_and_the_last_shift_with_what(conn: Connection) -> None:
    shop.open_shop(conn)
    wang, li = watch.somebody(conn).account_id, watch.somebody(conn).account_id
    crew = watch.station(conn, Kind.CREW, None, org_code="PSGS-01")
    watch.shift(conn, crew, wang, 25, 29)
    watch.shift(conn, crew, li, 29, 31)
    typed, _ = shifts.of_day(conn, OWNER, shop.DAY)
    (made,) = shifts.of_day(conn, OWNER, TOMORROW)
    assert (made.starts_at, made.ends_at) == (watch.hours(25), watch.hours(31))
    assert (made.vehicle, made.skills, made.lon, made.lat) == (typed.vehicle, typed.skills, typed.lon, typed.lat)
    assert made.id != typed.id


def test_hours_typed_for_a_day_win_over_the_roster_and_stay_as_they_were_typed(conn: Connection) -> None:
    """One shift or two: a turn across both made every plan of the day a conflict."""
    shop.open_shop(conn)
    wang = watch.somebody(conn).account_id
    crew = watch.station(conn, Kind.CREW, None, org_code="PSGS-01")
    watch.shift(conn, crew, wang, 1, 23)
    typed, other = shifts.of_day(conn, OWNER, shop.DAY)
    assert (typed.starts_at, typed.ends_at) == (NOW, NOW + (other.ends_at - other.starts_at))
    late = replace(typed, id=uuid4(), starts_at=typed.ends_at, ends_at=typed.ends_at + timedelta(hours=2))
    shifts.put(conn, late)
    shifts.keep(conn, shifts.of_day(conn, OWNER, shop.DAY))
    assert shifts.of_day(conn, OWNER, shop.DAY) == [typed, late, other]


def test_hours_typed_for_a_planned_day_win_too(conn: Connection) -> None:
    """What a plan kept of a roster is no shift that the typed one could be at odds with."""
    shop.open_shop(conn)
    crew = watch.station(conn, Kind.CREW, None, org_code="PSGS-01")
    watch.shift(conn, crew, watch.somebody(conn).account_id, 25, 33)
    (made,) = shifts.of_day(conn, OWNER, TOMORROW)
    shifts.keep(conn, [made])
    typed = replace(made, id=uuid4(), ends_at=made.ends_at - timedelta(hours=2))
    shifts.put(conn, typed)
    assert shifts.of_day(conn, OWNER, TOMORROW) == [typed]
    with pytest.raises(Conflict, match="a shift at that time"), told():
        shifts.put(conn, replace(typed, id=uuid4()))


def test_whoever_is_away_drives_nowhere_unless_somebody_stands_in(conn: Connection) -> None:
    shop.open_shop(conn)
    wang, li = watch.somebody(conn), watch.somebody(conn)
    crew = watch.station(conn, Kind.CREW, None, org_code="PSGS-01")
    made = watch.shift(conn, crew, wang.account_id, 24, 32)
    first = shifts.of_day(conn, OWNER, TOMORROW)
    shifts.keep(conn, first)
    away = {"id_": uuid4(), "account_id": wang.account_id, "within": watch.span(27, 40), "now": NOW}
    rosters.take_leave(conn, SYSTEM, kind=LeaveKind.SICK, **away)  # type: ignore[arg-type]  # by name
    (shorter,) = shifts.of_day(conn, OWNER, TOMORROW)
    assert (shorter.id, shorter.ends_at) == (first[0].id, watch.hours(27))
    shifts.keep(conn, [shorter])
    instead = {"account_id": wang.account_id, "stand_in_id": li.account_id, "within": watch.span(24, 40), "now": NOW}
    rosters.ask_stand_in(conn, SYSTEM, id_=(id_ := uuid4()), **instead)  # type: ignore[arg-type]  # by name
    rosters.approve_stand_in(conn, SYSTEM, id_, now=NOW)
    assert shifts.of_day(conn, OWNER, TOMORROW) == first
    rosters.cancel_shift(conn, SYSTEM, made.id, now=NOW)
    assert shifts.of_day(conn, OWNER, TOMORROW) == []  # what a roster made does not outlive it


def test_every_defect_of_the_city_has_a_row_that_says_where_it_is_from(conn: Connection) -> None:
    shop.open_shop(conn)
    needs = shifts.needs_in_force(conn)
    defects = {line.split(",")[0] for line in (REFERENCE / "defects.csv").read_text("utf-8").splitlines()[1:]}
    assert {code for code, _ in needs} == defects
    assert shifts.load_needs(conn, REFERENCE) == len(needs) == len(shifts.needs_in_force(conn))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("defect_code\nmissing\n", "columns"),
        (f"{HEAD}\nmissing,,ten,20,lid,1,assumption\n", "line 2: minutes and load are numbers"),
        (f"{HEAD}\nmissing,,10,20,lid,1,\n", "line 2: defect_code and source"),
    ],
)
def test_a_wrong_file_is_told(conn: Connection, tmp_path: Path, text: str, word: str) -> None:
    (tmp_path / shifts.NEEDS).write_text(text, encoding="utf-8")
    with pytest.raises(Invalid, match=word):
        shifts.load_needs(conn, tmp_path)
