"""Recoveries as they are stored: held, opened, moved on by an act, and every act kept with the clock it started."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, Row, RowMapping

from inspections.payers import costing, limits
from inspections.payers.recovery import Deed, Recovery, take
from inspections.payers.terms import Act, State
from inspections.payers.workflow import Step, step_of
from inspections.tickets import events
from registry.errors import Conflict, Invalid, NotFound
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "storing.sql")
TOLD = "recovery"
"""The quiet event by which the story of a ticket tells of an act."""
_COLUMNS = tuple(field.name for field in fields(Recovery))


@dataclass(frozen=True, slots=True)
class Matter:
    """What a ticket says to its recovery: where it lies, whose the register says the thing is, how long it has still.

    `due_at` is the ticket's own limit; `is_suspended`: it stands still (挂账).
    """

    ticket_id: UUID
    number: str
    community_code: str | None
    asset_code: str | None
    owner_code: str | None
    is_open: bool
    is_suspended: bool
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Said:
    """Who does an act and when; `id` is that of its event.

    `spoken_by`: who said it for the owner, where no account did. `quietly`: the ticket's story need not tell it, a step
    of it says so already.
    """

    id: UUID
    at: datetime
    account_id: UUID | None = None
    org_code: str | None = None
    spoken_by: str = ""
    quietly: bool = False


def matter_of(conn: Connection, ticket_id: UUID) -> Matter:
    """What is known of a ticket. Raises NotFound."""
    row = conn.execute(SQL["matter"], {"id": ticket_id}).one_or_none()
    if row is None:
        raise NotFound(f"there is no ticket {ticket_id}", ticket_id=str(ticket_id))
    return Matter(*row)


def made_good(conn: Connection, recovery: Recovery) -> bool:
    """Whether anybody but the owner barred or repaired what the ticket tells of: else there is nothing to pay for."""
    asked = {"ticket_id": recovery.ticket_id, "owner_code": recovery.owner_code}
    return bool(conn.execute(SQL["made_good"], asked).scalar_one())


def lock(conn: Connection, recovery_id: UUID) -> Recovery:
    """A recovery, held against everybody else who would act on it. Raises NotFound."""
    row = conn.execute(SQL["lock"], {"id": recovery_id}).mappings().one_or_none()
    if row is None:
        raise NotFound(f"there is no recovery {recovery_id}", recovery_id=str(recovery_id))
    return recovery_of(row)


def lock_open(conn: Connection, ticket_id: UUID) -> Recovery | None:
    """The open recovery of a ticket, held."""
    row = conn.execute(SQL["lock_open"], {"ticket_id": ticket_id}).mappings().one_or_none()
    return None if row is None else recovery_of(row)


def recovery_of(row: RowMapping) -> Recovery:
    """A recovery from a row of `inspections.recovery`."""
    return Recovery(**{name: row[name] for name in _COLUMNS} | {"state": State(row["state"])})


def was_said(conn: Connection, deed: Deed, said: Said) -> UUID | None:
    """The recovery on which this very act was done before; None if none. Raises Conflict where the id names another."""
    row = conn.execute(SQL["event"], {"id": said.id}).one_or_none()
    if row is None:
        return None
    if (row.act, row.account_id, row.reason, row.brought) != (deed.act, said.account_id, deed.reason, brought(deed)):
        raise Conflict(f"the id {said.id} names another act already; make a new one", id=str(said.id))
    recovery_id: UUID = row.recovery_id
    return recovery_id


def open_one(conn: Connection, matter: Matter, deed: Deed, said: Said) -> Recovery:
    """Open a recovery whose id is that of the act. Raises Conflict (notice of what somebody owns), Invalid."""
    if deed.act is Act.GIVE_NOTICE:
        _check_nobody_owns(matter)
    round_ = conn.execute(SQL["next_round"], {"ticket_id": matter.ticket_id}).scalar_one()
    before = Recovery(said.id, matter.ticket_id, round_, State.WITHDRAWN, 0, opened_at=said.at)
    after = _after(conn, before, step_of(deed.act), deed, said)
    conn.execute(SQL["open"], asdict(after))
    _keep(conn, None, after, deed, said)
    return after


def move(conn: Connection, recovery: Recovery, matter: Matter, deed: Deed, said: Said) -> Recovery:
    """Do an act, whose right was looked at, on a recovery that is held. Raises Conflict, Invalid."""
    if deed.act is Act.GIVE_NOTICE:
        _check_nobody_owns(matter)
    after = _after(conn, recovery, step_of(deed.act), deed, said)
    conn.execute(SQL["store"], asdict(after))
    _keep(conn, recovery.state, after, deed, said)
    return after


def brought(deed: Deed) -> dict[str, object]:
    """What an act brought along, as its event keeps it: only what was given, as JSON has it."""
    given = {
        "photos": list(deed.photos),
        "owner_code": deed.owner_code,
        "stand_in_code": deed.stand_in_code,
        "amount_fen": deed.amount_fen,
        "receipt": deed.receipt,
        "lines": [costing.plain(line) for line in deed.lines],
    }
    return {name: value for name, value in given.items() if value not in (None, "", [])}


def _after(conn: Connection, recovery: Recovery, step: Step, deed: Deed, said: Said) -> Recovery:
    for field in ("owner_code", "stand_in_code"):
        _check_organisation(conn, field, getattr(deed, field))
    if step.act is Act.COST:
        costing.check(conn, recovery.ticket_id, deed.lines)
    due_at = limits.of_city(conn)[step.limit].after(said.at) if step.limit else None
    return take(recovery, step, deed, by=said.account_id, now=said.at, due_at=due_at)


def _check_nobody_owns(matter: Matter) -> None:
    if matter.owner_code is not None:
        message = f"{matter.asset_code} belongs to {matter.owner_code}: ask that owner, or correct the register first"
        raise Conflict(message, owner_code=matter.owner_code)


def _check_organisation(conn: Connection, field: str, code: str | None) -> None:
    if code is None:
        return
    found: Row[tuple[str, str | None]] | None = conn.execute(SQL["organisation"], {"code": code}).one_or_none()
    if found is None:
        raise Invalid(f"{code!r} is no organisation of the register", field=field, value=code)
    if found.kind == "crew":
        raise Invalid(f"{code} is a crew: name its organisation {found.parent_code}", field=field, value=code)


def _keep(conn: Connection, before: State | None, after: Recovery, deed: Deed, said: Said) -> None:
    if deed.lines:
        conn.execute(SQL["keep_lines"], costing.rows(after.id, after.sheet, deed.lines))
    then = {
        "owner_code": after.owner_code,
        "stand_in_code": after.stand_in_code,
        "sheet": after.sheet,
        "owed_fen": after.owed_fen,
    }
    event = {
        "id": said.id,
        "recovery_id": after.id,
        "version": after.version,
        "act": deed.act,
        "from_state": before,
        "to_state": after.state,
        "at": said.at,
        "due_at": after.due_at,
        "account_id": said.account_id,
        "org_code": said.org_code,
        "spoken_by": said.spoken_by,
        "reason": deed.reason,
        "data": _json({"brought": brought(deed), "then": then}),
    }
    conn.execute(SQL["keep"], event)
    if not said.quietly:
        tell(conn, after, deed.act, said, reason=deed.reason, photos=deed.photos)


def tell(
    conn: Connection, recovery: Recovery, act: str, said: Said, *, reason: str = "", photos: tuple[str, ...] = ()
) -> None:
    """Let the story of the ticket tell of it, once by the id: a quiet event, with where the recovery stands then."""
    data: Mapping[str, object] = {
        "act": act,
        "recovery_id": str(recovery.id),
        "state": recovery.state,
        "owner_code": recovery.owner_code,
        "stand_in_code": recovery.stand_in_code,
        "due_at": recovery.due_at.isoformat() if recovery.due_at else None,
        "reason": reason,
    }
    events.tell(
        conn,
        recovery.ticket_id,
        TOLD,
        id_=said.id,
        at=said.at,
        data={name: value for name, value in data.items() if value},
        account_id=said.account_id,
        org_code=said.org_code,
        photos=photos,
    )


def _json(data: Mapping[str, object]) -> str:
    return json.dumps(data, ensure_ascii=False)
