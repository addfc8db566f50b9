"""Who is on duty at a moment, following leave and stand-ins, and why; and the spans in which nobody is. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from inspections.tickets.terms import Words


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when until when; the end is outside."""

    begins_at: datetime
    ends_at: datetime

    def holds(self, at: datetime) -> bool:
        """Whether a moment lies in it."""
        return self.begins_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class Duty:
    """Somebody who is to be there."""

    account_id: UUID
    span: Stretch


@dataclass(frozen=True, slots=True)
class Leave:
    """Somebody who is away."""

    account_id: UUID
    span: Stretch


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody who acts for somebody else; approved."""

    account_id: UUID
    stand_in_id: UUID
    span: Stretch


@dataclass(frozen=True, slots=True)
class Absences:
    """All leave and approved stand-ins that may matter."""

    leaves: Sequence[Leave] = ()
    stand_ins: Sequence[StandIn] = ()

    def on_leave(self, account_id: UUID, at: datetime) -> bool:
        """Whether somebody is on leave."""
        return any(one.account_id == account_id and one.span.holds(at) for one in self.leaves)

    def stand_in(self, account_id: UUID, at: datetime) -> UUID | None:
        """Who was named to act for somebody."""
        named = (one.stand_in_id for one in self.stand_ins if one.account_id == account_id and one.span.holds(at))
        return next(named, None)


@dataclass(frozen=True, slots=True)
class Acting:
    """Whose duty it is, and who acts: None where everybody in the chain is away and nobody was named."""

    responsible: UUID
    current: UUID | None
    reason: Words


ON_DUTY = Words("当班", "on duty")
STANDS_IN = Words("本人不在岗，由替班人代行", "away: the stand-in acts")
NOBODY = Words("本人请假，无人替班", "on leave, and nobody stands in")


def acting(account_id: UUID, at: datetime, absences: Absences) -> Acting:
    """Who acts for somebody at a moment: never somebody on leave, never anybody twice."""
    current, seen = account_id, {account_id}
    while True:
        named = absences.stand_in(current, at)
        if named is None:
            if absences.on_leave(current, at):
                return Acting(account_id, None, NOBODY)
            return Acting(account_id, current, ON_DUTY if current == account_id else STANDS_IN)
        if named in seen:
            return Acting(account_id, None, NOBODY)
        current = named
        seen.add(named)


def on_duty(duties: Iterable[Duty], at: datetime, absences: Absences) -> tuple[Acting, ...]:
    """Everybody whose shift it is at a moment, with who acts; those present before those missing."""
    found = [acting(one.account_id, at, absences) for one in duties if one.span.holds(at)]
    return tuple(sorted(found, key=lambda one: (one.current is None, str(one.responsible))))


def presence(duties: Sequence[Duty], absences: Absences) -> list[Stretch]:
    """The spans in which somebody of the duties is there, as long as they can be, in order."""
    every = [one.span for group in (duties, absences.leaves, absences.stand_ins) for one in group]
    moments = sorted({at for span in every for at in (span.begins_at, span.ends_at)})
    found: list[Stretch] = []
    for at, ends_at in pairwise(moments):
        if any(one.current is not None for one in on_duty(duties, at, absences)):
            joins = found and found[-1].ends_at == at
            found.append(Stretch(found.pop().begins_at if joins else at, ends_at))
    return found


class Lack(StrEnum):
    """Why nobody is there: all of a shift are away, or no shift was made though there is always to be one."""

    AWAY = "away"
    NO_SHIFT = "no_shift"


LACKS = {
    Lack.AWAY: Words("当班人员均不在岗且无人替班", "all of the shift are away and nobody stands in"),
    Lack.NO_SHIFT: Words("未排班", "no shift was made"),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """A span that nobody covers, and why."""

    span: Stretch
    lack: Lack


def gaps(duties: Sequence[Duty], absences: Absences, within: Stretch, *, always: bool) -> list[Gap]:
    """The spans within a stretch in which nobody is there, as long as they can be, in order.

    Outside of shifts nobody is missed but where there is always to be somebody.
    """
    every = [one.span for group in (duties, absences.leaves, absences.stand_ins) for one in group]
    edges = {at for span in every for at in (span.begins_at, span.ends_at) if within.holds(at)}
    moments = sorted({within.begins_at, *edges})
    found: list[Gap] = []
    for at, ends_at in zip(moments, [*moments[1:], within.ends_at], strict=True):
        lack = _lack(on_duty(duties, at, absences), always=always)
        if lack is None:
            continue
        joins = found and found[-1].lack is lack and found[-1].span.ends_at == at
        begins_at = found.pop().span.begins_at if joins else at
        found.append(Gap(Stretch(begins_at, ends_at), lack))
    return found


def _lack(there: Sequence[Acting], *, always: bool) -> Lack | None:
    if not there:
        return Lack.NO_SHIFT if always else None
    return Lack.AWAY if all(one.current is None for one in there) else None
