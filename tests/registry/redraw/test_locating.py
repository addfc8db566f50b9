"""Where things lie, by the same rule as the register; what goes from which cell to which."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.engine import Connection

from registry.redraw.locating import Division, moves
from tests.registry.redraw.test_publishing import EAST, GRID, NORTH, SOUTH, TOWN, WEST


def cells(
    *numbers: int, shapes: list[shapely.Geometry], floors: Sequence[tuple[int, int]] | None = None
) -> gpd.GeoDataFrame:
    told: dict[str, object] = {"code": [f"{GRID}{n:03d}" for n in numbers]}
    if floors is not None:
        told |= {"floor_from": [low for low, _ in floors], "floor_to": [high for _, high in floors]}
    return gpd.GeoDataFrame(told, geometry=shapes, crs=4326)


def _at(division: Division, *points: tuple[float, float]) -> list[str]:
    lon, lat = zip(*points, strict=True)
    return [code[-3:] for code in division.names(division.at(lon, lat))]


def test_of_several_the_first_by_code_and_in_a_crack_the_nearest() -> None:
    crack = 4e-6
    found = Division.of(
        cells(3, 1, 2, shapes=[shapely.box(2 + crack, 0, 3, 1), shapely.box(1, 0, 2, 1), shapely.box(0, 0, 1, 1)])
    )
    assert _at(found, (0.5, 0.5), (1.0, 0.5), (2 + crack * 0.3, 0.5), (2 + crack * 0.7, 0.5), (5, 5)) == [
        "002", "001", "001", "003", ""
    ]  # fmt: skip


def test_places_are_those_the_register_answers_with(conn: Connection) -> None:
    """Random places, and all corners and middles of borders, of a division with a crack."""
    rng = np.random.default_rng(7)
    corners = rng.uniform((WEST, SOUTH), (EAST, NORTH), size=(40, 2))
    parts = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(corners), extend_to=shapely.box(WEST, SOUTH, EAST, NORTH))
    )
    shapes = [shapely.intersection(part, shapely.box(WEST, SOUTH, EAST, NORTH)) for part in parts]
    shapes[5] = shapely.buffer(shapes[5], -3e-6)
    frame = cells(*range(1, len(shapes) + 1), shapes=shapes)
    conn.execute(text(TOWN))
    conn.execute(
        text(
            "insert into registry.micro_grid (code, grid_code, geom)"
            " values (:code, :grid, st_multi(st_geomfromwkb(:wkb, 4326)))"
        ),
        [
            {"code": code, "grid": GRID, "wkb": shapely.to_wkb(shape)}
            for code, shape in zip(frame["code"], shapes, strict=True)
        ],
    )
    nodes = shapely.get_coordinates(shapes)
    spots = np.vstack(
        [rng.uniform((WEST - 1e-4, SOUTH), (EAST, NORTH), size=(300, 2)), nodes, (nodes[1:] + nodes[:-1]) / 2]
    )
    query = text("select coalesce(registry.micro_grid_at(st_setsrid(st_makepoint(:x, :y), 4326)), '')")
    wanted = [conn.execute(query, {"x": x, "y": y}).scalar_one() for x, y in spots.tolist()]
    division = Division.of(frame)
    assert division.names(division.at(spots[:, 0], spots[:, 1])).tolist() == wanted
    assert "" in wanted


TOWER = shapely.box(0, 0, 1, 1)


def test_floors_share_a_thing_and_ground_lies_with_the_first() -> None:
    before = Division.of(cells(1, 2, shapes=[TOWER, TOWER], floors=[(1, 4), (5, 8)]))
    after = Division.of(cells(1, 3, shapes=[TOWER, TOWER], floors=[(1, 6), (7, 8)]))
    here = np.array([0])
    told = moves(before, here, after, here, floors=(np.array([1]), np.array([8])))
    rows = told[["before", "after", "share"]].to_numpy().tolist()
    assert {(one[-3:], two[-3:]): share for one, two, share in rows} == {
        ("001", "001"): 0.5, ("002", "001"): 0.25, ("002", "003"): 0.25,
    }  # fmt: skip
    above = moves(before, here, after, here, floors=(np.array([9]), np.array([10])))
    assert above[["before", "after", "share"]].to_numpy().tolist() == [[f"{GRID}002", f"{GRID}003", 1.0]]
    assert moves(before, here, after, here)["after"].tolist() == [f"{GRID}001"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 12)), min_size=1, max_size=20), st.integers(1, 29))
def test_the_shares_of_a_thing_are_all_of_it(things: list[tuple[int, int]], cut: int) -> None:
    before = Division.of(cells(1, 2, shapes=[TOWER, TOWER], floors=[(1, cut), (cut + 1, 30)]))
    after = Division.of(cells(4, shapes=[TOWER]))
    low = np.array([first for first, _ in things])
    here = np.zeros(len(things), dtype=np.int64)
    told = moves(before, here, after, here, floors=(low, low + [more for _, more in things]))
    assert told.groupby("thing")["share"].sum().to_numpy() == pytest.approx(np.ones(len(things)))
    assert set(told["after"]) == {f"{GRID}004"}
