"""What each step of the workflow does to the clocks of a ticket: a table, and one function that follows it.

Pure. Clocks start at dispatch; signing for neither starts nor stops them. A second dispatch buys no time: what runs
goes on from where it stood. Replaced clocks stay as they were (domain.md §3.1, §8).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID, uuid5

from inspections.clocks import clock as clocks
from inspections.clocks.calendar import Calendar
from inspections.clocks.clock import Cause, Clock, Paused
from inspections.clocks.limits import CLOCKS, Kind, Limit, allowed, choose
from inspections.clocks.reckoning import count_of
from registry.errors import Invalid

AT_DISPATCH = (Kind.ARRIVE, Kind.MAKE_SAFE, Kind.REPAIR)


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a step does, in this order: clocks are met, ended or replaced, pauses end or begin, clocks start.

    `starts` those that do not run; `again` those that were met go on as though they had never been.
    """

    meets: tuple[Kind, ...] = ()
    ends: tuple[Kind, ...] = ()
    resumes: tuple[Cause, ...] = ()
    pauses: Cause | None = None
    again: tuple[Kind, ...] = ()
    starts: tuple[Kind, ...] = ()
    renews: bool = False  # under the limits of another defect
    lifts: bool = False  # to another level, where it stood at a lower one


_OVER = Reaction(ends=CLOCKS, resumes=tuple(Cause))
REACTIONS: Mapping[str, Reaction] = MappingProxyType(
    {
        "report": Reaction(starts=(Kind.LEVEL,)),
        "raise": Reaction(meets=(Kind.LEVEL,), starts=(Kind.LEVEL,)),
        "ask_check": Reaction(starts=(Kind.CHECK,)),
        "check": Reaction(meets=(Kind.CHECK,)),
        "refuse": _OVER,
        "settle": Reaction(meets=(Kind.LEVEL,), starts=(Kind.VERIFY,)),
        "file": Reaction(lifts=True),
        "dispatch": Reaction(meets=(Kind.LEVEL,), resumes=(Cause.RETURNED,), starts=(*AT_DISPATCH, Kind.RETURN)),
        "transfer": Reaction(ends=(Kind.RETURN,), starts=(Kind.ARRIVE, Kind.RETURN)),
        "arrive": Reaction(meets=(Kind.ARRIVE,)),
        "make_safe": Reaction(meets=(Kind.MAKE_SAFE,)),
        "recategorise": Reaction(renews=True),
        "suspend": Reaction(pauses=Cause.SUSPENDED),
        "resume": Reaction(resumes=(Cause.SUSPENDED,)),
        "return": Reaction(meets=(Kind.RETURN,), starts=(Kind.LEVEL,)),
        "accept_return": Reaction(pauses=Cause.RETURNED),
        "refuse_return": Reaction(meets=(Kind.LEVEL,), again=(Kind.RETURN,)),
        "repair": Reaction(meets=AT_DISPATCH, ends=(Kind.RETURN,), starts=(Kind.VERIFY,)),
        "verify": Reaction(meets=(Kind.VERIFY,)),
        "rework": Reaction(meets=(Kind.VERIFY,), again=(Kind.REPAIR,)),
        "close": Reaction(meets=CLOCKS, resumes=tuple(Cause)),
        "reopen": replace(_OVER, starts=(Kind.LEVEL,)),
        "void": _OVER,
    }
)
"""By the word of the action; what extends is `grant`, every other leaves the clocks as they are."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The clocks and pauses of one ticket, those that ended too, in the order in which they began."""

    ticket_id: UUID
    clocks: tuple[Clock, ...] = ()
    pauses: tuple[Paused, ...] = ()

    def running(self, kind: Kind) -> Clock | None:
        """The clock of a kind that runs."""
        return next((one for one in self.clocks if one.kind is kind and one.is_running), None)

    def last(self, kind: Kind) -> Clock | None:
        """The clock of a kind that was started last."""
        return next((one for one in reversed(self.clocks) if one.kind is kind), None)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known when a step is taken.

    `defect_code`, `level` and `done` (of whoever answers: has arrived; has made safe) are as they stand after it,
    `limits` every version of those of the profile that may apply; `wished` is until when a pause was asked for.
    """

    event_id: UUID
    at: datetime
    defect_code: str
    level: str
    limits: Sequence[Limit]
    calendars: Mapping[str, Calendar]
    reason: str = ""
    wished: datetime | None = None
    done: frozenset[Kind] = frozenset()

    def limit(self, kind: Kind, *, condition: str = "", since: datetime | None = None) -> Limit | None:
        """The limit that held at `since`, else the one that holds now."""
        for at in (since, self.at):
            if at is not None:
                found = choose(self.limits, kind, at=at, defect_code=self.defect_code, condition=condition)
                if found is not None:
                    return found
        return None


def react(standing: Standing, reaction: Reaction, facts: Facts) -> Standing:
    """The clocks after a step. Raises Invalid where a limit that must be there is not: of the repair, of a pause."""
    now = standing
    for kind in (*reaction.meets, *reaction.ends):
        now = _end(now, kind, facts.at, met=kind in reaction.meets)
    now = _resume(now, reaction.resumes, facts)
    if reaction.pauses is not None:
        now = _pause(now, reaction.pauses, facts)
    for kind in reaction.again:
        now = _again(now, kind, facts)
    if reaction.renews:
        now = _renew(now, facts)
    if reaction.lifts:
        now = _lift(now, facts)
    for kind in reaction.starts:
        now = _start(now, kind, facts)
    return now


def grant(standing: Standing, facts: Facts, *, until: datetime | None = None, condition: str = "") -> Standing:
    """The clocks after an extension (延期) of the repair was approved: until a moment, or under a named condition.

    A condition (`prevented`, `road`) puts the limit of that row in place of the one that ran, from the same start. A
    moment is taken as it is where the row `extension` of the profile allows so much on top.

    Raises Invalid: no repair clock runs, there is no such row, the moment lies before the present limit or too far.
    """
    clock = standing.running(Kind.REPAIR)
    if clock is None:
        raise Invalid("no repair clock runs, so there is nothing to extend", field="action")
    if condition:
        limit = facts.limit(Kind.REPAIR, condition=condition)
        if limit is None:
            message = (
                f"no limit is set for {facts.defect_code} under the condition {condition!r}; add it, or name a day"
            )
            raise Invalid(message, field="condition", value=condition)
        return _replace(standing, clock, limit, facts)
    extra = clock.extra + _added(clock, facts, until)
    return _replace(standing, clock, clock.limit, facts, extra=extra)


def _added(clock: Clock, facts: Facts, until: datetime | None) -> timedelta:
    if until is None or until <= clock.times.due_at:
        raise Invalid("an extension names a moment after the present limit, or a condition", field="until")
    limit = facts.limit(Kind.EXTENSION)
    calendar = facts.calendars[clock.limit.calendar_code]
    if limit is not None:
        most = count_of(limit, facts.calendars[limit.calendar_code]).add(
            clock.times.due_at, allowed(limit, facts.calendars[limit.calendar_code])
        )
        if until > most:
            message = f"an extension reaches until {most:%Y-%m-%d %H:%M} UTC at the most: {limit.source}"
            raise Invalid(message, field="until", most=most.isoformat())
    added = count_of(clock.limit, calendar).between(clock.times.due_at, until)
    return timedelta(seconds=int(added.total_seconds()))  # as it is stored


# Moves -------------------------------------------------------------------------------------------------------------


def _put(standing: Standing, clock: Clock) -> Standing:
    if any(one.id == clock.id for one in standing.clocks):
        return replace(standing, clocks=tuple(clock if one.id == clock.id else one for one in standing.clocks))
    return replace(standing, clocks=(*standing.clocks, clock))


def _end(standing: Standing, kind: Kind, at: datetime, *, met: bool) -> Standing:
    clock = standing.running(kind)
    if clock is None:
        return standing
    return _put(standing, replace(clock, met_at=at) if met else replace(clock, superseded_at=at))


def _start(standing: Standing, kind: Kind, facts: Facts) -> Standing:
    if standing.running(kind) is not None or kind in facts.done:
        return standing
    condition = facts.level if kind is Kind.LEVEL else ""
    limit = facts.limit(kind, condition=condition)
    if limit is None and kind is Kind.REPAIR:
        message = f"there is no time limit for the repair of {facts.defect_code}; add it to the table of limits"
        raise Invalid(message, field="profile", value=facts.defect_code)
    if limit is None:
        return standing
    return _put(standing, _clock(standing, limit, facts, at=facts.at))


def _clock(standing: Standing, limit: Limit, facts: Facts, *, at: datetime, extra: timedelta = timedelta()) -> Clock:
    return clocks.start(
        id=uuid5(facts.event_id, f"clock {limit.kind}"),
        ticket_id=standing.ticket_id,
        limit=limit,
        calendars=facts.calendars,
        at=at,
        pauses=standing.pauses,
        extra=extra,
    )


def _replace(
    standing: Standing, clock: Clock, limit: Limit, facts: Facts, *, extra: timedelta | None = None
) -> Standing:
    """Another limit from the same start: what was used of the old one is used of the new one."""
    over = _put(standing, replace(clock, superseded_at=facts.at))
    extra = clock.extra if extra is None else extra
    return _put(over, _clock(standing, limit, facts, at=clock.started_at, extra=extra))


def _again(standing: Standing, kind: Kind, facts: Facts) -> Standing:
    clock = standing.last(kind)
    if clock is None or clock.is_running:
        return standing
    again = _clock(standing, clock.limit, facts, at=clock.started_at, extra=clock.extra)
    return _put(standing, replace(again, rung=clock.rung + len(clock.stages())))  # what it told is told once


def _renew(standing: Standing, facts: Facts) -> Standing:
    for kind in CLOCKS:
        clock = standing.running(kind)
        if clock is None:
            continue
        condition = facts.level if kind is Kind.LEVEL else ""
        limit = facts.limit(kind, condition=condition, since=clock.started_at)
        if limit is None:
            standing = _end(standing, kind, facts.at, met=False)
        elif limit.id != clock.limit.id:
            standing = _replace(standing, clock, limit, facts)
    if standing.running(Kind.REPAIR) is not None:
        for kind in AT_DISPATCH:  # what the new category asks for and nobody was told: from now
            standing = _start(standing, kind, facts)
    return standing


def _lift(standing: Standing, facts: Facts) -> Standing:
    clock = standing.running(Kind.LEVEL)
    if clock is None or clock.limit.condition == facts.level:
        return standing
    return _start(_end(standing, Kind.LEVEL, facts.at, met=True), Kind.LEVEL, facts)


def _pause(standing: Standing, cause: Cause, facts: Facts) -> Standing:
    """A pause up to its cap: as long as was asked for, never longer than the row `pause` of its cause allows."""
    if any(one.cause is cause and one.until is None for one in standing.pauses):
        return standing
    limit = facts.limit(Kind.PAUSE, condition=cause)
    if limit is None:
        message = f"there is no limit of how long clocks may stand still ({cause}); add it to the table of limits"
        raise Invalid(message, field="condition", value=str(cause))
    calendar = facts.calendars[limit.calendar_code]
    cap_at = count_of(limit, calendar).add(facts.at, allowed(limit, calendar))
    if facts.wished is not None:
        cap_at = max(facts.at, min(cap_at, facts.wished))
    pause = Paused(
        uuid5(facts.event_id, f"pause {cause}"), standing.ticket_id, cause, facts.reason, facts.at, None, cap_at
    )
    return _reckoned(replace(standing, pauses=(*standing.pauses, pause)), facts)


def _resume(standing: Standing, causes: Sequence[Cause], facts: Facts) -> Standing:
    ended = tuple(
        replace(one, until=max(facts.at, one.since)) if one.cause in causes and one.until is None else one
        for one in standing.pauses
    )
    return standing if ended == standing.pauses else _reckoned(replace(standing, pauses=ended), facts)


def _reckoned(standing: Standing, facts: Facts) -> Standing:
    return replace(
        standing,
        clocks=tuple(
            clocks.reckon(one, calendars=facts.calendars, pauses=standing.pauses) if one.is_running else one
            for one in standing.clocks
        ),
    )
