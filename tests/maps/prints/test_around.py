"""What lies round a spot, in metres about it."""

import pytest
import shapely
from sqlalchemy import Connection

from maps.prints.around import around
from tests.registry import quarter


def test_the_spot_is_the_middle(conn: Connection) -> None:
    quarter.build(conn)
    spot = around(conn, *quarter.at(100, 8))
    assert set(spot.names) == {"辽宁路", "热河路", "益都路"}
    assert len(spot.roads) == len(spot.widths_m) == len(spot.names)
    assert min(shapely.distance(line, shapely.Point(0, 0)) for line in spot.roads) == pytest.approx(8, abs=0.05)
    assert len(spot.buildings) == 3
    nearest = min(shapely.distance(one, shapely.Point(0, 0)) for one in spot.buildings)
    assert nearest == pytest.approx(((100 - 80) ** 2 + (15 - 8) ** 2) ** 0.5, abs=0.05)
    assert not spot.synthetic


def test_nothing_there_is_an_empty_ground(conn: Connection) -> None:
    spot = around(conn, 120.3, 36.0)
    assert (len(spot.roads), len(spot.buildings), spot.names) == (0, 0, ())
