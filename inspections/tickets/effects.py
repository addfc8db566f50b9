"""What a step makes of a ticket, once `stepping` has let it pass. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from inspections.tickets.terms import FINAL_AFTER, Action, Level
from inspections.tickets.ticket import Clock, Deed, Party, Ticket
from inspections.tickets.workflow import Step
from registry.errors import Invalid


@dataclass(frozen=True, slots=True)
class _Act:
    """A step being taken."""

    deed: Deed
    party: Party
    now: datetime
    clock: Clock | None


def take_step(ticket: Ticket, step: Step, deed: Deed, party: Party, *, now: datetime, clock: Clock | None) -> Ticket:
    """The ticket after a step that was checked; its version is one higher, unless the step is quiet.

    `clock` is needed at the first dispatch of a round alone: a second dispatch after a return buys no time.
    """
    after = replace(ticket, state=step.leads_to(ticket.state), version=ticket.version + (not step.quiet))
    effect = _EFFECTS.get(step.action)
    return effect(after, _Act(deed, party, now, clock)) if effect else after


def _raised(after: Ticket, _: _Act) -> Ticket:
    return replace(_open_again(after), level=after.level.above)


def _filed(after: Ticket, act: _Act) -> Ticket:
    return replace(after, filed_at=act.now, filing_condition=act.deed.condition, level=Level.DISTRICT)


def _accepted(after: Ticket, act: _Act) -> Ticket:
    """A crew takes the job for itself, the organisation for none of its crews; to accept is to have received."""
    org = act.party.actor.org_code
    crew = after.crew_code or (org if org != after.assignee_code else None)
    return replace(after, crew_code=crew, signed_at=after.signed_at or act.now)


def _repaired(after: Ticket, act: _Act) -> Ticket:
    who = act.party
    return replace(after, repaired_at=act.now, repaired_by=who.actor.account_id, repaired_house=who.house)


def _open_again(after: Ticket) -> Ticket:
    """What was repaired and verified counts no more."""
    return replace(after, repaired_at=None, repaired_by=None, repaired_house=None, verified_at=None, verified_by=None)


def _given(after: Ticket, act: _Act) -> Ticket:
    """Another organisation answers, or another crew; who it was before has signed and arrived for itself."""
    deed = act.deed
    given = replace(after, assignee_code=deed.assignee_code or after.assignee_code, crew_code=deed.crew_code)
    if deed.assignee_code is None or deed.assignee_code == after.assignee_code:
        return given
    why = f"：{deed.reason}" if deed.reason else "", f": {deed.reason}" if deed.reason else ""
    return replace(
        given,
        signed_at=None,
        arrived_at=None,
        route_rule_id=None,
        route_reason_zh=f"受理台指定{why[0]}",
        route_reason_en=f"the desk's own choice{why[1]}",
    )


def _dispatched(after: Ticket, act: _Act) -> Ticket:
    given = replace(_given(after, act), final=after.bounces >= FINAL_AFTER)
    if after.dispatched_at is not None:
        return given
    if act.clock is None:
        raise Invalid(f"no time limit is set for {after.defect_code}; load the reference data", field="defect_code")
    return replace(given, dispatched_at=act.now, due_at=act.clock.due_at, limit_reason=act.clock.reason)


def _filed_again(after: Ticket, _: _Act) -> Ticket:
    """A new round: dispatched anew, with a new clock; who answered is the proposal."""
    fresh = replace(_open_again(after), closed_at=None, closing_condition=None, reopens=after.reopens + 1, final=False)
    fresh = replace(fresh, dispatched_at=None, due_at=None, limit_reason="", crew_code=None, bounces=0)
    return replace(fresh, signed_at=None, arrived_at=None, made_safe_at=None)


_EFFECTS: Mapping[Action, Callable[[Ticket, _Act], Ticket]] = MappingProxyType(
    {
        Action.RAISE: _raised,
        Action.CHECK: lambda after, act: replace(after, finding=act.deed.finding),
        Action.REFUSE: lambda after, act: replace(after, closed_at=act.now),
        Action.SETTLE: _repaired,
        Action.FILE: _filed,
        Action.DISPATCH: _dispatched,
        Action.ASSIGN: lambda after, act: replace(after, crew_code=act.deed.crew_code),
        Action.SIGN: lambda after, act: replace(after, signed_at=act.now),
        Action.ACCEPT: _accepted,
        Action.ARRIVE: lambda after, act: replace(after, arrived_at=act.now),
        Action.MAKE_SAFE: lambda after, act: replace(after, made_safe_at=after.made_safe_at or act.now),
        Action.TRANSFER: _given,
        Action.RECATEGORISE: lambda after, act: replace(after, defect_code=act.deed.defect_code or after.defect_code),
        Action.RETURN: lambda after, _: replace(after, bounces=after.bounces + 1),
        Action.REFUSE_RETURN: lambda after, _: replace(after, final=after.bounces >= FINAL_AFTER),
        Action.REPAIR: _repaired,
        Action.VERIFY: lambda after, act: replace(after, verified_at=act.now, verified_by=act.party.actor.account_id),
        Action.REWORK: lambda after, _: replace(_open_again(after), reworks=after.reworks + 1),
        Action.CLOSE: lambda after, act: replace(after, closed_at=act.now, closing_condition=act.deed.condition),
        Action.REOPEN: _filed_again,
        Action.VOID: lambda after, act: replace(after, closed_at=act.now),
    }
)
