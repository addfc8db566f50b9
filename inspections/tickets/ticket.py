"""A ticket as a value, and what a step makes of it.

Pure: `check_step` decides whether somebody may take it now, `take_step` what the ticket is afterwards.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from inspections.tickets.workflow import Action, Need, Relation, State, Step, steps_from
from registry.actor import Actor
from registry.errors import Conflict, Forbidden, Invalid, Stale

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Ticket:
    """One row of `inspections.ticket`; `repaired_house` is the house of the repairer at the time (see Party).

    `micro_grid_code` is the cell it lies in now, of a closed one that under which it was closed.
    """

    id: UUID
    number: str
    state: State
    version: int
    asset_code: str | None
    class_code: str | None
    defect_code: str
    severity: int
    hazard: bool
    campaign_id: UUID | None
    place_zh: str
    place_en: str
    community_code: str | None
    grid_code: str | None
    lon: float
    lat: float
    accuracy_m: float | None
    assignee_code: str | None
    crew_code: str | None
    route_rule_id: int | None
    route_reason_zh: str
    route_reason_en: str
    limit_reason: str
    reported_at: datetime
    filed_at: datetime | None
    dispatched_at: datetime | None
    due_at: datetime | None
    repaired_at: datetime | None
    repaired_by: UUID | None
    repaired_house: str | None
    verified_at: datetime | None
    verified_by: UUID | None
    closed_at: datetime | None
    reworks: int
    micro_grid_code: str | None = None

    def is_late(self, now: datetime) -> bool:
        """Whether the limit has passed and nothing is repaired yet."""
        ended = self.state in {State.CLOSED, State.VOID}
        return self.due_at is not None and self.repaired_at is None and not ended and self.due_at < now


@dataclass(frozen=True, slots=True)
class Party:
    """Who acts, with the house of the actor's organisation: of a crew the one it belongs to, else itself."""

    actor: Actor
    house: str | None


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody asks for: an action with what it brings along. `photos` are SHA-256 of the files on the device."""

    action: Action
    reason: str = ""
    note: str = ""
    photos: tuple[str, ...] = ()
    assignee_code: str | None = None
    crew_code: str | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit worked out for a dispatch at `now`: until when, and in words why."""

    due_at: datetime
    reason: str


def stands(ticket: Ticket, step: Step, party: Party) -> str | None:
    """Why the actor may not take this step on this ticket (en), or None: role, then relation."""
    actor = party.actor
    if not actor.has(*step.roles):
        return f"{step.action} is for {' or '.join(step.roles)}"
    if step.relation is Relation.ASSIGNEE:
        return None if _is_assignee(ticket, party) else "the ticket was given to another organisation or crew"
    if not actor.covers(ticket.community_code):
        return "the ticket lies outside your areas"
    if step.relation is Relation.OTHER:
        return _not_other(ticket, party)
    return None


def _is_assignee(ticket: Ticket, party: Party) -> bool:
    org = party.actor.org_code
    if org is None or ticket.assignee_code is None:
        return False
    if ticket.crew_code is None:
        return ticket.assignee_code == party.house
    return org in {ticket.crew_code, ticket.assignee_code}


def _not_other(ticket: Ticket, party: Party) -> str | None:
    if party.actor.account_id is not None and party.actor.account_id == ticket.repaired_by:
        return "whoever repaired may not verify"
    if party.house is not None and party.house == ticket.repaired_house:
        return "the repairer's own house may not verify"
    return None


def open_steps(ticket: Ticket, party: Party) -> tuple[Step, ...]:
    """The steps this actor may take on this ticket now: the buttons."""
    return tuple(step for step in steps_from(ticket.state) if stands(ticket, step, party) is None)


def check_step(ticket: Ticket, step: Step, deed: Deed, party: Party, *, if_version: int) -> None:
    """Raises Forbidden (who), Stale (version), Conflict (state) or Invalid (what it lacks), in this order."""
    refusal = stands(ticket, step, party)
    if refusal:
        raise Forbidden(f"{ticket.number}: {refusal}", ticket=ticket.number, action=step.action)
    if if_version != ticket.version:
        message = f"{ticket.number} is at version {ticket.version}, not {if_version}; read it again, then decide"
        raise Stale(message, ticket=ticket.number, version=ticket.version)
    if ticket.state not in step.before:
        allowed = ", ".join(other.action for other in steps_from(ticket.state)) or "nothing more"
        message = f"{ticket.number} is {ticket.state}: {step.action} cannot follow; possible: {allowed}"
        raise Conflict(message, ticket=ticket.number, state=ticket.state, action=step.action)
    for need in step.needs:
        _check_need(need, ticket, deed)
    wrong = [sha256 for sha256 in deed.photos if not _SHA256.fullmatch(sha256)]
    if wrong:
        raise Invalid(f"a photo is named by the 64 hex digits of its SHA-256, not {wrong[0]!r}", field="photos")


def _check_need(need: Need, ticket: Ticket, deed: Deed) -> None:
    match need:
        case Need.REASON:
            met, field, say = bool(deed.reason.strip()), "reason", "a reason"
        case Need.PHOTO:
            met, field, say = bool(deed.photos), "photos", "at least one photo"
        case Need.PHOTO_OR_NOTE:
            met, field, say = bool(deed.photos or deed.note.strip()), "photos", "a photo or a note"
        case Need.ASSIGNEE:
            met, field, say = (
                bool(deed.assignee_code or ticket.assignee_code),
                "assignee_code",
                "an organisation to answer",
            )
    if not met:
        raise Invalid(f"{ticket.number}: {deed.action} needs {say}", field=field, action=deed.action)


def take_step(ticket: Ticket, step: Step, deed: Deed, party: Party, *, now: datetime, clock: Clock | None) -> Ticket:
    """The ticket after a step that was checked; its version is one higher.

    `clock` is needed at the first dispatch alone: a second dispatch after a return buys no time.
    """
    after = replace(ticket, state=step.after, version=ticket.version + 1)
    account, org = party.actor.account_id, party.actor.org_code
    match step.action:
        case Action.FILE:
            after = replace(after, filed_at=now)
        case Action.DISPATCH:
            after = _dispatched(after, deed, now=now, clock=clock)
        case Action.ACCEPT:
            after = replace(after, crew_code=ticket.crew_code or (org if org != ticket.assignee_code else None))
        case Action.REPAIR:
            after = replace(after, repaired_at=now, repaired_by=account, repaired_house=party.house)
        case Action.VERIFY:
            after = replace(after, verified_at=now, verified_by=account)
        case Action.REWORK:
            after = replace(after, reworks=ticket.reworks + 1, repaired_at=None, repaired_by=None, repaired_house=None)
            after = replace(after, verified_at=None, verified_by=None)
        case Action.CLOSE | Action.VOID:
            after = replace(after, closed_at=now)
        case Action.RETURN | Action.REPORT:
            pass
    return after


def _dispatched(after: Ticket, deed: Deed, *, now: datetime, clock: Clock | None) -> Ticket:
    moved = deed.assignee_code is not None and deed.assignee_code != after.assignee_code
    given = replace(after, assignee_code=deed.assignee_code or after.assignee_code, crew_code=deed.crew_code)
    if moved:
        given = replace(
            given,
            route_rule_id=None,
            route_reason_zh=f"受理台指定{'：' if deed.reason else ''}{deed.reason}",
            route_reason_en=f"the desk's own choice{': ' if deed.reason else ''}{deed.reason}",
        )
    if after.dispatched_at is not None:
        return given
    if clock is None:
        raise Invalid(f"no time limit is set for {after.defect_code}; load the reference data", field="defect_code")
    return replace(given, dispatched_at=now, due_at=clock.due_at, limit_reason=clock.reason)
