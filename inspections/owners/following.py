"""Links die with what happens to their ticket, whoever did it: repaired, handed back, given to somebody else, ended."""

from pathlib import Path

from sqlalchemy import Connection

from inspections.owners.link import end_of
from inspections.tickets.ticket import Taken
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "links.sql")


def follow(conn: Connection, taken: Taken) -> None:
    """End the links of the ticket where the step ends them."""
    why = end_of(taken.deed.action, taken.before, taken.after)
    if why is not None:
        by = taken.party.actor.account_id
        conn.execute(SQL["end"], {"id": None, "ticket_id": taken.after.id, "why": why, "by": by, "now": taken.at})
