"""Tickets on which something happens, and webhooks that hear of it."""

from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from inspections.outbox import signing, webhooks
from inspections.outbox.webhooks import Kind, Wanted, Webhook
from inspections.tickets import steps
from inspections.tickets.ticket import Ticket
from registry.actor import Actor, Role
from tests.inspections.tickets.scene import DESK, NOW, person

SECRET = signing.secret_of(bytes(32))
OWNER = person(Role.ADMIN)


def urge(conn: Connection, ticket_id: UUID, *, event_id: UUID | None = None) -> UUID:
    """A quiet event: whoever has the ticket is told to hurry."""
    event_id = event_id or uuid4()
    version = conn.execute(
        text("select version from inspections.ticket where id = :id"), {"id": ticket_id}
    ).scalar_one()
    steps.take(conn, DESK, ticket_id, action="urge", event_id=event_id, if_version=version, now=NOW, reason="hurry")
    return event_id


def step(conn: Connection, ticket_id: UUID, actor: Actor, action: str, version: int, **data: str) -> Ticket:
    return steps.take(
        conn, actor, ticket_id, action=action, event_id=uuid4(), if_version=version, now=NOW, reason="because",
        data=data,
    )  # fmt: skip


def hook(conn: Connection, wanted: Wanted | None = None, *, owner: Actor = OWNER, kind: Kind = Kind.WEBHOOK) -> Webhook:
    wanted = wanted or Wanted("mirror", "https://example.org/hook")
    made, _ = webhooks.create(conn, owner, wanted, id_=uuid4(), kind=kind, secret=SECRET, now=NOW)
    return made
