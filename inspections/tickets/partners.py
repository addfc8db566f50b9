"""Joint cases: organisations that are invited to do a part, beside the one that stays in the lead."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.tickets.terms import Action, Words
from inspections.tickets.ticket import Taken
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "partners.sql")


@dataclass(frozen=True, slots=True)
class Partner:
    """An invited organisation; `done_at` is None while its part is open."""

    org_code: str
    name: Words
    invited_at: datetime
    done_at: datetime | None


def of_ticket(conn: Connection, ticket_id: UUID) -> list[Partner]:
    """Who was invited, in the order of invitation."""
    rows = conn.execute(SQL["of_ticket"], {"ticket_id": ticket_id})
    return [Partner(row.org_code, Words(row.name_zh, row.name_en), row.invited_at, row.done_at) for row in rows]


def follow(conn: Connection, taken: Taken) -> None:
    """Keep who is invited and whose part is done; invited again, a part is open again."""
    values = {"ticket_id": taken.after.id, "at": taken.at}
    if taken.deed.action is Action.INVITE:
        conn.execute(SQL["invite"], {**values, "org_code": taken.deed.partner_code})
    elif taken.deed.action is Action.CONTRIBUTE:
        conn.execute(SQL["done"], {**values, "org_code": taken.party.house})
