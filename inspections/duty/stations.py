"""Stations of duty: desks, keepers, crews; who may keep their rosters; and who is on duty there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, RowMapping

from inspections.duty.resolving import Absences, Acting, Duty, Gap, Leave, StandIn, Stretch, gaps, on_duty
from inspections.tickets.parties import party_of
from inspections.tickets.sight import page_size
from registry.actor import Actor, Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "keeping.sql")
MOST_DAYS = 92
"""So far gaps are looked for at once."""


class Kind(StrEnum):
    """What a station is."""

    DESK = "desk"
    KEEPER = "keeper"
    CREW = "crew"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStation:
    """A station to be made. `id` is made by the client: the same again changes nothing."""

    id: UUID
    kind: Kind
    name: str
    area_code: str | None = None
    org_code: str | None = None
    supervisor_id: UUID | None = None
    always: bool = False
    may_double: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A station as it stands; see 0023_duty.sql."""

    id: UUID
    kind: Kind
    name: str
    area_code: str | None
    org_code: str | None
    supervisor_id: UUID | None
    always: bool
    may_double: bool
    closed_at: datetime | None
    version: int


def add(conn: Connection, actor: Actor, asked: NewStation, *, now: datetime) -> Station:
    """Make a station. Raises Forbidden, Invalid, Conflict: there is one, or the id names another."""
    if not actor.has(Role.DISPATCHER, Role.ADMIN, Role.SYSTEM):
        raise Forbidden("stations are made by dispatchers and administrators", roles=["dispatcher", "admin"])
    if not asked.name.strip():
        raise Invalid("name the station", field="name")
    if (asked.kind is Kind.CREW) == (asked.area_code is not None) or (asked.org_code is None) == (
        asked.area_code is None
    ):
        raise Invalid("a crew is of an organisation, a desk or keeper of an area: name that one", field="area_code")
    if asked.area_code is not None and not actor.covers(asked.area_code):
        raise Forbidden("the station lies outside your areas", area=asked.area_code)
    row = {name: getattr(asked, name) for name in NewStation.__slots__}
    conn.execute(SQL["add_station"], row | {"now": now, "by": actor.name})
    made = get(conn, asked.id)
    if (made.kind, made.area_code, made.org_code) != (asked.kind, asked.area_code, asked.org_code):
        raise Conflict(f"the id {asked.id} names another station already; make a new one", id=str(asked.id))
    return made


def change(
    conn: Connection,
    actor: Actor,
    station_id: UUID,
    *,
    if_version: int,
    name: str,
    supervisor_id: UUID | None,
    always: bool,
    is_closed: bool,
    now: datetime,
) -> Station:
    """Rename a station, give it another supervisor, close it. Raises NotFound, Forbidden, Stale."""
    station = get(conn, station_id)
    check_keeps(conn, actor, station)
    told = {"name": name, "supervisor_id": supervisor_id, "always": always}
    closed_at = (station.closed_at or now) if is_closed else None
    row = told | {"id": station_id, "version": if_version, "closed_at": closed_at}
    if conn.execute(SQL["change_station"], row).rowcount == 0:
        raise Stale("the station changed meanwhile; read it again", version=station.version)
    return get(conn, station_id)


def get(conn: Connection, station_id: UUID) -> Station:
    """A station. Raises NotFound."""
    row = conn.execute(SQL["station"], {"id": station_id}).mappings().one_or_none()
    if row is None:
        raise NotFound(f"there is no station {station_id}", station=str(station_id))
    return station_from(row)


def seen(conn: Connection, actor: Actor, station_id: UUID) -> Station:
    """A station the actor may see: of their areas or organisation, or that they supervise. Raises NotFound."""
    station = get(conn, station_id)
    mine = station.supervisor_id is not None and station.supervisor_id == actor.account_id
    if mine or actor.has(Role.SYSTEM):
        return station
    if station.area_code is not None and actor.covers(station.area_code):
        return station
    if station.org_code is not None:
        desk = actor.has(Role.DISPATCHER, Role.ADMIN, Role.LEADER)
        if desk or station.org_code in {actor.org_code, party_of(conn, actor).house}:
            return station
    raise NotFound(f"there is no station {station_id} here", station=str(station_id))


def list_stations(
    conn: Connection, actor: Actor, *, limit: int = 100, after: UUID | None = None
) -> tuple[list[Station], UUID | None]:
    """The stations of one's areas or organisation, and the id after which the next page begins."""
    orgs = [actor.org_code] if actor.org_code else []
    everything = actor.has(Role.SYSTEM, Role.ADMIN) or (
        actor.has(Role.DISPATCHER, Role.LEADER) and any(len(area) == 6 for area in actor.areas)
    )
    asked = {"after": after, "most": page_size(limit) + 1, "areas": list(actor.areas), "orgs": orgs}
    rows = conn.execute(SQL["stations"], asked | {"everything": everything}).mappings().all()
    found = [station_from(row) for row in rows[:limit]]
    return found, found[-1].id if len(rows) > limit else None


def check_keeps(conn: Connection, actor: Actor, station: Station) -> None:
    """Raises Forbidden, NotFound for all but the station's supervisor, dispatchers of the area and administrators."""
    seen(conn, actor, station.id)
    mine = station.supervisor_id is not None and station.supervisor_id == actor.account_id
    if not mine and not actor.has(Role.DISPATCHER, Role.ADMIN, Role.SYSTEM):
        raise Forbidden("this is for the station's supervisor, dispatchers and administrators", station=station.name)


def who(conn: Connection, station_ids: Collection[UUID], *, now: datetime) -> dict[UUID, tuple[Acting, ...]]:
    """Who is on duty at `now` at each station, following leave and stand-ins; those present first."""
    within = Stretch(now, now + timedelta(microseconds=1))
    duties, away = duties_of(conn, station_ids, within), absences_of(conn, within)
    return {id_: on_duty(duties.get(id_, ()), now, away) for id_ in station_ids}


def gaps_of(conn: Connection, station: Station, within: Stretch) -> list[Gap]:
    """The spans that nobody will cover. Raises Invalid for a stretch of nothing, or too long a one."""
    if not timedelta() < within.ends_at - within.begins_at <= timedelta(days=MOST_DAYS):
        raise Invalid(f"look for gaps of at most {MOST_DAYS} days", field="until")
    duties = duties_of(conn, [station.id], within).get(station.id, [])
    return gaps(duties, absences_of(conn, within), within, always=station.always)


def duties_of(conn: Connection, station_ids: Collection[UUID], within: Stretch) -> dict[UUID, list[Duty]]:
    """The shifts that touch a stretch, by station."""
    asked = {"stations": list(station_ids), "since": within.begins_at, "until": within.ends_at}
    found: dict[UUID, list[Duty]] = {}
    for row in conn.execute(SQL["shifts"], asked):
        found.setdefault(row.station_id, []).append(Duty(row.account_id, Stretch(row.begins_at, row.ends_at)))
    return found


def absences_of(conn: Connection, within: Stretch) -> Absences:
    """All leave and approved stand-ins that touch a stretch."""
    asked = {"since": within.begins_at, "until": within.ends_at}
    leaves = conn.execute(SQL["leaves"], asked).all()
    stand_ins = conn.execute(SQL["stand_ins"], asked).all()
    return Absences(
        [Leave(row.account_id, Stretch(row.begins_at, row.ends_at)) for row in leaves],
        [StandIn(row.account_id, row.stand_in_id, Stretch(row.begins_at, row.ends_at)) for row in stand_ins],
    )


def station_from(row: RowMapping) -> Station:
    """A station from its row."""
    return Station(**{name: row[name] for name in Station.__slots__} | {"kind": Kind(row["kind"])})
