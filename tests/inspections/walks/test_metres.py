"""Metres of a track, shown beside a coverage that does not know of them."""

import uuid
from datetime import datetime, timedelta

import numpy as np
import pytest
from sqlalchemy.engine import Connection

from inspections.campaigns import coverage, worklist
from inspections.walks import ground, metres, remaining, tracks
from inspections.walks.tracks import Batch, Fix
from registry.actor import Role
from registry.errors import Forbidden
from tests.inspections.walks.conftest import Sweep, actor


def test_a_street_walked_is_told_by_side_and_no_cover_counts_for_it(
    conn: Connection, sweep: Sweep, now: datetime
) -> None:
    at = (sweep.campaign.id, sweep.share.id)
    land = ground.gather(conn, worklist.worklist(conn, *at))
    wide = next(unit for unit in land.units if unit.kind == "segment" and remaining.both_sides(unit))
    segment = land.streets.number(wide.place_code)
    assert segment is not None
    line = land.streets.lines[segment]
    kerb = line.parallel_offset(10, "left")
    steps = np.arange(0, line.length, 5.5)
    points = [land.degrees(kerb.interpolate(far)) for far in steps]
    begun = now - timedelta(hours=1)
    fixes = tuple(Fix(begun + timedelta(seconds=5 * i), p.x, p.y, 6.0) for i, p in enumerate(points))
    before = coverage.progress(conn, sweep.campaign.id)
    tracks.consent(conn, sweep.walker, *at, id=uuid.uuid4(), on_day=now.date(), now=now)
    tracks.store(conn, sweep.walker, *at, Batch(uuid.uuid4(), fixes), now=now, kept_days=30)
    found = metres.walked(conn, sweep.walker, *at)
    by_side = {one.side: one for one in found.units if one.unit_id == wide.id}
    assert by_side["left"].metres == pytest.approx(line.length, rel=0.05)
    assert by_side["left"].share == pytest.approx(1.0, abs=0.05)
    assert by_side["right"].metres == 0
    assert coverage.progress(conn, sweep.campaign.id) == before


def test_metres_are_for_the_walker_planners_and_dispatchers(conn: Connection, sweep: Sweep) -> None:
    at = (sweep.campaign.id, sweep.share.id)
    for role in (Role.PLANNER, Role.DISPATCHER):
        assert metres.walked(conn, actor(role), *at).metres == 0
    for role in set(Role) - {Role.PLANNER, Role.DISPATCHER}:
        with pytest.raises(Forbidden):
            metres.walked(conn, actor(role), *at)
