"""Who reads which plan, and what a crew finds in its own day."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Connection

from inspections.crews import listing, touring
from inspections.crews.touring import Asked
from registry.actor import Role
from registry.errors import Forbidden, NotFound
from tests.inspections.crews import shop
from tests.inspections.tickets.scene import CREW, DESK, INSPECTOR, NOW, OWNER, STRANGER, person


def test_a_crew_reads_its_own_day_with_the_way_to_each_stop(conn: Connection) -> None:
    shop.open_shop(conn)
    shop.give(conn, at=(-200, 5))
    plan = touring.plan_tours(conn, DESK, Asked(uuid4(), OWNER, shop.DAY), now=NOW)
    with pytest.raises(NotFound, match="ask the desk"):
        listing.own_day(conn, CREW, now=NOW)
    touring.publish(conn, DESK, plan, if_version=1, now=NOW)
    head, tour = listing.own_day(conn, CREW, now=NOW)
    assert (head.id, tour.crew_code, len(tour.stops)) == (plan, "PSGS-01", 1)
    (stop,) = tour.stops
    assert stop.to_do
    assert stop.load == 1
    assert stop.leg_m is not None
    assert 2 * stop.leg_m == tour.metres  # out and back by the same way
    assert stop.leg_s == (stop.arrives_at - tour.starts_at).total_seconds()
    assert not stop.is_late
    assert stop.links["geo"].startswith("geo:36.0")
    with pytest.raises(NotFound):
        listing.own_day(conn, CREW, now=NOW + timedelta(hours=9))
    with pytest.raises(Forbidden):
        listing.own_day(conn, DESK, now=NOW)


def test_the_desk_reads_all_a_house_its_own_and_others_nothing(conn: Connection) -> None:
    shop.open_shop(conn)
    shop.give(conn, at=(-200, 5))
    plan = touring.plan_tours(conn, DESK, Asked(uuid4(), OWNER, shop.DAY), now=NOW)
    house, elsewhere = person(Role.CREW, org=OWNER, areas=()), person(Role.DISPATCHER, areas=("370203001",))
    for actor in (DESK, house):
        assert listing.open_plan(conn, actor, plan).head.id == plan
        assert [one.id for one in listing.list_plans(conn, actor)] == [plan]
    for actor in (STRANGER, INSPECTOR, elsewhere):
        with pytest.raises(Forbidden):
            listing.open_plan(conn, actor, plan)
    assert listing.list_plans(conn, STRANGER) == []
    assert listing.list_plans(conn, DESK, after=NOW) == listing.list_plans(conn, DESK, house="SZGS") == []
    with pytest.raises(NotFound):
        listing.open_plan(conn, DESK, uuid4())
