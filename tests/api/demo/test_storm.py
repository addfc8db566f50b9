"""The storm takes forty sound covers, most of them at low points, the same every time."""

from sqlalchemy import Connection, text

from api.demo import storm
from api.demo.world import Defect


def test_forty_sound_covers_are_lost(small_conn: Connection) -> None:
    codes = small_conn.execute(text("select code from registry.asset order by code")).scalars().all()
    spared = {code: Defect("broken", 3, hazard=True) for code in codes[::2]}
    nature = storm.plant(small_conn, spared, seed=1)
    assert len(nature.truth) == len(nature.losses) == storm.EMERGENCIES
    assert not nature.truth.keys() & spared.keys()
    assert all(defect.hazard for defect in nature.truth.values())
    at_points = [loss.point for loss in nature.losses if loss.point is not None]
    assert {at_points.count(n) for n in range(len(nature.points))} == {3}
    assert storm.plant(small_conn, spared, seed=1) == nature


def test_what_is_lost_lies_near_its_low_point(small_conn: Connection) -> None:
    nature = storm.plant(small_conn, {}, seed=1)
    for loss in nature.losses:
        if loss.point is not None:
            _, lon, lat = nature.points[loss.point]
            off_m = ((loss.target.lon - lon) * 90_060) ** 2 + ((loss.target.lat - lat) * 111_320) ** 2
            assert off_m**0.5 <= 100, "within what the point is said to reach"
