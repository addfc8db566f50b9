"""A day planned, planned anew and published on a real database."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection

from inspections.crews import listing, shifts, touring
from inspections.crews.listing import Opened
from inspections.crews.touring import Asked
from inspections.duty import rosters
from inspections.duty.resolving import Stretch
from inspections.duty.rosters import LeaveKind
from inspections.duty.stations import Kind
from inspections.guards import storms
from inspections.guards.storms import Level
from registry.actor import SYSTEM
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from tests.inspections.crews import shop
from tests.inspections.duty import watch
from tests.inspections.tickets.scene import CREW, DESK, NOW, OWNER, SEWER
from tests.registry import quarter


def _plan(conn: Connection) -> Opened:
    made = touring.plan_tours(conn, DESK, Asked(uuid4(), OWNER, shop.DAY), now=NOW)
    return listing.open_plan(conn, DESK, made)


def _stops(opened: Opened) -> dict[UUID, tuple[str, int]]:
    return {one: (tour.crew_code, s.position) for tour in opened.tours for s in tour.stops for one in s.ticket_ids}


def test_each_goes_to_the_crew_that_is_near_and_defects_of_one_cover_are_one_stop(conn: Connection) -> None:
    shop.open_shop(conn)
    west, east = shop.give(conn, at=(-200, 5)), shop.give(conn, at=(180, 5), asset=SEWER)
    also = shop.give(conn, at=(180, 5), asset=SEWER, defect="broken")
    opened = _plan(conn)
    assert _stops(opened) == {west: ("PSGS-01", 1), east: ("PSGS-02", 1), also: ("PSGS-02", 1)}
    assert opened.head.cost["late_s"] == 0
    assert all(tour.metres > 0 and tour.path for tour in opened.tours)


def test_the_same_question_again_is_the_same_plan(conn: Connection) -> None:
    shop.open_shop(conn)
    shop.give(conn, at=(-200, 5))
    asked = Asked(uuid4(), OWNER, shop.DAY)
    for _ in range(2):
        assert touring.plan_tours(conn, DESK, asked, now=NOW) == asked.id
    assert len(listing.list_plans(conn, DESK)) == 1


def test_what_nobody_can_do_is_left_out_with_its_reason(conn: Connection) -> None:
    shop.open_shop(conn)
    shop.give(conn, at=(-200, 5), defect="collapsed")
    (left,) = _plan(conn).left
    assert left.reasons == ("skill",)
    assert "masonry" in left.words.en


def test_an_emergency_moves_nothing_that_is_begun(conn: Connection) -> None:
    shop.open_shop(conn)
    given = [shop.give(conn, at=(x, 5)) for x in (-240, -150, -60, 60, 150, 240)]
    first = _plan(conn)
    touring.publish(conn, DESK, first.head.id, if_version=1, now=NOW)
    begun = {one for one, (_, position) in _stops(first).items() if position == 1}
    for one in begun:
        shop.put(conn, one, state="accepted", arrived_at=NOW + timedelta(minutes=5))
    came = shop.give(conn, at=(0, 150))
    moves = touring.replan(conn, DESK, again := uuid4(), first.head.id, came="T-7", now=NOW + timedelta(minutes=10))
    anew = listing.open_plan(conn, DESK, again)
    assert {one: _stops(anew)[one] for one in begun} == {one: _stops(first)[one] for one in begun}
    assert {stop.ticket_ids[0] for tour in anew.tours for stop in tour.stops if stop.fixed} == begun
    assert set(_stops(anew)) == {*given, came}
    assert anew.moves == moves
    assert [move.words.en for move in moves if move.before is None] == ["new"]
    assert touring.replan(conn, DESK, again, first.head.id, came="T-7", now=NOW) == moves
    touring.publish(conn, DESK, again, if_version=1, now=NOW)
    assert listing.open_plan(conn, DESK, first.head.id).head.state == "replaced"
    with pytest.raises(Conflict, match="replaced"):
        touring.replan(conn, DESK, uuid4(), first.head.id, came=None, now=NOW)


def test_a_plan_that_names_a_ticket_closed_or_given_back_is_not_published(conn: Connection) -> None:
    shop.open_shop(conn)
    gone = shop.give(conn, at=(-200, 5))
    plan = _plan(conn)
    shop.put(conn, gone, state="returned")
    with pytest.raises(Conflict, match="is returned; plan anew"):
        touring.publish(conn, DESK, plan.head.id, if_version=1, now=NOW)
    assert not listing.open_plan(conn, DESK, plan.head.id).tours[0].stops[0].to_do
    touring.replan(conn, DESK, anew := uuid4(), plan.head.id, came=None, now=NOW)
    assert _stops(listing.open_plan(conn, DESK, anew)) == {}


def test_who_may_not_and_what_is_not_there(conn: Connection) -> None:
    shop.open_shop(conn)
    with pytest.raises(Forbidden):
        touring.plan_tours(conn, CREW, Asked(uuid4(), OWNER, shop.DAY), now=NOW)
    with pytest.raises(Invalid, match="no crew"):
        touring.plan_tours(conn, DESK, Asked(uuid4(), OWNER, shop.DAY + timedelta(days=1)), now=NOW)
    with pytest.raises(NotFound):
        touring.replan(conn, DESK, uuid4(), uuid4(), came=None, now=NOW)
    with pytest.raises(NotFound):
        touring.publish(conn, DESK, uuid4(), if_version=1, now=NOW)
    plan = _plan(conn).head
    with pytest.raises(Stale):
        touring.publish(conn, DESK, plan.id, if_version=2, now=NOW)
    assert touring.publish(conn, DESK, plan.id, if_version=1, now=NOW).version == 2
    with pytest.raises(Conflict, match="published already"):
        touring.publish(conn, DESK, plan.id, if_version=2, now=NOW)


def test_a_tour_is_over_when_the_roster_says_and_reads_so(conn: Connection) -> None:
    shop.open_shop(conn)
    shop.drove_yesterday(conn, "PSGS-01")
    crew = watch.station(conn, Kind.CREW, None, org_code="PSGS-01")
    watch.shift(conn, crew, watch.somebody(conn).account_id, 2, 5)
    shop.give(conn, at=(-200, 5))
    tour = _plan(conn).tours[0]
    assert (tour.starts_at, tour.ends_at) == (watch.hours(2), watch.hours(5))
    assert tour.stops[0].arrives_at >= watch.hours(2)


def test_whoever_goes_home_amid_a_stop_is_given_no_other(conn: Connection) -> None:
    shop.open_shop(conn)
    shop.drove_yesterday(conn, "PSGS-01")
    crew = watch.station(conn, Kind.CREW, None, org_code="PSGS-01")
    wang = watch.somebody(conn).account_id
    assert wang is not None
    watch.shift(conn, crew, wang, 0, 8)
    begun, other = shop.give(conn, at=(-240, 5)), shop.give(conn, at=(-200, 5))
    first = _plan(conn)
    touring.publish(conn, DESK, first.head.id, if_version=1, now=NOW)
    stop = first.tours[0].stops[0]
    shop.put(conn, stop.ticket_ids[0], arrived_at=stop.arrives_at)
    home = Stretch(stop.ends_at - timedelta(minutes=5), watch.hours(9))
    rosters.take_leave(conn, SYSTEM, id_=uuid4(), account_id=wang, within=home, kind=LeaveKind.SICK, now=NOW)
    touring.replan(conn, DESK, anew := uuid4(), first.head.id, came=None, now=NOW)
    stops = _stops(listing.open_plan(conn, DESK, anew))
    (left,) = {begun, other} - {stop.ticket_ids[0]}
    assert stops == {stop.ticket_ids[0]: ("PSGS-01", 1), left: ("PSGS-02", 1)}


def test_in_a_storm_crews_are_back_sooner_and_the_rest_is_told(conn: Connection) -> None:
    shop.open_shop(conn)
    for x in (-240, -200, -150, -100, 100, 150, 200, 240):
        shop.give(conn, at=(x, 5))
    assert not _plan(conn).left
    storm = storms.declare(conn, DESK, id_=uuid4(), area_code="370203", level=Level.RED, tour_minutes=75, now=NOW)
    plan = _plan(conn)
    ends = [stop.ends_at for tour in plan.tours for stop in tour.stops]
    assert max(ends) < NOW + timedelta(minutes=75)
    assert len(ends) >= len(shop.CREWS)
    assert {left.reasons for left in plan.left} == {("shift",)}
    storms.end(conn, DESK, storm.id, event_id=uuid4(), if_version=1, now=NOW)
    assert not _plan(conn).left


def test_a_turn_across_two_typed_shifts_plans_by_the_one_that_is_left(conn: Connection) -> None:
    """The turn took the place of the first shift and lay across the second: every plan of the day was a conflict."""
    shop.open_shop(conn)
    late = NOW + timedelta(hours=9)
    second = shop.shift("PSGS-01", at=quarter.at(0, 0), starts_at=late, ends_at=late + timedelta(hours=2))
    shifts.put(conn, second)
    crew = watch.station(conn, Kind.CREW, None, org_code="PSGS-01")
    watch.shift(conn, crew, watch.somebody(conn).account_id, 0, 12)
    made = touring.plan_tours(conn, DESK, Asked(uuid4(), OWNER, shop.DAY), now=late)
    (tour,) = listing.open_plan(conn, DESK, made).tours
    assert (tour.crew_code, tour.starts_at, tour.ends_at) == ("PSGS-01", second.starts_at, second.ends_at)


def test_a_crew_with_two_shifts_a_day_is_told(conn: Connection) -> None:
    shop.open_shop(conn)
    late = NOW + timedelta(hours=9)
    shifts.put(conn, shop.shift("PSGS-01", at=quarter.at(0, 0), starts_at=late, ends_at=late + timedelta(hours=2)))
    with pytest.raises(Invalid, match="several shifts"):
        _plan(conn)
