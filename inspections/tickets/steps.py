"""Taking a step of the workflow on a stored ticket: lock, decide (`inspections.tickets.ticket`), store, tell."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import Connection, RowMapping

from inspections.tickets import following, workdays
from inspections.tickets.filing import DEFAULT_PROFILE, limits_of
from inspections.tickets.following import Taken
from inspections.tickets.limits import due, in_words
from inspections.tickets.ticket import Clock, Deed, Party, Ticket, check_step, take_step
from inspections.tickets.workflow import Action, State, step_of
from registry.actor import Actor
from registry.database import told
from registry.errors import Conflict, Invalid, JinggeError, NotFound
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "steps.sql")
NOTHING: Mapping[str, str] = MappingProxyType({})
_DATA = frozenset({"note", "assignee_code", "crew_code"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One step of several that are asked for at once."""

    ticket_id: UUID
    event_id: UUID
    action: str
    if_version: int
    reason: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of several steps: the ticket after it, or the error that refused it."""

    asked: Asked
    ticket: Ticket | None
    error: JinggeError | None


def take(
    conn: Connection,
    actor: Actor,
    ticket_id: UUID,
    *,
    action: str,
    event_id: UUID,
    if_version: int,
    now: datetime,
    reason: str = "",
    data: Mapping[str, str] = NOTHING,
    photos: Sequence[str] = (),
    profile: str = DEFAULT_PROFILE,
) -> Ticket:
    """Take one step and return the ticket as it is then.

    `event_id` is made by the client: the same step again changes nothing and returns the ticket as it is now.
    `data` may hold note, assignee_code (dispatch: an organisation, else the proposed one) and crew_code (dispatch: one
    of its crews). `photos` are SHA-256 of files that are uploaded before or after. `profile` names the table of limits.

    Raises NotFound, Forbidden (role, area, organisation, verifier of the repairer's house), Stale (another version),
    Conflict (no such step from this state; the id names another step), Invalid (reason, photo or organisation missing
    or unknown).
    """
    step = step_of(action)
    deed = _deed(step.action, reason=reason, data=data, photos=photos)
    ticket = _locked(conn, ticket_id)
    if _was_taken(conn, actor, ticket, deed, event_id=event_id):
        return ticket
    party = party_of(conn, actor)
    check_step(ticket, step, deed, party, if_version=if_version)
    clock = None
    if step.action is Action.DISPATCH:
        _check_organisations(conn, ticket, deed)
        clock = _clock(conn, ticket, profile=profile, now=now)
    after = take_step(ticket, step, deed, party, now=now, clock=clock)
    conn.execute(SQL["store_ticket"], asdict(after))
    _tell(conn, ticket, after, deed, party, event_id=event_id, now=now)
    following.follow(conn, Taken(ticket, after, deed, party, event_id=event_id, at=now, profile=profile))
    return after


def take_many(
    conn: Connection, actor: Actor, asked: Sequence[Asked], *, now: datetime, profile: str = DEFAULT_PROFILE
) -> list[Outcome]:
    """Take several steps in order, each with its own outcome: file and dispatch are one key, or a whole list at once.

    A refused step changes nothing and stops none of the others; one that builds on it is refused as stale.
    """
    conn.execute(SQL["lock_tickets"], {"ids": [one.ticket_id for one in asked]})
    return [_try(conn, actor, one, now=now, profile=profile) for one in asked]


def _try(conn: Connection, actor: Actor, one: Asked, *, now: datetime, profile: str) -> Outcome:
    try:
        with told(), conn.begin_nested():
            ticket = take(
                conn,
                actor,
                one.ticket_id,
                action=one.action,
                event_id=one.event_id,
                if_version=one.if_version,
                now=now,
                reason=one.reason,
                data=one.data,
                photos=one.photos,
                profile=profile,
            )
    except JinggeError as error:
        return Outcome(one, None, error)
    return Outcome(one, ticket, None)


def party_of(conn: Connection, actor: Actor) -> Party:
    """The actor with the house of the actor's organisation."""
    return Party(actor, conn.execute(SQL["house"], {"code": actor.org_code}).scalar())


_COLUMNS = tuple(column.name for column in fields(Ticket))


def ticket_of(row: RowMapping) -> Ticket:
    """A ticket from a row of `inspections.ticket` with lon and lat."""
    return Ticket(**{name: row[name] for name in _COLUMNS} | {"state": State(row["state"])})


def _deed(action: Action, *, reason: str, data: Mapping[str, str], photos: Sequence[str]) -> Deed:
    unknown = sorted(data.keys() - _DATA)
    if unknown:
        raise Invalid(f"a step takes {', '.join(sorted(_DATA))}, not {', '.join(unknown)}", field="data")
    given = {name: text for name, value in data.items() if (text := value.strip())}
    if action is not Action.DISPATCH and given.keys() - {"note"}:
        raise Invalid(f"{action} names no organisation; only dispatch does", field="data")
    return Deed(action, reason=reason.strip(), photos=tuple(dict.fromkeys(photos)), **given)


def _locked(conn: Connection, ticket_id: UUID) -> Ticket:
    row = conn.execute(SQL["lock_ticket"], {"id": ticket_id}).mappings().one_or_none()
    if row is None:
        raise NotFound(f"there is no ticket {ticket_id}", ticket_id=str(ticket_id))
    return ticket_of(row)


def _was_taken(conn: Connection, actor: Actor, ticket: Ticket, deed: Deed, *, event_id: UUID) -> bool:
    event = conn.execute(SQL["event"], {"id": event_id}).one_or_none()
    if event is None:
        return False
    told_then = (event.ticket_id, event.action, event.account_id, event.reason, event.data)
    if told_then != (ticket.id, deed.action, actor.account_id, deed.reason, _data(deed)):
        raise Conflict(f"the id {event_id} names another step already; make a new one", event_id=str(event_id))
    return True


def _data(deed: Deed) -> dict[str, object]:
    """What a step brought along, as its event keeps it: only what was given."""
    given = {
        "note": deed.note,
        "photos": list(deed.photos),
        "assignee_code": deed.assignee_code,
        "crew_code": deed.crew_code,
    }
    return {name: value for name, value in given.items() if value}


def _check_organisations(conn: Connection, ticket: Ticket, deed: Deed) -> None:
    assignee = deed.assignee_code or ticket.assignee_code
    codes = [code for code in (assignee, deed.crew_code) if code]
    known = {row.code: row for row in conn.execute(SQL["organisations"], {"codes": codes})}
    for name, code in (("assignee_code", assignee), ("crew_code", deed.crew_code)):
        if code and code not in known:
            raise Invalid(f"{code!r} is no organisation of the register", field=name, value=code)
    if assignee and known[assignee].kind == "crew":
        message = (
            f"{assignee} is a crew: name its organisation {known[assignee].parent_code}, and the crew as crew_code"
        )
        raise Invalid(message, field="assignee_code", value=assignee)
    if deed.crew_code and (known[deed.crew_code].kind, known[deed.crew_code].parent_code) != ("crew", assignee):
        raise Invalid(f"{deed.crew_code} is no crew of {assignee}", field="crew_code", value=deed.crew_code)


def _clock(conn: Connection, ticket: Ticket, *, profile: str, now: datetime) -> Clock:
    limit = limits_of(conn, profile=profile, defect_codes=[ticket.defect_code]).get(ticket.defect_code)
    if limit is None:
        message = f"profile {profile!r} has no time limit for {ticket.defect_code}; add it to the table of limits"
        raise Invalid(message, field="profile", value=profile)
    until = due(now, limit, workdays.published())
    return Clock(until.at, in_words(limit, until.guessed_years))


def _tell(
    conn: Connection, ticket: Ticket, after: Ticket, deed: Deed, party: Party, *, event_id: UUID, now: datetime
) -> None:
    event = {
        "id": event_id,
        "ticket_id": after.id,
        "version": after.version,
        "action": deed.action,
        "from_state": ticket.state,
        "to_state": after.state,
        "at": now,
        "account_id": party.actor.account_id,
        "org_code": party.actor.org_code,
        "reason": deed.reason,
        "data": json.dumps(_data(deed)),
    }
    conn.execute(SQL["store_event"], event)
    for sha256 in deed.photos:
        conn.execute(SQL["promise_photo"], {"event_id": event_id, "sha256": sha256})
