"""Low points are named by a steward; the covers there without a net are found by distance."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import Connection, text

from inspections.guards import lowlands
from inspections.guards.lowlands import NewPoint
from inspections.tickets.filing import report_defects
from registry.actor import Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound
from tests.inspections.tickets.scene import DESK, NOW, OTHER_SEWER, SEWER, person, see
from tests.registry import quarter

STEWARD = person(Role.STEWARD)


def point(conn: Connection, **changes: object) -> NewPoint:
    """At the first sewer cover."""
    place = "select st_x(geom), st_y(geom) from registry.asset where code = :code"
    lon, lat = conn.execute(text(place), {"code": SEWER}).one()
    plain = NewPoint(uuid4(), "辽宁路桥洞", lon, lat, 10, "防汛办积水点清单")
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields by name


def test_covers_at_a_low_point_without_a_sound_net(furnished: Connection) -> None:
    assert lowlands.bare_covers(furnished, "370203") == []  # nothing else in the register says what is low
    (low,) = lowlands.add(furnished, STEWARD, [point(furnished, within_m=10)], now=NOW)
    furnished.execute(text("update registry.asset set fall_net = 'with'"))
    assert lowlands.bare_covers(furnished, "370203") == []
    furnished.execute(text("update registry.asset set fall_net = 'without' where code = :code"), {"code": SEWER})
    (bare,) = lowlands.bare_covers(furnished, "370203")
    assert (bare.code, bare.net, bare.low_point, round(bare.distance_m)) == (SEWER, "without", low.name, 0)
    furnished.execute(text("update registry.asset set fall_net = 'with'"))
    report_defects(furnished, DESK, [see(furnished, SEWER, "fall_net")], now=NOW)
    assert [one.net for one in lowlands.bare_covers(furnished, "370203")] == ["reported"]
    lowlands.retire(furnished, STEWARD, low.id, now=NOW)
    assert lowlands.bare_covers(furnished, "370203") == []


def test_each_cover_at_its_nearest_point_the_known_before_the_unknown(furnished: Connection) -> None:
    near, far = point(furnished, within_m=500), point(furnished, name="远处", within_m=1000)
    far = replace(far, lon=far.lon + 0.004)
    lowlands.add(furnished, STEWARD, [near, far], now=NOW)
    furnished.execute(text("update registry.asset set fall_net = 'broken' where code = :code"), {"code": OTHER_SEWER})
    found = lowlands.bare_covers(furnished, "370203")
    assert found[0].net == "broken"
    assert {one.net for one in found[1:]} == {"unknown"}
    assert len({one.code for one in found}) == len(found)
    assert next(one for one in found if one.code == SEWER).low_point_id == near.id
    assert lowlands.bare_covers(furnished, quarter.OTHER) == []


def test_a_file_of_points_twice_is_once(furnished: Connection) -> None:
    one = point(furnished)
    content = f"name,lon,lat,within_m,source\n{one.name},{one.lon},{one.lat},50,清单\n"
    for _ in range(2):
        lowlands.add(furnished, STEWARD, lowlands.read_file(content), now=NOW)
    points, after = lowlands.list_points(furnished, STEWARD)
    assert ([low.name for low in points], after) == ([one.name], None)
    for wrong, words in (("name,lon\n", "columns"), ("name,lon,lat,within_m,source\na,b,3,4,5\n", "line 2")):
        with pytest.raises(Invalid, match=words):
            lowlands.read_file(wrong)


def test_what_is_refused(furnished: Connection) -> None:
    one = point(furnished)
    with pytest.raises(Forbidden):
        lowlands.add(furnished, DESK, [one], now=NOW)
    with pytest.raises(Forbidden):
        lowlands.add(furnished, person(Role.STEWARD, areas=(quarter.OTHER,)), [one], now=NOW)
    for changes, words in (
        ({"name": " "}, "name"), ({"within_m": 2}, "metres"), ({"lon": 0.0}, "no community"),
        ({"lat": 91.0}, "degrees"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=words):
            lowlands.add(furnished, STEWARD, [replace(one, **changes)], now=NOW)
    lowlands.add(furnished, STEWARD, [one], now=NOW)
    with pytest.raises(Conflict):
        lowlands.add(furnished, STEWARD, [replace(one, name="别处")], now=NOW)
    with pytest.raises(NotFound):
        lowlands.find_low_point(furnished, uuid4())
