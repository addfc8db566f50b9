"""What follows a step in the same transaction beyond the ticket itself: each concern is called here by name."""

from sqlalchemy import Connection

from inspections.clocks import following as clocks
from inspections.guards import keeping
from inspections.owners import following as owners
from inspections.payers import following as payers
from inspections.proof import drawing
from inspections.requests import joining
from inspections.routing import duties
from inspections.tickets import children, partners, pleas
from inspections.tickets.ticket import Taken

CONCERNS = (pleas, partners, children, duties, drawing, clocks, keeping, joining, payers, owners)


def follow(conn: Connection, taken: Taken) -> None:
    """Tell every concern of the step, in the order in which they build on each other."""
    for concern in CONCERNS:
        concern.follow(conn, taken)
