"""Appeals (申诉/剔除): that a ticket be left out of an indicator. A house asks, a leader of another house decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from inspections.exchange.indicators import Name
from inspections.tickets.listing import see
from inspections.tickets.parties import party_of
from inspections.tickets.sight import page_size, sight_of
from registry.actor import Actor, Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "appeals.sql")


class State(StrEnum):
    """Where an appeal stands."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Appeal:
    """One row of `inspections.ticket_appeal`, with the number of its ticket."""

    id: UUID
    ticket_id: UUID
    number: str
    indicator: Name
    version: int
    state: State
    asked_by: UUID
    asked_house: str
    asked_at: datetime
    reason: str
    evidence: str
    decided_by: UUID | None
    decided_house: str | None
    decided_at: datetime | None
    decision: str


@dataclass(frozen=True, slots=True)
class Event:
    """A version of an appeal: who asked or decided, and in what words."""

    version: int
    state: State
    at: datetime
    account_id: UUID
    house: str
    words: str


def ask(
    conn: Connection,
    actor: Actor,
    ticket_id: UUID,
    indicator: Name,
    *,
    appeal_id: UUID,
    reason: str,
    evidence: str = "",
    now: datetime,
) -> Appeal:
    """Ask that a ticket be left out of an indicator: the house that answers for it, or the desk.

    The same id again is the same appeal. Raises NotFound, Forbidden, Invalid without a reason, Conflict where one is
    open or granted.
    """
    ticket = see(conn, actor, ticket_id, now=now).ticket
    house = _house(conn, actor)
    answers = actor.has(Role.CREW) and house == ticket.assignee_code
    if actor.account_id is None or house is None or not (answers or actor.has(Role.DISPATCHER)):
        raise Forbidden("the house that answers for the ticket appeals, or the desk, each by an account of a house")
    given = {"reason": _reasoned(reason), "evidence": evidence.strip()}
    if known := _find(conn, appeal_id):
        said = (known.ticket_id, known.indicator, known.reason, known.evidence, known.asked_by)
        if said != (ticket_id, indicator, *given.values(), actor.account_id):
            raise Conflict(f"the id {appeal_id} names another appeal already; make a new one", id=str(appeal_id))
        return known
    asked = {"id": appeal_id, "ticket_id": ticket_id, "indicator": indicator, "by": actor.account_id, "at": now}
    conn.execute(SQL["ask"], asked | given | {"house": house})
    return by_id(conn, appeal_id)


def decide(
    conn: Connection, actor: Actor, appeal_id: UUID, *, granted: bool, decision: str, if_version: int, now: datetime
) -> Appeal:
    """Grant or refuse an appeal, with a reason. The same again changes nothing.

    Raises NotFound, Forbidden (a leader of another house than that which asked decides), Invalid, Stale.
    """
    conn.execute(SQL["lock"], {"id": appeal_id})
    appeal = by_id(conn, appeal_id)
    see(conn, actor, appeal.ticket_id, now=now)
    house, state = _house(conn, actor), State.GRANTED if granted else State.REFUSED
    if not actor.has(Role.LEADER) or actor.account_id is None or house is None:
        raise Forbidden("a leader decides on appeals, by an account of a house")
    if house == appeal.asked_house or actor.account_id == appeal.asked_by:
        raise Forbidden(f"{house} asked itself: a leader of another house decides")
    words = _reasoned(decision)
    if (appeal.decided_by, appeal.state, appeal.decision) == (actor.account_id, state, words):
        return appeal
    if appeal.version != if_version or appeal.state is not State.ASKED:
        raise Stale(f"the appeal is at version {appeal.version}, {appeal.state}; read it again", version=appeal.version)
    given = {"id": appeal_id, "by": actor.account_id, "house": house, "at": now, "state": state, "decision": words}
    conn.execute(SQL["decide"], given)
    return by_id(conn, appeal_id)


def list_appeals(
    conn: Connection, actor: Actor, *, state: State | None = None, limit: int = 100, after: UUID | None = None
) -> Sequence[Appeal]:
    """Appeals on tickets one sees, by id from after one."""
    given = {"state": state, "after": after, "limit": page_size(limit)}
    return [_appeal(dict(row)) for row in conn.execute(SQL["appeals"], {**given, **sight_of(conn, actor)}).mappings()]


def by_id(conn: Connection, appeal_id: UUID) -> Appeal:
    """An appeal. Raises NotFound."""
    found = _find(conn, appeal_id)
    if found is None:
        raise NotFound(f"there is no appeal {appeal_id}", id=str(appeal_id))
    return found


def history(conn: Connection, actor: Actor, appeal_id: UUID, *, now: datetime) -> tuple[Appeal, Sequence[Event]]:
    """An appeal with all its versions. Raises NotFound, Forbidden for a ticket one does not see."""
    appeal = by_id(conn, appeal_id)
    see(conn, actor, appeal.ticket_id, now=now)
    rows = conn.execute(SQL["history"], {"id": appeal_id}).mappings()
    return appeal, [Event(**{**row, "state": State(row["state"])}) for row in rows]


def _house(conn: Connection, actor: Actor) -> str | None:
    return party_of(conn, actor).house


def _find(conn: Connection, appeal_id: UUID) -> Appeal | None:
    row = conn.execute(SQL["appeal"], {"id": appeal_id}).mappings().one_or_none()
    return None if row is None else _appeal(dict(row))


def _appeal(row: dict[str, Any]) -> Appeal:
    return Appeal(**row | {"indicator": Name(row["indicator"]), "state": State(row["state"])})


def _reasoned(text: str) -> str:
    if not text.strip():
        raise Invalid("say why", field="reason")
    return text.strip()
