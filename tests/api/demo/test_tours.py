"""A house works its day by tours: dispatched, guarded, planned, driven by the crew of the tour, verified, closed."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from api.demo import cases, tally, tours, visits
from api.demo.tours import House
from registry.database import reading
from tests.api.demo.conftest import DAY, Town

STEPS = "select action, at, org_code from inspections.ticket_event where ticket_id = :id and not quiet order by seq"


def reported(at: datetime) -> dict[str, Any]:
    return {"properties": {"reported_at": at.isoformat()}}


def test_what_comes_in_until_it_is_dispatched_goes_along() -> None:
    first, second, third = (reported(DAY + timedelta(minutes=n)) for n in (0, 4, 6))
    moments = tours._moments([third, first, second], first=None)
    assert moments == [(DAY + timedelta(minutes=5), [first, second]), (DAY + timedelta(minutes=11), [third])]


def test_what_is_left_of_yesterday_is_planned_in_the_morning() -> None:
    morning = DAY - timedelta(hours=1)
    assert [at for at, _ in tours._moments([reported(DAY)], first=morning)] == [morning, DAY + timedelta(minutes=5)]


def test_a_day_of_a_house(town: Town, hurt: tuple[House, list[str]]) -> None:
    house, covers = hurt
    town.desk.at = DAY + timedelta(hours=1)
    new = cases.tickets(town.desk, state="reported")
    house.work(DAY.date(), new)

    town.desk.at = DAY + timedelta(hours=14)
    by_cover = {one["properties"]["asset_code"]: one for one in cases.tickets(town.desk)}
    states = [by_cover[code]["properties"]["state"] for code in covers]
    assert sorted(states[:-1]) == ["accepted", "closed", "closed"], "one is to be done again"
    assert states[-1] == "returned", "nothing was wrong there"
    assert len(house.open) == 1
    with reading(town.engine) as conn:
        guarded = conn.execute(text("select count(distinct ticket_id) from inspections.guard")).scalar_one()
        assert guarded == len(covers)
        drives = {row.ticket: row.crew_code for row in conn.execute(text(
            "select unnest(ticket_ids) as ticket, crew_code from inspections.tour_stop s"
            " join inspections.tour_plan p on p.id = s.plan_id and p.state = 'published'"))}  # fmt: skip
        for one in by_cover.values():
            steps = conn.execute(text(STEPS), {"id": one["id"]}).all()
            assert [step.at for step in steps] == sorted(step.at for step in steps)
            hands = {step.org_code for step in steps if step.action in {"accept", "repair", "return"}}
            assert hands == {drives[uuid.UUID(one["id"])]}, "whose tour it is"

    house.work(DAY.date() + timedelta(days=1), [])
    assert not house.open, "in the first tour of the next day"
    assert {one["properties"]["reworks"] for one in cases.tickets(town.desk, state="closed")} == {0, 1}
    cases.void(town.desk, cases.tickets(town.desk, state="returned"), reason=visits.STRANGER)
    with reading(town.engine) as conn:
        told = conn.execute(tally.SQL["repairs"]).one()
        assert told.holes == told.guarded > 0
        since = {row.begins_at for row in conn.execute(text("select begins_at from inspections.guard"))}
        assert tours._at(DAY.date() + timedelta(days=1), tours._OPENS) in since, "relieved after the night"
