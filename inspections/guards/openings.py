"""Declared openings: somebody opens covers on purpose, says so before, and proves afterwards that they are closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from inspections.tickets.sight import page_size, sight_of
from registry.actor import Actor, Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "openings.sql")
MOST_ASSETS = 100
BACKDATED = timedelta(minutes=30)
"""How late an opening may be declared after it began (assumption); later, somebody has opened it unannounced."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """What is declared: which covers, whose work, from when until when, who guards, what bars the way, the permit."""

    id: UUID
    assets: tuple[str, ...]
    org_code: str
    begins_at: datetime
    until: datetime
    guard: str
    barrier: str
    permit: str


@dataclass(frozen=True, slots=True)
class Opening:
    """A declared opening as it stands; `reports` counts sightings it took, `tickets` is what it became when overdue."""

    id: UUID
    assets: tuple[str, ...]
    org_code: str
    begins_at: datetime
    until: datetime
    guard: str
    barrier: str
    permit: str
    declared_at: datetime
    declared_by: UUID
    closed_at: datetime | None
    closed_by: UUID | None
    photo_sha256: str | None
    overdue_at: datetime | None
    version: int
    reports: int
    tickets: tuple[str, ...]

    def is_overdue(self, now: datetime) -> bool:
        """Whether its time is over and no photo shows that it was closed."""
        return self.closed_at is None and now >= self.until


@dataclass(frozen=True, slots=True)
class Event:
    """What was done with it."""

    id: UUID
    version: int
    action: str
    at: datetime
    account_id: UUID | None
    until: datetime
    reason: str


def declare(conn: Connection, actor: Actor, told: Declaration, *, now: datetime) -> Opening:
    """Declare an opening of one's own house, or at the desk in a house's name; sent again it is the same one.

    Raises Forbidden, Invalid (no such cover or organisation; times; guard, barrier or permit not told), Conflict.
    """
    by = _person(actor)
    codes = tuple(sorted(set(told.assets)))
    words = {name: getattr(told, name).strip() for name in ("guard", "barrier", "permit")}
    for name, said in words.items():
        if not said:
            raise Invalid(f"an opening is declared with its {name}", field=name)
    _check_assets(conn, actor, codes, told.org_code)
    known = conn.execute(SQL["opening"], {"id": told.id}).one_or_none()
    if known is None and (told.begins_at < now - BACKDATED or told.until <= now):
        raise Invalid("an opening is declared before it begins, at most half an hour late", field="begins_at")
    row = {"id": told.id, "org_code": told.org_code, "begins_at": told.begins_at, "until": told.until, **words}
    if conn.execute(SQL["declare"], row | {"now": now, "by": by}).one_or_none():
        conn.execute(SQL["declare_asset"], [{"id": told.id, "asset_code": code} for code in codes])
        _tell(conn, told.id, event_id=told.id, action="declare", by=by, reason="", now=now)
    opening = _get(conn, told.id)
    same = (opening.assets, opening.org_code, opening.begins_at, opening.guard, opening.barrier, opening.permit)
    if same != (codes, told.org_code, told.begins_at, *words.values()) or opening.declared_by != by:
        raise Conflict(f"the id {told.id} names another opening already; make a new one", id=str(told.id))
    return opening


def extend(
    conn: Connection,
    actor: Actor,
    opening_id: UUID,
    *,
    until: datetime,
    reason: str,
    event_id: UUID,
    if_version: int,
    now: datetime,
) -> Opening:
    """Let an opening last longer, with a reason, before its time is over.

    Raises NotFound, Forbidden, Stale, Conflict (over already, or closed), Invalid (no reason; not later).
    """
    by = _person(actor)
    opening = _locked(conn, actor, opening_id)
    if _was_told(conn, opening, event_id, action="extend", by=by, said={"until": until, "reason": reason.strip()}):
        return opening
    _check_version(opening, if_version)
    if opening.closed_at is not None or opening.is_overdue(now):
        raise Conflict("its time is over: what is open is a hazard now; close it with a photo", opening=str(opening_id))
    if not reason.strip():
        raise Invalid("say why it lasts longer", field="reason")
    if until <= opening.until:
        raise Invalid(f"an extension ends after {opening.until.isoformat()}", field="until")
    conn.execute(SQL["extend"], {"id": opening_id, "until": until})
    _tell(conn, opening_id, event_id=event_id, action="extend", by=by, reason=reason.strip(), now=now)
    return _get(conn, opening_id)


def close(
    conn: Connection,
    actor: Actor,
    opening_id: UUID,
    *,
    photo_sha256: str,
    event_id: UUID,
    if_version: int,
    now: datetime,
) -> Opening:
    """Say with a photo that its covers are closed. Tickets that it became meanwhile go their own way to an end.

    Raises NotFound, Forbidden, Stale, Conflict (closed already), Invalid without a photo.
    """
    by = _person(actor)
    opening = _locked(conn, actor, opening_id)
    if _was_told(conn, opening, event_id, action="close", by=by, said={}):
        return opening
    _check_version(opening, if_version)
    if opening.closed_at is not None:
        raise Conflict("it is closed already", opening=str(opening_id))
    if not photo_sha256:
        raise Invalid("closing needs a photo of the closed lid", field="photo_sha256")
    conn.execute(SQL["close"], {"id": opening_id, "now": now, "by": by, "photo": photo_sha256})
    _tell(conn, opening_id, event_id=event_id, action="close", by=by, reason="", now=now)
    return _get(conn, opening_id)


def read_opening(conn: Connection, actor: Actor, opening_id: UUID) -> tuple[Opening, list[Event]]:
    """One opening with what was done with it. Raises NotFound, Forbidden."""
    opening = _get(conn, opening_id)
    if not _rows(conn, actor, id_=opening_id, limit=1):
        raise Forbidden("the opening lies outside your areas, or is another organisation's", opening=str(opening_id))
    events = [Event(**row) for row in conn.execute(SQL["events"], {"id": opening_id}).mappings()]
    return opening, events


def list_openings(
    conn: Connection,
    actor: Actor,
    *,
    open_only: bool = True,
    asset: str | None = None,
    limit: int = 100,
    after: UUID | None = None,
) -> tuple[list[Opening], UUID | None]:
    """Openings the actor may see, those that end soonest first, and the id after which the next page begins."""
    rows = _rows(conn, actor, open_only=open_only, asset=asset, limit=page_size(limit) + 1, after=after)
    openings = [_opening(row) for row in rows[:limit]]
    return openings, openings[-1].id if len(rows) > limit else None


# Checking ----------------------------------------------------------------------------------------------------------


def _person(actor: Actor) -> UUID:
    if actor.account_id is None or not actor.has(Role.CREW, Role.DISPATCHER):
        raise Forbidden("an opening is declared by a crew's account or the desk", roles=[Role.CREW, Role.DISPATCHER])
    return actor.account_id


def _check_assets(conn: Connection, actor: Actor, codes: Sequence[str], org_code: str) -> None:
    if not 1 <= len(codes) <= MOST_ASSETS:
        raise Invalid(f"an opening names 1 to {MOST_ASSETS} covers", field="assets")
    known = {row.code: row for row in conn.execute(SQL["assets"], {"codes": list(codes)})}
    for code in codes:
        if code not in known or known[code].status == "removed" or not known[code].is_cover:
            raise Invalid(f"{code!r} is no cover of the register", field="assets", value=code)
    if org_code not in set(conn.execute(SQL["houses"], {"code": org_code}).scalars()):
        raise Invalid(f"{org_code!r} is no organisation of the register", field="org_code", value=org_code)
    desk = actor.has(Role.DISPATCHER) and all(actor.covers(row.community_code) for row in known.values())
    if not (desk or org_code in _houses(conn, actor)):
        raise Forbidden("one declares openings of one's own house; the desk those of its areas", org_code=org_code)


def _houses(conn: Connection, actor: Actor) -> set[str]:
    if not actor.has(Role.CREW):
        return set()
    return set(conn.execute(SQL["houses"], {"code": actor.org_code}).scalars())


def _locked(conn: Connection, actor: Actor, opening_id: UUID) -> Opening:
    conn.execute(SQL["lock_opening"], {"id": opening_id})
    opening = _get(conn, opening_id)
    if opening.org_code in _houses(conn, actor):
        return opening
    desk = actor.has(Role.DISPATCHER) and _rows(conn, actor, id_=opening_id, limit=1)
    if not desk:
        raise Forbidden("the opening is another house's", opening=str(opening_id))
    return opening


def _check_version(opening: Opening, if_version: int) -> None:
    if if_version != opening.version:
        message = f"the opening is at version {opening.version}, not {if_version}; read it again, then decide"
        raise Stale(message, version=opening.version)


def _was_told(
    conn: Connection, opening: Opening, event_id: UUID, *, action: str, by: UUID, said: Mapping[str, object]
) -> bool:
    event = conn.execute(SQL["event"], {"id": event_id}).mappings().one_or_none()
    if event is None:
        return False
    asked = {"opening_id": opening.id, "action": action, "account_id": by, **said}
    if any(event[name] != value for name, value in asked.items()):
        raise Conflict(f"the id {event_id} names another act already; make a new one", id=str(event_id))
    return True


# Rows --------------------------------------------------------------------------------------------------------------


def _rows(
    conn: Connection, actor: Actor, *, limit: int, id_: UUID | None = None, **asked: object
) -> Sequence[Row[Any]]:
    given = {"id": id_, "open_only": False, "asset": None, "after": None, "limit": limit} | asked
    return conn.execute(SQL["openings"], {**sight_of(conn, actor), **given}).all()


def _get(conn: Connection, opening_id: UUID) -> Opening:
    row = conn.execute(SQL["opening"], {"id": opening_id}).one_or_none()
    if row is None:
        raise NotFound(f"there is no opening {opening_id}", opening=str(opening_id))
    return _opening(row)


def _opening(row: Row[Any]) -> Opening:
    found = {name: getattr(row, name) for name in Opening.__slots__}
    return Opening(**found | {"assets": tuple(row.assets or ()), "tickets": tuple(row.tickets)})


def _tell(
    conn: Connection, opening_id: UUID, *, event_id: UUID, action: str, by: UUID, reason: str, now: datetime
) -> None:
    event = {"id": event_id, "opening_id": opening_id, "action": action, "account_id": by, "reason": reason, "now": now}
    conn.execute(SQL["tell"], event)
