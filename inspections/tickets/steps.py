"""Taking a step of the workflow on a stored ticket: lock, decide (`inspections.tickets.ticket`), store, tell."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import Connection, RowMapping

from inspections.clocks.following import at_dispatch
from inspections.guards import storms
from inspections.tickets import conditions, events, following
from inspections.tickets.brought import deed_of, kept
from inspections.tickets.done import DeviceTime, done_at
from inspections.tickets.effects import take_step
from inspections.tickets.events import Event
from inspections.tickets.facts import facts_of, known_defects, names_inspector
from inspections.tickets.filing import DEFAULT_PROFILE
from inspections.tickets.parties import party_of
from inspections.tickets.stepping import check_needs, check_step
from inspections.tickets.terms import Action, Level, State
from inspections.tickets.ticket import Deed, Taken, Ticket
from inspections.tickets.workflow import step_of
from registry.actor import Actor
from registry.contracts.contract import day_of
from registry.database import told
from registry.errors import Conflict, Invalid, JinggeError, NotFound
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "steps.sql")
NOTHING: Mapping[str, object] = MappingProxyType({})
_BY_TABLE = frozenset({Action.DISPATCH, Action.RECATEGORISE})
"""Their clocks start by the table of limits that holds at the place now: a storm has its own."""
_BESIDE = frozenset({"from", "level_from"})
"""What an event keeps of the ticket before it, beside what was brought along."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One step of several that are asked for at once."""

    ticket_id: UUID
    event_id: UUID
    action: str
    if_version: int
    reason: str = ""
    data: Mapping[str, object] = field(default_factory=dict)
    photos: tuple[str, ...] = ()
    device: DeviceTime | None = None


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
    data: Mapping[str, object] = NOTHING,
    photos: Sequence[str] = (),
    device: DeviceTime | None = None,
    profile: str = DEFAULT_PROFILE,
) -> Ticket:
    """Take one step and return the ticket as it is then.

    `event_id` is made by the client: the same step again changes nothing and returns the ticket as it is now.
    `data` holds what the step needs by the table (`terms.FIELDS`), and a note. `photos` are SHA-256 of files that are
    uploaded before or after. `device`: when it was done by the device that noted it; its event keeps that, while every
    time of the ticket and its limits go by `now`, the receipt (`inspections.tickets.done`). `profile` names the table
    of limits.

    Raises NotFound, Forbidden (role, area, organisation, verifier of the repairer's house), Stale (another version),
    Conflict (no such step from this state, or something in its way; the id names another step), Invalid (what it needs
    is missing or unknown, the device's time cannot be).
    """
    step = step_of(action)
    deed = deed_of(step, reason=reason, data=data, photos=photos)
    ticket = _locked(conn, ticket_id)
    if _was_taken(conn, actor, ticket, deed, event_id=event_id, device=device):
        return ticket
    party, facts = party_of(conn, actor), facts_of(conn, ticket, now=now)
    check_step(ticket, step, party, facts, if_version=if_version, now=now)
    deed = conditions.choose(conn, ticket, deed)
    check_needs(ticket, step, deed, now=now)
    _check_names(conn, ticket, deed, now=now)
    done = _done_at(conn, ticket, device, if_version=if_version, now=now)
    if step.action in _BY_TABLE:
        profile = storms.profile_at(conn, ticket.community_code, now=now, default=profile)
    is_first = step.action is Action.DISPATCH and ticket.dispatched_at is None
    clock = at_dispatch(conn, ticket, profile=profile, now=now) if is_first else None
    after = take_step(ticket, step, deed, party, now=now, clock=clock)
    if after.defect_code != ticket.defect_code:
        after = replace(after, hazard=known_defects(conn, [after.defect_code])[after.defect_code])
    conn.execute(SQL["store_ticket"], asdict(after))
    taken = Taken(ticket, after, deed, party, facts, event_id=event_id, at=now, profile=profile)
    _tell(conn, taken, quiet=step.quiet, device_time=device.done if device else None, done=done)
    following.follow(conn, taken)
    return _locked(conn, ticket_id)  # what followed may have moved its limit


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
                device=one.device,
                profile=profile,
            )
    except JinggeError as error:
        return Outcome(one, None, error)
    return Outcome(one, ticket, None)


_COLUMNS = tuple(column.name for column in fields(Ticket))


def ticket_of(row: RowMapping) -> Ticket:
    """A ticket from a row of `inspections.ticket` with lon and lat."""
    return Ticket(
        **{name: row[name] for name in _COLUMNS} | {"state": State(row["state"]), "level": Level(row["level"])}
    )


def _locked(conn: Connection, ticket_id: UUID) -> Ticket:
    row = conn.execute(SQL["lock_ticket"], {"id": ticket_id}).mappings().one_or_none()
    if row is None:
        raise NotFound(f"there is no ticket {ticket_id}", ticket_id=str(ticket_id))
    return ticket_of(row)


def _done_at(
    conn: Connection, ticket: Ticket, device: DeviceTime | None, *, if_version: int, now: datetime
) -> datetime | None:
    if device is None:
        return None
    since = conn.execute(SQL["moved_at"], {"id": ticket.id, "version": if_version}).scalar()
    return done_at(device, since=since, now=now)


def _was_taken(
    conn: Connection, actor: Actor, ticket: Ticket, deed: Deed, *, event_id: UUID, device: DeviceTime | None
) -> bool:
    event = conn.execute(SQL["event"], {"id": event_id}).one_or_none()
    if event is None:
        return False
    data = {name: value for name, value in event.data.items() if name not in _BESIDE}
    brought = kept(deed)
    if deed.action in conditions.KINDS and deed.condition is None:
        data.pop("condition", None)  # it was taken by itself
    told_then = (event.ticket_id, event.action, event.account_id, event.reason, data, event.device_time)
    device_time = device.done if device else None
    if told_then != (ticket.id, deed.action, actor.account_id, deed.reason, brought, device_time):
        raise Conflict(f"the id {event_id} names another step already; make a new one", event_id=str(event_id))
    return True


def _check_names(conn: Connection, ticket: Ticket, deed: Deed, *, now: datetime) -> None:
    """Whom and what the step names is known. Raises Invalid."""
    assignee = deed.assignee_code or (ticket.assignee_code if deed.crew_code else None)
    named = [("assignee_code", assignee), ("partner_code", deed.partner_code)]
    named += [("children.assignee_code", child.assignee_code) for child in deed.children]
    codes = [code for _, code in [*named, ("", deed.crew_code)] if code]
    known = {row.code: row for row in conn.execute(SQL["organisations"], {"codes": codes})} if codes else {}
    for name, code in [*named, ("crew_code", deed.crew_code)]:
        if code and code not in known:
            raise Invalid(f"{code!r} is no organisation of the register", field=name, value=code)
        if code and known[code].ended_on is not None and known[code].ended_on <= day_of(now):
            raise Invalid(f"{code} ended on {known[code].ended_on}: it answers for nothing", field=name, value=code)
    for name, code in named:
        if code and known[code].kind == "crew":
            message = f"{code} is a crew: name its organisation {known[code].parent_code}, and the crew as crew_code"
            raise Invalid(message, field=name, value=code)
    if deed.crew_code and (known[deed.crew_code].kind, known[deed.crew_code].parent_code) != ("crew", assignee):
        raise Invalid(f"{deed.crew_code} is no crew of {assignee}", field="crew_code", value=deed.crew_code)
    _check_defects(conn, deed)
    if deed.checker_id and not names_inspector(conn, deed.checker_id):
        raise Invalid(f"{deed.checker_id} is no inspector's account", field="checker_id", value=str(deed.checker_id))


def _check_defects(conn: Connection, deed: Deed) -> None:
    codes = {child.defect_code for child in deed.children} | ({deed.defect_code} if deed.defect_code else set())
    unknown = sorted(codes - known_defects(conn, sorted(codes)).keys()) if codes else []
    if unknown:
        raise Invalid(f"{unknown[0]!r} is no defect of the table", field="defect_code", value=unknown[0])


def _tell(conn: Connection, taken: Taken, *, quiet: bool, device_time: datetime | None, done: datetime | None) -> None:
    before, after, actor = taken.before, taken.after, taken.party.actor
    event = Event(
        id=taken.event_id,
        ticket_id=after.id,
        version=after.version,
        action=taken.deed.action,
        from_state=before.state,
        to_state=after.state,
        at=taken.at,
        account_id=actor.account_id,
        org_code=actor.org_code,
        reason=taken.deed.reason,
        quiet=quiet,
        data=kept(taken.deed) | _left(before, after),
        device_time=device_time,
        done_at=done,
    )
    events.store(conn, event, photos=taken.deed.photos)


def _left(ticket: Ticket, after: Ticket) -> dict[str, object]:
    """What a ticket was before and nothing else would tell: `inspections.ticket_then` reads it."""
    left: dict[str, object] = {"from": ticket.defect_code} if after.defect_code != ticket.defect_code else {}
    return left | ({"level_from": ticket.level} if after.level != ticket.level else {})
