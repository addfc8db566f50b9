"""What follows a step in the same transaction beyond the ticket itself: each concern is called here by name."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from inspections.guards import keeping
from inspections.tickets.ticket import Deed, Party, Ticket


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was just stored: the ticket before and after it, by whom, when, and the id of its event."""

    before: Ticket
    after: Ticket
    deed: Deed
    party: Party
    event_id: UUID
    at: datetime
    profile: str


def follow(conn: Connection, taken: Taken) -> None:
    """Tell every concern of the step, in the order in which they build on each other."""
    keeping.follow(conn, taken)
