"""What a plan drew comes back in a file as it was drawn, or it is another shape."""

import numpy as np
import pyarrow as pa
import pytest
import shapely
from sqlalchemy import Connection, text

from registry.importing.drawn import as_drawn
from registry.importing.kinds import SORTS
from registry.importing.shapes import as_stored
from tests.registry import quarter

CELL = f"{quarter.WEST}001001"
CORNERS = ((361.1, 108.1), (361.2, 108.1), (361.2, 108.3), (361.1, 108.3))
DRAWN = shapely.MultiPolygon([shapely.Polygon([(x / 3, y / 3) for x, y in CORNERS])])


def _rows(shape: shapely.Geometry, code: str = CELL) -> pa.Table:
    wkb = shapely.to_wkb(shapely.set_srid(shape, 4326), include_srid=True)
    return pa.table({"code": [code], "geom": pa.array([wkb], pa.large_binary())})


@pytest.fixture
def town(conn: Connection) -> Connection:
    quarter.build(conn)
    insert = "insert into registry.micro_grid (code, grid_code, geom) values (:code, :grid, st_geomfromewkb(:shape))"
    values = {"code": CELL, "grid": CELL[:15], "shape": _rows(DRAWN)["geom"][0].as_py()}
    conn.execute(text(insert), values)
    return conn


def _given(conn: Connection, rows: pa.Table) -> shapely.Geometry:
    return shapely.from_wkb(as_drawn(conn, rows, SORTS["micro_grids"])["geom"][0].as_py())


@pytest.mark.parametrize("shift_deg", [0.0, 5e-10])
def test_a_shape_in_the_form_of_a_file_is_the_one_that_was_drawn(town: Connection, shift_deg: float) -> None:
    (told,) = as_stored(np.array([DRAWN], dtype=object), SORTS["micro_grids"])
    assert not shapely.equals_exact(told, DRAWN)
    moved = shapely.transform(told, lambda spots: spots + shift_deg)
    assert shapely.equals_exact(_given(town, _rows(moved)), DRAWN)


def test_another_shape_stays_as_it_came(town: Connection) -> None:
    other = shapely.transform(DRAWN, lambda spots: spots + 1e-8)
    assert shapely.equals_exact(_given(town, _rows(other)), other)
    assert shapely.equals_exact(_given(town, _rows(other, code=f"{quarter.WEST}001002")), other)


def test_rows_without_a_shape_or_none_at_all(town: Connection) -> None:
    sort = SORTS["micro_grids"]
    bare = pa.table({"code": [CELL]})
    assert as_drawn(town, bare, sort) is bare
    assert len(as_drawn(town, _rows(DRAWN).slice(0, 0), sort)) == 0
