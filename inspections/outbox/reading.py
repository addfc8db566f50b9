"""Events of tickets and requests as somebody may see them: by the thing as it is now, by the rule of its list."""

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
REQUEST = "request."
"""Before each action of a request: those of tickets stand alone."""
MOST = 500
LAST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Told:
    """One event for one reader, of a ticket or a request. `action` is `gone` (`request.gone`) where it took the thing
    out of the reader's sight: then `body` names it and no more.
    """

    number: int
    id: UUID
    ticket_id: UUID | None
    request_id: UUID | None
    action: str
    hazard: bool
    community_code: str | None
    body: Mapping[str, object]

    @property
    def is_gone(self) -> bool:
        """Whether it says that the thing left the reader's sight."""
        return self.action in {GONE, REQUEST + GONE}


@dataclass(frozen=True, slots=True)
class Page:
    """What a reader is told of the events after a number, and up to which number all was looked at."""

    told: list[Told]
    until: int


def events(conn: Connection, actor: Actor, *, after: int, until: int = LAST, limit: int = MOST) -> Page:
    """Of the next `limit` events after the number `after`, up to `until`: those the actor may see, in order.

    An event is told if the ticket or request is in sight now, as `GET /tickets` or `/requests` shows it with all its
    events. One that took it out of sight is told as `gone`; what comes into sight is told of by the event that brought
    it.
    """
    sight = sight_of(conn, actor)
    rows = conn.execute(SQL["events"], {**sight, "after": after, "until": until, "limit": limit}).all()
    told = [_told(row) for row in rows if row.seen or row.gone]
    return Page(told, rows[-1].number if rows else after)


def gone(action: str, body: Mapping[str, object]) -> dict[str, object]:
    """The body of an event that took its thing out of sight, with its own action."""
    named = {name: body[name] for name in ("ticket_id", "request_id", "number", "at") if name in body}
    return named | {"action": f"{REQUEST if action.startswith(REQUEST) else ''}{GONE}"}


def _told(row: Row[Any]) -> Told:
    of = (row.number, row.id, row.ticket_id, row.request_id)
    if row.seen:
        return Told(*of, row.action, row.hazard, row.community_code, row.body)
    body = gone(row.action, row.body)
    return Told(*of, str(body["action"]), row.hazard, row.community_before, body)
