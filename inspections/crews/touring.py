"""A day planned for the crews of a house, planned anew, published. Gather, decide, store; nothing is committed here.

A plan is kept as it was made; a later one follows it. What is begun or done stays where it is. A published plan gives
each ticket to its crew; a later plan may move it again, unless a person gave it to that crew.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

import numpy as np
from sqlalchemy import Connection, RowMapping

from inspections.crews import assigning, changes, checking, explaining, gathering, solving, storing
from inspections.crews.changes import Move
from inspections.crews.gathering import SQL, Ground
from inspections.crews.needs import Visit
from inspections.crews.plan import Job, Rules, Stop, Van
from inspections.crews.roads import Matrix, Snapped, measure
from inspections.crews.shifts import Shift
from inspections.guards import storms
from inspections.tickets import steps
from inspections.tickets.steps import Outcome
from registry.actor import Actor, Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale


@dataclass(frozen=True, slots=True)
class Asked:
    """A plan to be made: for whom, of which day; `id` is made by the client."""

    id: UUID
    house: str
    day: date


@dataclass(frozen=True, slots=True)
class Setting:
    """Visits and shifts on the ground: places are depots, where crews are now, visits, in that order."""

    ground: Ground
    places: Snapped
    matrix: Matrix
    visits: Sequence[Visit]
    shifts: Sequence[Shift]
    jobs: Sequence[Job]
    vans: Sequence[Van]
    origin: datetime


@dataclass(frozen=True, slots=True)
class Published:
    """A plan that is driven by from now on: its version, and what became of giving each ticket to its crew."""

    version: int
    assigned: Sequence[Outcome]


def plan_tours(conn: Connection, actor: Actor, asked: Asked, *, now: datetime, rules: Rules | None = None) -> UUID:
    """Plan what is open for a house on a day, whatever was planned before; the same id again changes nothing.

    Raises Forbidden, Invalid (no shift, no road).
    """
    _check_desk(actor)
    if conn.execute(SQL["plan"], {"id": asked.id}).one_or_none() is not None:
        return asked.id
    setting = _set(conn, actor, asked, (), now=now)
    rules = rules or Rules()
    made = solving.solve(setting.jobs, setting.vans, setting.matrix, rules=rules)
    verdict = checking.check(setting.jobs, setting.vans, setting.matrix, made, rules=rules)
    _refuse(verdict.faults)
    left = explaining.explain(setting.jobs, setting.vans, setting.matrix, made, rules=rules)
    head = _head(actor, asked, rules, now) | {"cost": asdict(verdict.cost)}
    storing.store(conn, setting, head, made, left=left, fixed=())
    return asked.id


def replan(
    conn: Connection, actor: Actor, plan_id: UUID, former_id: UUID, *, came: str | None, now: datetime,
    rules: Rules | None = None,
) -> tuple[Move, ...]:  # fmt: skip
    """Plan the rest of the day of `former_id` anew: what is begun or done stays, few others move, what is new goes in.

    `came` names what it is done for (the number of a ticket). The moves are kept with the plan.
    Raises Forbidden, NotFound, Conflict (the former plan was replaced), Invalid.
    """
    _check_desk(actor)
    if (known := conn.execute(SQL["plan"], {"id": plan_id}).mappings().one_or_none()) is not None:
        return storing.moves_of(known["moves"])
    former = _plan(conn, former_id)
    if former["state"] == "replaced":
        raise Conflict("this plan was replaced by a later one; plan anew from that", plan=str(former_id))
    stops = conn.execute(SQL["stops"], {"id": former_id}).mappings().all()
    fixed = _fixed(conn, stops)
    asked = Asked(plan_id, former["house_code"], former["day"])
    setting, rules = _set(conn, actor, asked, fixed, now=now), rules or Rules()
    rest = [stop for stop in stops if stop not in fixed]
    order: dict[str, list[str]] = {}
    for stop in rest:
        order.setdefault(stop["crew_code"], []).append(stop["job"])
    made = solving.replan(setting.jobs, setting.vans, setting.matrix, order, rules=rules)
    before = {key: crew for crew, keys in order.items() for key in keys}
    verdict = checking.check(setting.jobs, setting.vans, setting.matrix, made, rules=rules, before=before)
    _refuse(verdict.faults)
    moves = changes.compare(_timed(rest, setting.origin), made, came=came)
    left = explaining.explain(setting.jobs, setting.vans, setting.matrix, made, rules=rules)
    head = _head(actor, asked, rules, now) | {"cost": asdict(verdict.cost), "follows_id": former_id}
    storing.store(conn, setting, head, made, left=left, fixed=fixed, moves=moves)
    return moves


def publish(conn: Connection, actor: Actor, plan_id: UUID, *, if_version: int, now: datetime) -> Published:
    """Make a plan the one its crews drive by; the one it follows is replaced, its tickets are assigned to the crews.

    Raises Forbidden, NotFound, Stale (another version), Conflict (published before; a ticket in it was closed, given
    back or suspended meanwhile; another plan of the day is published).
    """
    _check_desk(actor)
    row = conn.execute(SQL["lock_plan"], {"id": plan_id}).one_or_none()
    if row is None:
        raise NotFound(f"there is no plan {plan_id}", plan=str(plan_id))
    if row.version != if_version:
        raise Stale("the plan was changed meanwhile; read it again", version=row.version)
    if row.state != "draft":
        raise Conflict(f"the plan is {row.state} already", state=row.state)
    stops = conn.execute(SQL["stops"], {"id": plan_id}).all()
    ids = [ticket for stop in stops if not stop.fixed for ticket in stop.ticket_ids]
    conn.execute(steps.SQL["lock_tickets"], {"ids": ids})  # nothing happens to them until they are assigned
    gone = conn.execute(SQL["no_longer_to_do"], {"ids": ids, "house": row.house_code}).all()
    if gone:
        told = ", ".join(f"{one.number} is {one.state}" for one in gone)
        raise Conflict(f"nothing is to be repaired there any more: {told}; plan anew", tickets=[g.number for g in gone])
    conn.execute(SQL["replace_published"], {"house": row.house_code, "day": row.day, "follows": row.follows_id})
    version = conn.execute(SQL["publish"], {"id": plan_id, "now": now}).scalar_one()
    return Published(version, assigning.assign(conn, actor, plan_id, house=row.house_code, now=now))


def _check_desk(actor: Actor) -> None:
    if not actor.has(Role.DISPATCHER, Role.SYSTEM):
        raise Forbidden("tours are planned by a dispatcher")


def _plan(conn: Connection, plan_id: UUID) -> RowMapping:
    row = conn.execute(SQL["plan"], {"id": plan_id}).mappings().one_or_none()
    if row is None:
        raise NotFound(f"there is no plan {plan_id}", plan=str(plan_id))
    return row


def _head(actor: Actor, asked: Asked, rules: Rules, now: datetime) -> dict[str, object]:
    return {
        "id": asked.id,
        "day": asked.day,
        "house_code": asked.house,
        "parameters": asdict(rules),
        "made_at": now,
        "made_by": actor.account_id,
        "follows_id": None,
    }


def _refuse(faults: Sequence[str]) -> None:
    """A plan that cannot be driven is a fault of this software, and is never stored."""
    if faults:
        raise RuntimeError(f"the planner made a plan that cannot be driven: {'; '.join(faults)}")


def _fixed(conn: Connection, stops: Sequence[RowMapping]) -> list[RowMapping]:
    """Of each crew the stops up to the last one that is begun or done."""
    ids = [ticket for stop in stops for ticket in stop["ticket_ids"]]
    begun = set(conn.execute(SQL["begun"], {"ids": ids}).scalars())
    last: dict[str, int] = {}
    for stop in stops:
        if stop["fixed"] or begun & set(stop["ticket_ids"]):
            last[stop["crew_code"]] = stop["position"]
    return [stop for stop in stops if stop["position"] <= last.get(stop["crew_code"], 0)]


def _timed(stops: Sequence[RowMapping], origin: datetime) -> dict[str, list[Stop]]:
    timed: dict[str, list[Stop]] = {}
    for stop in stops:
        arrival, end = ((stop[name] - origin).total_seconds() for name in ("arrives_at", "ends_at"))
        timed.setdefault(stop["crew_code"], []).append(Stop(stop["job"], int(arrival), int(end)))
    return timed


def _set(conn: Connection, actor: Actor, asked: Asked, fixed: Sequence[RowMapping], *, now: datetime) -> Setting:
    """Crews go on from their last fixed stop, not before it ends, nor before now; in a storm they are back sooner."""
    ground = gathering.ground(conn)
    shifts = gathering.shifts_left(conn, asked.house, asked.day, now)
    if len({shift.crew_code for shift in shifts}) < len(shifts):
        raise Invalid("a crew has several shifts on that day; plan each by itself", day=str(asked.day))
    settled = {ticket for stop in fixed for ticket in stop["ticket_ids"]}
    visits = [
        visit
        for visit in gathering.visits(conn, actor, asked.house)
        if settled.isdisjoint(ticket.ticket_id for ticket in visit.tickets)
    ]
    origin = max(min(shift.starts_at for shift in shifts), now)
    last = {stop["crew_code"]: stop for stop in fixed}
    here = [last.get(shift.crew_code) for shift in shifts]
    positions = [(shift.lon, shift.lat) for shift in shifts]
    positions += [(stop["lon"], stop["lat"]) if stop else depot for stop, depot in zip(here, positions, strict=True)]
    positions += [(visit.first.lon, visit.first.lat) for visit in visits]
    places = ground.snap(positions)
    entered = {ticket.community_code for visit in visits for ticket in visit.tickets}
    storm = storms.tour_minutes_at(conn, entered, now=origin)
    vans = []
    for i, (shift, stop) in enumerate(zip(shifts, here, strict=True)):
        free = max(shift.starts_at, now, *([stop["ends_at"]] if stop else []))
        used = sum(one["load"] for one in fixed if one["crew_code"] == shift.crew_code)
        until = shift.ends_at if storm is None else min(shift.ends_at, free + timedelta(minutes=storm))
        begins, ends = (int((at - origin) / timedelta(seconds=1)) for at in (free, until))
        skills, room = frozenset(shift.skills), max(shift.capacity - used, 0)
        vans.append(Van(shift.crew_code, len(shifts) + i, i, begins, ends, skills, room))
    jobs = [visit.job(2 * len(shifts) + n, origin=origin) for n, visit in enumerate(visits)]
    jobs = [replace(job, due_s=None if job.due_s is None else int(np.clip(job.due_s, 0, 10**8))) for job in jobs]
    return Setting(ground, places, measure(ground.roads, places), visits, shifts, jobs, vans, origin)
