"""Pleas: a suspension or an extension is asked for, approved by the desk, granted by a leader; or denied."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.tickets.terms import Action, State
from inspections.tickets.ticket import Taken
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "pleas.sql")
_ASKED = {Action.ASK_SUSPENSION: Action.SUSPEND, Action.ASK_EXTENSION: Action.EXTEND}
_DECIDED = {Action.APPROVE: "approve", Action.SUSPEND: "grant", Action.EXTEND: "grant", Action.DENY: "deny"}
_WAITING = frozenset({State.DISPATCHED, State.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Asked:
    """One plea as it stands; `kind` is suspend or extend, by whom and when each part of it was done."""

    id: UUID
    kind: str
    reason: str
    until: datetime
    asked_by: UUID | None
    asked_at: datetime
    first_by: UUID | None
    first_at: datetime | None
    second_by: UUID | None
    second_at: datetime | None
    denied_by: UUID | None
    denied_at: datetime | None
    dropped_at: datetime | None


def of_ticket(conn: Connection, ticket_id: UUID) -> list[Asked]:
    """The pleas of a ticket, oldest first."""
    return [Asked(**row) for row in conn.execute(SQL["of_ticket"], {"ticket_id": ticket_id}).mappings()]


def follow(conn: Connection, taken: Taken) -> None:
    """Keep what is asked for and decided; what is still undecided when the ticket goes on without it is dropped."""
    values = {"ticket_id": taken.after.id, "account_id": taken.party.actor.account_id, "at": taken.at}
    kind = _ASKED.get(taken.deed.action)
    if kind is not None:
        asked = {"id": taken.event_id, "kind": kind, "reason": taken.deed.reason, "until": taken.deed.until}
        conn.execute(SQL["ask"], {**values, **asked})
    elif taken.deed.action in _DECIDED:
        conn.execute(SQL[_DECIDED[taken.deed.action]], values)
    elif taken.after.state not in _WAITING or taken.deed.action is Action.TRANSFER:
        conn.execute(SQL["drop"], values)
