"""What was sent to a webhook, what waits and what was given up: the list for people."""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.outbox import webhooks
from inspections.tickets.sight import page_size
from registry.actor import Actor
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "deliveries.sql")


class Status(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for one webhook. `message_id` is the `webhook-id` of each sending; `next_at`: when it is sent again."""

    number: int
    message_id: UUID
    action: str
    ticket_id: UUID | None
    request_id: UUID | None
    status: Status
    next_at: datetime | None
    attempted_at: tuple[datetime, ...]
    response_code: int | None
    error: str
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """Deliveries, newest number first; `next` is the number after which the next page begins, None at the end."""

    deliveries: list[Delivery]
    next: int | None


def page(
    conn: Connection, actor: Actor, webhook_id: UUID, *, status: Status | None, limit: int, after: int | None
) -> Page:
    """Deliveries of a webhook of the actor's. Raises Forbidden, NotFound."""
    webhook = webhooks.one(conn, actor, webhook_id)
    asked = {"id": webhook.id, "status": status, "limit": page_size(limit) + 1, "after": after}
    rows = conn.execute(SQL["page"], asked).mappings().all()
    found = [
        Delivery(
            **{one.name: row[one.name] for one in fields(Delivery)}
            | {"status": Status(row["status"]), "attempted_at": tuple(row["attempted_at"])}
        )
        for row in rows[:limit]
    ]
    return Page(found, found[-1].number if len(rows) > limit else None)
