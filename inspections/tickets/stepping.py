"""Whether somebody may take a step now: who, from which state, what stands in its way, what it needs. Pure."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from inspections.tickets.terms import BARS, FIELDS, Action, Bar, Level, Need, Relation, State
from inspections.tickets.ticket import Deed, Facts, Party, Ticket
from inspections.tickets.workflow import Step, steps_from
from registry.errors import Conflict, Forbidden, Invalid, Stale

_SHA256 = re.compile(r"[0-9a-f]{64}")
_PAIR = 2


def stands(ticket: Ticket, step: Step, party: Party, facts: Facts) -> str | None:
    """Why the actor may not take this step on this ticket (en), or None: role, then relation."""
    if not party.actor.has(*step.roles):
        return f"{step.action} is for {' or '.join(step.roles)}"
    return _REFUSALS[step.relation](ticket, party, facts)


def _outside(ticket: Ticket, party: Party, _: Facts) -> str | None:
    return None if party.actor.covers(ticket.community_code) else "the ticket lies outside your areas"


def _not_assignee(ticket: Ticket, party: Party, _: Facts) -> str | None:
    return None if _is_assignee(ticket, party) else "the ticket was given to another organisation or crew"


def _not_house(ticket: Ticket, party: Party, _: Facts) -> str | None:
    own = party.actor.org_code is not None and party.actor.org_code == ticket.assignee_code
    return None if own else "that is for the organisation itself the ticket was given to"


def _not_partner(_: Ticket, party: Party, facts: Facts) -> str | None:
    return None if party.house in facts.parts else "your organisation was not invited, or has done its part"


def _no_hand(ticket: Ticket, party: Party, facts: Facts) -> str | None:
    return None if _is_assignee(ticket, party) else _outside(ticket, party, facts)


def _not_other(ticket: Ticket, party: Party, facts: Facts) -> str | None:
    account = party.actor.account_id
    same = {
        "whoever repaired may not verify": account is not None and account == ticket.repaired_by,
        "the repairer's own house may not verify": party.house is not None and party.house == ticket.repaired_house,
        "whom the repairer works for, or who works for the repairer, may not verify": party.house in facts.kin,
    }
    return _outside(ticket, party, facts) or next((words for words, is_so in same.items() if is_so), None)


_REFUSALS: Mapping[Relation, Callable[[Ticket, Party, Facts], str | None]] = MappingProxyType(
    {
        Relation.AREA: _outside,
        Relation.ASSIGNEE: _not_assignee,
        Relation.HOUSE: _not_house,
        Relation.PARTNER: _not_partner,
        Relation.HAND: _no_hand,
        Relation.OTHER: _not_other,
    }
)


def _is_assignee(ticket: Ticket, party: Party) -> bool:
    org = party.actor.org_code
    if org is None or ticket.assignee_code is None or ticket.dispatched_at is None:
        return False
    if ticket.crew_code is None:
        return ticket.assignee_code == party.house
    return org in {ticket.crew_code, ticket.assignee_code}


def bar_of(ticket: Ticket, step: Step, party: Party, facts: Facts, *, now: datetime) -> Bar | None:
    """The first thing that stands in the way of a step, or None."""
    return next((bar for bar in step.bars if _IN_THE_WAY[bar](ticket, party, facts, now)), None)


def _same_person(party: Party, facts: Facts) -> bool:
    plea, account = facts.plea, party.actor.account_id
    return plea is not None and account is not None and account in {plea.asked_by, plea.first_by}


_IN_THE_WAY: Mapping[Bar, Callable[[Ticket, Party, Facts, datetime], bool]] = MappingProxyType(
    {
        Bar.HOLE: lambda _, __, facts, ___: facts.hole,
        Bar.NOT_SAFE: lambda ticket, _, facts, __: facts.hole and ticket.made_safe_at is None,
        Bar.PARTS_OPEN: lambda _, __, facts, ___: bool(facts.parts),
        Bar.SOMEBODY_DOWN: lambda _, __, facts, ___: facts.somebody_down,
        Bar.CHILDREN_OPEN: lambda _, __, facts, ___: facts.open_children > 0,
        Bar.UNVERIFIED: lambda ticket, _, facts, __: ticket.state is State.REPAIRED and facts.drawn,
        Bar.FINAL: lambda ticket, _, __, ___: ticket.final,
        Bar.RETURN_LATE: lambda _, __, facts, now: facts.return_due_at is not None and facts.return_due_at < now,
        Bar.TOP_LEVEL: lambda ticket, _, __, ___: ticket.level is Level.DISTRICT and ticket.state is not State.REPAIRED,
        Bar.WAS_DISPATCHED: lambda ticket, _, __, ___: ticket.dispatched_at is not None,
        Bar.NOT_DISPATCHED: lambda ticket, _, __, ___: ticket.dispatched_at is None,
        Bar.SIGNED: lambda ticket, _, __, ___: ticket.signed_at is not None,
        Bar.ARRIVED: lambda ticket, _, __, ___: ticket.arrived_at is not None,
        Bar.ASKED: lambda _, __, facts, ___: facts.plea is not None,
        Bar.NOTHING_ASKED: lambda _, __, facts, ___: facts.plea is None,
        Bar.NOT_APPROVED: lambda _, __, facts, ___: facts.plea is not None and facts.plea.first_by is None,
        Bar.APPROVED: lambda _, __, facts, ___: facts.plea is not None and facts.plea.first_by is not None,
        Bar.NOT_SUSPENSION: lambda _, __, facts, ___: facts.plea is not None and facts.plea.kind is not Action.SUSPEND,
        Bar.NOT_EXTENSION: lambda _, __, facts, ___: facts.plea is not None and facts.plea.kind is not Action.EXTEND,
        Bar.SAME_PERSON: lambda _, party, facts, __: _same_person(party, facts),
    }
)


def open_steps(ticket: Ticket, party: Party, facts: Facts, *, now: datetime) -> tuple[Step, ...]:
    """The steps this actor may take on this ticket now: the buttons."""
    return tuple(
        step
        for step in steps_from(ticket.state)
        if stands(ticket, step, party, facts) is None and bar_of(ticket, step, party, facts, now=now) is None
    )


def check_step(ticket: Ticket, step: Step, party: Party, facts: Facts, *, if_version: int, now: datetime) -> None:
    """Raises Forbidden (who), Stale (version), Conflict (from which state, or what stands in its way), in this order.

    A quiet step changes no version and is not refused for an older one: two people may both urge.
    """
    refusal = stands(ticket, step, party, facts)
    if refusal:
        raise Forbidden(f"{ticket.number}: {refusal}", ticket=ticket.number, action=step.action)
    if if_version != ticket.version and not (step.quiet and if_version < ticket.version):
        message = f"{ticket.number} is at version {ticket.version}, not {if_version}; read it again, then decide"
        raise Stale(message, ticket=ticket.number, version=ticket.version)
    if ticket.state not in step.before:
        allowed = ", ".join(other.action for other in steps_from(ticket.state)) or "nothing more"
        message = f"{ticket.number} is {ticket.state}: {step.action} cannot follow; possible: {allowed}"
        raise Conflict(message, ticket=ticket.number, state=ticket.state, action=step.action)
    bar = bar_of(ticket, step, party, facts, now=now)
    if bar is not None:
        message = f"{ticket.number}: {step.action} is not possible now: {BARS[bar].en}（{BARS[bar].zh}）"
        raise Conflict(message, ticket=ticket.number, action=step.action, bar=bar)


def check_needs(ticket: Ticket, step: Step, deed: Deed, *, now: datetime) -> None:
    """Raises Invalid for the first thing the step needs and does not bring, and for photos that are named wrongly."""
    for need in step.needs:
        if not _is_met(need, ticket, deed, now=now):
            field, say = FIELDS[need]
            raise Invalid(f"{ticket.number}: {deed.action} needs {say}", field=field, action=deed.action)
    wrong = [sha256 for sha256 in deed.photos if not _SHA256.fullmatch(sha256)]
    if wrong:
        raise Invalid(f"a photo is named by the 64 hex digits of its SHA-256, not {wrong[0]!r}", field="photos")


_IS_MET: Mapping[Need, Callable[[Ticket, Deed, datetime], bool]] = MappingProxyType(
    {
        Need.REASON: lambda _, deed, __: bool(deed.reason.strip()),
        Need.PHOTO_PAIR: lambda _, deed, __: len(deed.photos) >= _PAIR,
        Need.PHOTO_OR_NOTE: lambda _, deed, __: bool(deed.photos or deed.note.strip()),
        Need.ASSIGNEE: lambda ticket, deed, _: bool(deed.assignee_code or ticket.assignee_code),
        Need.OTHER_ASSIGNEE: lambda ticket, deed, _: deed.assignee_code not in {None, "", ticket.assignee_code},
        Need.PARTNER: lambda ticket, deed, _: deed.partner_code not in {None, "", ticket.assignee_code},
        Need.UNTIL: lambda _, deed, now: deed.until is not None and deed.until > now,
        Need.DEFECT: lambda ticket, deed, _: deed.defect_code not in {None, "", ticket.defect_code},
    }
)


def _is_met(need: Need, ticket: Ticket, deed: Deed, *, now: datetime) -> bool:
    judge = _IS_MET.get(need)
    return judge(ticket, deed, now) if judge else bool(getattr(deed, FIELDS[need][0]))
