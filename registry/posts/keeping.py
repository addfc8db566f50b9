"""Appointing to posts and ending them; what was said of a person is erased on demand.

Posts are rows that are only ever added: an end is set once, and may come earlier, never later. Whoever goes on is
appointed anew.
"""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from registry import lookup
from registry.actor import Actor, Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound
from registry.history.fates import in_words
from registry.posts import kinds, listing
from registry.posts.post import YEARS, Appointment, Post, check, check_keeper, free_seat, known, sees_party
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "keeping.sql")


def appoint(conn: Connection, actor: Actor, asked: Appointment, *, now: datetime) -> Post:
    """Give somebody a post at a place that stands; the first seat that is free at that time.

    Raises Forbidden, Invalid, NotFound for a place outside one's areas too, Conflict for a place that is no more, a
    post whose seats are taken, somebody who holds it there already, or an id that names another appointment.
    """
    kind = known(asked.kind, kinds.read_all(conn))
    check_keeper(actor, kind)
    since = asked.since or now
    check(asked)
    if asked.until is not None and asked.until <= since:
        raise Invalid("a post ends after it begins", field="until")
    areas = None if actor.has(Role.SYSTEM) else actor.areas
    thing = lookup.by_code(conn, asked.place, kind.place_kind, areas=areas)[0]
    if thing.became is not None:
        raise Conflict(f"{thing.code} is no longer in use: {in_words(thing.became).en}", place=thing.code)
    conn.execute(_SQL["one_at_a_time"])
    before = listing.one(conn, asked.id, now=now)
    if before is not None:
        if (before.kind.code, before.place, before.holder) != (kind.code, thing.code, asked.holder):
            raise Conflict(f"the id {asked.id} names another appointment already; make a new one", id=str(asked.id))
        return before
    spot = {"kind": kind.code, "place": thing.code, "since": since, "until": asked.until}
    taken = conn.execute(_SQL["taken"], spot).all()  # a seat may have several holders one after the other
    if asked.holder in {row.holder for row in taken}:
        raise Conflict(f"{asked.holder} holds this post of {thing.code} already", place=thing.code)
    seat = free_seat({row.seat for row in taken}, kind, thing.code)
    told = {"holder": asked.holder, "contact": asked.contact, "account": asked.account_id}
    holder = conn.execute(_SQL["holder"], told).scalar_one()
    nobody = {"holder": asked.deputy, "contact": "", "account": None}
    deputy = conn.execute(_SQL["holder"], nobody).scalar_one() if asked.deputy else None
    row = spot | {"id": asked.id, "place_kind": kind.place_kind.value, "seat": seat, "holder": holder, "deputy": deputy}
    conn.execute(_SQL["add"], row | {"reason": asked.reason, "by": actor.name, "now": now})
    return _one(conn, asked.id, now=now)


def end(
    conn: Connection, actor: Actor, post: UUID, *, now: datetime, until: datetime | None = None, reason: str = ""
) -> Post:
    """Say that a post ends, now or at `until`; before it begins it is withdrawn. The same end again changes nothing.

    Raises NotFound, for posts outside one's areas and party posts of others too; Forbidden; Invalid for an end before
    the beginning, Conflict for one later than it was said before.
    """
    conn.execute(_SQL["one_at_a_time"])
    found = listing.one(conn, post, now=now)
    if found is None or not actor.covers(found.place[:12]) or (found.kind.party and not sees_party(actor)):
        raise NotFound(f"there is no post {post} here", id=str(post))
    check_keeper(actor, found.kind)
    wanted = until or max(now, found.since)
    if wanted.year >= YEARS[1]:
        raise Invalid(f"until {wanted:%Y-%m-%d} is a slip of the pen", field="until")
    if wanted < found.since:
        raise Invalid(f"the post began {found.since:%Y-%m-%d}: it cannot end before that", field="until")
    if found.until is not None and found.until <= wanted:
        if until in {None, found.until}:
            return found
        raise Conflict(f"the post ends {found.until:%Y-%m-%d} already: appoint anew from then on", id=str(post))
    conn.execute(_SQL["end"], {"id": post, "until": wanted, "by": actor.name, "now": now, "reason": reason})
    return _one(conn, post, now=now)


def erase(conn: Connection, actor: Actor, holder: str, *, now: datetime) -> int:
    """Forget a person: label, contact and account go, their posts stay as posts of nobody named. How many posts.

    Raises Forbidden for all but administrators, NotFound for a label that nobody has.
    """
    if not actor.has(Role.ADMIN, Role.SYSTEM):
        raise Forbidden("what is kept of a person is erased by an administrator", roles=[Role.ADMIN])
    row = conn.execute(_SQL["erase"], {"holder": holder, "now": now}).one_or_none()
    if row is None:
        raise NotFound(f"nobody is known as {holder}", holder=holder)
    return int(conn.execute(_SQL["posts_of"], {"holder": row.id}).scalar_one())


def _one(conn: Connection, post: UUID, *, now: datetime) -> Post:
    found = listing.one(conn, post, now=now)
    assert found is not None
    return found
