"""Stations: one of a kind for an area, who keeps them, who is on duty there, gaps before they happen."""

from uuid import uuid4

import pytest
from sqlalchemy import Connection

from inspections.duty import rosters, stations
from inspections.duty.resolving import Lack
from inspections.duty.rosters import LeaveKind
from inspections.duty.stations import Kind, NewStation
from registry.actor import SYSTEM, Role
from registry.database import told
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from tests.inspections.duty.watch import hours, shift, somebody, span, station
from tests.inspections.tickets.scene import NOW


def test_one_of_a_kind_and_the_same_again(furnished: Connection) -> None:
    asked = NewStation(id=uuid4(), kind=Kind.DESK, name="受理台", area_code="370203")
    assert stations.add(furnished, SYSTEM, asked, now=NOW) == stations.add(furnished, SYSTEM, asked, now=NOW)
    with pytest.raises(Conflict, match="station of this kind"), told(), furnished.begin_nested():
        station(furnished)
    with pytest.raises(Invalid):
        station(furnished, Kind.CREW)
    with pytest.raises(Forbidden):
        stations.add(furnished, somebody(furnished, Role.INSPECTOR), asked, now=NOW)


def test_it_is_kept_by_its_supervisor(furnished: Connection) -> None:
    boss = somebody(furnished, Role.INSPECTOR, areas=())
    desk = station(furnished, supervisor_id=boss.account_id)
    stations.check_keeps(furnished, boss, desk)
    with pytest.raises(Forbidden):
        stations.check_keeps(furnished, somebody(furnished, Role.INSPECTOR), desk)
    with pytest.raises(NotFound):
        stations.check_keeps(furnished, somebody(furnished, areas=("370202",)), desk)
    told_ = {"name": "总台", "supervisor_id": boss.account_id, "always": True, "is_closed": False, "now": NOW}
    assert stations.change(furnished, boss, desk.id, if_version=1, **told_).version == 2  # type: ignore[arg-type]  # by name
    with pytest.raises(Stale):
        stations.change(furnished, boss, desk.id, if_version=1, **told_)  # type: ignore[arg-type]  # by name
    assert [one.name for one in stations.list_stations(furnished, SYSTEM)[0]] == ["总台"]


def test_who_and_gaps_follow_leave_and_stand_ins(furnished: Connection) -> None:
    desk, wang, li = station(furnished, always=True), somebody(furnished), somebody(furnished)
    assert wang.account_id is not None
    assert li.account_id is not None
    shift(furnished, desk, wang.account_id, 0, 8)
    leave = {"account_id": wang.account_id, "within": span(2, 8), "kind": LeaveKind.ANNUAL, "now": NOW}
    rosters.take_leave(furnished, wang, id_=uuid4(), **leave)  # type: ignore[arg-type]  # by name
    found = [(gap.span, gap.lack) for gap in stations.gaps_of(furnished, desk, span(0, 10))]
    assert found == [(span(2, 8), Lack.AWAY), (span(8, 10), Lack.NO_SHIFT)]
    asked = uuid4()
    people = {"account_id": wang.account_id, "stand_in_id": li.account_id}
    rosters.ask_stand_in(furnished, wang, id_=asked, **people, within=span(2, 8), now=NOW)
    assert len(stations.gaps_of(furnished, desk, span(0, 10))) == 2  # it was not approved
    with pytest.raises(Forbidden, match="whoever keeps"):
        rosters.approve_stand_in(furnished, wang, asked, now=NOW)
    rosters.approve_stand_in(furnished, somebody(furnished, Role.ADMIN), asked, now=NOW)
    assert [gap.span for gap in stations.gaps_of(furnished, desk, span(0, 10))] == [span(8, 10)]
    assert stations.who(furnished, [desk.id], now=hours(3))[desk.id][0].current == li.account_id
    with pytest.raises(Invalid):
        stations.gaps_of(furnished, desk, span(0, 24 * 100))
