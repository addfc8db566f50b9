"""One recovery as a value, and what an act makes of it: who may, from which state, what it needs. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from inspections.payers.costs import Line, total_fen, yuan
from inspections.payers.terms import BARS, ENDED, FIELDS, OWNERLESS, Act, Bar, State
from inspections.payers.workflow import Step, steps_from
from inspections.tickets.ticket import Party
from registry.actor import Role
from registry.errors import Conflict, Invalid, Stale

_OF_DEBT = frozenset({Act.PAY, Act.SETTLE, Act.WAIVE, Act.WITHDRAW})
"""By these a debt ends, shrinks or never comes to be: they are never the debtor's own, whatever role and areas its
people have. An owner that keeps its own desk could withdraw what it was asked before anybody listed a cost.
"""
_SHA256 = re.compile(r"[0-9a-f]{64}")
MOST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Recovery:
    """One row of `inspections.recovery`. Money in whole fen.

    `round` counts the recoveries of its ticket. `owner_code` None: nobody owns it. `stand_in_code` makes good in the
    owner's place, or is proposed to. `sheet` numbers the cost sheet that holds, 0: none; `cost_fen` is its sum,
    `agreed_fen` what a leader decided instead. `due_at` is the clock of the state, `rang_at` when it was told that it
    ran out.
    """

    id: UUID
    ticket_id: UUID
    round: int
    state: State
    version: int
    opened_at: datetime
    owner_code: str | None = None
    stand_in_code: str | None = None
    sheet: int = 0
    cost_fen: int | None = None
    agreed_fen: int | None = None
    costed_by: UUID | None = None
    settled_by: UUID | None = None
    reminders: int = 0
    due_at: datetime | None = None
    rang_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def owed_fen(self) -> int | None:
        """What the owner is to pay; None before a cost was listed."""
        return self.cost_fen if self.agreed_fen is None else self.agreed_fen

    def is_late(self, now: datetime) -> bool:
        """Whether the clock of its state has run out."""
        return self.due_at is not None and self.due_at <= now


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody does, with what it brings along. `photos` are SHA-256 of the files on the device."""

    act: Act
    reason: str = ""
    photos: tuple[str, ...] = ()
    owner_code: str | None = None
    stand_in_code: str | None = None
    lines: tuple[Line, ...] = ()
    amount_fen: int | None = None
    receipt: str = ""


def stands(recovery: Recovery, step: Step, party: Party, community_code: str | None) -> str | None:
    """Why the actor may not do this (en), or None: the owner's own people what owners may, else role and area."""
    is_owner = party.house is not None and party.house == recovery.owner_code
    if step.by_owner and party.actor.has(Role.CREW) and is_owner:
        return None
    if step.act in _OF_DEBT and is_owner:
        return f"whoever owes does not {step.act}"
    if not party.actor.has(*step.roles):
        return f"{step.act} is for {' or '.join(step.roles)}"
    return None if party.actor.covers(community_code) else "the ticket lies outside your areas"


def open_steps(recovery: Recovery, party: Party, community_code: str | None, *, now: datetime) -> tuple[Step, ...]:
    """The acts this actor may do now, as far as nothing but what they bring could refuse them: the buttons."""
    return tuple(
        step
        for step in steps_from(recovery.state)
        if stands(recovery, step, party, community_code) is None
        and not (Bar.NOT_DUE in step.bars and not recovery.is_late(now))
        and not (Bar.SAME_PERSON in step.bars and party.actor.account_id == recovery.costed_by)
    )


def check(recovery: Recovery, step: Step, *, if_version: int | None) -> None:
    """Raises Stale (version; None: as it is now), Conflict (from which state)."""
    if if_version is not None and if_version != recovery.version:
        message = (
            f"recovery {recovery.id} is at version {recovery.version}, not {if_version}; read it again, then decide"
        )
        raise Stale(message, version=recovery.version, recovery_id=str(recovery.id))
    if recovery.state not in step.before:
        allowed = ", ".join(other.act for other in steps_from(recovery.state)) or "nothing more"
        message = f"recovery {recovery.id} is {recovery.state}: {step.act} cannot follow; possible: {allowed}"
        raise Conflict(message, state=recovery.state, act=step.act, recovery_id=str(recovery.id))


def check_brings(step: Step, deed: Deed) -> None:
    """Raises Invalid for what the act needs and does not bring, what it has no use for, and photos named wrongly."""
    for need in step.needs:
        field, say = FIELDS[need]
        if getattr(deed, field) in (None, "", ()):
            raise Invalid(f"{step.act} needs {say}", field=field, act=step.act)
    takes = {FIELDS[need][0] for need in (*step.needs, *step.may)}
    for field, say in FIELDS.values():
        if field not in takes and getattr(deed, field) not in (None, "", ()):
            raise Invalid(f"{step.act} has no use for {say}", field=field, act=step.act)
    if len(deed.reason) > MOST_REASON:
        raise Invalid(f"a reason has at most {MOST_REASON} characters", field="reason", most=MOST_REASON)
    wrong = [sha256 for sha256 in deed.photos if not _SHA256.fullmatch(sha256)]
    if wrong:
        raise Invalid(f"a photo is named by the 64 hex digits of its SHA-256, not {wrong[0]!r}", field="photos")


def take(
    recovery: Recovery, step: Step, deed: Deed, *, by: UUID | None, now: datetime, due_at: datetime | None
) -> Recovery:
    """The recovery after an act, whose clock ends at `due_at`. Raises Conflict for what stands in its way."""
    for bar in step.bars:
        if _IN_THE_WAY[bar](recovery, deed, by, now):
            told, figures = _figures(bar, recovery, deed)
            message = f"{step.act} is not possible now: {BARS[bar].en}（{BARS[bar].zh}）{told}, recovery {recovery.id}"
            raise Conflict(message, act=step.act, bar=bar, recovery_id=str(recovery.id), **figures)
    state = step.leads_to(recovery.state)
    costed = step.act is Act.COST
    settles = step.act in {Act.SETTLE, Act.WAIVE}
    agreed = {Act.SETTLE: deed.amount_fen, Act.WAIVE: 0}.get(step.act, None if costed else recovery.agreed_fen)
    return replace(
        recovery,
        state=state,
        version=recovery.version + 1,
        owner_code=None if state in OWNERLESS else deed.owner_code or recovery.owner_code,
        stand_in_code=deed.stand_in_code or recovery.stand_in_code,
        sheet=recovery.sheet + costed,
        cost_fen=total_fen(deed.lines) if costed else recovery.cost_fen,
        agreed_fen=agreed,
        costed_by=by if costed else recovery.costed_by,
        settled_by=by if settles else recovery.settled_by,
        reminders=recovery.reminders + (step.act is Act.REMIND),
        due_at=due_at,
        rang_at=None,
        closed_at=now if state in ENDED else None,
    )


def _figures(bar: Bar, recovery: Recovery, deed: Deed) -> tuple[str, dict[str, object]]:
    """What was compared, in words and by field: money, or the moment that has not come."""
    match bar:
        case Bar.NOT_DUE:
            due_at = recovery.due_at.isoformat() if recovery.due_at else None
            return f": due {due_at}", {"due_at": due_at}
        case Bar.OTHER_AMOUNT:
            owed, paid = recovery.owed_fen or 0, deed.amount_fen or 0
            return f": ¥{yuan(owed)} is owed, not ¥{yuan(paid)}", {"owed_fen": owed, "amount_fen": paid}
        case Bar.MORE_THAN_COST:
            cost, settled = recovery.cost_fen or 0, deed.amount_fen or 0
            return f": it cost ¥{yuan(cost)}, not ¥{yuan(settled)}", {"cost_fen": cost, "amount_fen": settled}
        case Bar.OWN_MATTER:
            return f": {recovery.owner_code}", {"owner_code": recovery.owner_code}
        case Bar.SAME_PERSON:
            return "", {}


_IN_THE_WAY: Mapping[Bar, Callable[[Recovery, Deed, UUID | None, datetime], bool]] = MappingProxyType(
    {
        Bar.NOT_DUE: lambda recovery, _, __, now: not recovery.is_late(now),
        Bar.SAME_PERSON: lambda recovery, _, by, __: by is None or by == recovery.costed_by,
        Bar.OWN_MATTER: lambda recovery, deed, _, __: deed.stand_in_code == recovery.owner_code,
        Bar.OTHER_AMOUNT: lambda recovery, deed, _, __: deed.amount_fen != recovery.owed_fen,
        Bar.MORE_THAN_COST: lambda recovery, deed, _, __: (deed.amount_fen or 0) > (recovery.cost_fen or 0),
    }
)
