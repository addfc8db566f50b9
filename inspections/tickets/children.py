"""Children: a ticket that several have to work on, or that holds several defects, is split; it closes after them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid5

from sqlalchemy import Connection

from inspections.tickets import events
from inspections.tickets.events import Event
from inspections.tickets.numbers import take_numbers
from inspections.tickets.terms import Action, State
from inspections.tickets.ticket import Taken
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "children.sql")


@dataclass(frozen=True, slots=True)
class Part:
    """A child in short."""

    id: UUID
    number: str
    state: State
    defect_code: str
    closed_at: datetime | None


def of_ticket(conn: Connection, ticket_id: UUID) -> list[Part]:
    """The children of a ticket by number."""
    rows = conn.execute(SQL["of_ticket"], {"id": ticket_id}).mappings()
    return [Part(**{**row, "state": State(row["state"])}) for row in rows]


def follow(conn: Connection, taken: Taken) -> None:
    """Open the children of a split, each filed already and told where it comes from."""
    if taken.deed.action is not Action.SPLIT:
        return
    parent, children = taken.after, taken.deed.children
    for child, number in zip(children, take_numbers(conn, len(children), now=taken.at), strict=True):
        values = {
            "id": child.id,
            "number": number,
            "parent_id": parent.id,
            "defect_code": child.defect_code,
            "assignee_code": child.assignee_code,
            "reason_zh": f"由 {parent.number} 拆分",
            "reason_en": f"split from {parent.number}",
            "at": taken.at,
        }
        conn.execute(SQL["open"], values)
        event = Event(
            id=uuid5(taken.event_id, str(child.id)),
            ticket_id=child.id,
            version=1,
            action=Action.SPLIT,
            from_state=None,
            to_state=State.FILED,
            at=taken.at,
            account_id=taken.party.actor.account_id,
            org_code=taken.party.actor.org_code,
            reason=taken.deed.reason,
            data={"parent": parent.number} | ({"note": child.note} if child.note else {}),
        )
        events.store(conn, event)
