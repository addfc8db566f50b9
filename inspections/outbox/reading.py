"""Events as somebody may see them: by the ticket as it is now, by the rule of its list."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from inspections.tickets.sight import sight_of
from registry.actor import Actor
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "reading.sql")
GONE = "gone"
MOST = 500
LAST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Told:
    """One event for one reader. `action` is `gone` where it took the ticket out of the reader's sight: then `body`
    names the ticket and no more.
    """

    number: int
    id: UUID
    ticket_id: UUID
    action: str
    hazard: bool
    community_code: str | None
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Page:
    """What a reader is told of the events after a number, and up to which number all was looked at."""

    told: list[Told]
    until: int


def events(conn: Connection, actor: Actor, *, after: int, until: int = LAST, limit: int = MOST) -> Page:
    """Of the next `limit` events after the number `after`, up to `until`: those the actor may see, in order.

    An event is told if the ticket is in sight now, as `GET /tickets` shows it with all its events. One that took the
    ticket out of sight is told as `gone`; a ticket that comes into sight is told of by the event that brought it.
    """
    sight = sight_of(conn, actor)
    rows = conn.execute(SQL["events"], {**sight, "after": after, "until": until, "limit": limit}).all()
    told = [_told(row) for row in rows if row.seen or row.gone]
    return Page(told, rows[-1].number if rows else after)


def _told(row: Row[Any]) -> Told:
    if row.seen:
        return Told(row.number, row.id, row.ticket_id, row.action, row.hazard, row.community_code, row.body)
    body = {"ticket_id": row.body["ticket_id"], "number": row.body["number"], "action": GONE, "at": row.body["at"]}
    return Told(row.number, row.id, row.ticket_id, GONE, row.hazard, row.community_before, body)
