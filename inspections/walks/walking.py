"""The walk of today, planned anew from what is left and from where the walker stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import shapely
from sqlalchemy.engine import Connection

from inspections.campaigns import campaign, worklist
from inspections.campaigns.campaign import Campaign
from inspections.campaigns.coverage import ZONE
from inspections.campaigns.worklist import Assignment
from inspections.guards import storms
from inspections.walks import closing, ground, remaining, telling
from inspections.walks.closing import Walk
from inspections.walks.ground import Ground
from inspections.walks.remaining import Unit
from inspections.walks.telling import Step
from registry.actor import Actor, Role
from registry.errors import Forbidden, Invalid


@dataclass(frozen=True, slots=True)
class Planned:
    """A closed walk from `start` (lon, lat) and back, for a day of the campaign; `line` (WGS 84) None for no walk.

    `units` are those it covers, `unreached` those to which no street leads, `minutes` walking and looking together.
    `storm_minutes` is what it may take while a storm holds where it leads, None without one.
    """

    assignment: Assignment
    day_no: int
    start: tuple[float, float]
    units: tuple[int, ...]
    unreached: tuple[str, ...]
    covers: int
    metres: float
    work_m: float
    bound_m: float
    minutes: float
    storm_minutes: int | None
    steps: tuple[tuple[Step, shapely.LineString | None], ...]
    line: shapely.LineString | None


def permitted(
    conn: Connection, actor: Actor, campaign_id: UUID, assignment_id: int
) -> tuple[Campaign, Assignment, list[str] | None]:
    """A share and the areas in which the actor sees it: its holder all of it, planners and leaders theirs.

    Raises NotFound, Forbidden.
    """
    run = campaign.by_id(conn, actor, campaign_id)
    share = worklist.assignment(conn, campaign_id, assignment_id)
    if share.account_id is not None and share.account_id == actor.account_id:
        return run, share, None
    if not actor.has(*campaign.CHANGERS, Role.LEADER, Role.SYSTEM):
        raise Forbidden("a walk is for its walker, and for planners, dispatchers and leaders")
    return run, share, campaign.visible_areas(actor)


def replan(
    conn: Connection,
    actor: Actor,
    campaign_id: UUID,
    assignment_id: int,
    *,
    day_no: int | None = None,
    lon: float | None = None,
    lat: float | None = None,
    now: datetime,
) -> Planned:
    """The closed walk of what is left: of a day, or of today and the days before it, as much as a day holds.

    It begins and ends where the walker stands; without `lon` and `lat` at the cover looked at last, or at the
    first unit. While a storm holds where today's walk leads it is as short as the storm has it.
    Raises NotFound, Forbidden, Invalid (half a position, no streets).
    """
    if (lon is None) != (lat is None):
        raise Invalid("a position is lon and lat together")
    run, share, areas = permitted(conn, actor, campaign_id, assignment_id)
    units = worklist.worklist(conn, campaign_id, assignment_id, areas=areas)
    land = ground.gather(conn, units)
    today = (now.astimezone(ZoneInfo(ZONE)).date() - run.starts_on).days + 1
    chosen = remaining.of_day(
        land.units,
        day_no=max(today, 1) if day_no is None else day_no,
        alone=day_no is not None,
        minutes=run.parameters.minutes_a_day,
    )
    start = (lon, lat) if lon is not None and lat is not None else _last_seen(conn, campaign_id, share)
    at = shapely.Point(land.metric([start[0]], [start[1]])[0]) if start else (chosen or land.units)[0].shape
    segment, along_m, _ = land.streets.locate(at)
    cells = {unit.unit_id: unit.grid_code for unit in units}
    entered = {cells[unit.id] for unit in chosen}
    storm = storms.tour_minutes_at(conn, entered, now=now) if day_no is None else None
    drawn = _draw(land, run, chosen, (segment, along_m), at_most=storm)
    walk, by_id = drawn.walk, {unit.id: unit for unit in chosen}
    foot = land.degrees(shapely.line_interpolate_point(land.streets.lines[segment], along_m))
    return Planned(
        assignment=share,
        day_no=max(today, 1) if day_no is None else day_no,
        start=(foot.x, foot.y),
        units=tuple(unit.id for unit in drawn.units if unit.id not in walk.unreached),
        unreached=tuple(by_id[unit].place_code for unit in walk.unreached),
        covers=drawn.covers,
        metres=walk.metres,
        work_m=walk.work_m,
        bound_m=walk.bound_m,
        minutes=drawn.minutes,
        storm_minutes=storm,
        steps=tuple((step, None if step.line is None else _degrees(land, step.line)) for step in drawn.steps),
        line=_line(land, drawn.steps),
    )


@dataclass(frozen=True, slots=True)
class _Drawn:
    units: Sequence[Unit]
    walk: Walk
    steps: Sequence[Step]
    covers: int
    minutes: float


def _draw(
    land: Ground, run: Campaign, units: Sequence[Unit], start: tuple[int, float], *, at_most: float | None
) -> _Drawn:
    """The closed walk of units; with `at_most` minutes of the first ones, as many as fit, one at least."""

    def of(units: Sequence[Unit]) -> _Drawn:
        left = remaining.remaining(land.streets, units)
        walk = closing.close(land.streets, left.stretches, left.places, start=start, seed=run.id.int % 2**32)
        steps = telling.tell(land.streets, walk, {unit.id: unit for unit in units}, left.along_m)
        covers = sum(step.covers for step in steps)
        minutes = walk.metres / run.parameters.walk_m_min + covers * run.parameters.look_s / 60
        return _Drawn(units, walk, steps, covers, minutes)

    drawn = of(units)
    if at_most is None or drawn.minutes <= at_most:
        return drawn
    fits, most = 1, len(units) - 1
    while fits < most:
        half = (fits + most + 1) // 2
        fits, most = (half, most) if of(units[:half]).minutes <= at_most else (fits, half - 1)
    return of(units[:fits])


def _last_seen(conn: Connection, campaign_id: UUID, share: Assignment) -> tuple[float, float] | None:
    given = {"campaign_id": campaign_id, "assignment_id": share.id, "second_look": share.second_look}
    row = conn.execute(ground.SQL["last_seen"], given).one_or_none()
    return None if row is None else (row.lon, row.lat)


def _line(land: Ground, steps: Sequence[Step]) -> shapely.LineString | None:
    """The streets walked as one closed line; a place is a point of it, what is walked inside has no line."""
    points = [xy for step in steps if step.line is not None for xy in shapely.get_coordinates(step.line)]
    return _degrees(land, shapely.LineString(points)) if len(points) > 1 else None


def _degrees(land: Ground, line: shapely.LineString) -> shapely.LineString:
    shape = land.degrees(line)
    assert isinstance(shape, shapely.LineString)
    return shape
