"""What was built in: entered by who repaired, confirmed by another organisation, corrected by a new line.

Defects on one cover that one house makes good on one day are one job: its materials stand once, whichever of its
tickets they were entered on. A list is that of the whole job.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.proof.standing import adds, check_sees
from inspections.tickets.parties import party_of
from registry.actor import Actor, Role
from registry.contracts.contract import day_of
from registry.errors import Conflict, Forbidden, Invalid, Stale
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "quantities.sql")


@dataclass(frozen=True, slots=True)
class Line:
    """A quantity of a material of a job; the highest `number` of the same holds, 0 takes it out again."""

    id: UUID
    ticket_id: UUID
    house: str
    visited_on: date
    material_code: str
    name_zh: str
    name_en: str
    unit: str
    number: int
    quantity: Decimal
    note: str
    entered_by: UUID
    entered_at: datetime
    confirmed_by: UUID | None
    confirmed_house: str | None
    confirmed_at: datetime | None
    holds: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of a ticket's jobs, by day and material; `version` counts what was entered and confirmed."""

    lines: tuple[Line, ...]

    @property
    def version(self) -> int:
        """One higher with each line and each confirmation."""
        return 1 + len(self.lines) + sum(line.confirmed_at is not None for line in self.lines)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a crew enters. `corrects` is the number of the line it replaces, 0 for a new one; `visited_on` None: today,
    or when the ticket was repaired.
    """

    id: UUID
    material_code: str
    quantity: Decimal
    corrects: int = 0
    visited_on: date | None = None
    note: str = ""


def sheet_of(conn: Connection, actor: Actor, ticket_id: UUID) -> Sheet:
    """What was entered for the jobs a ticket is part of. Raises NotFound, Forbidden."""
    check_sees(conn, actor, ticket_id)
    return _sheet(conn, ticket_id)


def enter(conn: Connection, actor: Actor, ticket_id: UUID, entry: Entry, *, now: datetime) -> Sheet:
    """Enter a line, or correct one; the same again (by its id) changes nothing.

    Raises NotFound, Forbidden (not the house that repairs), Invalid (unknown material, a correction without a reason),
    Stale (somebody entered or corrected it meanwhile; it stands for this job already), Conflict (the id is another's).
    """
    account = adds(conn, actor, ticket_id)
    house = party_of(conn, actor).house
    if not actor.has(Role.CREW) or house is None:
        raise Forbidden("quantities are entered by who repairs")
    ticket = conn.execute(SQL["lock_ticket"], {"id": ticket_id, "house": house}).one()
    if not ticket.works:
        raise Forbidden("quantities are entered by the house that repairs", ticket_id=str(ticket_id))
    if known := conn.execute(SQL["line"], {"id": entry.id}).one_or_none():
        if (known.ticket_id, known.material_code, known.quantity) != (ticket_id, entry.material_code, entry.quantity):
            raise Conflict(f"the id {entry.id} is that of another line; make a new one", id=str(entry.id))
        return _sheet(conn, ticket_id)
    if not conn.execute(SQL["knows_material"], {"code": entry.material_code}).scalar_one():
        raise Invalid(f"{entry.material_code!r} is no material; see GET /materials", field="material_code")
    if entry.corrects and not entry.note.strip():
        raise Invalid("a correction says why", field="note")
    row = {
        "id": entry.id,
        "ticket_id": ticket_id,
        "thing": ticket.thing,
        "house": house,
        "visited_on": entry.visited_on or day_of(ticket.repaired_at or now),
        "material_code": entry.material_code,
        "quantity": entry.quantity,
        "note": entry.note.strip(),
        "account_id": account,
        "now": now,
    }
    last = conn.execute(SQL["last_number"], row).scalar_one()
    if last != entry.corrects:
        say = "stands for this job already: correct that line" if last else "has no such line to correct"
        raise Stale(f"{entry.material_code} {say} (number {last})", material=entry.material_code, number=last)
    conn.execute(SQL["store"], row | {"number": last + 1})
    return _sheet(conn, ticket_id)


def confirm(
    conn: Connection, actor: Actor, ticket_id: UUID, *, confirmation_id: UUID, if_version: int, now: datetime
) -> Sheet:
    """Confirm the lines that hold and nobody has confirmed; the same confirmation again changes nothing.

    Raises NotFound, Forbidden (role, or the house that entered), Stale (the list changed meanwhile), Conflict (nothing
    to confirm).
    """
    account = adds(conn, actor, ticket_id)
    house = party_of(conn, actor).house
    if not actor.has(Role.DISPATCHER, Role.INSPECTOR) or house is None:
        raise Forbidden("quantities are confirmed by a desk or a verifier, for an organisation")
    conn.execute(SQL["lock_jobs"], {"id": ticket_id})
    if conn.execute(SQL["was_confirmed"], {"id": confirmation_id}).scalar_one():
        return _sheet(conn, ticket_id)
    sheet = _sheet(conn, ticket_id)
    if sheet.version != if_version:
        message = f"the list is at version {sheet.version}, not {if_version}; read it again, then confirm"
        raise Stale(message, version=sheet.version)
    waiting = [line for line in sheet.lines if line.holds and line.confirmed_at is None]
    if not waiting:
        raise Conflict("there is nothing to confirm")
    if any(line.house == house for line in waiting):
        raise Forbidden("quantities are confirmed by another organisation than entered them")
    row = {"ids": [line.id for line in waiting], "confirmation_id": confirmation_id, "account_id": account}
    conn.execute(SQL["confirm"], row | {"house": house, "now": now})
    return _sheet(conn, ticket_id)


def _sheet(conn: Connection, ticket_id: UUID) -> Sheet:
    return Sheet(tuple(Line(**row) for row in conn.execute(SQL["sheet"], {"id": ticket_id}).mappings()))
