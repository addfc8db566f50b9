"""Grids of a draft as GeoJSON: what is not known is null, and everything is lon/lat."""

import geopandas as gpd
import pytest
import shapely

from api.draft_shapes import EditAnswer, GridAnswer, cell_features
from registry.redraw.drafting.approval import State
from registry.redraw.drafting.drafts import Settings
from registry.redraw.drafting.editing import Edited
from registry.redraw.drafting.edits import Drawn
from registry.redraw.drafting.sheets import Sheet

SHAPES = [shapely.box(120.4, 36, 120.41, 36.01), shapely.box(120.41, 36, 120.42, 36.01)]


def sheet() -> Sheet:
    cells = gpd.GeoDataFrame(
        {
            "code": ["a", "b"], "grid": "g", "name_zh": ["", "二"], "kind": "residential", "minutes": [180.0, 181.0],
            "floor_from": [None, 1], "floor_to": [None, 9], "locked": [False, True], "drawn": "x",
        },
        geometry=SHAPES, crs=4326,
    ).astype({"floor_from": "Int64", "floor_to": "Int64"}).to_crs(4549)  # fmt: skip
    atoms = gpd.GeoDataFrame(
        {"row_no": [0, 1], "cell": ["a", "b"], "minutes": 5.0, "part": 1.0, "drawn": "a", "shops": [None, 3.0]},
        geometry=[shape.centroid for shape in SHAPES], crs=4326,
    ).to_crs(4549)  # fmt: skip
    return Sheet("g", "s", 4, Drawn(cells, atoms))


def test_a_grid_with_its_atoms() -> None:
    told = GridAnswer.of(sheet(), Settings())
    assert (told.version, told.limit_minutes) == (4, 180.0)
    first, second = (feature.properties for feature in told.features)
    assert (first.floor_from, first.over_limit, first.households) == (None, False, None)
    assert (second.floor_from, second.over_limit, second.locked, second.name_zh) == (1, True, True, "二")
    assert told.features[0].geometry["coordinates"][0][0] == pytest.approx((120.41, 36.0), abs=1e-9)
    assert [atom.properties.facts for atom in told.atoms.features] == [{}, {"shops": 3.0}]


def test_an_edit_tells_what_is_new_in_figures() -> None:
    told = EditAnswer.of(Edited(sheet(), ("b",), ("c",), ("words",), State.DRAFT), Settings())
    assert [feature.id for feature in told.features] == ["b"]
    assert (told.cells, told.over_limit, told.minutes_most, told.minutes_median) == (2, 1, 181.0, 180.5)
    assert (told.gone, told.words) == (["c"], ["words"])


def test_no_cells_are_no_features() -> None:
    assert cell_features(sheet().drawn.cells.iloc[:0], limit_minutes=1) == []
