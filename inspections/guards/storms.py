"""Storm mode: one act, and until it ends other limits hold in an area and tours are shorter."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import Connection

from inspections.guards.keeping import Guard, guard_from
from inspections.guards.lowlands import find_low_point
from inspections.guards.shafts import Posting, check_posting, store
from inspections.tickets.sight import page_size
from inspections.tickets.terms import Words
from registry.actor import Actor, Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "storms.sql")
PROFILE = "storm"
TOUR_MINUTES = 90
"""What a tour of inspectors or crews takes at most in a storm, where whoever declares it says nothing (assumption)."""


class Level(StrEnum):
    """Levels of a weather warning, lowest first."""

    BLUE = "blue"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


LEVELS = MappingProxyType(
    {
        Level.BLUE: Words("蓝色", "blue"),
        Level.YELLOW: Words("黄色", "yellow"),
        Level.ORANGE: Words("橙色", "orange"),
        Level.RED: Words("红色", "red"),
    }
)


@dataclass(frozen=True, slots=True)
class Storm:
    """A storm as it stands; `profile` names the table of limits that holds from `begins_at` until it ended."""

    id: UUID
    area_code: str
    level: Level
    profile: str
    tour_minutes: int
    begins_at: datetime
    declared_by: str
    ended_at: datetime | None
    ended_by: str | None
    version: int


@dataclass(frozen=True, slots=True)
class Effects:
    """What a storm changes where it holds."""

    storm_id: UUID
    level: Level
    profile: str
    tour_minutes: int


@dataclass(frozen=True, slots=True)
class Event:
    """What was said of it."""

    id: UUID
    version: int
    action: str
    level: str
    at: datetime
    account: str
    reason: str


@dataclass(frozen=True, slots=True)
class Watcher:
    """A guard at a low point, with the name of the place."""

    guard: Guard
    place: str


def effects_at(conn: Connection, community_code: str | None, *, now: datetime) -> Effects | None:
    """What holds for a place at a moment; None where no storm does."""
    row = conn.execute(SQL["holding"], {"community": community_code, "now": now}).one_or_none()
    return None if row is None else Effects(row.id, Level(row.level), row.profile, row.tour_minutes)


def profile_at(conn: Connection, community_code: str | None, *, now: datetime, default: str) -> str:
    """The table of limits that holds for a place at a moment: a storm's own, which names every defect, or `default`."""
    found = effects_at(conn, community_code, now=now)
    return default if found is None else found.profile


def tour_minutes_at(conn: Connection, communities: Collection[str | None], *, now: datetime) -> int | None:
    """What a tour through communities (or cells of them) takes at most at a moment; None where no storm holds."""
    found: int | None = conn.execute(SQL["shortest"], {"communities": list(communities), "now": now}).scalar_one()
    return found


def declare(
    conn: Connection,
    actor: Actor,
    *,
    id_: UUID,
    area_code: str,
    level: Level,
    now: datetime,
    profile: str = PROFILE,
    tour_minutes: int = TOUR_MINUTES,
    reason: str = "",
) -> Storm:
    """Declare a storm from now on; sent again it is the same one.

    Raises Forbidden (desk or leader, of the area), Conflict (one is declared for this area already; the id names
    another), Invalid (no such area or table of limits).
    """
    _check_may(actor, area_code)
    known = conn.execute(SQL["storm"], {"id": id_}).one_or_none()
    if known is None:
        if not conn.execute(SQL["knows_area"], {"code": area_code}).scalar_one():
            raise Invalid(f"{area_code!r} is no division, street or community", field="area_code", value=area_code)
        if not conn.execute(SQL["knows_profile"], {"profile": profile}).scalar_one():
            raise Invalid(f"no table of limits is called {profile!r}", field="profile", value=profile)
    row = {"id": id_, "area_code": area_code, "level": level, "profile": profile, "tour_minutes": tour_minutes}
    if conn.execute(SQL["declare"], row | {"now": now, "by": actor.name}).one_or_none():
        _tell(conn, id_, event_id=id_, action="declare", by=actor.name, reason=reason, now=now)
    storm = get(conn, id_)
    if (storm.area_code, storm.profile, storm.declared_by) != (area_code, profile, actor.name):
        raise Conflict(f"the id {id_} names another storm already; make a new one", id=str(id_))
    return storm


def grade(
    conn: Connection, actor: Actor, storm_id: UUID, level: Level, *, event_id: UUID, if_version: int, now: datetime,
    reason: str = "",
) -> Storm:  # fmt: skip
    """Raise or lower the level of a storm that lasts. Raises NotFound, Forbidden, Stale, Conflict (ended)."""
    storm = _locked(conn, actor, storm_id)
    if _was_told(conn, storm, event_id, action="grade", actor=actor, reason=reason):
        return storm
    _check_lasts(storm, if_version)
    conn.execute(SQL["grade"], {"id": storm_id, "level": level})
    _tell(conn, storm_id, event_id=event_id, action="grade", by=actor.name, reason=reason, now=now)
    return get(conn, storm_id)


def end(
    conn: Connection, actor: Actor, storm_id: UUID, *, event_id: UUID, if_version: int, now: datetime, reason: str = ""
) -> Storm:
    """End a storm: from now on the usual limits hold again. Raises NotFound, Forbidden, Stale, Conflict (ended)."""
    storm = _locked(conn, actor, storm_id)
    if _was_told(conn, storm, event_id, action="end", actor=actor, reason=reason):
        return storm
    _check_lasts(storm, if_version)
    conn.execute(SQL["end"], {"id": storm_id, "now": now, "by": actor.name})
    _tell(conn, storm_id, event_id=event_id, action="end", by=actor.name, reason=reason, now=now)
    return get(conn, storm_id)


def post_watcher(
    conn: Connection, actor: Actor, storm_id: UUID, low_point_id: UUID, posting: Posting, *, now: datetime
) -> Guard:
    """Post somebody at a low point of the area while the storm lasts; sent again it is the same post.

    Raises NotFound, Forbidden, Conflict (the storm ended; the person stands elsewhere), Invalid.
    """
    storm = _locked(conn, actor, storm_id)
    point = find_low_point(conn, low_point_id)
    if not point.community_code.startswith(storm.area_code):
        raise Invalid(f"{point.name} lies outside the area of the storm", field="low_point_id")
    if storm.ended_at is None:
        check_posting(posting, now=now)
    elif not any(one.guard.id == posting.id for one in watchers(conn, storm_id)):
        raise Conflict("the storm has ended: nobody is posted any more", storm=str(storm_id))
    return store(conn, actor, posting, now=now, storm_id=storm_id, low_point_id=low_point_id)


def watchers(conn: Connection, storm_id: UUID) -> list[Watcher]:
    """Who was posted at the low points, in order of time."""
    rows = conn.execute(SQL["watchers"], {"id": storm_id}).mappings()
    return [Watcher(guard_from(row), row["place"]) for row in rows]


def get(conn: Connection, storm_id: UUID) -> Storm:
    """A storm. Raises NotFound."""
    row = conn.execute(SQL["storm"], {"id": storm_id}).mappings().one_or_none()
    if row is None:
        raise NotFound(f"there is no storm {storm_id}", storm=str(storm_id))
    return Storm(**{**row, "level": Level(row["level"])})


def events(conn: Connection, storm_id: UUID) -> list[Event]:
    """What was said of it, oldest first."""
    return [Event(**row) for row in conn.execute(SQL["events"], {"id": storm_id}).mappings()]


def list_storms(
    conn: Connection, actor: Actor, *, limit: int = 100, after: UUID | None = None
) -> tuple[Sequence[Storm], UUID | None]:
    """Storms that touch the actor's areas, newest first, and the id after which the next page begins."""
    asked = {"everything": actor.has(Role.SYSTEM), "areas": list(actor.areas), "after": after}
    rows = conn.execute(SQL["storms"], asked | {"limit": page_size(limit) + 1}).mappings().all()
    storms = [Storm(**{**row, "level": Level(row["level"])}) for row in rows[:limit]]
    return storms, storms[-1].id if len(rows) > limit else None


def check_sees(actor: Actor, storm: Storm) -> None:
    """Raises Forbidden where the storm touches none of the actor's areas."""
    if not (actor.covers(storm.area_code) or any(area.startswith(storm.area_code) for area in actor.areas)):
        raise Forbidden("the storm lies outside your areas", storm=str(storm.id))


# Checking ----------------------------------------------------------------------------------------------------------


def _check_may(actor: Actor, area_code: str) -> None:
    if not actor.has(Role.DISPATCHER, Role.LEADER, Role.SYSTEM) or not actor.covers(area_code):
        raise Forbidden("the desk or a leader of the area declares a storm, and ends it", area_code=area_code)


def _locked(conn: Connection, actor: Actor, storm_id: UUID) -> Storm:
    conn.execute(SQL["lock_storm"], {"id": storm_id})
    storm = get(conn, storm_id)
    _check_may(actor, storm.area_code)
    return storm


def _check_lasts(storm: Storm, if_version: int) -> None:
    if if_version != storm.version:
        message = f"the storm is at version {storm.version}, not {if_version}; read it again, then decide"
        raise Stale(message, version=storm.version)
    if storm.ended_at is not None:
        raise Conflict("the storm has ended; declare a new one", storm=str(storm.id))


def _was_told(conn: Connection, storm: Storm, event_id: UUID, *, action: str, actor: Actor, reason: str) -> bool:
    event = conn.execute(SQL["event"], {"id": event_id}).one_or_none()
    if event is None:
        return False
    if (event.storm_id, event.action, event.account, event.reason) != (storm.id, action, actor.name, reason):
        raise Conflict(f"the id {event_id} names another act already; make a new one", id=str(event_id))
    return True


def _tell(
    conn: Connection, storm_id: UUID, *, event_id: UUID, action: str, by: str, reason: str, now: datetime
) -> None:
    event = {"id": event_id, "storm_id": storm_id, "action": action, "by": by, "reason": reason, "now": now}
    conn.execute(SQL["tell"], event)
