"""Publishing a plan gives each ticket to its crew, as the planner of the house; what is refused says why."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, text

from inspections.crews import assigning, listing, shifts, touring
from inspections.crews.touring import Asked, Published
from inspections.tickets import steps
from registry.actor import Actor, Role
from tests.inspections.crews import shop
from tests.inspections.tickets.scene import DESK, NOW, OWNER, person
from tests.registry import quarter

HOUSE = person(Role.DISPATCHER, org=OWNER)
PUBLISHED = NOW + timedelta(minutes=1)


def _publish(conn: Connection, actor: Actor = HOUSE) -> tuple[UUID, Published]:
    plan = touring.plan_tours(conn, actor, Asked(uuid4(), OWNER, shop.DAY), now=NOW)
    return plan, touring.publish(conn, actor, plan, if_version=1, now=PUBLISHED)


def _crews(conn: Connection) -> dict[UUID, str | None]:
    return {row.id: row.crew_code for row in conn.execute(text("select id, crew_code from inspections.ticket"))}


def _assigned(conn: Connection) -> list[tuple[UUID, UUID | None, str]]:
    events = "select ticket_id, account_id, data ->> 'crew_code' from inspections.ticket_event where action = 'assign'"
    return [tuple(row) for row in conn.execute(text(events))]


def test_each_ticket_goes_to_its_crew_in_the_planners_name_and_once(conn: Connection) -> None:
    shop.open_shop(conn)
    west, east = shop.give(conn, at=(-200, 5)), shop.give(conn, at=(200, 5))
    plan, published = _publish(conn)
    assert [one.error for one in published.assigned] == [None, None]
    assert _crews(conn) == {west: "PSGS-01", east: "PSGS-02"}
    told = {(west, HOUSE.account_id, "PSGS-01"), (east, HOUSE.account_id, "PSGS-02")}
    assert set(_assigned(conn)) == told
    assert assigning.assign(conn, HOUSE, plan, house=OWNER, now=PUBLISHED) == []
    assert len(_assigned(conn)) == len(told)


def test_a_ticket_its_crew_has_already_is_left_alone(conn: Connection) -> None:
    shop.open_shop(conn)
    had = shop.give(conn, at=(-200, 5))
    shop.put(conn, had, crew_code="PSGS-02")
    _, published = _publish(conn)
    assert (_crews(conn), published.assigned) == ({had: "PSGS-02"}, [])


def test_what_is_refused_is_told_and_leaves_the_others(conn: Connection) -> None:
    shop.open_shop(conn)
    west, east = shop.give(conn, at=(-200, 5)), shop.give(conn, at=(200, 5))
    plan = touring.plan_tours(conn, HOUSE, Asked(uuid4(), OWNER, shop.DAY), now=NOW)
    conn.execute(text("update registry.organisation set parent_code = 'SZGS' where code = 'PSGS-02'"))
    published = touring.publish(conn, HOUSE, plan, if_version=1, now=PUBLISHED)
    refused = {one.asked.ticket_id: one.error.message for one in published.assigned if one.error}
    assert refused == {east: "PSGS-02 is no crew of PSGS"}
    assert _crews(conn) == {west: "PSGS-01", east: None}
    assert listing.open_plan(conn, DESK, plan).head.state == "published"


def test_a_desk_outside_the_house_publishes_and_is_told_that_it_assigns_nothing(conn: Connection) -> None:
    shop.open_shop(conn)
    given = shop.give(conn, at=(-200, 5))
    _, published = _publish(conn, DESK)
    (outcome,) = published.assigned
    assert outcome.error is not None
    assert "for the organisation itself" in outcome.error.message
    assert _crews(conn) == {given: None}


def test_a_house_that_drives_itself_needs_no_crew(conn: Connection) -> None:
    shop.open_shop(conn)
    conn.execute(text("delete from inspections.crew_shift"))
    shifts.put(conn, shop.shift(OWNER, at=quarter.at(0, 0)))
    shop.give(conn, at=(-200, 5))
    assert _publish(conn)[1].assigned == []


def test_what_a_plan_gave_to_a_crew_a_later_plan_gives_to_another(conn: Connection) -> None:
    shop.open_shop(conn)
    given = shop.give(conn, at=(-200, 5))
    plan, _ = _publish(conn)
    _send_home(conn, "PSGS-01")
    touring.replan(conn, HOUSE, anew := uuid4(), plan, came=None, now=PUBLISHED + timedelta(minutes=2))
    touring.publish(conn, HOUSE, anew, if_version=1, now=PUBLISHED + timedelta(minutes=3))
    assert _crews(conn) == {given: "PSGS-02"}


@pytest.mark.parametrize("crew", ["PSGS-01", "PSGS-02"])
def test_what_a_person_gave_to_a_crew_stays_with_it(conn: Connection, crew: str) -> None:
    shop.open_shop(conn)
    given = shop.give(conn, at=(-200, 5))
    plan, _ = _publish(conn)
    for n, to in enumerate(("PSGS-02", crew), start=1):
        version = conn.execute(text("select version from inspections.ticket")).scalar_one()
        steps.take(
            conn, HOUSE, given, action="assign", event_id=uuid4(), if_version=version,
            now=PUBLISHED + timedelta(minutes=n), data={"crew_code": to},
        )  # fmt: skip
    _send_home(conn, crew)
    touring.replan(conn, HOUSE, anew := uuid4(), plan, came=None, now=PUBLISHED + timedelta(minutes=3))
    (left,) = listing.open_plan(conn, DESK, anew).left
    assert left.ticket_ids == (given,)


def _send_home(conn: Connection, crew: str) -> None:
    conn.execute(
        text("update inspections.crew_shift set ends_at = :at where crew_code = :crew"), {"at": PUBLISHED, "crew": crew}
    )
