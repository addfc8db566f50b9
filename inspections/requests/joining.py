"""Requests and tickets: several requests may hang on one ticket; when it ends they are proposed for answering."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.tickets.terms import ENDED
from inspections.tickets.ticket import Taken
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "joining.sql")


def follow(conn: Connection, taken: Taken) -> None:
    """Mark the requests that hang on a ticket when it ends, and take the mark away when it is opened again."""
    was, now = taken.before.state in ENDED, taken.after.state in ENDED
    if was != now:
        conn.execute(SQL["mark"], {"ticket_id": taken.after.id, "at": taken.at if now else None})


def link_sighting(conn: Connection, request_id: UUID, *, account_id: UUID | None, now: datetime) -> None:
    """Hang the request of a report on the ticket of its observation, which has the same id; none without a ticket."""
    ticket_id = conn.execute(SQL["of_sighting"], {"id": request_id}).scalar()
    if ticket_id is not None:
        link(conn, request_id, ticket_id, account_id=account_id, now=now)


def link(conn: Connection, request_id: UUID, ticket_id: UUID, *, account_id: UUID | None, now: datetime) -> bool:
    """Hang a request on a ticket; whether it was not there before. The same again changes nothing.

    A ticket that ended already proposes the request at once. Whoever calls says who may.
    """
    given = {"request_id": request_id, "ticket_id": ticket_id, "account_id": account_id, "at": now}
    return conn.execute(SQL["link"], given).rowcount == 1
