"""Who may read the proof of a ticket, and who may add to it."""

from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.tickets.sight import sight_of
from registry.actor import Actor
from registry.errors import Forbidden, NotFound
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "standing.sql")


def check_sees(conn: Connection, actor: Actor, ticket_id: UUID) -> None:
    """Whoever sees the ticket, or took a step on it. Raises NotFound, Forbidden."""
    asked = {"id": ticket_id, "account_id": actor.account_id, **sight_of(conn, actor)}
    row = conn.execute(SQL["standing"], asked).one_or_none()
    if row is None:
        raise NotFound(f"there is no ticket {ticket_id}", ticket_id=str(ticket_id))
    if not (row.sees or row.worked):
        raise Forbidden("the ticket lies outside your areas, or is another organisation's", ticket_id=str(ticket_id))


def adds(conn: Connection, actor: Actor, ticket_id: UUID) -> UUID:
    """The account that adds. What was noted without a network may come when the ticket is another's by now.

    Raises NotFound, Forbidden.
    """
    if actor.account_id is None:
        raise Forbidden("proof comes from an account")
    check_sees(conn, actor, ticket_id)
    return actor.account_id
