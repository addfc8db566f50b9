"""A hole in the quarter, people with accounts who stand by it, and its ticket taken through its steps."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from inspections.guards.keeping import Kind
from inspections.guards.shafts import Posting
from inspections.tickets.steps import take
from inspections.tickets.ticket import Ticket
from registry.actor import Actor
from tests.inspections.tickets.scene import CREW, DESK, NOW

PHOTO = "b" * 64


def minutes(n: float) -> datetime:
    return NOW + timedelta(minutes=n)


def account(conn: Connection) -> UUID:
    """An account somebody may be posted by."""
    id_ = uuid4()
    conn.execute(
        text("insert into access.account (id, login, name) values (:id, :login, '王')"),
        {"id": id_, "login": f"w-{id_.hex[:12]}"},
    )
    return id_


def posting(begins: float, until: float, **changes: object) -> Posting:
    """A watch of the drainage company, unless said otherwise."""
    plain = Posting(uuid4(), Kind.WATCH, None, "PSGS", "排水一班 王某", minutes(begins), minutes(until))
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields by name


def step(conn: Connection, actor: Actor, ticket_id: UUID, action: str, *, at: float = 0, **more: object) -> Ticket:
    """One step from whatever version the ticket has."""
    version = conn.execute(
        text("select version from inspections.ticket where id = :id"), {"id": ticket_id}
    ).scalar_one()
    return take(
        conn,
        actor,
        ticket_id,
        action=action,
        event_id=uuid4(),
        if_version=version,
        now=minutes(at),
        **more,  # type: ignore[arg-type]  # by name
    )


def dispatch(conn: Connection, ticket_id: UUID, *, at: float = 0) -> None:
    """File, dispatch and accept it."""
    condition = conn.execute(
        text(
            "select code from inspections.condition where defect_code = "
            "(select defect_code from inspections.ticket where id = :id) order by code limit 1"
        ),
        {"id": ticket_id},
    ).scalar()
    step(conn, DESK, ticket_id, "file", at=at, data={"condition": condition} if condition else {})
    step(conn, DESK, ticket_id, "dispatch", at=at)
    step(conn, CREW, ticket_id, "accept", at=at)
