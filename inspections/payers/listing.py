"""Recoveries as an actor may see them, in pages and one by one: as their tickets, and an owner its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, RowMapping

from inspections.payers import costing
from inspections.payers.costs import Line
from inspections.payers.recovery import Recovery, open_steps
from inspections.payers.storing import recovery_of
from inspections.payers.terms import State
from inspections.payers.workflow import Step
from inspections.tickets.parties import party_of
from inspections.tickets.sight import page_size, sight_of
from inspections.tickets.terms import Words
from registry.actor import Actor
from registry.errors import Forbidden, NotFound
from registry.pinyin import english
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "listing.sql")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which recoveries: each condition that is given must hold. `late`: the clock of its state has run out."""

    states: tuple[State, ...] = ()
    is_open: bool | None = None
    late: bool | None = None
    owner: str | None = None
    area: str | None = None
    ticket: UUID | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A recovery with its ticket, and the names of what it carries as codes."""

    recovery: Recovery
    number: str
    asset_code: str | None
    community_code: str | None
    defect: Words
    place: Words
    owner: Words | None
    stand_in: Words | None

    @property
    def letter_number(self) -> str:
        """What its letters are filed under: the ticket's number and which of its recoveries it is."""
        return f"{self.number}-Z{self.recovery.round}"


@dataclass(frozen=True, slots=True)
class Page:
    """Recoveries, newest first; `next` is the id after which the next page begins, None at the end."""

    recoveries: list[Listed]
    next: UUID | None


@dataclass(frozen=True, slots=True)
class Event:
    """One act that was done; `then` is who owned it, who stood in, which sheet held and what was owed after it."""

    id: UUID
    version: int
    act: str
    from_state: str | None
    to_state: str
    at: datetime
    due_at: datetime | None
    account_id: UUID | None
    org_code: str | None
    spoken_by: str
    reason: str
    brought: Mapping[str, object]
    then: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class File:
    """A recovery with its acts, oldest first, the lines of the sheet that holds, and what the actor may do now."""

    listed: Listed
    events: list[Event]
    lines: tuple[Line, ...]
    steps: tuple[Step, ...]


def list_recoveries(
    conn: Connection, actor: Actor, wanted: Wanted, *, now: datetime, limit: int = 100, after: UUID | None = None
) -> Page:
    """The recoveries the actor may see, newest first, at most `limit` (1 to 1,000) after the one with id `after`."""
    rows = _rows(conn, actor, wanted, now=now, limit=page_size(limit) + 1, after=after)
    found = [_listed(row) for row in rows[:limit]]
    return Page(found, found[-1].recovery.id if len(rows) > limit else None)


def see(conn: Connection, actor: Actor, recovery_id: UUID, *, now: datetime) -> Listed:
    """One recovery. Raises NotFound, or Forbidden for one the actor does not see."""
    rows = _rows(conn, actor, Wanted(), now=now, limit=1, id_=recovery_id)
    if rows:
        return _listed(rows[0])
    if conn.execute(SQL["exists"], {"id": recovery_id}).scalar_one():
        raise Forbidden("the ticket lies outside your areas, or is another's", recovery_id=str(recovery_id))
    raise NotFound(f"there is no recovery {recovery_id}", recovery_id=str(recovery_id))


def open_file(conn: Connection, actor: Actor, recovery_id: UUID, *, now: datetime) -> File:
    """One recovery with all that belongs to it. Raises as `see`."""
    listed = see(conn, actor, recovery_id, now=now)
    one = listed.recovery
    return File(
        listed,
        events_of(conn, recovery_id),
        costing.sheet_of(conn, recovery_id, one.sheet),
        open_steps(one, party_of(conn, actor), listed.community_code, now=now),
    )


def of_ticket(conn: Connection, actor: Actor, ticket_id: UUID, *, now: datetime) -> File:
    """The last recovery of a ticket. Raises NotFound where the actor sees none."""
    rows = _rows(conn, actor, Wanted(ticket=ticket_id), now=now, limit=1)
    if not rows:
        raise NotFound(f"no recovery of ticket {ticket_id} is seen here", ticket_id=str(ticket_id))
    return open_file(conn, actor, rows[0]["id"], now=now)


def events_of(conn: Connection, recovery_id: UUID) -> list[Event]:
    """The acts on one recovery, oldest first."""
    return [Event(**row) for row in conn.execute(SQL["events"], {"id": recovery_id}).mappings()]


def names_of(conn: Connection, codes: Sequence[str]) -> dict[str, Words]:
    """Names of organisations by code."""
    found = conn.execute(SQL["names"], {"codes": list(codes)})
    return {row.code: Words(row.name_zh, row.name_en or english(row.name_zh)) for row in found}


def _rows(
    conn: Connection,
    actor: Actor,
    wanted: Wanted,
    *,
    now: datetime,
    limit: int,
    after: UUID | None = None,
    id_: UUID | None = None,
) -> Sequence[RowMapping]:
    asked = {
        "id": id_,
        "after": after,
        "states": [str(state) for state in wanted.states] or None,
        "is_open": wanted.is_open,
        "late": wanted.late,
        "owner": wanted.owner,
        "area": wanted.area,
        "ticket": wanted.ticket,
    }
    bound = {**asked, **sight_of(conn, actor), "now": now, "limit": limit}
    return conn.execute(SQL["recoveries"], bound).mappings().all()


def _listed(row: RowMapping) -> Listed:
    def words(name: str) -> Words | None:
        zh = row[f"{name}_zh"]
        return None if zh is None else Words(zh, row[f"{name}_en"] or english(zh))

    return Listed(
        recovery=recovery_of(row),
        number=row["number"],
        asset_code=row["asset_code"],
        community_code=row["community_code"],
        defect=Words(row["defect_zh"], row["defect_en"]),
        place=Words(row["place_zh"], row["place_en"]),
        owner=words("owner"),
        stand_in=words("stand_in"),
    )
