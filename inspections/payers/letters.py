"""What a letter of a recovery says, as things stood when its act was done: printed again it says the same.

Names and the words of the place are those of today.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.payers import costing, listing
from inspections.payers.costs import Line
from inspections.payers.listing import Event, Listed
from inspections.payers.terms import Act
from inspections.payers.workflow import Step, step_of
from inspections.tickets.terms import Words
from registry.actor import Actor
from registry.errors import Conflict, NotFound
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "letters.sql")
_WITH_COST = frozenset({Act.LETTER, Act.REMIND, Act.SETTLE, Act.WAIVE})


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of the evidence: the SHA-256 of the file on the device, of which step, and when it was taken."""

    sha256: str
    action: str
    told_at: datetime
    taken_at: datetime | None
    org_code: str | None


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. `number` is its own; `to` is None where it goes to the public. Money in fen; `due_at` is its clock.

    `course` are the acts up to it, `pictures` the evidence that was told by then, neither of which hangs in public;
    `lines` the cost sheet it is about.
    """

    number: str
    step: Step
    listed: Listed
    at: datetime
    due_at: datetime | None
    to: Words | None
    stand_in: Words | None
    reason: str
    reminder: int
    course: tuple[Event, ...]
    lines: tuple[Line, ...]
    cost_fen: int | None
    owed_fen: int | None
    pictures: tuple[Picture, ...]


def letters_of(events: list[Event]) -> list[Event]:
    """The acts of which a letter is printed."""
    return [event for event in events if step_of(event.act).letter is not None]


def letter(conn: Connection, actor: Actor, recovery_id: UUID, event_id: UUID | None, *, now: datetime) -> Letter:
    """The letter of an act, or of the last one that has a letter.

    Raises NotFound, Forbidden (as the recovery is seen), Conflict for an act of which nothing is printed.
    """
    listed = listing.see(conn, actor, recovery_id, now=now)
    events = listing.events_of(conn, recovery_id)
    event = _chosen(events, event_id, recovery_id)
    step = step_of(event.act)
    if step.letter is None:
        message = f"no letter is printed of {event.act}, recovery {recovery_id}"
        raise Conflict(message, act=event.act, recovery_id=str(recovery_id))
    then = event.then
    sheet = int(str(then["sheet"])) if step.act in _WITH_COST else 0
    lines = costing.sheet_of(conn, recovery_id, sheet)
    codes = [str(then[name]) for name in ("owner_code", "stand_in_code") if then[name]]
    names = listing.names_of(conn, codes)
    course = tuple(one for one in events if one.version <= event.version)
    told = {"ticket_id": listed.recovery.ticket_id, "until": event.at}
    is_public = step.act is Act.GIVE_NOTICE
    return Letter(
        number=f"{listed.letter_number}-{event.version:02d}",
        step=step,
        listed=listed,
        at=event.at,
        due_at=event.due_at,
        to=names.get(str(then["owner_code"])),
        stand_in=names.get(str(then["stand_in_code"])),
        reason=event.reason,
        reminder=sum(one.act == Act.REMIND for one in course),
        course=() if is_public else course,
        lines=lines,
        cost_fen=sum(line.amount_fen for line in lines) if lines else None,
        owed_fen=int(str(then["owed_fen"])) if lines and then["owed_fen"] is not None else None,
        pictures=() if is_public else tuple(Picture(*row) for row in conn.execute(SQL["pictures"], told)),
    )


def _chosen(events: list[Event], event_id: UUID | None, recovery_id: UUID) -> Event:
    if event_id is not None:
        found = [event for event in events if event.id == event_id]
        if not found:
            message = f"recovery {recovery_id} has no act {event_id}"
            raise NotFound(message, event_id=str(event_id), recovery_id=str(recovery_id))
        return found[0]
    printed = letters_of(events)
    if not printed:
        raise NotFound(f"no letter of recovery {recovery_id} is printed yet", recovery_id=str(recovery_id))
    return printed[-1]
