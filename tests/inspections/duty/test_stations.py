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


def test_one_of_a_kind_and_the_same_again(quarter_conn: Connection) -> None:
    asked = NewStation(id=uuid4(), kind=Kind.DESK, name="受理台", area_code="370203")
    assert stations.add(quarter_conn, SYSTEM, asked, now=NOW) == stations.add(quarter_conn, SYSTEM, asked, now=NOW)
    with pytest.raises(Conflict, match="station of this kind"), told(), quarter_conn.begin_nested():
        station(quarter_conn)
    with pytest.raises(Invalid):
        station(quarter_conn, Kind.CREW)
    with pytest.raises(Forbidden):
        stations.add(quarter_conn, somebody(quarter_conn, Role.INSPECTOR), asked, now=NOW)


def test_it_is_kept_by_its_supervisor(quarter_conn: Connection) -> None:
    boss = somebody(quarter_conn, Role.INSPECTOR, areas=())
    desk = station(quarter_conn, supervisor_id=boss.account_id)
    stations.check_keeps(quarter_conn, boss, desk)
    with pytest.raises(Forbidden):
        stations.check_keeps(quarter_conn, somebody(quarter_conn, Role.INSPECTOR), desk)
    with pytest.raises(NotFound):
        stations.check_keeps(quarter_conn, somebody(quarter_conn, areas=("370202",)), desk)
    told_ = {"name": "总台", "supervisor_id": boss.account_id, "always": True, "is_closed": False, "now": NOW}
    assert stations.change(quarter_conn, boss, desk.id, if_version=1, **told_).version == 2  # type: ignore[arg-type]  # by name
    with pytest.raises(Stale):
        stations.change(quarter_conn, boss, desk.id, if_version=1, **told_)  # type: ignore[arg-type]  # by name
    assert [one.name for one in stations.list_stations(quarter_conn, SYSTEM)[0]] == ["总台"]


def test_who_and_gaps_follow_leave_and_stand_ins(quarter_conn: Connection) -> None:
    desk, wang, li = station(quarter_conn, always=True), somebody(quarter_conn), somebody(quarter_conn)
    assert wang.account_id is not None
    assert li.account_id is not None
    shift(quarter_conn, desk, wang.account_id, 0, 8)
    leave = {"account_id": wang.account_id, "within": span(2, 8), "kind": LeaveKind.ANNUAL, "now": NOW}
    rosters.take_leave(quarter_conn, wang, id_=uuid4(), **leave)  # type: ignore[arg-type]  # by name
    found = [(gap.span, gap.lack) for gap in stations.gaps_of(quarter_conn, desk, span(0, 10))]
    assert found == [(span(2, 8), Lack.AWAY), (span(8, 10), Lack.NO_SHIFT)]
    asked = uuid4()
    people = {"account_id": wang.account_id, "stand_in_id": li.account_id}
    rosters.ask_stand_in(quarter_conn, wang, id_=asked, **people, within=span(2, 8), now=NOW)
    assert len(stations.gaps_of(quarter_conn, desk, span(0, 10))) == 2  # it was not approved
    with pytest.raises(Forbidden, match="whoever keeps"):
        rosters.approve_stand_in(quarter_conn, wang, asked, now=NOW)
    rosters.approve_stand_in(quarter_conn, li, asked, now=NOW)
    assert [gap.span for gap in stations.gaps_of(quarter_conn, desk, span(0, 10))] == [span(8, 10)]
    assert stations.who(quarter_conn, [desk.id], now=hours(3))[desk.id][0].current == li.account_id
    with pytest.raises(Invalid):
        stations.gaps_of(quarter_conn, desk, span(0, 24 * 100))
