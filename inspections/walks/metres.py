"""Metres really walked, unit by unit, as the tracks tell them: shown beside the coverage, and never part of it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import numpy as np
from sqlalchemy.engine import Connection

from inspections.campaigns import worklist
from inspections.walks import ground, matching, remaining, tracks, walking
from inspections.walks.closing import Side
from inspections.walks.matching import Track
from registry.actor import Actor, Role
from registry.errors import Forbidden


@dataclass(frozen=True, slots=True)
class UnitMetres:
    """Of a side of a street (`both`: of a narrow one), or inside a place (`inside`); `share` of its length."""

    unit_id: int
    place_code: str
    side: str
    metres: float
    share: float | None


@dataclass(frozen=True, slots=True)
class Metres:
    """What a track says: metres on streets in all, of each unit, and when no fix came."""

    metres: float
    units: tuple[UnitMetres, ...]
    gaps: tuple[tuple[datetime, datetime], ...]


def walked(
    conn: Connection, actor: Actor, campaign_id: UUID, assignment_id: int, *, on_day: date | None = None
) -> Metres:
    """Metres by unit and side of the share's holder, of one day or of all that is still kept.

    For the holder, and for planners and dispatchers of the areas. Raises Forbidden, NotFound.
    """
    _, share, areas = walking.permitted(conn, actor, campaign_id, assignment_id)
    own = share.account_id is not None and share.account_id == actor.account_id
    if not own and not actor.has(Role.PLANNER, Role.DISPATCHER):
        raise Forbidden("metres walked are for their walker, and for planners and dispatchers")
    land = ground.gather(conn, worklist.worklist(conn, campaign_id, assignment_id, areas=areas))
    fixes = tracks.fixes_of(conn, share.account_id, assignment_id, on_day=on_day) if share.account_id else []
    begun = fixes[0].at if fixes else datetime.min.replace(tzinfo=UTC)
    track = Track(
        land.metric([fix.lon for fix in fixes], [fix.lat for fix in fixes]),
        np.array([(fix.at - begun).total_seconds() for fix in fixes]),
        np.array([fix.accuracy_m for fix in fixes]),
    )
    inner = [unit for unit in land.units if unit.kind != "segment" or land.streets.number(unit.place_code) is None]
    found = matching.match(land.streets, track, places=[unit.shape for unit in inner])
    inside = {unit.id: metres for unit, metres in zip(inner, found.inside_m, strict=True)}
    units: list[UnitMetres] = []
    for unit in land.units:
        if unit.id in inside:
            units.append(UnitMetres(unit.id, unit.place_code, "inside", inside[unit.id], None))
            continue
        segment = land.streets.number(unit.place_code)
        assert segment is not None
        from_m, to_m = remaining.span(land.streets, segment, unit.shape)
        for side in (Side.LEFT, Side.RIGHT) if remaining.both_sides(unit) else (Side.BOTH,):
            metres = matching.covered(found.walked, segment=segment, side=side, from_m=from_m, to_m=to_m)
            share_of = metres / (to_m - from_m) if to_m > from_m else None
            units.append(UnitMetres(unit.id, unit.place_code, side, metres, share_of))
    gaps = tuple((begun + timedelta(seconds=gap.from_s), begun + timedelta(seconds=gap.to_s)) for gap in found.gaps)
    return Metres(found.metres, tuple(units), gaps)
