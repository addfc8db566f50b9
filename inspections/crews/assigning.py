"""What a published plan gives to whom: each ticket in it goes to the crew that drives there (二次派遣, `assign`)."""

from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import Connection

from inspections.crews.gathering import SQL
from inspections.tickets import steps
from inspections.tickets.steps import Asked, Outcome
from inspections.tickets.terms import Action
from registry.actor import Actor


def assign(conn: Connection, actor: Actor, plan_id: UUID, *, house: str, now: datetime) -> list[Outcome]:
    """Take the step for every ticket of a plan that its house has and its crew has not, as whoever publishes it.

    A refused one (a desk outside the house, a crew that ended) says why and leaves the others. The id of each event
    is made of plan and ticket: the same again changes nothing. Tickets of fixed stops stay whose they are.
    """
    rows = conn.execute(SQL["to_assign"], {"id": plan_id, "house": house})
    asked = [
        Asked(row.id, uuid5(plan_id, str(row.id)), Action.ASSIGN, row.version, data={"crew_code": row.crew_code})
        for row in rows
    ]
    return steps.take_many(conn, actor, asked, now=now)
