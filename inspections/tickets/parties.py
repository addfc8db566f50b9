"""Who acts, with the house of the organisation."""

from pathlib import Path

from sqlalchemy import Connection

from inspections.tickets.ticket import Party
from registry.actor import Actor
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "parties.sql")


def party_of(conn: Connection, actor: Actor) -> Party:
    """The actor with the house of the actor's organisation: of a crew the one it belongs to, else itself."""
    return Party(actor, conn.execute(SQL["house"], {"code": actor.org_code}).scalar())
