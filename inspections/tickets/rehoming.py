"""What becomes of the work on an asset that is merged, split, replaced or retired: none is left with an ended code.

Open tickets go to the heir, or join its open ticket of the same defect; so do items of the maintenance list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as replaced
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid5

from sqlalchemy import Connection

from inspections.tickets import events
from inspections.tickets.events import Event
from inspections.tickets.workflow import State
from registry.actor import Actor
from registry.describe import describe_place
from registry.errors import Conflict
from registry.history import deeds
from registry.history.deeds import Done
from registry.history.rules import Part, Position, Said
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "rehoming.sql")
REHOME, VOID = "rehome", "void"
_PROGRESS = {  # of two tickets on one hole the one that is further along goes on
    state: n
    for n, state in enumerate(
        (State.REPORTED, State.FILED, State.RETURNED, State.DISPATCHED, State.ACCEPTED, State.REPAIRED, State.VERIFIED)
    )
}


@dataclass(frozen=True, slots=True)
class Rehomed:
    """A deed with what became of the work: numbers of tickets that changed their asset, and of those voided for one."""

    done: Done
    tickets: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()


def merge(
    conn: Connection,
    actor: Actor,
    survivor: str,
    said: Said,
    *,
    others: Sequence[str],
    now: datetime,
    fill: bool = False,
) -> Rehomed:
    """`registry.history.deeds.merge`, and the work on the others goes to the survivor."""
    done = deeds.merge(conn, survivor, said, others=others, fill=fill)
    return _rehome(conn, actor, done, said, now=now)


def replace(
    conn: Connection,
    actor: Actor,
    code: str,
    said: Said,
    *,
    now: datetime,
    to: Position | None = None,
    class_code: str | None = None,
    fields: Mapping[str, object] | None = None,
) -> Rehomed:
    """`registry.history.deeds.replace`, and the work on the old thing goes to the new one."""
    done = deeds.replace(conn, code, said, to=to, class_code=class_code, fields=fields)
    return _rehome(conn, actor, done, said, now=now)


def split(conn: Connection, actor: Actor, code: str, said: Said, *, parts: Sequence[Part], now: datetime) -> Rehomed:
    """`registry.history.deeds.split`, and each ticket goes to the part nearest to it, other work to the first part."""
    done = deeds.split(conn, code, said, parts=parts)
    return _rehome(conn, actor, done, said, now=now)


def retire(conn: Connection, code: str, said: Said) -> Rehomed:
    """`registry.history.deeds.retire`. Raises Conflict as well while work on the thing is open, which names it."""
    done = deeds.retire(conn, code, said)
    open_work = list(conn.execute(SQL["open_work"], {"codes": list(done.ended)}).scalars())
    if open_work and not done.repeated:
        shown = ", ".join(open_work[:5]) + (", …" if len(open_work) > 5 else "")
        raise Conflict(f"{code} has open work ({shown}): close or void it first", code=code, open=open_work[:100])
    return Rehomed(done)


def _rehome(conn: Connection, actor: Actor, done: Done, said: Said, *, now: datetime) -> Rehomed:
    if done.repeated:
        return Rehomed(done)
    move = _Move(conn, actor, said, now)
    rows = conn.execute(SQL["lock_tickets"], {"ended": list(done.ended), "heirs": list(done.codes)}).mappings()
    opened = [_Open(**row) for row in rows]
    standing = {(one.asset_code, one.defect_code): one for one in opened if one.asset_code in done.codes}
    given: list[str] = []
    joined: list[str] = []
    for one in (one for one in opened if one.asset_code in done.ended):
        key = (one.heir, one.defect_code)
        other = standing.get(key)
        if other is not None and _PROGRESS[State(one.state)] <= _PROGRESS[State(other.state)]:
            move.join(one, other)
            joined.append(one.number)
            continue
        if other is not None:
            move.join(other, one)
            joined.append(other.number)
        standing[key] = move.give(one)
        given.append(one.number)
    _rehome_items(conn, done)
    return Rehomed(done, tuple(number for number in given if number not in joined), tuple(joined))


@dataclass(frozen=True, slots=True)
class _Open:
    """An open ticket; `heir` is the code that stands nearest to it."""

    id: UUID
    number: str
    state: str
    version: int
    asset_code: str
    defect_code: str
    micro_grid_code: str | None
    heir: str


@dataclass(frozen=True, slots=True)
class _Move:
    """Tickets on their way, with who moves them and why."""

    conn: Connection
    actor: Actor
    said: Said
    now: datetime

    def give(self, ticket: _Open) -> _Open:
        """A ticket is about its heir from now on, with the heir's place and class; who answers stays."""
        place = self.conn.execute(SQL["place"], {"code": ticket.heir}).one()
        words = describe_place(self.conn, place.lon, place.lat)
        self.conn.execute(
            SQL["give"], {"id": ticket.id, "code": ticket.heir, "place_zh": words.zh, "place_en": words.en}
        )
        data = {"asset_code": ticket.heir, "from": ticket.asset_code, "from_micro_grid": ticket.micro_grid_code}
        self._tell(ticket, REHOME, to_state=ticket.state, reason=self.said.reason, data=data)
        return replaced(ticket, version=ticket.version + 1, asset_code=ticket.heir)

    def join(self, ticket: _Open, other: _Open) -> None:
        """A ticket on the same hole as another: its sightings go over, and it is voided with the other's number."""
        self.conn.execute(SQL["move_sightings"], {"from_id": ticket.id, "to_id": other.id})
        self.conn.execute(SQL["void"], {"id": ticket.id, "now": self.now})
        reason = f"与 {other.number} 为同一隐患 the same as {other.number}"
        self._tell(ticket, VOID, to_state=State.VOID, reason=reason, data={"joined": other.number})

    def _tell(self, ticket: _Open, action: str, *, to_state: str, reason: str, data: Mapping[str, str | None]) -> None:
        event = Event(
            id=uuid5(self.said.id, f"{ticket.id} {action}"),
            ticket_id=ticket.id,
            version=ticket.version + 1,
            action=action,
            from_state=ticket.state,
            to_state=to_state,
            at=self.now,
            account_id=self.actor.account_id,
            org_code=self.actor.org_code,
            reason=reason,
            data=data,
        )
        events.store(self.conn, event)


def _rehome_items(conn: Connection, done: Done) -> None:
    """The maintenance list: an item joins the heir's of the same defect, or becomes it."""
    for row in conn.execute(SQL["lock_items"], {"ended": list(done.ended)}).all():
        values = {"id": row.id, "code": done.codes[0]}
        if conn.execute(SQL["join_item"], values).rowcount:
            conn.execute(SQL["void_item"], values)
        else:
            conn.execute(SQL["give_item"], values)
