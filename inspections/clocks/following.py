"""What the clocks do when something happens to a ticket: a step that was taken, a report, an end without a step."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import Connection

from inspections.clocks import running
from inspections.clocks.clock import start
from inspections.clocks.limits import Kind, Limit, choose
from inspections.clocks.reacting import REACTIONS, Facts, Standing, grant, react
from inspections.tickets.terms import Action
from inspections.tickets.ticket import Clock, Taken, Ticket
from registry.errors import Invalid


@dataclass(frozen=True, slots=True)
class Begun:
    """A ticket that is there now: its category, and at which level it stands."""

    id: UUID
    defect_code: str
    level: str


def follow(conn: Connection, taken: Taken) -> None:
    """Let the step move the clocks of its ticket, and begin those of the children of a split. Raises Invalid."""
    action, after = taken.deed.action, taken.after
    if action is Action.SPLIT:
        children = [Begun(child.id, child.defect_code, after.level) for child in taken.deed.children]
        begin(conn, children, profile=taken.profile, at=taken.at)
    elif action is Action.EXTEND:
        until = taken.facts.plea.until if taken.facts.plea else None
        condition = conn.execute(running.SQL["asked_condition"], {"id": after.id}).scalar()
        extend = partial(grant, facts=_facts(conn, taken), until=until, condition=condition or "")
        running.move(conn, running.standing_of(conn, after.id), extend)
    elif action in REACTIONS:
        moved = partial(react, reaction=REACTIONS[action], facts=_facts(conn, taken))
        running.move(conn, running.standing_of(conn, after.id), moved)


def _facts(conn: Connection, taken: Taken) -> Facts:
    after = taken.after
    done = {Kind.ARRIVE: after.arrived_at, Kind.MAKE_SAFE: after.made_safe_at}
    is_pause = taken.deed.action is Action.SUSPEND and taken.facts.plea is not None
    return Facts(
        event_id=taken.event_id,
        at=taken.at,
        defect_code=after.defect_code,
        level=after.level,
        limits=running.limits_of(conn, profile=taken.profile, defect_codes=[after.defect_code]),
        calendars=running.calendars_of(conn),
        reason=taken.deed.reason,
        wished=taken.facts.plea.until if is_pause and taken.facts.plea else None,
        done=frozenset(kind for kind, at in done.items() if at is not None),
    )


def at_dispatch(conn: Connection, ticket: Ticket, *, profile: str, now: datetime) -> Clock:
    """Until when what is dispatched now is to be repaired, and in words why. Raises Invalid without a limit."""
    limit = repair_limits(conn, profile=profile, defect_codes=[ticket.defect_code], at=now).get(ticket.defect_code)
    if limit is None:
        message = f"profile {profile!r} has no time limit for {ticket.defect_code}; add it to the table of limits"
        raise Invalid(message, field="profile", value=profile)
    clock = start(id=ticket.id, ticket_id=ticket.id, limit=limit, calendars=running.calendars_of(conn), at=now)
    return Clock(clock.times.due_at, clock.reason)


def repair_limits(conn: Connection, *, profile: str, defect_codes: Sequence[str], at: datetime) -> dict[str, Limit]:
    """The limits of the repair that hold at a moment, by defect; a defect without one is left out."""
    limits = running.limits_of(conn, profile=profile, defect_codes=sorted(set(defect_codes)))
    found = {code: choose(limits, Kind.REPAIR, at=at, defect_code=code) for code in defect_codes}
    return {code: limit for code, limit in found.items() if limit is not None}


def begin(conn: Connection, tickets: Sequence[Begun], *, profile: str, at: datetime) -> None:
    """Start the clock of the level at which each of these new tickets stands."""
    if not tickets:
        return
    limits = running.limits_of(conn, profile=profile, defect_codes=sorted({one.defect_code for one in tickets}))
    calendars = running.calendars_of(conn)
    moved = []
    for one in tickets:
        facts = Facts(one.id, at, one.defect_code, one.level, limits, calendars)
        moved.append((Standing(one.id), react(Standing(one.id), REACTIONS[Action.REPORT], facts)))
    running.store(conn, moved)


def over(conn: Connection, ticket_id: UUID, *, at: datetime) -> None:
    """End every clock of a ticket that ended without a step of its own, as one that was found to be another's twin."""
    ended = partial(react, reaction=REACTIONS[Action.VOID], facts=Facts(ticket_id, at, "", "", (), {}))
    running.move(conn, running.standing_of(conn, ticket_id), ended)


def back(conn: Connection, ticket_id: UUID, *, ended_at: datetime) -> None:
    """What ended with the ticket at a moment runs again as though it had not: the ticket was ended by mistake."""

    def undone(before: Standing) -> Standing:
        clocks = (
            replace(clock, superseded_at=None) if clock.superseded_at == ended_at else clock for clock in before.clocks
        )
        return replace(before, clocks=tuple(clocks))

    running.move(conn, running.standing_of(conn, ticket_id), undone)
