"""What is wrong with the input is said with its grid or its row."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from registry.errors import Invalid
from registry.redraw.solving.intake import read_demand, read_grids, read_outlines
from tests.registry.redraw.town import frame, square

GRIDS = frame([square(9, 20), square(9)], code=["b", "a"], staff=[3, 0])


def test_grids_are_in_the_order_of_their_codes() -> None:
    grids = read_grids(GRIDS, id_field=None, people=2.0)
    assert (grids.codes, grids.field, grids.people.tolist()) == (["a", "b"], "code", [2.0, 2.0])
    assert read_grids(GRIDS.assign(n=[1.0, 2.0]), id_field="n", people=None).codes == ["1", "2"]


@pytest.mark.parametrize(
    ("grids", "people", "words"),
    [
        (GRIDS.rename(columns={"code": "x"}), None, "no column code; there are x, staff"),
        (GRIDS.assign(code=["a", None]), None, "row 2: code is empty"),
        (GRIDS.assign(code=["a", "a"]), None, "grid a stands twice"),
        (GRIDS.iloc[:0], None, "no grid in the file"),
        (GRIDS.set_geometry([shapely.Point(1, 1)] * 2, crs=4549), None, "grid a has no area"),
        (GRIDS.set_crs(None, allow_override=True), None, "do not say their CRS"),
        (GRIDS, "staff", "grid a: a cell has 0"),
        (GRIDS, "nobody", "neither a number nor a column"),
    ],
)
def test_grids_that_cannot_be_divided(grids: gpd.GeoDataFrame, people: str | None, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        read_grids(grids, id_field=None, people=people)


@pytest.mark.parametrize(
    ("change", "words"),
    [({"minutes": [1.0, -1.0]}, "row 2: minutes is -1"), ({"minutes": [None, 1.0]}, "row 1: minutes"),
     ({"minutes": ["x", 1]}, "row 1: minutes is x"), ({"floors": [1, -2]}, "row 2: floors is -2")],
)  # fmt: skip
def test_demand_that_is_no_number(change: dict[str, list[object]], words: str) -> None:
    demand = frame([shapely.Point(1, 1), square(2)], minutes=[1.0, 2.0]).assign(**change)
    with pytest.raises(Invalid, match=words):
        read_demand(demand)


def test_demand_without_a_place() -> None:
    for shape in (None, shapely.Point(), shapely.LineString([(0, 0), (1, 1)])):
        demand = gpd.GeoDataFrame({"minutes": [1.0, 1.0]}, geometry=[shapely.Point(120, 36), shape], crs=4326)
        with pytest.raises(Invalid, match="demand row 2: no point and no area"):
            read_demand(demand)


def test_floors_may_be_called_storeys_and_unknown() -> None:
    demand = read_demand(
        frame([shapely.Point(1, 1)] * 2, minutes=[1, 2], storeys=[3, None], compound_source_id=["c", None])
    )
    assert (demand.floors.tolist(), demand.compound) == ([3, 0], ["c", ""])


def test_outlines_are_areas_alone() -> None:
    assert len(read_outlines(frame([square(9), shapely.LineString([(0, 0), (9, 9)])]))) == 1
    assert read_outlines(None).dtype == np.dtype(object)
