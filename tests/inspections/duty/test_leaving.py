from collections.abc import Callable
from datetime import date, datetime, time
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, text

from inspections.campaigns import campaign
from inspections.campaigns.campaign import Campaign
from inspections.campaigns.parameters import Parameters, Staffing
from inspections.clocks.calendar import ZONE
from inspections.duty import rosters, stations
from inspections.duty.leaving import Handed, hand_over
from inspections.duty.pattern import DaysOff, Pattern, Slot
from registry.actor import SYSTEM
from tests.inspections.campaigns import town
from tests.inspections.duty.watch import hours, shift, somebody, span, station
from tests.inspections.tickets.scene import NOW


@pytest.fixture
def make(conn: Connection, now: datetime) -> Callable[..., Campaign]:
    """A campaign over the chequered town, started."""
    town.build(conn)
    made = campaign.create(
        conn,
        SYSTEM,
        id=uuid4(),
        name="井盖普查",
        area_code=town.DIVISION,
        starts_on=date(2026, 12, 1),
        days=14,
        staffing=Staffing.TEAM,
        parameters=Parameters(),
        now=now,
    )
    return lambda: campaign.start(conn, SYSTEM, made.id, now=now)


def leave(conn: Connection, who: UUID | None, to: UUID | None) -> Handed:
    assert who is not None
    return hand_over(conn, SYSTEM, who, to, now=NOW)


def test_shifts_ahead_and_under_way_go_over_and_those_past_stay(conn: Connection) -> None:
    anna, bert, at = somebody(conn).account_id, somebody(conn).account_id, station(conn)
    past = shift(conn, at, anna, -10, -2)
    for begins, until in ((-1, 7), (24, 32)):
        shift(conn, at, anna, begins, until)
    handed = leave(conn, anna, bert)
    assert [(one.name, one.begins_at, one.taken_over) for one in handed.shifts] == [
        ("受理台", hours(-1), True),
        ("受理台", hours(24), True),
    ]
    kept = rosters.list_shifts(conn, at.id, span(-20, 40))
    assert [(one.account_id, one.begins_at) for one in kept] == [(anna, past.begins_at), (bert, NOW), (bert, hours(24))]
    assert leave(conn, anna, bert) == Handed((), (), (), (), handed.named), "a second time there is nothing left"


def test_a_shift_stays_open_where_the_other_is_on_duty_or_nobody_follows(conn: Connection) -> None:
    anna, bert = somebody(conn).account_id, somebody(conn).account_id
    one, other = station(conn), station(conn, area="370203005")
    shift(conn, one, anna, 1, 9)
    shift(conn, one, anna, 24, 32)
    shift(conn, other, bert, 8, 16)
    assert [piece.taken_over for piece in leave(conn, anna, bert).shifts] == [False, True]
    assert [piece.taken_over for piece in leave(conn, bert, None).shifts] == [False, False]
    assert rosters.list_shifts(conn, one.id, span(0, 40)) == []


def test_whom_they_stood_in_for_is_asked_for_anew_and_stations_get_a_supervisor(conn: Connection) -> None:
    boss, anna, bert = (somebody(conn) for _ in range(3))
    at = station(conn, supervisor_id=anna.account_id)
    assert boss.account_id
    assert anna.account_id
    asked = uuid4()
    rosters.ask_stand_in(
        conn, SYSTEM, id_=asked, account_id=boss.account_id, stand_in_id=anna.account_id, within=span(5, 50), now=NOW
    )
    rosters.approve_stand_in(conn, SYSTEM, asked, now=NOW)
    handed = leave(conn, anna.account_id, bert.account_id)
    assert [one.taken_over for one in handed.stand_ins] == [True]
    assert [(one.name, one.taken_over) for one in handed.stations] == [("受理台", True)]
    assert stations.get(conn, at.id).supervisor_id == bert.account_id
    rows = conn.execute(text("select stand_in_id, approved_at, cancelled_at from inspections.duty_stand_in")).all()
    assert {(row.stand_in_id, row.approved_at is None, row.cancelled_at is None) for row in rows} == {
        (anna.account_id, False, False),
        (bert.account_id, True, True),
    }


def test_rosters_guards_and_posts_are_named(conn: Connection) -> None:
    anna, bert, at = somebody(conn).account_id, somebody(conn).account_id, station(conn)
    assert anna
    pattern = Pattern(ZONE, date(2026, 12, 1), 1, (Slot(0, time(8), time(16), (anna,)),), DaysOff.WORK, None)
    rosters.add_roster(conn, SYSTEM, id_=uuid4(), station_id=at.id, pattern=pattern, calendar_code=None, now=NOW)
    assert leave(conn, anna, bert).named.rosters == ("受理台",)
    assert leave(conn, bert, None).named.rosters == ()


def test_shares_of_a_campaign_go_over_but_no_second_look_to_who_looked_first(
    conn: Connection, make: Callable[..., Campaign], now: datetime
) -> None:
    running = make()
    anna, bert = somebody(conn).account_id, somebody(conn).account_id
    shares = conn.execute(
        text("select number, second_look from inspections.assignment where campaign_id = :id order by number"),
        {"id": running.id},
    ).all()
    seconds = [row.number for row in shares if row.second_look]
    assert seconds
    campaign.set_accounts(conn, SYSTEM, running.id, {row.number: bert if row.second_look else anna for row in shares})
    handed = leave(conn, anna, bert)
    assert [one.taken_over for one in handed.shares].count(False) >= 1
    kept = conn.execute(
        text("select account_id from inspections.assignment where campaign_id = :id"), {"id": running.id}
    ).scalars()
    assert anna not in set(kept)
    assert not conn.execute(campaign._SQL["same_twice"], {"campaign_id": running.id}).all()
