"""Cells that stand as GeoJSON: minutes that nobody told are not over the limit."""

import geopandas as gpd
import shapely

from api.plan_shapes import ChangeList, StandingCells
from registry.history.known import Change
from registry.redraw.plans import Standing
from tests.conftest import NOW


def test_cells_that_stand() -> None:
    cells = gpd.GeoDataFrame(
        {
            "code": ["a", "b", "c"], "name_zh": "", "kind": "residential", "minutes": [180.0, 180.1, None],
            "households": [1, None, 3], "floor_from": None, "floor_to": None,
        },
        geometry=[shapely.box(i, 0, i + 1, 1) for i in range(3)], crs=4326,
    ).astype({"households": "Int64", "floor_from": "Int64", "floor_to": "Int64"})  # fmt: skip
    told = StandingCells.of(Standing(cells, None, 180.0))
    assert [(one.properties.over_limit, one.properties.minutes) for one in told.features] == [
        (False, 180.0),
        (True, 180.1),
        (False, None),
    ]
    assert told.features[1].properties.households is None
    assert told.plan_id is None


def test_a_full_page_has_a_next_one() -> None:
    one = Change(7, NOW, "import", "", 1, None, None, NOW)
    assert ChangeList.of([one], limit=1).next == 7
    assert ChangeList.of([one], limit=2).next is None
