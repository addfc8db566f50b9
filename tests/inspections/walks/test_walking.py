"""Today's walk from the database: closed, of what is left, told in words."""

from datetime import datetime, timedelta

import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.engine import Connection

from inspections.campaigns import worklist
from inspections.guards.storms import Level
from inspections.walks import walking
from inspections.walks.walking import Planned
from registry.actor import SYSTEM, Role
from registry.errors import Forbidden, Invalid
from tests.inspections.walks.conftest import Sweep, actor


def _plan(conn: Connection, sweep: Sweep, now: datetime, **asked: float | None) -> Planned:
    return walking.replan(conn, sweep.walker, sweep.campaign.id, sweep.share.id, now=now, **asked)  # type: ignore[arg-type]  # day_no, lon, lat


def _look(conn: Connection, sweep: Sweep, codes: list[str], now: datetime) -> None:
    conn.execute(
        text(
            "update inspections.target set result = 'fine', observed_at = :now "
            "where campaign_id = :id and asset_code = any(:codes)"
        ),
        {"id": sweep.campaign.id, "codes": codes, "now": now},
    )


def test_the_walk_of_a_day_is_closed_and_holds_its_covers(conn: Connection, sweep: Sweep, now: datetime) -> None:
    planned = _plan(conn, sweep, now, day_no=1)
    units = worklist.worklist(conn, sweep.campaign.id, sweep.share.id, day_no=1)
    assert planned.line is not None
    ends = shapely.get_coordinates(planned.line)[[0, -1]]
    assert ends[0] == pytest.approx(ends[1], abs=1e-6)
    assert sorted(planned.units) == sorted(unit.unit_id for unit in units)
    assert planned.unreached == ()
    assert planned.covers == sum(len(unit.targets) for unit in units)
    assert planned.bound_m - 1e-6 <= planned.metres <= 1.5 * planned.bound_m
    assert planned.minutes == pytest.approx(planned.metres * 60 / 4000 + planned.covers * 45 / 60)
    words = [step.words for step, _ in planned.steps]
    assert any("侧向" in one.zh and "个井盖" in one.zh and "side" in one.en for one in words)
    assert any(one.zh.startswith("进小区") for one in words)


def test_it_is_planned_anew_from_what_is_left(conn: Connection, sweep: Sweep, now: datetime) -> None:
    whole = _plan(conn, sweep, now)
    units = worklist.worklist(conn, sweep.campaign.id, sweep.share.id, day_no=1)
    codes = [cover["asset_code"] for unit in units[:4] for cover in unit.targets]
    _look(conn, sweep, codes, now)
    left = _plan(conn, sweep, now, day_no=1)
    assert set(left.units) == {unit.unit_id for unit in units[4:]}
    _look(conn, sweep, [cover["asset_code"] for unit in units for cover in unit.targets][:-1], now)
    last = _plan(conn, sweep, now, day_no=1)
    assert last.covers == 1
    assert last.metres < left.metres < whole.metres + 1e-6


def test_what_a_day_left_over_is_walked_the_next(conn: Connection, sweep: Sweep, now: datetime) -> None:
    first = set(_plan(conn, sweep, now, day_no=1).units)
    tomorrow = _plan(conn, sweep, now + timedelta(days=1))
    assert tomorrow.day_no == 2
    assert first & set(tomorrow.units), "nobody looked on the first day"


def test_the_walk_begins_where_the_walker_stands(conn: Connection, sweep: Sweep, now: datetime) -> None:
    planned = _plan(conn, sweep, now, lon=120.375, lat=36.083)
    assert planned.start == pytest.approx((120.375, 36.083), abs=0.002)
    assert planned.line is not None
    assert planned.line.coords[0] == pytest.approx(planned.start, abs=1e-5)
    with pytest.raises(Invalid, match="together"):
        _plan(conn, sweep, now, lon=120.375)


def test_a_second_look_is_told_nothing_of_the_first(conn: Connection, sweep: Sweep, now: datetime) -> None:
    shares = worklist.assignments(conn, sweep.campaign.id)
    second = next(share for share in shares if share.second_look)
    before = walking.replan(conn, SYSTEM, sweep.campaign.id, second.id, now=now)
    codes = [c["asset_code"] for u in worklist.worklist(conn, sweep.campaign.id, second.id) for c in u.targets]
    _look(conn, sweep, codes, now)
    assert walking.replan(conn, SYSTEM, sweep.campaign.id, second.id, now=now) == before


def test_a_storm_shortens_the_walk_of_today(conn: Connection, sweep: Sweep, now: datetime) -> None:
    whole = _plan(conn, sweep, now)
    limit = int(whole.minutes / 2)
    storm = {"area_code": sweep.campaign.area_code, "level": Level.ORANGE, "profile": "storm", "tour_minutes": limit}
    insert = (
        "insert into inspections.storm (id, area_code, level, profile, tour_minutes, begins_at, declared_by) values"
    )
    values = "(gen_random_uuid(), :area_code, :level, :profile, :tour_minutes, :now, 'desk')"
    conn.execute(text(f"{insert} {values}"), storm | {"now": now})
    short = _plan(conn, sweep, now)
    assert (whole.storm_minutes, short.storm_minutes) == (None, limit)
    assert short.minutes <= limit
    assert 0 < len(short.units) < len(whole.units)
    assert short.units == tuple(unit for unit in whole.units if unit in set(short.units))
    assert _plan(conn, sweep, now, day_no=1).storm_minutes is None  # a day looked at, not walked now
    conn.execute(text("update inspections.storm set tour_minutes = 10"))
    far = _plan(conn, sweep, now, lon=120.40, lat=36.10)
    assert (len(far.units), far.minutes > 10) == (1, True)  # never nothing


def test_the_walk_of_another_is_for_who_plans(conn: Connection, sweep: Sweep, now: datetime) -> None:
    given = (sweep.campaign.id, sweep.share.id)
    assert walking.replan(conn, actor(Role.DISPATCHER), *given, now=now).covers > 0
    with pytest.raises(Forbidden):
        walking.replan(conn, actor(Role.INSPECTOR), *given, now=now)
