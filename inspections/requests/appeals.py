"""Appeals (申诉/剔除): that a request be left out of a rate. One asks with a reason, somebody else decides with one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.requests.life import DESK_ROLES
from inspections.requests.listing import seen
from inspections.requests.privacy import scrub
from inspections.requests.rates import Name
from inspections.requests.request import is_assignee
from inspections.tickets.parties import party_of
from inspections.tickets.sight import page_size, sight_of
from registry.actor import Actor, Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "appeals.sql")


@dataclass(frozen=True, slots=True)
class Appeal:
    """One row of `inspections.rate_appeal`; `approved` is None while nobody decided."""

    id: UUID
    request_id: UUID
    number: str
    rate: Name
    version: int
    asked_by: UUID
    asked_org: str | None
    asked_at: datetime
    reason: str
    decided_by: UUID | None
    decided_at: datetime | None
    approved: bool | None
    decision: str


def ask(
    conn: Connection, actor: Actor, request_id: UUID, rate: Name, reason: str, *, appeal_id: UUID, now: datetime
) -> Appeal:
    """Ask that a request be left out of a rate: its organisation, or the desk. The same id again is the same appeal.

    Raises NotFound, Forbidden, Invalid without a reason, Conflict where one is open or approved.
    """
    listed = seen(conn, actor, request_id, now=now)
    if actor.account_id is None or not (is_assignee(party_of(conn, actor), listed.request) or actor.has(*DESK_ROLES)):
        raise Forbidden("the organisation that answers appeals, or the desk, each by an account")
    given = scrub(_reasoned(reason))
    if known := _find(conn, appeal_id):
        if (known.request_id, known.rate, known.reason, known.asked_by) != (request_id, rate, given, actor.account_id):
            raise Conflict(f"the id {appeal_id} names another appeal already; make a new one", id=str(appeal_id))
        return known
    asked = {"id": appeal_id, "request_id": request_id, "rate": rate, "reason": given, "at": now}
    conn.execute(SQL["ask"], asked | {"by": actor.account_id, "org": actor.org_code})
    return by_id(conn, appeal_id)


def decide(
    conn: Connection, actor: Actor, appeal_id: UUID, *, approved: bool, decision: str, if_version: int, now: datetime
) -> Appeal:
    """Approve or refuse an appeal, with a reason. The same again changes nothing.

    Raises NotFound, Forbidden (a leader decides, never whoever asked), Invalid, Stale.
    """
    conn.execute(SQL["lock"], {"id": appeal_id})
    appeal = by_id(conn, appeal_id)
    seen(conn, actor, appeal.request_id, now=now)
    if not actor.has(Role.LEADER) or actor.account_id is None:
        raise Forbidden("a leader decides on appeals")
    if actor.account_id == appeal.asked_by:
        raise Forbidden("whoever asked does not decide")
    given = scrub(_reasoned(decision))
    if (appeal.decided_by, appeal.approved, appeal.decision) == (actor.account_id, approved, given):
        return appeal
    if appeal.version != if_version or appeal.approved is not None:
        raise Stale(f"the appeal is at version {appeal.version}; read it again", version=appeal.version)
    conn.execute(
        SQL["decide"],
        {"id": appeal_id, "by": actor.account_id, "at": now, "approved": approved, "decision": given},
    )
    return by_id(conn, appeal_id)


def list_appeals(
    conn: Connection, actor: Actor, *, is_open: bool | None = None, limit: int = 100, after: UUID | None = None
) -> Sequence[Appeal]:
    """Appeals on requests one sees, by id from after one."""
    given = {"is_open": is_open, "after": after, "limit": page_size(limit)}
    return [_appeal(dict(row)) for row in conn.execute(SQL["appeals"], {**given, **sight_of(conn, actor)}).mappings()]


def by_id(conn: Connection, appeal_id: UUID) -> Appeal:
    """An appeal. Raises NotFound."""
    found = _find(conn, appeal_id)
    if found is None:
        raise NotFound(f"there is no appeal {appeal_id}", id=str(appeal_id))
    return found


def _find(conn: Connection, appeal_id: UUID) -> Appeal | None:
    row = conn.execute(SQL["appeal"], {"id": appeal_id}).mappings().one_or_none()
    return None if row is None else _appeal(dict(row))


def _appeal(row: dict[str, object]) -> Appeal:
    return Appeal(**row | {"rate": Name(str(row["rate"]))})  # type: ignore[arg-type]  # columns by name


def _reasoned(text: str) -> str:
    if not text.strip():
        raise Invalid("say why", field="reason")
    return text.strip()
