"""A pair is judged by a person, or by rule: merged, refused, unmerged. Nothing is deleted and each way is told.

The ticket told later becomes void with the other's number as reason; its sightings go over, and what counts a ticket's
sightings, photos and requests counts those of `inspections.merged_tickets`. Unmerged it has state, sightings and
history as before. A ticket somebody works on is not voided for one that nobody does.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid5

from sqlalchemy import Connection, Row, RowMapping

from inspections.clocks import following as clocks
from inspections.duplicates import weights
from inspections.tickets import events, filing
from inspections.tickets.events import Event
from inspections.tickets.facts import facts_of
from inspections.tickets.filing import DEFAULT_PROFILE
from inspections.tickets.following import follow
from inspections.tickets.parties import party_of
from inspections.tickets.steps import ticket_of
from inspections.tickets.terms import Action, State
from inspections.tickets.ticket import Deed, Taken, Ticket
from registry.actor import SYSTEM, Actor, Role
from registry.codes import Kind
from registry.database import told
from registry.errors import Conflict, Forbidden, Invalid, JinggeError, NotFound, Stale
from registry.history import became
from registry.history.fates import in_words
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "merging.sql")
MERGE, REFUSE, UNMERGE = "merge", "refuse", "unmerge"
JOIN = "join"
_BY_RULE = "按规则合并 merged by rule"
_RULED = UUID("2f0c55e0-8a0d-5c1e-b7b1-60c6d1f0a3d2")


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody says of a pair, and why. `id` is made by the client: the same answer again changes nothing."""

    id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair after a decision; `survivor` is the number of the ticket that goes on, None where none was voided."""

    pair_id: UUID
    state: str
    version: int
    survivor: str | None


def merge(
    conn: Connection,
    actor: Actor,
    pair_id: UUID,
    answer: Answer,
    *,
    if_version: int,
    now: datetime,
    profile: str = DEFAULT_PROFILE,
) -> Judged:
    """Two open tickets are one: the later becomes void, unless it alone was dispatched.

    Raises NotFound, Forbidden (no dispatcher of both places), Stale (another version), Conflict (not two open tickets;
    children, a plea or partners would be left behind; the id names another answer), Invalid (no reason).
    """
    pair = _Pair.begin(conn, actor, pair_id, MERGE, answer)
    if pair.repeated:
        return pair.judged()
    pair.check("suggested", if_version=if_version)
    first, second = pair.tickets()
    if ended := [one.number for one in (first, second) if one.closed_at is not None]:
        raise Conflict(f"{ended[0]} has ended: only open tickets are merged", ticket=ended[0])
    kept, gone = (second, first) if second.dispatched_at and not first.dispatched_at else (first, second)
    left = conn.execute(SQL["in_the_way"], {"id": gone.id}).one()
    if gone.parent_id or left.children or left.pleas or left.partners:
        why = "is a part of another" if gone.parent_id else "has parts, partners or a plea that are not settled"
        raise Conflict(f"{gone.number} {why}: end that first, or refuse the pair", ticket=gone.number)
    moved = list(conn.execute(SQL["move_all_sightings"], {"from_id": gone.id, "to_id": kept.id}).scalars())
    conn.execute(SQL["void"], {"id": gone.id, "now": now})
    after = replace(gone, state=State.VOID, version=gone.version + 1, closed_at=now)
    reason = f"与 {kept.number} 为同一事项 the same as {kept.number}：{answer.reason.strip()}"
    event_id = pair.tell(gone, Action.VOID, to_state=State.VOID, reason=reason, data={"joined": kept.number}, now=now)
    pair.tell(kept, JOIN, to_state=kept.state, reason=answer.reason.strip(), data={"joins": gone.number}, now=now)
    deed, party = Deed(Action.VOID, reason=reason), party_of(conn, actor)
    follow(conn, Taken(gone, after, deed, party, facts_of(conn, gone, now=now), event_id, now, profile))
    data = {
        "voided": str(gone.id),
        "state": gone.state,
        "version": after.version,
        "sightings": [str(one) for one in moved],
    }
    return pair.store("merged", survivor=kept, data=data, now=now)


def refuse(conn: Connection, actor: Actor, pair_id: UUID, answer: Answer, *, if_version: int, now: datetime) -> Judged:
    """A person says that they are two: the pair is never suggested again. Raises as `merge`."""
    pair = _Pair.begin(conn, actor, pair_id, REFUSE, answer)
    if pair.repeated:
        return pair.judged()
    pair.check("suggested", if_version=if_version)
    return pair.store("refused", survivor=None, data={}, now=now)


def unmerge(conn: Connection, actor: Actor, pair_id: UUID, answer: Answer, *, if_version: int, now: datetime) -> Judged:
    """The void ticket is open again, in the state it had, with its sightings; the pair is not suggested again.

    Raises as `merge`; Conflict too where the ticket that went on was merged into another (unmerge that first), where
    the void one changed since, or where its asset is no more or has another open ticket of the same defect by now.
    """
    pair = _Pair.begin(conn, actor, pair_id, UNMERGE, answer)
    if pair.repeated:
        return pair.judged()
    pair.check("merged", if_version=if_version)
    was = conn.execute(SQL["last_merge"], {"id": pair_id}).one()
    first, second = pair.tickets()
    gone, kept = (first, second) if str(first.id) == was.data["voided"] else (second, first)
    onward = conn.execute(SQL["merged_into"], {"id": kept.id}).scalar()
    if onward is not None:
        raise Conflict(f"{kept.number} was merged into {onward}: unmerge that first", ticket=kept.number)
    if (gone.state, gone.version) != (State.VOID, was.data["version"]):
        raise Conflict(f"{gone.number} changed since it was merged: it stays as it is", ticket=gone.number)
    _check_stands(conn, gone)
    values = {"id": gone.id, "asset_code": gone.asset_code, "defect_code": gone.defect_code}
    rival = conn.execute(SQL["rival"], values).scalar()
    if rival is not None:
        message = f"{gone.asset_code} has another open ticket of this defect by now, {rival}: close or void it first"
        raise Conflict(message, ticket=rival)
    conn.execute(SQL["restore"], {"id": gone.id, "state": was.data["state"]})
    conn.execute(SQL["move_sightings"], {"to_id": gone.id, "observations": was.data["sightings"]})
    clocks.back(conn, gone.id, ended_at=was.at)
    said, state = answer.reason.strip(), State(was.data["state"])
    pair.tell(gone, UNMERGE, to_state=state, reason=said, data={"parts_from": kept.number}, now=now)
    pair.tell(kept, UNMERGE, to_state=kept.state, reason=said, data={"parts": gone.number}, now=now, quiet=True)
    return pair.store("unmerged", survivor=None, data={"restored": str(gone.id)}, now=now)


def _check_stands(conn: Connection, ticket: Ticket) -> None:
    """Raises Conflict where the asset of a ticket that is to be open was merged, replaced or retired meanwhile."""
    code = ticket.asset_code
    if code is None or conn.execute(SQL["hold_asset"], {"code": code}).scalar() != "removed":
        return
    fate = in_words(became.resolve(conn, Kind.ASSET, code))
    message = f"{ticket.number} is of {code}, which is {fate.en} ({fate.zh}): it cannot be open there again"
    raise Conflict(message, ticket=ticket.number, asset=code)


def merge_by_rule(conn: Connection, *, now: datetime, profile: str = DEFAULT_PROFILE) -> int:
    """Merge what the rule allows: a score of at least `merge_at`, one defect, not two known assets, nobody at work.

    Returns how many. What stands in its way is left to a person.
    """
    done = 0
    found = conn.execute(SQL["by_rule"], {"merge_at": weights.of_city(conn).merge_at}).all()
    for row in found:
        answer = Answer(uuid5(_RULED, f"{row.id} {row.version}"), _BY_RULE)
        try:
            with told(), conn.begin_nested():
                merge(conn, SYSTEM, row.id, answer, if_version=row.version, now=now, profile=profile)
        except JinggeError:
            continue
        done += 1
    return done


@dataclass(frozen=True, slots=True)
class _Pair:
    """A locked pair with its locked tickets, and what is said of it."""

    conn: Connection
    actor: Actor
    action: str
    answer: Answer
    row: Row[tuple[object, ...]]
    locked: Mapping[UUID, Ticket]
    repeated: bool

    @classmethod
    def begin(cls, conn: Connection, actor: Actor, pair_id: UUID, action: str, answer: Answer) -> "_Pair":
        """Lock what it takes and look whether the answer was given before."""
        if not answer.reason.strip():
            raise Invalid("say why: the reason is kept with the decision", field="reason")
        if not actor.has(Role.DISPATCHER, Role.SYSTEM):
            raise Forbidden("whether two are one says a dispatcher", roles=[Role.DISPATCHER])
        seen = conn.execute(SQL["pair"], {"id": pair_id}).one_or_none()
        if seen is None:
            raise NotFound(f"there is no pair {pair_id}", pair_id=str(pair_id))
        rows: list[RowMapping] = []
        if seen.kind == "ticket":
            conn.execute(filing.SQL["lock_cells"])
            conn.execute(filing.SQL["lock_placeless"])
            ids = {"first_id": seen.first_id, "second_id": seen.second_id}
            rows = list(conn.execute(SQL["lock_tickets"], ids).mappings())
        if not all(actor.covers(row["community_code"]) for row in rows) or (not rows and not actor.covers(None)):
            raise Forbidden("one of the two lies outside your areas", pair_id=str(pair_id))
        row = conn.execute(SQL["lock_pair"], {"id": pair_id}).one()
        before = conn.execute(SQL["decision"], {"id": answer.id}).one_or_none()
        same = (pair_id, action, actor.account_id, answer.reason.strip())
        if before is not None and (before.pair_id, before.action, before.account_id, before.reason) != same:
            raise Conflict(f"the id {answer.id} names another answer already; make a new one", id=str(answer.id))
        locked = {one.id: one for one in map(ticket_of, rows)}
        return cls(conn, actor, action, answer, row, locked, repeated=before is not None)

    def check(self, state: str, *, if_version: int) -> None:
        """The pair is in this state at the version that was read. Raises Stale, Conflict."""
        if if_version != self.row.version:
            message = f"the pair is at version {self.row.version}, not {if_version}; read it again, then decide"
            raise Stale(message, version=self.row.version)
        if self.row.state != state:
            raise Conflict(
                f"the pair is {self.row.state}: {self.action} needs one that is {state}", state=self.row.state
            )

    def tickets(self) -> tuple[Ticket, Ticket]:
        """Both tickets, the one told earlier first. Raises Conflict for cases of another system."""
        if self.row.kind != "ticket":
            raise Conflict("cases of another system are merged there, not here", kind=self.row.kind)
        return self.locked[self.row.first_id], self.locked[self.row.second_id]

    def tell(
        self,
        ticket: Ticket,
        action: str,
        *,
        to_state: State,
        reason: str,
        data: Mapping[str, str],
        now: datetime,
        quiet: bool | None = None,
    ) -> UUID:
        """An event of one of the tickets, with its id; a quiet one (of the ticket that goes on) leaves its version."""
        silent = action == JOIN if quiet is None else quiet
        event = Event(
            id=uuid5(self.answer.id, f"{ticket.id} {action}"),
            ticket_id=ticket.id,
            version=ticket.version + (not silent),
            action=action,
            from_state=ticket.state,
            to_state=to_state,
            at=now,
            account_id=self.actor.account_id,
            org_code=self.actor.org_code,
            reason=reason,
            quiet=silent,
            data={**data, "pair": str(self.row.id)},
        )
        events.store(self.conn, event)
        return event.id

    def store(self, state: str, *, survivor: Ticket | None, data: Mapping[str, object], now: datetime) -> Judged:
        """Keep the decision."""
        version = self.row.version + 1
        decision = {
            "id": self.answer.id,
            "pair_id": self.row.id,
            "version": version,
            "action": self.action,
            "at": now,
            "account_id": self.actor.account_id,
            "org_code": self.actor.org_code,
            "reason": self.answer.reason.strip(),
            "data": json.dumps(data),
        }
        self.conn.execute(SQL["store_decision"], decision)
        values = {"id": self.row.id, "state": state, "survivor_id": survivor and survivor.id, "version": version}
        self.conn.execute(SQL["set_state"], values)
        return Judged(self.row.id, state, version, survivor.number if survivor else None)

    def judged(self) -> Judged:
        """The pair as it is now."""
        survivor = self.locked.get(self.row.survivor_id) if self.row.survivor_id else None
        return Judged(self.row.id, self.row.state, self.row.version, survivor.number if survivor else None)
