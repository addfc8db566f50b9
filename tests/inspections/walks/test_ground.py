"""The ground of a share in metres."""

import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.engine import Connection

from inspections.campaigns import worklist
from inspections.walks import ground
from registry.errors import Invalid
from tests.inspections.walks.conftest import Sweep


def test_units_and_streets_are_in_one_metric_crs(conn: Connection, sweep: Sweep) -> None:
    units = worklist.worklist(conn, sweep.campaign.id, sweep.share.id)
    land = ground.gather(conn, units)
    assert land.crs == "EPSG:4549"
    assert len(land.streets.codes) == conn.execute(text("select count(*) from registry.road_segment")).scalar_one()
    assert [unit.id for unit in land.units] == [unit.unit_id for unit in units]
    for given, unit in zip(units, land.units, strict=True):
        back = land.degrees(unit.shape)
        assert shapely.hausdorff_distance(back, shapely.geometry.shape(given.geometry)) < 1e-8
        assert len(unit.covers) == len(given.targets)


def test_no_units_and_no_streets_are_refused(conn: Connection, sweep: Sweep) -> None:
    units = worklist.worklist(conn, sweep.campaign.id, sweep.share.id)
    with pytest.raises(Invalid, match="no units"):
        ground.gather(conn, [])
    conn.execute(text("update registry.asset set segment_code = null"))
    conn.execute(text("delete from registry.road_segment"))
    with pytest.raises(Invalid, match="no road"):
        ground.gather(conn, units)
