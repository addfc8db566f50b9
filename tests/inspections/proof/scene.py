"""Repairs in the furnished quarter, with pictures that look like something."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np
from PIL import Image, ImageFilter
from sqlalchemy import Connection, text

from inspections.observations import uploads
from inspections.observations.photostore import PhotoStore
from inspections.tickets import conditions
from inspections.tickets.steps import take, ticket_of
from inspections.tickets.terms import Action
from inspections.tickets.ticket import Ticket
from registry.actor import Actor, Role
from tests.inspections.tickets.scene import CREW, DESK, INSPECTOR, NOW, SEWER, hazard, person

LATER = NOW + timedelta(hours=1)
PRINCIPAL = person(Role.INSPECTOR, org="SZGS")


def image(seed: int, *, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A picture of its own: soft blots, as unlike another seed's as two places are."""
    noise = np.random.default_rng(seed).integers(0, 255, (12, 16, 3), dtype=np.uint8)
    return Image.fromarray(noise).resize(size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(3))


def jpeg(of: Image.Image, quality: int = 90) -> bytes:
    """A file of a picture."""
    out = BytesIO()
    of.save(out, "JPEG", quality=quality)
    return out.getvalue()


def name(content: bytes) -> str:
    """As a device promises a file."""
    return sha256(content).hexdigest()


def upload(conn: Connection, folder: Path, content: bytes, *, actor: Actor = CREW, now: datetime = LATER) -> str:
    """Send a picture; the hash it is stored under."""
    kept = uploads.keep(PhotoStore(folder), content, claimed_sha256=None)
    return uploads.record(conn, actor, kept, now=now).sha256


def step(
    conn: Connection,
    ticket: Ticket,
    actor: Actor,
    action: str,
    *,
    now: datetime = NOW,
    id_: UUID | None = None,
    **more: object,
) -> Ticket:
    """One step from the ticket as it is, by the first condition that fits."""
    given: dict[str, object] = {"reason": "because", "photos": ("a" * 64,), **more}
    if Action(action) in conditions.KINDS:
        given["data"] = {"condition": conditions.fitting(conn, ticket, Action(action))[0].code}
    return take(
        conn,
        actor,
        ticket.id,
        action=action,
        event_id=id_ or uuid4(),
        if_version=ticket.version,
        now=now,
        **given,  # type: ignore[arg-type]  # by name
    )


def read(conn: Connection, ticket_id: UUID) -> Ticket:
    """A ticket as it is stored."""
    statement = text("select t.*, st_x(geom) as lon, st_y(geom) as lat from inspections.ticket t where id = :id")
    return ticket_of(conn.execute(statement, {"id": ticket_id}).mappings().one())


def dispatched(conn: Connection, asset: str = SEWER, defect: str = "broken", *, minor: bool = True) -> Ticket:
    """A ticket a crew works on; `minor`: no hazard, so that it is drawn or not."""
    ticket_id = hazard(conn, asset, defect)
    if minor:
        conn.execute(text("update inspections.ticket set hazard = false where id = :id"), {"id": ticket_id})
    ticket = step(conn, read(conn, ticket_id), DESK, "file")
    ticket = step(conn, ticket, DESK, "dispatch")
    return step(conn, ticket, CREW, "accept")


def repaired(
    conn: Connection,
    asset: str = SEWER,
    defect: str = "broken",
    *,
    minor: bool = True,
    at: datetime = LATER,
    photos: Sequence[str] = ("a" * 64,),
    step_id: UUID | None = None,
) -> Ticket:
    """A ticket whose repair was told."""
    ticket = dispatched(conn, asset, defect, minor=minor)
    return step(conn, ticket, CREW, "repair", now=at, photos=tuple(photos), id_=step_id)


def closed(conn: Connection, ticket: Ticket) -> Ticket:
    """A repaired ticket verified and closed."""
    return step(conn, step(conn, ticket, INSPECTOR, "verify", now=LATER), DESK, "close", now=LATER)


def contract(conn: Connection, contractor: str, principal: str, **days: str) -> None:
    """A contract in force, unless said otherwise."""
    span = {"starts_on": "2026-01-01", "ends_on": "2027-12-31", **days}
    conn.execute(
        text(
            "insert into registry.contract (number, contractor_code, principal_code, starts_on, ends_on)"
            " values (:number, :contractor, :principal, :starts_on, :ends_on)"
        ),
        {"number": str(uuid4()), "contractor": contractor, "principal": principal, **span},
    )
