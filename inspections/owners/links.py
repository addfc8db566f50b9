"""One-time links: made and revoked by the desk, opened and used by whoever holds the secret.

What is done by a link is a step of the ticket like any other, in the name of the organisation the ticket was given to.
The secret itself never comes here: the roof makes it, shows it once and hands down its SHA-256.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import Connection, RowMapping

from inspections.clocks.limits import Kind
from inspections.clocks.running import standing_of
from inspections.observations import uploads
from inspections.observations.uploads import Upload
from inspections.owners.link import ACTIONS, LIFE, Act, Channel, End, Link
from inspections.tickets import listing, steps
from inspections.tickets.filing import DEFAULT_PROFILE
from inspections.tickets.listing import File
from inspections.tickets.ticket import Ticket
from inspections.tickets.workflow import State
from registry.actor import OWNERS, Actor, Role
from registry.errors import Conflict, Forbidden, NotFound
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "links.sql")
KEEPERS = (Role.DISPATCHER, Role.SYSTEM)
AT_WORK = frozenset({State.DISPATCHED, State.ACCEPTED, State.SUSPENDED})
_LIMITS = frozenset({Kind.ARRIVE, Kind.MAKE_SAFE, Kind.REPAIR})
_ALL: Mapping[str, object] = MappingProxyType({"id": None, "ticket_id": None, "secret_sha256": None})


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link that is to be made. `expires_at` None: seven days from now."""

    id: UUID
    ticket_id: UUID
    channel: Channel
    secret_sha256: bytes
    addressee: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """What the holder of a live link sees: the ticket's file as the organisation sees it, and what may be done now.

    `limits` are the clocks that run, with when they are due.
    """

    link: Link
    file: File
    acts: tuple[Act, ...]
    limits: tuple[tuple[Kind, datetime], ...]

    @property
    def waits_for_barrier(self) -> bool:
        """Whether the repair could be told if the hole were made safe."""
        ticket = self.file.listed.ticket
        return ticket.state is State.ACCEPTED and Act.MAKE_SAFE in self.acts and Act.REPAIR not in self.acts


def make(conn: Connection, actor: Actor, new: NewLink, *, now: datetime) -> tuple[Link, bool]:
    """Make a link for whoever the ticket was given to, and whether it is a new one: of an id that is known the secret
    was another.

    Raises NotFound, Forbidden (the desk of the place alone), Conflict (nobody is at work on it), Invalid.
    """
    ticket = desk_ticket(conn, actor, new.ticket_id, now=now)
    known = conn.execute(SQL["links"], {**_ALL, "id": new.id}).mappings().one_or_none()
    if known is not None:
        if known["ticket_id"] != new.ticket_id:
            raise Conflict(f"the id {new.id} names another link already; make a new one", link_id=str(new.id))
        return _link(known), False
    row = asdict(new) | {"org_code": at_work(ticket), "addressee": new.addressee.strip()}
    row |= {"now": now, "by": actor.account_id, "expires_at": new.expires_at or now + LIFE}
    fresh = conn.execute(SQL["store"], row).one_or_none() is not None
    return _link(conn.execute(SQL["links"], {**_ALL, "id": new.id}).mappings().one()), fresh


def revoke(conn: Connection, actor: Actor, link_id: UUID, *, now: datetime) -> Link:
    """End a link; one that has ended stays as it is. Raises NotFound, Forbidden."""
    row = conn.execute(SQL["links"], {**_ALL, "id": link_id}).mappings().one_or_none()
    if row is None:
        raise NotFound(f"there is no link {link_id}", link_id=str(link_id))
    desk_ticket(conn, actor, row["ticket_id"], now=now)
    end = {"id": link_id, "ticket_id": None, "why": End.REVOKED, "by": actor.account_id, "now": now}
    conn.execute(SQL["end"], end)
    return _link(conn.execute(SQL["links"], {**_ALL, "id": link_id}).mappings().one())


def of_ticket(conn: Connection, actor: Actor, ticket_id: UUID, *, now: datetime) -> list[Link]:
    """The links of a ticket the actor may see, oldest first. Raises NotFound, Forbidden."""
    listing.see(conn, actor, ticket_id, now=now)
    return [_link(row) for row in conn.execute(SQL["links"], {**_ALL, "ticket_id": ticket_id}).mappings()]


def find(conn: Connection, secret_sha256: bytes) -> Link:
    """The link of a secret, dead or alive. Raises NotFound: a wrong secret is answered like one that never was."""
    row = conn.execute(SQL["links"], {**_ALL, "secret_sha256": secret_sha256}).mappings().one_or_none()
    if row is None:
        raise NotFound("no link has this address; is it whole?")
    return _link(row)


def look(conn: Connection, link: Link, *, now: datetime) -> Opened:
    """What a live link shows. Reads alone: whoever scans mail for links changes nothing by looking."""
    file = listing.open_file(conn, _owner(link), link.ticket_id, now=now)
    possible = {step.action for step in file.steps}
    safe = file.listed.ticket.made_safe_at is not None
    acts = tuple(act for act in Act if act not in link.done and ACTIONS[act] in possible)
    acts = tuple(act for act in acts if act is not Act.MAKE_SAFE or not safe)
    return Opened(link, file, acts, limits_of(conn, link.ticket_id))


def limits_of(conn: Connection, ticket_id: UUID) -> tuple[tuple[Kind, datetime], ...]:
    """What the organisation has to do by when: the clocks of arriving, making safe and repairing that run."""
    clocks = standing_of(conn, ticket_id).clocks
    due = [(one.kind, one.times.due_at) for one in clocks if one.is_running and one.kind in _LIMITS]
    return tuple(sorted(due, key=lambda one: (one[1], one[0])))


def take(
    conn: Connection,
    secret_sha256: bytes,
    act: Act,
    *,
    now: datetime,
    reason: str = "",
    photo: Upload | None = None,
    profile: str = DEFAULT_PROFILE,
) -> Link:
    """Do one thing by a link; done before, it is left as it was done. The picture lies in the store already.

    Raises NotFound for no such link, Conflict for a dead one (`ended` says why) and for what stands in the way of the
    step, Invalid for what it needs.
    """
    ticket_id = find(conn, secret_sha256).ticket_id
    version = conn.execute(SQL["lock_ticket"], {"id": ticket_id}).scalar_one()
    link = find(conn, secret_sha256)  # as it is now that nobody else can end it
    if act in link.done:
        return link
    dead = link.dead(now)
    if dead is not None:
        raise Conflict("the link is dead", ended=dead)
    owner, event_id = _owner(link), link.event_id(act)
    if photo is not None:
        uploads.record(conn, owner, photo, now=now)
    steps.take(
        conn,
        owner,
        ticket_id,
        action=ACTIONS[act],
        event_id=event_id,
        if_version=version,
        now=now,
        reason=reason,
        photos=(photo.original_sha256,) if photo else (),
        profile=profile,
    )
    conn.execute(SQL["done"], {"link_id": link.id, "act": act, "event_id": event_id, "now": now})
    return find(conn, secret_sha256)


def desk_ticket(conn: Connection, actor: Actor, ticket_id: UUID, *, now: datetime) -> Ticket:
    """A ticket of whose place the actor keeps the desk, held until it is written to. Raises NotFound, Forbidden."""
    conn.execute(SQL["lock_ticket"], {"id": ticket_id})
    ticket = listing.see(conn, actor, ticket_id, now=now).ticket
    if not (actor.has(*KEEPERS) and actor.covers(ticket.community_code)):
        raise Forbidden("owners are written to and called by the desk of the place")
    return ticket


def at_work(ticket: Ticket) -> str:
    """The organisation that is at work on a ticket. Raises Conflict where none is."""
    if ticket.state not in AT_WORK or ticket.assignee_code is None:
        raise Conflict(
            f"{ticket.number} is {ticket.state}: dispatch it first, then write to whoever has it", ticket=ticket.number
        )
    return ticket.assignee_code


def _owner(link: Link) -> Actor:
    """The organisation of a link, with the least that does."""
    return Actor(OWNERS, "owner", link.org_code, frozenset({Role.CREW}), ())


def _link(row: RowMapping) -> Link:
    read = {
        "channel": Channel(row["channel"]),
        "ended_why": End(row["ended_why"]) if row["ended_why"] else None,
        "done": {Act(act): datetime.fromisoformat(at) for act, at in row["done"].items()},
    }
    return Link(**{**row, **read})
