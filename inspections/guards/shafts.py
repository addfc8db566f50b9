"""Open shafts, unguarded ones first, and the posting of those who stand by them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from inspections.guards.keeping import Guard, Guarded, Kind, guard_from, guards_of
from inspections.guards.watching import watch_at
from inspections.tickets import events
from inspections.tickets.sight import page_size, sight_of
from inspections.tickets.terms import Words
from registry.actor import Actor, Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "shafts.sql")
OLDEST_POSTING = timedelta(hours=12)
"""How long ago a guard may have begun that is told only now: a phone without network (assumption)."""
AHEAD = timedelta(hours=24)
_ROLES = (Role.INSPECTOR, Role.CREW, Role.DISPATCHER, Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Posting:
    """A guard to be posted. `id` is made by the client: the same again changes nothing.

    An account, an organisation or both, with the post in words; a barrier or plate has a photo (SHA-256).
    """

    id: UUID
    kind: Kind
    account_id: UUID | None
    org_code: str | None
    post: str
    begins_at: datetime
    until: datetime
    photo_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Shaft:
    """An open shaft and who guards it."""

    id: UUID
    number: str
    state: str
    asset_code: str | None
    place: Words
    community_code: str | None
    lon: float
    lat: float
    defect_code: str
    defect: Words
    assignee_code: str | None
    reported_at: datetime
    guarded: Guarded


@dataclass(frozen=True, slots=True)
class Page:
    """Open shafts; `next` is the number after which the next page begins. `open` and `unguarded` count them all."""

    shafts: list[Shaft]
    open: int
    unguarded: int
    next: str | None


def list_shafts(
    conn: Connection,
    actor: Actor,
    *,
    now: datetime,
    area: str | None = None,
    limit: int = 100,
    after: str | None = None,
) -> Page:
    """The open shafts the actor may see: unguarded ones first, longest first, then those whose guard ends soonest.

    The order moves with time: where the shaft `after` is none any more the list begins anew, so that none is missed.
    """
    rows = conn.execute(SQL["shafts"], {**sight_of(conn, actor), "area": area}).all()
    guards = guards_of(conn, [row.id for row in rows])
    shafts = sorted((_shaft(row, guards.get(row.id, ()), now) for row in rows), key=_urgency)
    numbers = [shaft.number for shaft in shafts]
    start = numbers.index(after) + 1 if after in numbers else 0
    page = shafts[start : start + page_size(limit)]
    more = start + len(page) < len(shafts)
    alone = sum(not shaft.guarded.watch.is_guarded for shaft in shafts)
    return Page(page, len(shafts), alone, page[-1].number if more else None)


def post(conn: Connection, actor: Actor, ticket_id: UUID, posting: Posting, *, now: datetime) -> Guard:
    """Post a guard at an open shaft; the ticket tells of it, and keeps its version.

    Whoever stands there already and goes on standing relieves themselves. Raises NotFound, Forbidden (role, or a ticket
    that is not seen), Conflict (no open shaft; somebody would guard two places at once; the id names another guard),
    Invalid (times, nobody named, no photo of a barrier or plate).
    """
    ticket = ticket_in_sight(conn, actor, ticket_id)
    before = _same(conn, posting, ticket_id=ticket_id)
    if before is not None:
        return before
    if not ticket.is_shaft:
        raise Conflict(f"{ticket.number} is no open shaft: there is nothing to guard", ticket=ticket.number)
    check_posting(posting, now=now)
    if posting.begins_at < ticket.reported_at:
        raise Invalid(f"{ticket.number} was reported only at {ticket.reported_at:%H:%M} UTC", field="begins_at")
    if posting.kind is Kind.WATCH and posting.account_id is not None:
        relief = {"ticket_id": ticket_id, "account_id": posting.account_id, "begins_at": posting.begins_at}
        conn.execute(SQL["relieve"], relief)
    stored = store(conn, actor, posting, now=now, ticket_id=ticket_id)
    events.tell(
        conn,
        ticket_id,
        "guard",
        id_=posting.id,
        at=now,
        data={"kind": posting.kind, "post": stored.post, "until": posting.until.isoformat()},
        account_id=actor.account_id,
        org_code=actor.org_code,
        photos=[posting.photo_sha256] if posting.photo_sha256 else [],
    )
    return stored


def end(conn: Connection, actor: Actor, guard_id: UUID, *, reason: str, now: datetime) -> Guard:
    """End a guard of a ticket before its time; ended again, or run out meanwhile, it stays as it is.

    Raises NotFound, Forbidden, Invalid without a reason.
    """
    row = conn.execute(SQL["guard"], {"id": guard_id}).mappings().one_or_none()
    if row is None or row["ticket_id"] is None:
        raise NotFound(f"there is no guard {guard_id} of a ticket", guard=str(guard_id))
    ticket_in_sight(conn, actor, row["ticket_id"])
    if not reason.strip():
        raise Invalid("say why the guard ends: the shaft may be left alone", field="reason")
    if row["until"] > now:
        conn.execute(SQL["end_guard"], {"id": guard_id, "now": now, "reason": reason.strip()})
    return guard_from(conn.execute(SQL["guard"], {"id": guard_id}).mappings().one())


def ticket_in_sight(conn: Connection, actor: Actor, ticket_id: UUID) -> Row[Any]:
    """The ticket, held against whoever would verify it meanwhile. Raises NotFound, Forbidden."""
    if not actor.has(*_ROLES):
        raise Forbidden(f"this is for {', '.join(_ROLES[:3])}", roles=list(_ROLES[:3]))
    row = conn.execute(SQL["ticket"], {**sight_of(conn, actor), "id": ticket_id}).one_or_none()
    if row is None:
        raise NotFound(f"there is no ticket {ticket_id}", ticket_id=str(ticket_id))
    if not row.seen:
        raise Forbidden("the ticket lies outside your areas, or is another organisation's", ticket_id=str(ticket_id))
    return row


def check_posting(posting: Posting, *, now: datetime) -> None:
    """Raises Invalid for times or words that cannot be; what remains the database refuses by name."""
    if not now - OLDEST_POSTING <= posting.begins_at <= now + AHEAD:
        raise Invalid("a guard begins at most 12 h ago and at most 24 h ahead", field="begins_at")
    if posting.until <= posting.begins_at:
        raise Invalid("say until when: after it begins", field="until")
    if not posting.post.strip():
        raise Invalid("name the post: who stands there", field="post")


def store(
    conn: Connection,
    actor: Actor,
    posting: Posting,
    *,
    now: datetime,
    ticket_id: UUID | None = None,
    storm_id: UUID | None = None,
    low_point_id: UUID | None = None,
) -> Guard:
    """Store a guard of a ticket, or of a low point in a storm; the same again is the same."""
    row = {name: getattr(posting, name) for name in Posting.__slots__}
    place = {"ticket_id": ticket_id, "storm_id": storm_id, "low_point_id": low_point_id}
    conn.execute(SQL["post"], row | place | {"post": posting.post.strip(), "now": now, "by": actor.account_id})
    same = _same(conn, posting, **place)
    assert same is not None, "it was stored just now"
    return same


def _same(conn: Connection, posting: Posting, **place: UUID | None) -> Guard | None:
    row = conn.execute(SQL["guard"], {"id": posting.id}).mappings().one_or_none()
    if row is None:
        return None
    asked = {name: getattr(posting, name) for name in Posting.__slots__} | {"post": posting.post.strip()} | place
    if any(row[name] != value for name, value in asked.items()):
        raise Conflict(f"the id {posting.id} names another guard already; make a new one", id=str(posting.id))
    return guard_from(row)


def _shaft(row: Row[Any], guards: Sequence[Guard], now: datetime) -> Shaft:
    watch = watch_at(now, opened_at=row.reported_at, stands=(one.stand for one in guards))
    return Shaft(
        id=row.id,
        number=row.number,
        state=row.state,
        asset_code=row.asset_code,
        place=Words(row.place_zh, row.place_en),
        community_code=row.community_code,
        lon=row.lon,
        lat=row.lat,
        defect_code=row.defect_code,
        defect=Words(row.defect_zh, row.defect_en),
        assignee_code=row.assignee_code,
        reported_at=row.reported_at,
        guarded=Guarded(watch, tuple(guards)),
    )


def _urgency(shaft: Shaft) -> tuple[bool, datetime, str]:
    watch = shaft.guarded.watch
    moment = watch.guarded_until or watch.unguarded_since or shaft.reported_at
    return watch.is_guarded, moment, shaft.number
