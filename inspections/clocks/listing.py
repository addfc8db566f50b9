"""The clocks of a ticket as a person sees them: what runs, what is left, what was met when, and what it was before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from inspections.clocks.calendar import Calendar
from inspections.clocks.clock import PAUSES, Clock, Paused, left
from inspections.clocks.reacting import Standing
from inspections.clocks.running import calendars_of, standing_of
from inspections.tickets.listing import open_file
from registry.actor import Actor


@dataclass(frozen=True, slots=True)
class Shown:
    """One clock at a moment: how much counted time is left (below nothing: late), and whether it stands still."""

    clock: Clock
    remaining: timedelta
    paused: bool


@dataclass(frozen=True, slots=True)
class Face:
    """All clocks and pauses of a ticket, in the order in which they began, at a moment."""

    ticket_id: UUID
    at: datetime
    clocks: tuple[Shown, ...]
    pauses: tuple[Paused, ...]


def of_ticket(conn: Connection, actor: Actor, ticket_id: UUID, *, now: datetime) -> Face:
    """The clocks of a ticket the actor may see. Raises NotFound, Forbidden."""
    open_file(conn, actor, ticket_id, now=now)
    return face_of(standing_of(conn, ticket_id), calendars=calendars_of(conn), now=now)


def face_of(standing: Standing, *, calendars: Mapping[str, Calendar], now: datetime) -> Face:
    """The same from what was gathered."""
    shown = tuple(
        Shown(
            clock,
            left(clock, calendars=calendars, pauses=standing.pauses, now=now),
            clock.is_running and any(_stops(pause, clock, now) for pause in standing.pauses),
        )
        for clock in standing.clocks
    )
    return Face(standing.ticket_id, now, shown, standing.pauses)


def _stops(pause: Paused, clock: Clock, now: datetime) -> bool:
    return pause.cause in PAUSES.get(clock.kind, frozenset()) and pause.since <= now < pause.pause().ends_at
