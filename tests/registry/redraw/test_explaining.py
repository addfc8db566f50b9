"""What stands against a plan is found, is as small as it can be, and is nothing where there is a plan."""

import geopandas as gpd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.redraw.bounds import lower_bound
from registry.redraw.explaining import by_grid, obstacles
from tests.registry.redraw.scene import CRS, EAST_GRID, WEST_GRID, at, plan

SCENE = plan()
GRIDS = SCENE.grids


def demand(minutes: list[float], *, x: float = 10, **columns: object) -> gpd.GeoDataFrame:
    places = [at(shapely.Point(x, 5 + i)) for i in range(len(minutes))]
    return gpd.GeoDataFrame({"minutes": minutes, **columns}, geometry=places, crs=CRS)


def test_nothing_stands_against_a_plan_there_is() -> None:
    rows = SCENE.atoms.assign(floors=20)
    counts = {WEST_GRID: 4, EAST_GRID: 5}
    assert obstacles(GRIDS, rows, room_minutes=180, barriers=SCENE.barriers, counts=counts, total=9) == []


def test_an_atom_in_no_grid_and_one_without_a_place() -> None:
    rows = demand([1.0, 1.0, 1.0])
    rows.loc[1, "geometry"] = at(shapely.Point(500, 5))
    rows.loc[2, "geometry"] = None
    found = obstacles(GRIDS, rows, room_minutes=180)
    assert [(one.rule, one.atoms) for one in found] == [("outside", (1,)), ("outside", (2,))]
    assert "row 2 at 534200, " in found[0].words
    assert "lies in no grid" in found[0].words


def test_an_atom_above_the_limit() -> None:
    found = obstacles(GRIDS, demand([181.0, 180.0], source_id=["H1", "H2"]), room_minutes=180)
    assert [(one.rule, one.atoms, one.grids) for one in found] == [("floors", (0,), (WEST_GRID,))]
    assert found[0].words == f"H1 in grid {WEST_GRID} takes 181.0 minutes and no floors to divide it by; a cell has 180"
    assert obstacles(GRIDS, demand([900.0], floors=[5]), room_minutes=180) == []
    assert "on 4 floors" in obstacles(GRIDS, demand([900.0], floors=[4]), room_minutes=180)[0].words


def test_fewer_cells_than_the_bound() -> None:
    """Three of 100 minutes do not go into two cells of 180; the small ones are not needed to say so."""
    found = obstacles(GRIDS, demand([1.0, 100.0, 2.0, 100.0, 100.0]), room_minutes=180, counts={WEST_GRID: 2})
    assert [(one.rule, one.atoms) for one in found] == [("count", (1, 3, 4))]
    assert "is given 2 cells and needs 3 at least" in found[0].words


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=14), st.integers(1, 4))
def test_the_rows_named_are_too_many_and_one_less_is_not(minutes: list[int], given_cells: int) -> None:
    found = obstacles(GRIDS, demand([float(m) for m in minutes]), room_minutes=60, counts={WEST_GRID: given_cells})
    assert bool(found) == (lower_bound(minutes, 60) > given_cells)
    for one in found:
        rows = [minutes[i] for i in one.atoms]
        assert lower_bound(rows, 60) > given_cells
        assert lower_bound(sorted(rows)[1:], 60) <= given_cells


def test_a_barrier_leaves_more_parts_than_cells() -> None:
    lines = [at(shapely.LineString([(x, -20), (x, 120)])) for x in (30, 60)]
    barriers = gpd.GeoDataFrame(geometry=lines, crs=CRS)
    found = obstacles(GRIDS, demand([1.0]), room_minutes=180, barriers=barriers, counts={WEST_GRID: 2}, total=3)
    assert [one.rule for one in found] == ["parts", "parts"]
    assert "divide grid 370203005001007 into 3 parts, and it is given 2 cells" in found[0].words
    assert "leave 4 parts of 2 grids" in found[1].words
    assert not obstacles(GRIDS, demand([1.0]), room_minutes=180, barriers=barriers, counts={WEST_GRID: 3}, total=4)


def test_fewer_cells_in_all_than_the_bounds() -> None:
    found = obstacles(GRIDS, demand([100.0] * 3), room_minutes=100, total=2)
    assert [(one.rule, one.grids) for one in found] == [("total", (WEST_GRID,))]
    assert "4 cells are needed at least and 2 are given" in found[0].words


def test_another_crs_is_the_same_place() -> None:
    rows = demand([200.0]).to_crs("EPSG:4326")
    assert [one.rule for one in obstacles(GRIDS, rows, room_minutes=180)] == ["floors"]


def test_crossings_and_soft_lines_leave_a_grid_whole() -> None:
    lines = [at(shapely.LineString([(x, -20), (x, 120)])) for x in (30, 60)]
    gate = at(shapely.Point(30, 50))
    barriers = gpd.GeoDataFrame({"kind": ["railway", "road", "crossing"]}, geometry=[*lines, gate], crs=CRS)
    assert not obstacles(GRIDS, demand([1.0]), room_minutes=180, barriers=barriers, counts={WEST_GRID: 1}, total=2)
    assert obstacles(GRIDS, demand([1.0]), room_minutes=180, barriers=barriers[:2], counts={WEST_GRID: 1}, total=2)


def test_rows_by_their_grid() -> None:
    rows = demand([1.0, 2.0, 3.0])
    rows.loc[1, "geometry"] = at(shapely.Point(150, 5))
    rows.loc[2, "geometry"] = at(shapely.Point(500, 5))
    assert {code: part["minutes"].tolist() for code, part in by_grid(GRIDS, rows).items()} == {
        WEST_GRID: [1.0], EAST_GRID: [2.0]
    }  # fmt: skip
