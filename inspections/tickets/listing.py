"""Tickets as an actor may see them, in pages and one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, RowMapping, text

from inspections.tickets.facts import facts_of
from inspections.tickets.parties import party_of
from inspections.tickets.sight import page_size, sight_of
from inspections.tickets.stepping import open_steps
from inspections.tickets.steps import ticket_of
from inspections.tickets.ticket import Ticket
from inspections.tickets.urgency import Mark
from inspections.tickets.workflow import State, Step, Words
from registry.actor import RESIDENTS, Actor
from registry.errors import Forbidden, NotFound
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "listing.sql")
_OF_NOW, _OF_THEN = "from inspections.ticket t\n", "from inspections.ticket_then(:then) t\n"
_TICKETS_THEN = text(SQL["tickets"].text.replace(_OF_NOW, _OF_THEN))
_URGENCY = f"{SQL['rank'].text.rstrip().removesuffix(';')}, coalesce(t.due_at, t.reported_at), t.number"
_FOLLOWS = f"({_URGENCY}) > (cast(:rank as integer), cast(:at as timestamptz), cast(:after as text))"
# A statement of its own: the list by number reads no more than its page.
_TICKETS_BY_URGENCY = text(
    SQL["tickets"].text.replace("t.number < :after", _FOLLOWS).replace("order by t.number desc", f"order by {_URGENCY}")
)


@dataclass(frozen=True, slots=True)
class Box:
    """A box in degrees, WGS 84."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tickets: each condition that is given must hold. `late`: the limit has passed and nothing is repaired.

    `ids` are tickets by name; `words` stand in number, place or asset code. `urgent`: what a desk sees to first, first.
    `grid` and `micro_grid` are codes; reported or closed from a moment on, until before another one. `assignee` empty:
    nobody answers yet. `shaft`: an open one. `unmoved_since`: somebody's turn, nothing done since (stuck).
    `then` asks for tickets as they stood at a moment, by their events; those alone that were known then.
    """

    ids: tuple[UUID, ...] = ()
    states: tuple[State, ...] = ()
    hazard: bool | None = None
    late: bool | None = None
    assignee: str | None = None
    crew: str | None = None
    defect: str | None = None
    asset: str | None = None
    campaign: UUID | None = None
    area: str | None = None
    grid: str | None = None
    micro_grid: str | None = None
    reported_from: datetime | None = None
    reported_until: datetime | None = None
    closed_from: datetime | None = None
    closed_until: datetime | None = None
    open: bool | None = None
    shaft: bool | None = None
    unmoved_since: datetime | None = None
    box: Box | None = None
    words: str | None = None
    urgent: bool = False
    then: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A ticket with the names of what it carries as codes."""

    ticket: Ticket
    defect: Words
    asset_class: Words | None
    assignee: Words | None
    crew: Words | None


@dataclass(frozen=True, slots=True)
class Page:
    """Tickets; `next` is after what the next page begins (a number, or a mark of urgency), None at the end."""

    tickets: list[Listed]
    next: str | None


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture that was promised; `sha256` names the stored one, None until it has come."""

    original_sha256: str
    sha256: str | None
    width_px: int | None
    height_px: int | None
    taken_at: datetime | None


@dataclass(frozen=True, slots=True)
class Event:
    """One step that was taken: received `at`; `done_at` where the device says it was done before."""

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
    quiet: bool
    device_time: datetime | None
    done_at: datetime | None
    photos: tuple[Photo, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """One sighting of the defect."""

    observation_id: UUID
    observed_at: datetime
    received_at: datetime
    account_id: UUID
    defect_code: str
    severity: int | None
    measure_mm: float | None
    note: str
    lon: float | None
    lat: float | None
    accuracy_m: float | None
    photos: tuple[Photo, ...]

    @property
    def by_public(self) -> bool:
        """Whether a resident told it, from the certificate of the thing: nobody's account stands behind it."""
        return self.account_id == RESIDENTS


@dataclass(frozen=True, slots=True)
class File:
    """A ticket with all that belongs to it, and the steps the actor may take now.

    `asked` are the pictures of residents' requests that hang on it.
    """

    listed: Listed
    events: list[Event]
    sightings: list[Seen]
    steps: tuple[Step, ...]
    asked: tuple[Photo, ...]


def list_tickets(
    conn: Connection, actor: Actor, wanted: Wanted, *, now: datetime, limit: int = 100, after: str | None = None
) -> Page:
    """The tickets the actor may see, newest number first or as urgent, at most `limit` (1 to 1,000), after `after`."""
    rows = _rows(conn, actor, wanted, now=now, limit=page_size(limit) + 1, after=after)
    tickets = [_listed(row) for row in rows[:limit]]
    if len(rows) <= limit:
        return Page(tickets, None)
    last = tickets[-1].ticket
    return Page(tickets, str(Mark.of(last)) if wanted.urgent else last.number)


def see(conn: Connection, actor: Actor, ticket_id: UUID, *, now: datetime) -> Listed:
    """One ticket. Raises NotFound, or Forbidden for one the actor does not see."""
    rows = _rows(conn, actor, Wanted(), now=now, limit=1, ticket_id=ticket_id)
    if not rows:
        if conn.execute(SQL["exists_ticket"], {"id": ticket_id}).scalar_one():
            raise Forbidden(
                "the ticket lies outside your areas, or is another organisation's", ticket_id=str(ticket_id)
            )
        raise NotFound(f"there is no ticket {ticket_id}", ticket_id=str(ticket_id))
    return _listed(rows[0])


def open_file(conn: Connection, actor: Actor, ticket_id: UUID, *, now: datetime) -> File:
    """One ticket with events, sightings, photos and the steps the actor may take. Raises as `see`."""
    listed = see(conn, actor, ticket_id, now=now)
    events = conn.execute(SQL["events"], {"id": ticket_id}).mappings().all()
    sightings = conn.execute(SQL["sightings"], {"id": ticket_id}).mappings().all()
    subjects = [row["id"] for row in events] + [row["observation_id"] for row in sightings]
    requests = list(conn.execute(SQL["asked"], {"id": ticket_id}).scalars())
    photos = _photos(conn, subjects + requests)
    return File(
        listed,
        [Event(**row, photos=photos.get(row["id"], ())) for row in events],
        [Seen(**row, photos=photos.get(row["observation_id"], ())) for row in sightings],
        open_steps(listed.ticket, party_of(conn, actor), facts_of(conn, listed.ticket, now=now), now=now),
        tuple(photo for id_ in requests for photo in photos.get(id_, ())),
    )


# Rows --------------------------------------------------------------------------------------------------------------


def _rows(
    conn: Connection,
    actor: Actor,
    wanted: Wanted,
    *,
    now: datetime,
    limit: int,
    after: str | None = None,
    ticket_id: UUID | None = None,
) -> Sequence[RowMapping]:
    box = wanted.box
    asked = {
        "id": ticket_id,
        "ids": list(wanted.ids) or None,
        "after": after,
        "states": [str(state) for state in wanted.states] or None,
        "hazard": wanted.hazard,
        "late": wanted.late,
        "assignee": wanted.assignee,
        "crew": wanted.crew,
        "defect": wanted.defect,
        "asset": wanted.asset,
        "campaign": wanted.campaign,
        "area": wanted.area,
        "grid": wanted.grid,
        "micro_grid": wanted.micro_grid,
        "reported_from": wanted.reported_from,
        "reported_until": wanted.reported_until,
        "words": wanted.words or None,
        "closed_from": wanted.closed_from,
        "closed_until": wanted.closed_until,
        "open": wanted.open,
        "shaft": wanted.shaft,
        "unmoved_since": wanted.unmoved_since,
        "west": box.west if box else None,
        "south": box.south if box else None,
        "east": box.east if box else None,
        "north": box.north if box else None,
    }
    bound = {**asked, **sight_of(conn, actor), "now": now, "limit": limit}
    if wanted.then is not None:
        return conn.execute(_TICKETS_THEN, bound | {"then": wanted.then}).mappings().all()
    if wanted.urgent:
        mark = Mark.read(after) if after else None
        bound |= {name: getattr(mark, name, None) for name in ("rank", "at")} | {"after": mark and mark.number}
        return conn.execute(_TICKETS_BY_URGENCY, bound).mappings().all()
    return conn.execute(SQL["tickets"], bound).mappings().all()


def _words(row: RowMapping, name: str) -> Words | None:
    zh = row[f"{name}_zh"]
    return None if zh is None else Words(zh, row[f"{name}_en"])


def _listed(row: RowMapping) -> Listed:
    return Listed(
        ticket=ticket_of(row),
        defect=Words(row["defect_zh"], row["defect_en"]),
        asset_class=_words(row, "class"),
        assignee=_words(row, "assignee"),
        crew=_words(row, "crew"),
    )


def _photos(conn: Connection, subjects: Sequence[UUID]) -> dict[UUID, tuple[Photo, ...]]:
    found: dict[UUID, tuple[Photo, ...]] = {}
    for row in conn.execute(SQL["photos"], {"subjects": subjects}).mappings():
        photo = Photo(**{field.name: row[field.name] for field in fields(Photo)})
        found[row["subject_id"]] = (*found.get(row["subject_id"], ()), photo)
    return found
