"""What the workflow asks of guards: who stands by a shaft, whether somebody is down, and what follows a step.

Imported by the steps of a ticket, so it knows no use case of tickets.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from uuid import UUID, uuid5

from sqlalchemy import Connection, RowMapping

from inspections.guards.watching import Stand, Watch, watch_at
from inspections.tickets import events
from inspections.tickets.terms import Action
from inspections.tickets.ticket import Taken
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "keeping.sql")
BARRIER_STANDS = timedelta(hours=24)
"""How long the barrier of a make-safe is trusted until somebody looks again (assumption)."""
_TOLD = UUID("5b0d7f5a-1c1e-4b7e-9a55-0c2f6d1e3a19")
_AT_ONCE = 500


class Kind(StrEnum):
    """What stands there."""

    WATCH = "watch"
    BARRIER = "barrier"
    PLATE = "plate"


@dataclass(frozen=True, slots=True)
class Guard:
    """Who or what stands where: an account, or an organisation, with the post in words."""

    id: UUID
    ticket_id: UUID | None
    storm_id: UUID | None
    low_point_id: UUID | None
    kind: Kind
    account_id: UUID | None
    org_code: str | None
    post: str
    begins_at: datetime
    until: datetime
    photo_sha256: str | None
    posted_at: datetime
    posted_by: UUID | None
    ended_at: datetime | None
    end_reason: str

    @property
    def stand(self) -> Stand:
        """How long it stands."""
        return Stand(self.begins_at, self.ended_at or self.until)


@dataclass(frozen=True, slots=True)
class Guarded:
    """How an open shaft is guarded now, and by whom since when it is open."""

    watch: Watch
    guards: tuple[Guard, ...]


def guard_from(row: RowMapping) -> Guard:
    """A guard from a row of its table."""
    return Guard(**{name: row[name] for name in Guard.__slots__} | {"kind": Kind(row["kind"])})


def guard_of(conn: Connection, ticket_ids: Collection[UUID], *, now: datetime) -> dict[UUID, Guarded]:
    """Of those among the tickets that are open shafts, how each is guarded at `now`; other tickets are left out."""
    opened = {row.id: row.reported_at for row in conn.execute(SQL["shafts"], {"ids": list(ticket_ids)})}
    guards = guards_of(conn, opened)
    return {
        id_: Guarded(
            watch_at(now, opened_at=at, stands=(one.stand for one in guards.get(id_, ()))), guards.get(id_, ())
        )
        for id_, at in opened.items()
    }


def watches(conn: Connection, ticket_ids: Collection[UUID], *, now: datetime) -> dict[UUID, Watch]:
    """How the open shafts among tickets are watched at `now`; other tickets are left out."""
    return {id_: guarded.watch for id_, guarded in guard_of(conn, ticket_ids, now=now).items()}


def guards_of(conn: Connection, ticket_ids: Collection[UUID]) -> dict[UUID, tuple[Guard, ...]]:
    """Every guard there was of tickets, by ticket, in the order in which they began."""
    found: dict[UUID, tuple[Guard, ...]] = {}
    for row in conn.execute(SQL["guards"], {"ids": list(ticket_ids)}).mappings():
        guard = guard_from(row)
        found[row["ticket_id"]] = (*found.get(row["ticket_id"], ()), guard)
    return found


def entry_open(conn: Connection, ticket_id: UUID) -> bool:
    """Whether somebody is down the well of a ticket: then its repair is not finished, whatever is said."""
    return bool(conn.execute(SQL["entry_open"], {"ticket_id": ticket_id}).scalar_one())


def follow(conn: Connection, taken: Taken) -> None:
    """A make-safe puts up a barrier; a ticket that is verified or closed needs no guard any more."""
    after, at = taken.after, taken.at
    if taken.deed.action is Action.MAKE_SAFE and taken.facts.hole:
        org_code = taken.party.actor.org_code or after.assignee_code
        barrier = {
            "id": taken.event_id,
            "ticket_id": after.id,
            "org_code": org_code,
            "account_id": None if org_code else taken.party.actor.account_id,
            "post": taken.deed.note or "先行防护",
            "at": at,
            "until": at + BARRIER_STANDS,
            "photo": taken.deed.photos[0],
            "posted_by": taken.party.actor.account_id,
        }
        conn.execute(SQL["raise_barrier"], barrier)
    if after.verified_at is not None or after.closed_at is not None:
        conn.execute(SQL["end_guards"], {"ticket_id": after.id, "at": at, "reason": str(taken.deed.action)})


def tell_ran_out(conn: Connection, *, now: datetime) -> int:
    """Tell of each guard whose time has passed and that left its shaft alone, once; how many were told.

    A quiet event `unguarded` of the ticket, which says since when nobody stands there. Of one that others relieved
    nothing is told.
    """
    rows = conn.execute(SQL["ran_out"], {"now": now, "most": _AT_ONCE}).all()
    states = guard_of(conn, {row.ticket_id for row in rows}, now=now)
    told = 0
    for row in rows:
        found = states.get(row.ticket_id)
        if found is None or found.watch.unguarded_since != row.until:
            continue
        events.tell(
            conn,
            row.ticket_id,
            "unguarded",
            id_=uuid5(_TOLD, str(row.id)),
            at=now,
            data={"guard": row.id, "since": row.until},
        )
        told += 1
    conn.execute(SQL["mark_told"], {"now": now, "ids": [row.id for row in rows]})
    return told
