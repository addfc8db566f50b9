"""What a paper sheet shows of a segment comes from the register."""

from uuid import uuid4

import pytest
from sqlalchemy import Connection, text

from inspections.guards import lowlands
from inspections.guards.lowlands import NewPoint
from maps.prints.stretch import segments_of, stretches
from registry.actor import SYSTEM
from registry.errors import NotFound
from tests.conftest import NOW

BUSIEST = """
select segment_code from registry.asset a join registry.asset_class k on k.code = a.class_code and k.is_cover
where segment_code is not null group by 1 order by count(*) desc, 1 limit 1
"""


def test_covers_in_walking_order_with_their_nets_and_low_points(small_conn: Connection) -> None:
    code = small_conn.execute(text(BUSIEST)).scalar_one()
    (bare,) = stretches(small_conn, "370203", [code])
    assert len(bare.covers) > 3
    assert bare.length_m == pytest.approx(bare.line.length, rel=0.01)
    along = [bare.line.project(one.at) for one in bare.covers]
    assert along == sorted(along)
    assert all(not one.low_point for one in bare.covers)
    first = bare.covers[0].code
    place = "select st_x(geom), st_y(geom) from registry.asset where code = :code"
    lon, lat = small_conn.execute(text(place), {"code": first}).one()
    point = NewPoint(uuid4(), "桥洞", lon, lat, 15, "清单")
    lowlands.add(small_conn, SYSTEM, [point], now=NOW)
    small_conn.execute(text("update registry.asset set fall_net = 'without' where code = :code"), {"code": first})
    (low,) = stretches(small_conn, "370203", [code])
    assert (low.covers[0].low_point, low.covers[0].net, len(low.low_points)) == ("桥洞", "without", 1)
    assert segments_of(small_conn, [first]) == [code]
    assert low.synthetic


def test_a_segment_of_another_area_is_not_there(small_conn: Connection) -> None:
    with pytest.raises(NotFound, match="370203R999999"):
        stretches(small_conn, "370203", ["370203R999999"])
