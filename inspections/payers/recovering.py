"""Acts of persons on recoveries: who may, from which version, what follows.

For other rooms: `answer` keeps what an owner said by a link or by telephone; nothing happens where nothing was asked.
"""

from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import Connection

from inspections.orphans import deciding, listing
from inspections.payers.recovery import Deed, Recovery, check, check_brings, stands
from inspections.payers.storing import Matter, Said, lock, lock_open, made_good, matter_of, move, open_one, was_said
from inspections.payers.terms import Act, State
from inspections.payers.workflow import Step, step_of
from inspections.routing import ending
from inspections.tickets import steps
from inspections.tickets.parties import party_of
from registry.actor import Actor, Role
from registry.errors import Conflict, Forbidden, Invalid


def open_recovery(conn: Connection, actor: Actor, ticket_id: UUID, deed: Deed, *, id_: UUID, now: datetime) -> Recovery:
    """Ask an owner, or give public notice. `id_` is the recovery's, made by the client: the same again changes nothing.

    Raises NotFound, Forbidden (role, area), Conflict (one is open; the register knows an owner, so no notice; the id
    names another; an act that opens nothing), Invalid (what it needs is missing, what it has no use for).
    """
    conn.execute(steps.SQL["lock_tickets"], {"ids": [ticket_id]})  # a step of it that asks by itself waits, or is seen
    step, matter, said = step_of(deed.act), matter_of(conn, ticket_id), _said(actor, id_, now)
    _check_stands(conn, actor, Recovery(id_, ticket_id, 1, State.ASKED, 0, now), step, matter)
    if (before := was_said(conn, deed, said)) is not None:
        recovery = lock(conn, before)
        return _same(recovery, recovery.ticket_id == ticket_id, id_)
    if not step.opens:
        message = f"{matter.number}: {step.act} opens no recovery; ask its owner, or give public notice"
        raise Conflict(message, ticket=matter.number, act=step.act)
    if (running := lock_open(conn, ticket_id)) is not None:
        message = f"{matter.number}: recovery {running.id} is open already ({running.state}); go on with that one"
        raise Conflict(message, ticket=matter.number, recovery_id=str(running.id), state=running.state)
    check_brings(step, deed)
    _hold(conn, deed)
    return open_one(conn, matter, deed, said)


def act(
    conn: Connection, actor: Actor, recovery_id: UUID, deed: Deed, *, id_: UUID, if_version: int, now: datetime
) -> Recovery:
    """Do one act. `id_` is made by the client: the same again changes nothing and answers with what is so now.

    Raises NotFound, Forbidden (role, area, another's recovery), Stale, Conflict (no such act from this state, or
    something in its way; the id names another act), Invalid (what it needs is missing, what it has no use for).
    """
    step, recovery, said = step_of(deed.act), lock(conn, recovery_id), _said(actor, id_, now)
    matter = matter_of(conn, recovery.ticket_id)
    _check_stands(conn, actor, recovery, step, matter)
    if (before := was_said(conn, deed, said)) is not None:
        return _same(recovery, before == recovery_id, id_)
    check(recovery, step, if_version=if_version)
    check_brings(step, deed)
    _hold(conn, deed)
    if step.act is Act.COST and not made_good(conn, recovery):
        raise Conflict(
            f"{matter.number}: nobody but its owner has barred or repaired it yet; transfer the ticket to whoever"
            " stands in, and list the cost when that is done（尚无代为处置记录）",
            ticket=matter.number,
            recovery_id=str(recovery_id),
        )
    after = move(conn, recovery, matter, deed, said)
    if step.act is Act.CLAIM:
        _propose(conn, actor, matter, deed, said)
    return after


def answer(
    conn: Connection,
    ticket_id: UUID,
    act: str,
    *,
    id_: UUID,
    at: datetime,
    account_id: UUID | None,
    org_code: str | None,
    reason: str = "",
    by: str | None = None,
) -> Recovery | None:
    """Keep what an owner said otherwise than signed in: `answer`, `deny` or `dispute`, with `reason` in its words.

    Whoever calls has made sure that it is the owner `org_code` who speaks (a link, a call); `account_id` is who wrote
    it down, `by` the name of who said it. None, and nothing is changed, where no recovery of the ticket is open, where
    another owner is asked, where the act does not follow from its state, or where `id_` was stored: said twice it
    counts once. Raises Invalid for an act no owner does, and for one without the reason it needs (deny, dispute).
    """
    step = step_of(act)
    if not step.by_owner:
        raise Invalid(f"{step.act} is nothing an owner says; answer, deny or dispute", field="act", value=act)
    deed, said = Deed(step.act, reason=reason.strip()), Said(id_, at, account_id, org_code, spoken_by=by or "")
    check_brings(step, deed)
    recovery = lock_open(conn, ticket_id)
    if recovery is None or recovery.state not in step.before or recovery.owner_code != org_code:
        return None
    return None if was_said(conn, deed, said) else move(conn, recovery, matter_of(conn, ticket_id), deed, said)


def _hold(conn: Connection, deed: Deed) -> None:
    """Nobody who has ended is asked or stands in. Raises Invalid."""
    ending.hold(conn, [code for code in (deed.owner_code, deed.stand_in_code) if code is not None])


def _said(actor: Actor, id_: UUID, now: datetime) -> Said:
    return Said(id_, now, actor.account_id, actor.org_code)


def _check_stands(conn: Connection, actor: Actor, recovery: Recovery, step: Step, matter: Matter) -> None:
    refusal = stands(recovery, step, party_of(conn, actor), matter.community_code)
    if refusal:
        raise Forbidden(f"{matter.number}: {refusal}", ticket=matter.number, act=step.act)


def _same(recovery: Recovery, is_same: bool, id_: UUID) -> Recovery:
    if not is_same:
        raise Conflict(f"the id {id_} names another act already; make a new one", id=str(id_))
    return recovery


def _propose(conn: Connection, actor: Actor, matter: Matter, deed: Deed, said: Said) -> None:
    """A claim of an orphan cover is proposed to the stewards: they alone give it an owner in the register."""
    if matter.asset_code is None or deed.owner_code is None or not actor.has(Role.DISPATCHER, Role.STEWARD):
        return
    try:
        orphan = listing.find(conn, actor, matter.asset_code, now=said.at)
    except Conflict:  # it has an owner by now, or is no cover
        return
    claimed = deciding.Answer(uuid5(said.id, "propose"), deed.reason)
    deciding.propose(conn, actor, matter.asset_code, deed.owner_code, claimed, if_version=orphan.version, now=said.at)
