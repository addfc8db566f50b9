"""Plans and tours as they are read: at the desk all of a plan, a crew its own day with the way to each stop."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping

from inspections.crews import navigation, storing
from inspections.crews.changes import Move
from inspections.tickets.sight import page_size, sight_of
from inspections.tickets.workflow import Words
from registry.actor import Actor, Role
from registry.errors import Forbidden, NotFound
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "listing.sql")


@dataclass(frozen=True, slots=True)
class TourStop:
    """One visit as it is read. `to_do` is False where its tickets were closed, given back or suspended meanwhile.

    `load`: lids to bring. `leg_m`, `leg_s`: the drive from the stop before, None in plans older than these figures.
    """

    crew_code: str
    position: int
    job: str
    ticket_ids: tuple[UUID, ...]
    numbers: tuple[str, ...]
    priority: int
    arrives_at: datetime
    ends_at: datetime
    due_at: datetime | None
    fixed: bool
    to_do: bool
    load: int
    leg_m: int | None
    leg_s: int | None
    lon: float
    lat: float
    place: Words
    links: Mapping[str, str]

    @property
    def is_late(self) -> bool:
        """Whether the plan has it done after its due time."""
        return self.due_at is not None and self.ends_at > self.due_at


@dataclass(frozen=True, slots=True)
class Tour:
    """The day of one crew; `path` is GeoJSON text of the line along the roads, None where nothing is driven."""

    crew_code: str
    vehicle: str
    starts_at: datetime
    ends_at: datetime
    metres: int
    path: str | None
    stops: tuple[TourStop, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A job nobody does, the things each of which alone would have made room for it, and the same in words."""

    job: str
    ticket_ids: tuple[UUID, ...]
    numbers: tuple[str, ...]
    reasons: tuple[str, ...]
    words: Words


@dataclass(frozen=True, slots=True)
class Head:
    """A plan in a list."""

    id: UUID
    day: date
    house_code: str
    state: str
    version: int
    follows_id: UUID | None
    cost: Mapping[str, int]
    made_at: datetime
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A plan with its tours, what is left out, and what it changes of the one it follows."""

    head: Head
    tours: tuple[Tour, ...]
    left: tuple[LeftOut, ...]
    moves: tuple[Move, ...]


def list_plans(
    conn: Connection,
    actor: Actor,
    *,
    day: date | None = None,
    house: str | None = None,
    limit: int = 100,
    after: datetime | None = None,
) -> list[Head]:
    """Plans, newest first: all for the desk, for a house its own. `after` is when the last one of a page was made."""
    sight = sight_of(conn, actor)
    asked = {"desk": _is_desk(actor), "orgs": sight["orgs"], "day": day, "house": house, "after": after}
    return [_head(row) for row in conn.execute(SQL["plans"], {**asked, "limit": page_size(limit)}).mappings()]


def open_plan(conn: Connection, actor: Actor, plan_id: UUID) -> Opened:
    """All of a plan. Raises NotFound; Forbidden where one of its tickets lies outside the actor's areas."""
    row = conn.execute(SQL["plan"], {"id": plan_id}).mappings().one_or_none()
    if row is None:
        raise NotFound(f"there is no plan {plan_id}", plan=str(plan_id))
    hidden = conn.execute(SQL["hidden"], {**sight_of(conn, actor), "id": plan_id}).scalar_one()
    if (not _is_desk(actor) or hidden) and actor.org_code != row["house_code"]:
        raise Forbidden("the plan reaches outside your areas, or is another organisation's", plan=str(plan_id))
    left = tuple(
        LeftOut(
            one.job, tuple(one.ticket_ids), tuple(one.numbers), tuple(one.reasons), Words(one.words_zh, one.words_en)
        )
        for one in conn.execute(SQL["left_out"], {"id": plan_id})
    )
    return Opened(_head(row), _tours(conn, plan_id, None), left, storing.moves_of(row["moves"]))


def own_day(conn: Connection, actor: Actor, *, now: datetime) -> tuple[Head, Tour]:
    """The tour of the actor's crew that is driven now or next. Raises Forbidden (no crew), NotFound (no tour)."""
    if not actor.has(Role.CREW) or actor.org_code is None:
        raise Forbidden("a tour belongs to a crew; sign in as one of its people")
    found = conn.execute(SQL["mine"], {"crew": actor.org_code, "now": now}).scalar_one_or_none()
    if found is None:
        raise NotFound("no tour is published for your crew; ask the desk", crew=actor.org_code)
    row = conn.execute(SQL["plan"], {"id": found}).mappings().one()
    return _head(row), _tours(conn, found, actor.org_code)[0]


def _is_desk(actor: Actor) -> bool:
    return actor.has(Role.DISPATCHER, Role.LEADER, Role.SYSTEM)


def _head(row: RowMapping) -> Head:
    return Head(**{name: row[name] for name in Head.__dataclass_fields__})


def _tours(conn: Connection, plan_id: UUID, crew: str | None) -> tuple[Tour, ...]:
    asked = {"id": plan_id, "crew": crew}
    stops: dict[str, list[TourStop]] = {}
    for row in conn.execute(SQL["stops"], asked).mappings():
        stops.setdefault(row["crew_code"], []).append(_stop(row))
    return tuple(
        Tour(
            row.crew_code,
            row.vehicle,
            row.starts_at,
            row.ends_at,
            row.metres,
            row.path,
            tuple(stops.get(row.crew_code, ())),
        )
        for row in conn.execute(SQL["tours"], asked)
    )


def _stop(row: RowMapping) -> TourStop:
    given: dict[str, Any] = {name: row[name] for name in TourStop.__dataclass_fields__ if name in row}
    given |= {"ticket_ids": tuple(row["ticket_ids"]), "numbers": tuple(row["numbers"])}
    links = navigation.links(row["lon"], row["lat"], name=row["place_zh"], accuracy_m=row["accuracy_m"])
    return TourStop(**given, place=Words(row["place_zh"], row["place_en"]), links=links)
