"""The scheduler of the clocks: what was to ring by now is told once, in the order in which it fell due.

It decides from the database alone: a clock says when it rings next, and that is moved on in the transaction that tells
it. Killed at any moment, nothing is lost and nothing is told twice; two processes share the work (skip locked).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid5

from sqlalchemy import Connection

from inspections.clocks.clock import Clock, Stage
from inspections.clocks.limits import KIND_WORDS, in_words
from inspections.clocks.running import standings_of
from inspections.duty.resolving import Acting
from inspections.duty.turns import supervisors_of
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "ringing.sql")
MOST = 500
"""So many clocks at once: one short transaction."""


@dataclass(frozen=True, slots=True)
class Bell:
    """One stage of one clock, with the moment it fell due."""

    clock: Clock
    stage: Stage
    fell_at: datetime

    @property
    def id(self) -> UUID:
        """The id of its event: the same bell makes the same event."""
        return uuid5(self.clock.id, self.stage)


def ring(conn: Connection, *, now: datetime, most: int = MOST) -> int:
    """Tell what fell due, of at most so many clocks; how many bells rang. Call it until it returns 0.

    What fell due after the last of a full round waits for the next one, so that all of it is told in order.
    """
    rows = conn.execute(SQL["due"], {"now": now, "most": most}).all()
    if not rows:
        return 0
    ids = {row.id for row in rows}
    standings = standings_of(conn, sorted({row.ticket_id for row in rows}))
    clocks = [clock for standing in standings.values() for clock in standing.clocks if clock.id in ids]
    bells = bells_of(clocks, now=now, is_full=len(rows) == most)
    raised = sorted({bell.clock.ticket_id for bell in bells if bell.stage is Stage.ESCALATE})
    above = supervisors_of(conn, raised, now) if raised else {}
    told = [_event(bell, n, above.get(bell.clock.ticket_id)) for n, bell in enumerate(bells)]
    conn.execute(SQL["tell"], {"bells": json.dumps(told), "now": now})
    conn.execute(SQL["rung"], {"clocks": json.dumps([_rung(clock, bells) for clock in clocks], default=str)})
    return len(bells)


def bells_of(clocks: Sequence[Clock], *, now: datetime, is_full: bool) -> list[Bell]:
    """The bells that fell due by `now`, in order; of a full round up to the last moment it was chosen by."""
    until = max((at for clock in clocks if (at := clock.next_at)), default=now) if is_full else now
    bells = [Bell(clock, stage, at) for clock in clocks for stage, at in clock.stages(until=until)]
    return sorted(bells, key=lambda bell: bell.fell_at)


def _event(bell: Bell, position: int, above: Acting | None) -> dict[str, object]:
    zh, en = KIND_WORDS[bell.clock.kind]
    return {
        "id": str(bell.id),
        "ticket_id": str(bell.clock.ticket_id),
        "clock_id": str(bell.clock.id),
        "kind": bell.clock.kind,
        "stage": bell.stage,
        "fell_at": bell.fell_at.isoformat(),
        "due_at": bell.clock.times.due_at.isoformat(),
        "reason": f"{zh} {en}: {in_words(bell.clock.limit)}",
        "position": position,
        "more": _supervisor(above) if bell.stage is Stage.ESCALATE and above is not None else {},
    }


def _supervisor(above: Acting) -> dict[str, object]:
    """To whom it is escalated: who acts as supervisor now, and whose place that is."""
    current = None if above.current is None else str(above.current)
    return {"supervisor_id": current, "supervisor_of_record_id": str(above.responsible)}


def _rung(clock: Clock, bells: Sequence[Bell]) -> dict[str, object]:
    told = replace(clock, rung=clock.rung + sum(bell.clock.id == clock.id for bell in bells))
    return {"id": clock.id, "rung": told.rung, "next_at": told.next_at}
