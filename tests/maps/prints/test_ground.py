"""What the register has there, in metres."""

import pytest
import shapely
from sqlalchemy import Connection, text

from maps.prints.ground import Ground, cells_of, shapes_of, survey
from registry.actor import SYSTEM, Actor, Role
from registry.errors import Forbidden, NotFound
from tests.maps.prints import town
from tests.registry import quarter


def test_shapes_are_in_metres(ground: Ground) -> None:
    areas = shapely.area(shapes_of(ground.cells))
    assert areas.tolist() == pytest.approx([60_000, 60_000, 60_000], rel=2e-3)
    west, south, east, north = ground.bounds_m
    assert (east - west, north - south) == pytest.approx((300, 600), rel=2e-3)
    assert not ground.synthetic
    assert ground.plan is not None


def test_what_lies_there(ground: Ground) -> None:
    assert set(ground.roads["road_name"]) >= {"辽宁路", "热河路"}
    assert ground.communities["name_zh"].tolist() == ["大连路社区"]
    assert ground.streets["name_zh"].tolist() == ["辽宁路街道"]
    assert len(ground.outlines) >= 2
    found = ground.buildings(town.GRID)
    assert found["code"].tolist() == [f"{quarter.WEST}B00001", f"{quarter.WEST}B00002"]
    assert set(found["cell"]) == {town.LIVED_IN}
    assert found["institution_zh"].tolist() == ["", ""]
    assert found["compound_zh"].tolist() == ["大连山小区", "大连山小区"]
    entrances = ground.entrances(found["code"].tolist())
    assert set(entrances["building_code"]) == set(found["code"])
    assert ground.entrances([]).empty
    assert ground.assets(town.GRID) == {town.LIVED_IN: 1, f"{town.GRID}003": 1}


def test_the_cells_of_a_building(conn: Connection, ground: Ground) -> None:
    assert cells_of(conn, town.BUILDING) == [town.LIVED_IN]
    upper = (
        "insert into registry.micro_grid (code, grid_code, name_zh, kind, floor_from, floor_to, geom, valid_from)"
        " select grid_code || '009', grid_code, '', kind, 4, 6, geom, valid_from from registry.micro_grid"
        " where code = :c"
    )
    conn.execute(text(upper), {"c": town.LIVED_IN})
    conn.execute(
        text("update registry.micro_grid set floor_from = 1, floor_to = 3 where code = :c"), {"c": town.LIVED_IN}
    )
    assert cells_of(conn, town.BUILDING) == [town.LIVED_IN, f"{town.GRID}009"]
    above = survey(conn, SYSTEM, [town.GRID]).buildings(town.GRID, at_floor=5)
    assert set(above["cell"]) == {f"{town.GRID}009"}
    with pytest.raises(NotFound):
        cells_of(conn, f"{quarter.WEST}B99999")


def test_only_inside_the_areas_and_where_something_stands(conn: Connection, ground: Ground) -> None:
    other = Actor(None, "other", None, frozenset({Role.PLANNER}), (quarter.EAST,))
    with pytest.raises(Forbidden):
        survey(conn, other, [town.GRID])
    conn.execute(text("delete from registry.micro_grid"))
    with pytest.raises(NotFound, match="no micro-grids stand"):
        survey(conn, SYSTEM, [town.GRID])
