"""Clocks of recoveries that ran out: the owner is silent, the notice is over, payment is due, somebody is late.

It proposes and reminds; who makes good is sent by a person, by a step of the ticket. 属地兜底 of `inspections.duty`
says who decides where a desk is empty; this says what is to be decided.
"""

from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid5

from sqlalchemy import Connection

from inspections.payers import limits
from inspections.payers.recovery import Deed, Recovery
from inspections.payers.storing import Matter, Said, matter_of, move, recovery_of, tell
from inspections.payers.terms import Act, Limit, State
from inspections.payers.workflow import RINGS
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "ringing.sql")
AT_ONCE = 200
MOST_REMINDERS = 3
"""So many letters are written by themselves; then the desk is told (assumption)."""
LATE = "late"
_RANG = UUID("0d5f6f0e-6f0b-4a0e-9a39-4c6f7a3f1b52")
_UNTOUCHED = frozenset({State.ASKED, State.ANSWERED, State.DENIED, State.SILENT})
"""Nobody has made good in the owner's place: when the ticket has ended nothing is left to ask for."""
_OVER = "工单已结 the ticket has ended"
_FOUND = "登记册已有权属 the register has an owner by now"


def ring(conn: Connection, *, now: datetime) -> int:
    """Do what is due of some recoveries by `now`, each once; how many. Those somebody acts on at this moment are left.

    Killed before its end nothing was done; done again, the same id says that it was.
    """
    rows = conn.execute(SQL["due"], {"now": now, "most": AT_ONCE}).mappings().all()
    for row in rows:
        _ring(conn, recovery_of(row), now=now)
    return len(rows)


def _ring(conn: Connection, recovery: Recovery, *, now: datetime) -> None:
    matter = matter_of(conn, recovery.ticket_id)
    if (later := _still_has_until(conn, recovery, matter, now=now)) is not None:
        conn.execute(SQL["postpone"], {"id": recovery.id, "due_at": later})
        return
    deed = _deed(conn, recovery, matter)
    said = Said(uuid5(_RANG, f"{recovery.id} {recovery.version}"), now)
    if deed is not None:
        move(conn, recovery, matter, deed, said)
        return
    conn.execute(SQL["rang"], {"id": recovery.id, "now": now})
    tell(conn, recovery, LATE, said)


def _still_has_until(conn: Connection, recovery: Recovery, matter: Matter, *, now: datetime) -> datetime | None:
    """An owner who answered has as long as its ticket has; None where that is over too."""
    if recovery.state is not State.ANSWERED or not matter.is_open:
        return None
    if matter.is_suspended:
        return limits.of_city(conn)[Limit.OWNER_REPAIR].after(now)
    return matter.due_at if matter.due_at is not None and matter.due_at > now else None


def _deed(conn: Connection, recovery: Recovery, matter: Matter) -> Deed | None:
    """What the system does; None where it only tells that somebody is late."""
    if not matter.is_open and recovery.state in _UNTOUCHED:
        return Deed(Act.WITHDRAW, reason=_OVER)
    step = RINGS.get(recovery.state)
    if step is None or (step.act is Act.REMIND and recovery.reminders >= MOST_REMINDERS):
        return None
    if step.act is Act.SILENCE:
        proposed = limits.stand_in_of(conn, matter.community_code)
        return Deed(Act.SILENCE, stand_in_code=proposed if proposed != recovery.owner_code else None)
    if recovery.state is State.NOTICE and matter.owner_code is not None:
        return Deed(Act.CLAIM, owner_code=matter.owner_code, reason=_FOUND)
    return Deed(step.act)
