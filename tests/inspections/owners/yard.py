"""Tickets that were given to an owner, and its links, for tests of owners without an account."""

import hashlib
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID, uuid4

from PIL import Image
from sqlalchemy import Connection, text

from inspections.observations.photos import Picture
from inspections.observations.uploads import Upload
from inspections.owners import links
from inspections.owners.link import Act, Channel, Link
from inspections.owners.links import NewLink
from registry.actor import Actor
from tests.inspections.payers.case import dispatched, step
from tests.inspections.tickets.scene import DESK, NOW

__all__ = ["dispatched", "step"]


def digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def hours(n: float) -> datetime:
    return NOW + timedelta(hours=n)


def link(conn: Connection, ticket_id: UUID, secret: str = "s", actor: Actor = DESK, **more: object) -> Link:
    new = NewLink(uuid4(), ticket_id, Channel.SMS, digest(secret), **more)  # type: ignore[arg-type]  # by name
    made, fresh = links.make(conn, actor, new, now=NOW)
    assert fresh
    return made


def photo(name: str = "after") -> Upload:
    """A picture that lies in the store already: its bytes are not asked for again."""
    original = hashlib.sha256(name.encode()).hexdigest()
    stored = hashlib.sha256(original.encode()).hexdigest()
    return Upload(original, stored, Picture(PIXEL, 8, 8, lon=None, lat=None, taken_at=None))


def use(conn: Connection, act: Act, secret: str = "s", *, at: datetime = NOW, **more: object) -> Link:
    return links.take(conn, digest(secret), act, now=at, **more)  # type: ignore[arg-type]  # by name


def state(conn: Connection, ticket_id: UUID) -> str:
    return str(
        conn.execute(text("select state from inspections.ticket where id = :id"), {"id": ticket_id}).scalar_one()
    )


def events(conn: Connection, ticket_id: UUID) -> list[tuple[str, UUID | None, str | None]]:
    """What was done to a ticket, by which account, for which organisation."""
    told = text("select action, account_id, org_code from inspections.ticket_event where ticket_id = :id order by seq")
    return [tuple(row) for row in conn.execute(told, {"id": ticket_id})]


def _pixel() -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8), "grey").save(out, "JPEG")
    return out.getvalue()


PIXEL = _pixel()
