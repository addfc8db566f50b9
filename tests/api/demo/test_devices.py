"""A simulated phone and its worklist: every asset once (or twice), its unit visited, GPS noise, a wrong clock."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from api.demo import devices
from api.demo.devices import Tally, Target, Unit, Walk
from api.demo.net import Line
from api.demo.world import Defect, Sight

START = datetime(2026, 11, 2, tzinfo=UTC)


def _walk(line: Line, *, second_look: bool = False) -> Walk:
    units = [
        Unit(n, 1 + n // 2, [Target(f"{n:02d}{i:015d}", 120.0 + n / 1000, 36.0 + i / 10_000) for i in range(90)])
        for n in range(4)
    ]
    return Walk(number=1, device_id="phone", line=line, second_look=second_look, units=units)


@pytest.fixture
def line() -> Line:
    return Line("http://127.0.0.1:9", "token")


def _items(walk: Walk, sights: list[Sight], *, skew: timedelta = timedelta()) -> list[dict[str, object]]:
    dice = np.random.default_rng(3)
    batches = list(devices._batches(walk, sights, starts_at=START, skew=skew, dice=dice))
    line = walk.line
    line.close()
    return [item for items, _, _ in batches for item in items]


def _sights(walk: Walk, *, hazard: int | None = None) -> list[Sight]:
    codes = [target.asset_code for unit in walk.units for target in unit.targets]
    found = Defect("missing", 3, hazard=True)
    return [Sight(code, found if n == hazard else None, 2 if n == hazard else 1) for n, code in enumerate(codes)]


def test_every_asset_is_told_once_and_every_unit_visited(line: Line) -> None:
    walk = _walk(line)
    items = _items(walk, _sights(walk))
    assert [i["asset_code"] for i in items if "asset_code" in i] == [s.asset_code for s in _sights(walk)]
    assert [i["unit_id"] for i in items if "unit_id" in i] == [0, 1, 2, 3]
    assert len({i["id"] for i in items}) == len(items)


def test_a_second_look_visits_no_unit(line: Line) -> None:
    walk = _walk(line, second_look=True)
    assert not [i for i in _items(walk, _sights(walk)) if "unit_id" in i]


def test_a_hazard_seen_twice_is_told_twice_with_photos(line: Line) -> None:
    walk = _walk(line)
    told = [i for i in _items(walk, _sights(walk, hazard=100)) if i["result"] == "defect"]
    assert len(told) == 2
    assert told[0]["asset_code"] == told[1]["asset_code"]
    assert told[0]["photos"] != told[1]["photos"]


def test_days_follow_the_campaign_and_the_clock_its_skew(line: Line) -> None:
    walk = _walk(line)
    skew = timedelta(hours=9)
    items = _items(walk, _sights(walk), skew=skew)
    times = [datetime.fromisoformat(str(item["device_time"])) - skew for item in items]
    assert times == sorted(times)
    assert {(time - START).days for time in times} == {0, 1}


def test_positions_scatter_by_about_four_metres(line: Line) -> None:
    walk = _walk(line)
    truth = {t.asset_code: t for unit in walk.units for t in unit.targets}
    off_m = []
    for item in _items(walk, _sights(walk)):
        if "asset_code" not in item:
            continue
        position, target = item["position"], truth[str(item["asset_code"])]
        assert isinstance(position, dict)
        off_m.append(np.hypot((position["lon"] - target.lon) * 90_060, (position["lat"] - target.lat) * 111_320))
    assert 3.0 < float(np.sqrt(np.mean(np.square(off_m)))) < 5.0


def test_tallies_add_up() -> None:
    assert Tally(items=2, lost=1, refusals=["a"]) + Tally(items=3, refusals=["b"]) == Tally(
        items=5, lost=1, refusals=["a", "b"]
    )
