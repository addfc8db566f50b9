"""What a decision on a ticket needs to know beside the ticket itself, gathered in one read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.proof.drawing import verification_needed
from inspections.tickets.terms import Action
from inspections.tickets.ticket import Facts, Plea, Ticket
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "facts.sql")


def facts_of(conn: Connection, ticket: Ticket, *, now: datetime) -> Facts:
    """The facts of a stored ticket at `now`; call it after the ticket is locked, when a step is to follow."""
    row = conn.execute(SQL["facts"], {"id": ticket.id, "now": now}).one()
    plea = Plea(Action(row.kind), row.until, row.asked_by, row.first_by) if row.asked else None
    return Facts(
        hole=row.hole,
        parts=frozenset(row.parts),
        open_children=row.open_children,
        plea=plea,
        kin=frozenset(row.kin),
        somebody_down=row.somebody_down,
        drawn=verification_needed(conn, ticket),
        return_due_at=row.return_due_at,
    )


def known_defects(conn: Connection, codes: Sequence[str]) -> Mapping[str, bool]:
    """Of those codes that are defects of the table, whether each is a hazard."""
    return {row.code: row.hazard for row in conn.execute(SQL["defects"], {"codes": list(codes)})}


def names_inspector(conn: Connection, account_id: UUID) -> bool:
    """Whether an open account of an inspector has this id."""
    return bool(conn.execute(SQL["is_inspector"], {"id": account_id}).scalar_one())
