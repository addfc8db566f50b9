"""Requests as an actor may see them: in pages, one by one, and who asked for those who may know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, RowMapping

from inspections.requests import pictures
from inspections.requests.life import Channel, State, Step
from inspections.requests.pictures import Picture
from inspections.requests.privacy import Person, sees_person
from inspections.requests.request import Request, open_steps
from inspections.requests.storing import request_of
from inspections.tickets.parties import party_of
from inspections.tickets.sight import page_size, sight_of
from inspections.tickets.workflow import Words
from registry.actor import Actor
from registry.errors import Forbidden, NotFound
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "listing.sql")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which requests: each condition that is given must hold. `proposed`: a ticket it hangs on has ended."""

    states: Sequence[State] = ()
    channel: Channel | None = None
    matter: str | None = None
    assignee: str | None = None
    area: str | None = None
    late: bool | None = None
    proposed: bool | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A request with the names of its matter and of who answers."""

    request: Request
    matter: Words | None
    assignee: Words | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some requests, newest number first; `next` goes on."""

    requests: Sequence[Listed]
    next: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """A step that was taken."""

    id: UUID
    version: int
    action: str
    from_state: str | None
    to_state: str
    at: datetime
    account_id: UUID | None
    org_code: str | None
    reason: str
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Joined:
    """A ticket it hangs on; `ended_at` proposes an answer."""

    ticket_id: UUID
    number: str
    state: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class File:
    """A request with all that belongs to it; who asked is masked, None where nobody is kept."""

    listed: Listed
    person: Person | None
    events: Sequence[Event]
    tickets: Sequence[Joined]
    pictures: Sequence[Picture]
    steps: Sequence[Step]
    may_see_person: bool


def list_requests(
    conn: Connection, actor: Actor, wanted: Wanted, *, now: datetime, limit: int = 100, after: str | None = None
) -> Page:
    """A page of requests in one's areas, for an organisation those given to it. Raises Invalid for a page too large."""
    given = {
        "states": [str(state) for state in wanted.states],
        "channel": wanted.channel,
        "matter": wanted.matter,
        "assignee": wanted.assignee,
        "area": wanted.area,
        "late": wanted.late,
        "proposed": wanted.proposed,
        "now": now,
        "after": after,
        "id": None,
        "limit": page_size(limit) + 1,
    }
    rows = [_listed(row) for row in conn.execute(SQL["requests"], {**given, **sight_of(conn, actor)}).mappings()]
    more = len(rows) > limit
    return Page(rows[:limit], rows[limit - 1].request.number if more else None)


def open_file(conn: Connection, actor: Actor, request_id: UUID, *, now: datetime) -> File:
    """A request with its events, tickets and the steps the actor may take. Raises NotFound, Forbidden."""
    listed = seen(conn, actor, request_id, now=now)
    party = party_of(conn, actor)
    kept = conn.execute(SQL["person"], {"id": request_id}).one_or_none()
    return File(
        listed=listed,
        person=Person(kept.name, kept.phone, kept.address).masked() if kept else None,
        events=[Event(**row) for row in conn.execute(SQL["events"], {"id": request_id}).mappings()],
        tickets=[Joined(**row) for row in conn.execute(SQL["tickets"], {"id": request_id}).mappings()],
        pictures=pictures.of_request(conn, request_id),
        steps=open_steps(listed.request, party),
        may_see_person=sees_person(party, listed.request),
    )


def seen(conn: Connection, actor: Actor, request_id: UUID, *, now: datetime) -> Listed:
    """A request that the actor may see. Raises NotFound, Forbidden."""
    everything = dict.fromkeys(("channel", "matter", "assignee", "area", "late", "proposed", "after"))
    given: dict[str, object] = {**everything, "states": [], "now": now, "id": request_id, "limit": 1}
    row = conn.execute(SQL["requests"], {**given, **sight_of(conn, actor)}).mappings().one_or_none()
    if row is not None:
        return _listed(row)
    if conn.execute(SQL["exists"], {"id": request_id}).scalar():
        raise Forbidden("the request lies outside your areas, and was not given to your organisation")
    raise NotFound(f"there is no request {request_id}", request_id=str(request_id))


def person(conn: Connection, actor: Actor, request_id: UUID, *, now: datetime) -> Person:
    """Who asked, whole. Whoever calls writes the audit. Raises NotFound, Forbidden for those who need not know."""
    listed = seen(conn, actor, request_id, now=now)
    if not sees_person(party_of(conn, actor), listed.request):
        raise Forbidden("who asked is known to the desk, and to the organisation that answers while it is at work")
    kept = conn.execute(SQL["person"], {"id": request_id}).one_or_none()
    if kept is None:
        raise NotFound("nobody is kept: the time for it is over", request_id=str(request_id))
    return Person(kept.name, kept.phone, kept.address)


def followed(conn: Connection, number: str, key: UUID) -> Listed:
    """A request for whoever has the link to it. Raises NotFound, for a wrong key too."""
    row = conn.execute(SQL["followed"], {"number": number, "key": key}).mappings().one_or_none()
    if row is None:
        raise NotFound("no request has this number and key; is the address whole?")
    return _listed(row)


def _listed(row: RowMapping) -> Listed:
    return Listed(request_of(row), _words(row, "matter"), _words(row, "assignee"))


def _words(row: RowMapping, of: str) -> Words | None:
    zh = row[f"{of}_zh"]
    return Words(str(zh), str(row[f"{of}_en"])) if zh else None
