"""Hand-over of a desk: the sheet is made once and stays as it was; the outgoing sign it, and the incoming."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from inspections.duty.resolving import Stretch, acting
from inspections.duty.sheet import SQL, Scope, sheet_of
from inspections.duty.stations import Kind, Station, absences_of, check_keeps, get, seen, who
from inspections.tickets.sight import page_size
from registry.actor import Actor, Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale

LONGEST = timedelta(hours=48)


class Side(StrEnum):
    """Who signs."""

    OUTGOING = "outgoing"
    INCOMING = "incoming"


@dataclass(frozen=True, slots=True)
class Handover:
    """A sheet and its signatures; `sheet` is the JSON text of which `sha256` is told."""

    id: UUID
    station_id: UUID
    begins_at: datetime
    ends_at: datetime
    until: datetime
    sheet: str
    sha256: str
    made_at: datetime
    outgoing_by: UUID | None
    outgoing_at: datetime | None
    incoming_by: UUID | None
    incoming_at: datetime | None
    version: int

    @property
    def told(self) -> dict[str, Any]:
        """What stands on it."""
        found: dict[str, Any] = json.loads(self.sheet)
        return found


def make(
    conn: Connection,
    actor: Actor,
    *,
    id_: UUID,
    station_id: UUID,
    begins_at: datetime,
    ends_at: datetime,
    until: datetime,
    now: datetime,
) -> Handover:
    """Make the sheet of a shift as things stand now; the same again is the sheet of before.

    Raises NotFound, Forbidden for all but who is on duty there or keeps the roster, Invalid, Conflict.
    """
    station = seen(conn, actor, station_id)
    if actor.account_id not in _there(conn, station, ends_at):
        check_keeps(conn, actor, station)
    if station.kind is not Kind.DESK:
        raise Invalid("a sheet is handed over at a desk", field="station_id")
    if not begins_at < ends_at < until or until - begins_at > 2 * LONGEST:
        raise Invalid("the shift begins, ends, and the next ends after it, within four days", field="ends_at")
    before = conn.execute(SQL["one"], {"id": id_}).one_or_none()
    if before is None:
        sheet, sha256 = sheet_of(conn, Scope(station, begins_at, ends_at, until, now))
        row = {"id": id_, "station_id": station_id, "begins_at": begins_at, "ends_at": ends_at, "until": until}
        conn.execute(SQL["store"], row | {"sheet": sheet, "sha256": sha256, "now": now, "by": actor.account_id})
    made = _from(conn.execute(SQL["one"], {"id": id_}).one())
    if (made.station_id, made.ends_at) != (station_id, ends_at):
        raise Conflict(f"the id {id_} names another sheet already; make a new one", id=str(id_))
    return made


def sign(conn: Connection, actor: Actor, id_: UUID, side: Side, *, if_version: int, now: datetime) -> Handover:
    """Sign for the shift that ends or for the one that begins, each once; again by the same, it stays.

    Whoever is on duty then signs, a stand-in for who is away; where nobody is there the supervisor who acts now.
    Raises NotFound, Forbidden, Stale, Conflict: it is signed by another, or one would sign for both.
    """
    one = read(conn, actor, id_)
    row = conn.execute(SQL["lock"], {"id": id_}).one()
    signed_by = row.outgoing_by if side is Side.OUTGOING else row.incoming_by
    if signed_by is not None and signed_by == actor.account_id:
        return _from(row)
    if signed_by is not None:
        raise Conflict(f"the sheet is signed for the {side} already", handover=str(id_))
    station = get(conn, one.station_id)
    at = one.ends_at - timedelta(microseconds=1) if side is Side.OUTGOING else one.ends_at
    if actor.account_id is None or actor.account_id not in _signers(conn, station, at, now):
        raise Forbidden(f"whoever is on duty signs for the {side}; where nobody is there, the supervisor")
    if row.version != if_version:
        raise Stale("the sheet was signed meanwhile; read it again", version=row.version)
    conn.execute(SQL[f"sign_{side}"], {"id": id_, "by": actor.account_id, "now": now})
    return _from(conn.execute(SQL["one"], {"id": id_}).one())


def read(conn: Connection, actor: Actor, id_: UUID) -> Handover:
    """A sheet. Raises NotFound, for desks that one does not see too."""
    row = conn.execute(SQL["one"], {"id": id_}).one_or_none()
    if row is None:
        raise NotFound(f"there is no sheet {id_}", handover=str(id_))
    _check_reads(conn, actor, row.station_id)
    return _from(row)


def list_handovers(
    conn: Connection,
    actor: Actor,
    station_id: UUID,
    *,
    is_unsigned: bool = False,
    limit: int = 100,
    before: datetime | None = None,
) -> tuple[list[Handover], datetime | None]:
    """The sheets of a desk, the last first, or those that somebody has not signed; and where the next page begins."""
    _check_reads(conn, actor, station_id)
    asked = {"station_id": station_id, "unsigned": is_unsigned, "before": before, "most": page_size(limit) + 1}
    rows = conn.execute(SQL["of_station"], asked).all()
    return [_from(row) for row in rows[:limit]], rows[limit - 1].ends_at if len(rows) > limit else None


def _check_reads(conn: Connection, actor: Actor, station_id: UUID) -> None:
    station = seen(conn, actor, station_id)
    mine = station.supervisor_id is not None and station.supervisor_id == actor.account_id
    if not mine and not actor.has(Role.DISPATCHER, Role.LEADER, Role.ADMIN, Role.SYSTEM):
        raise Forbidden("sheets are read by desks, leaders and the station's supervisor", station=station.name)


def _there(conn: Connection, station: Station, ends_at: datetime) -> set[UUID]:
    moments = (ends_at - timedelta(microseconds=1), ends_at)
    return {one.current for at in moments for one in who(conn, [station.id], now=at)[station.id] if one.current}


def _signers(conn: Connection, station: Station, at: datetime, now: datetime) -> set[UUID]:
    there = {one.current for one in who(conn, [station.id], now=at)[station.id] if one.current is not None}
    if there or station.supervisor_id is None:
        return there
    away = absences_of(conn, Stretch(now, now + timedelta(microseconds=1)))
    current = acting(station.supervisor_id, now, away).current
    return {current} if current is not None else set()


def _from(row: Row[Any]) -> Handover:
    return Handover(**{name: row._mapping[name] for name in Handover.__slots__})  # noqa: SLF001 - a row's own accessor
