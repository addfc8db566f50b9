"""A plan against the cells and posts of the register."""

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import Connection

from registry.actor import Role
from registry.errors import Forbidden, Invalid
from registry.posts import plan
from registry.posts.prospects import Prospects
from tests.registry.posts import scene
from tests.registry.posts.scene import EAST, GRID, INSPECTOR, MIDDLE, NOW, WEST, appoint, person

NORTH, SOUTH, REST = f"{GRID}005", f"{GRID}006", f"{GRID}007"


@pytest.fixture
def town(conn: Connection) -> Connection:
    scene.furnish(conn)
    return conn


def layers() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """The western cell divided into north and south; all else of the grid one cell."""
    shapes = [
        shapely.box(120.40, 36.005, 120.4025, 36.01),
        shapely.box(120.40, 36.00, 120.4025, 36.005),
        shapely.box(120.4025, 36.00, 120.41, 36.01),
    ]
    cells = gpd.GeoDataFrame({"code": [NORTH, SOUTH, REST], "kind": "residential"}, geometry=shapes, crs=4326)
    points = shapely.points([120.401, 120.401, 120.404, 120.406], [36.007, 36.003, 36.005, 36.005])
    households = {"cell": [NORTH, SOUTH, REST, REST], "households": [30, 40, 50, 60]}
    return cells, gpd.GeoDataFrame(households, geometry=points, crs=4326)


def foresee(conn: Connection, cells: gpd.GeoDataFrame, atoms: gpd.GeoDataFrame) -> Prospects:
    return plan.foresee(conn, INSPECTOR, cells=cells, atoms=atoms, now=NOW)


def test_a_plan_tells_who_goes_on_and_who_would_hold_two(town: Connection) -> None:
    appoint(town, "员 1", WEST)
    appoint(town, "员 2", MIDDLE)
    cells, atoms = layers()
    for found in (foresee(town, cells, atoms), foresee(town, cells.to_crs(4549), atoms.to_crs(4528))):
        assert [(seat.cell, seat.holder, seat.former) for seat in found.seats] == [
            (NORTH, "员 1", WEST),
            (SOUTH, "员 1", WEST),
        ]
        assert [(one.cell, one.former) for one in found.missing] == [(REST, EAST)]
        assert [(one.holder, one.cells) for one in found.twice] == [("员 1", (SOUTH, NORTH))]
        assert [(one.holder, one.former) for one in found.idle] == [("员 2", MIDDLE)]


def test_a_plan_without_cells_or_with_other_codes_is_refused(town: Connection) -> None:
    cells, atoms = layers()
    with pytest.raises(Invalid, match="no cells"):
        foresee(town, cells[:0], atoms)
    with pytest.raises(Invalid, match="not the code of a micro grid"):
        foresee(town, cells.assign(code=["a", "b", "c"]), atoms)


def test_nobody_is_told_of_posts_outside_their_areas(town: Connection) -> None:
    appoint(town, "员 1", WEST)
    cells, atoms = layers()
    with pytest.raises(Forbidden, match="1 grids of the plan lie outside your areas"):
        plan.foresee(town, person(Role.PLANNER, areas=("990101",)), cells=cells, atoms=atoms, now=NOW)
