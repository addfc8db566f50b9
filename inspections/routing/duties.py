"""Who answers for a ticket by the rules: for the matter (属事) the territory (属地), kept each time it is decided.

The matter is kept as it was, with the set of rules, so that the decision can be explained when both have changed.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.clocks.running import calendars_of
from inspections.routing import sets
from inspections.routing.comparing import Rules
from inspections.routing.duty import Routing, beside
from inspections.routing.hours import CALENDAR, hours_of
from inspections.routing.rules import Matter, Route
from inspections.tickets.terms import Action
from inspections.tickets.ticket import Taken, Ticket
from registry.contracts.contract import day_of
from registry.roadsides import book as roadsides
from registry.roadsides.side import Answer
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "duties.sql")


class Cause(StrEnum):
    """Why it was decided."""

    REPORT = "report"
    IDENTIFY = "identify"
    RECATEGORISE = "recategorise"


@dataclass(frozen=True, slots=True)
class Duty:
    """What the rules of a set decided for a ticket, on what."""

    ticket_id: UUID
    set_id: int | None
    matter: Matter
    route: Route


def routing_at(conn: Connection, *, now: datetime) -> Routing:
    """The rules in force at a moment, with the offices of the streets."""
    held = sets.in_force(conn, at=now)
    offices = {row.street_code: row.code for row in conn.execute(SQL["offices"])}
    hours = hours_of(calendars_of(conn)[CALENDAR], now)
    return Routing(held.id if held else None, held.rules if held else Rules(()), hours, offices)


def sides_at(conn: Connection, places: Sequence[tuple[float, float]], *, now: datetime) -> list[Answer | None]:
    """Who answers for places by the side of the road they lie on, on the day of a moment."""
    return roadsides.answers_at(conn, places, day=day_of(now))


def record(conn: Connection, duties: Sequence[Duty], *, cause: Cause, at: datetime) -> None:
    """Keep what was decided; the last of a ticket holds."""
    rows = [
        {
            "ticket_id": one.ticket_id,
            "set_id": one.set_id,
            "rule_id": one.route.rule_id,
            "matter_org": one.route.assignee_code,
            "territory_org": one.route.territory_org,
            "matter": asdict(one.matter),
            "reason_zh": one.route.reason_zh,
            "reason_en": one.route.reason_en,
        }
        for one in duties
    ]
    if rows:
        conn.execute(SQL["record"], {"duties": json.dumps(rows, default=str), "cause": cause, "at": at})


def follow(conn: Connection, taken: Taken) -> None:
    """A ticket of another category is routed anew."""
    if taken.deed.action is Action.RECATEGORISE:
        propose_again(conn, taken.after, now=taken.at)


def propose_again(conn: Connection, ticket: Ticket, *, now: datetime) -> None:
    """Route a ticket anew by the rules of now, unless it was dispatched: then who answers stays."""
    if ticket.dispatched_at is not None:
        return
    routing = routing_at(conn, now=now)
    asset = conn.execute(SQL["asset"], {"code": ticket.asset_code}).one_or_none()
    owner, setting = (asset.owner_code, asset.setting) if asset else (None, None)
    matter = Matter(ticket.class_code, ticket.defect_code, owner, setting, ticket.community_code, hazard=ticket.hazard)
    (side,) = sides_at(conn, [(ticket.lon, ticket.lat)], now=now)
    matter = beside(matter, side)
    whole, to = routing.decide(matter)
    values = {"id": ticket.id, "assignee_code": to.assignee_code, "rule_id": to.rule_id}
    conn.execute(SQL["propose"], values | {"reason_zh": to.reason_zh, "reason_en": to.reason_en})
    record(conn, [Duty(ticket.id, routing.set_id, whole, to)], cause=Cause.RECATEGORISE, at=now)
