"""Taking a step of the life of a stored request: lock, decide (`inspections.requests.request`), store."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.requests import storing
from inspections.requests.intake import Ground, ground
from inspections.requests.life import Action, Step, step_of
from inspections.requests.limits import ANSWER_DAYS, EXTENSION_DAYS, after_days
from inspections.requests.privacy import scrub
from inspections.requests.request import Deed, Limits, Request, check_step, take_step
from inspections.requests.storing import DUTY, Stored, data_of, request_of
from inspections.requests.unfolding import NAMED, Taken
from inspections.routing import ending
from inspections.tickets.parties import party_of
from registry.actor import Actor
from registry.errors import Conflict, Invalid, NotFound
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "steps.sql")


def take(
    conn: Connection,
    actor: Actor,
    request_id: UUID,
    deed: Deed,
    *,
    event_id: UUID,
    if_version: int,
    now: datetime,
    retention_days: int = storing.RETENTION_DAYS,
) -> Request:
    """Take one step and return the request as it is then.

    `event_id` is made by the client: the same step again changes nothing and returns the request as it is now. Numbers
    of persons in reason and answer are masked before anything is stored.

    Raises NotFound, Forbidden (desk, area, organisation), Stale (another version), Conflict (no such step from this
    state or at this time; the id names another step), Invalid (what the step lacks, or names and is not there).
    """
    step = step_of(deed.action)
    request = locked(conn, request_id)
    deed = _scrubbed(deed)
    event = Taken(event_id, request.id, request.version + 1, deed, request.state, step.after or request.state, now)
    if _was_taken(conn, actor, event):
        return request
    party = party_of(conn, actor)
    check_step(request, step, deed, party, if_version=if_version, now=now)
    if step.action is Action.ASSIGN and (to := deed.assignee_code or request.assignee_code):
        ending.hold(conn, [to])
    base = ground(conn, now=now, assets=[request.asset_code])
    _check_named(deed, base)
    after = take_step(request, step, deed, now=now, limits=_limits(request, step, base, now=now))
    if after.matter_code != request.matter_code and request.route_reason_zh != NAMED.zh:
        proposal = base.propose(after)
        after = after.proposed_to(proposal.assignee_code, proposal.reason)
        event = replace(event, proposal=proposal)
    storing.change(conn, [Stored(after, [event])], party, retention_days=retention_days)
    return after


def locked(conn: Connection, request_id: UUID) -> Request:
    """A request that nobody else changes until the transaction ends. Raises NotFound."""
    row = conn.execute(SQL["lock"], {"ids": [request_id]}).mappings().one_or_none()
    if row is None:
        raise NotFound(f"there is no request {request_id}", request_id=str(request_id))
    return request_of(row)


def _scrubbed(deed: Deed) -> Deed:
    return Deed(
        deed.action, scrub(deed.reason.strip()), deed.matter_code, deed.assignee_code, scrub(deed.answer),
        deed.result_code, deed.opinion, deed.contacted, deed.solved,
    )  # fmt: skip


def _was_taken(conn: Connection, actor: Actor, event: Taken) -> bool:
    row = conn.execute(SQL["event"], {"id": event.id}).one_or_none()
    if row is None:
        return False
    data = {name: value for name, value in row.data.items() if name != DUTY}  # ours, not of whoever asked
    then = (row.request_id, row.action, row.account_id, row.reason, data)
    asked = (event.request_id, event.deed.action, actor.account_id, event.deed.reason, data_of(event))
    if then != asked:
        raise Conflict(f"the id {event.id} names another step already; make a new one", event_id=str(event.id))
    return True


def _check_named(deed: Deed, base: Ground) -> None:
    if deed.matter_code is not None and deed.matter_code not in base.matters.by_code:
        raise Invalid(f"{deed.matter_code!r} is no matter of the table", field="matter_code", value=deed.matter_code)
    if deed.assignee_code is not None and not base.matters.answers(deed.assignee_code):
        message = f"{deed.assignee_code!r} is no organisation of the register that answers; a crew does not"
        raise Invalid(message, field="assignee_code", value=deed.assignee_code)


def _limits(request: Request, step: Step, base: Ground, *, now: datetime) -> Limits:
    """The moments a step needs: an extension runs from the limit, a reopening from now."""
    matter = base.matters.by_code.get(request.matter_code or "")
    match step.action:
        case Action.ASSIGN:
            return base.limits(request.matter_code)(now)
        case Action.EXTEND:
            days = matter.extension_days if matter else EXTENSION_DAYS
            return Limits(due_at=after_days(request.due_at, days, base.calendar))
        case Action.REOPEN:
            return Limits(due_at=after_days(now, matter.answer_days if matter else ANSWER_DAYS, base.calendar))
        case _:
            return Limits()
