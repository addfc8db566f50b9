"""What follows a step in the same transaction beyond the ticket itself: each concern is called here by name."""

from sqlalchemy import Connection

from inspections.tickets import children, partners, pleas
from inspections.tickets.ticket import Taken


def follow(conn: Connection, taken: Taken) -> None:
    """Tell every concern of the step, in the order in which they build on each other."""
    for concern in (pleas, partners, children):
        concern.follow(conn, taken)
