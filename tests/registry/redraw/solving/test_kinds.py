"""Kinds by what most minutes go to; vacant ground is attached to whom it borders on most."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from registry.redraw.solving.kinds import described
from tests.registry.redraw.town import frame, square


def test_kinds_and_households() -> None:
    cells = gpd.GeoDataFrame({"code": list("abcd"), "minutes": [9.0, 9.0, 9.0, 0.0]}, geometry=[shapely.Point()] * 4)
    rows = [
        ("a", "residential", 6.0, 4), ("a", "shop", 3.0, 0), ("b", "shop", 9.0, 0), ("c", "school", 5.0, 0),
        ("c", "residential", 4.0, 2), ("d", "works", 0.0, 0),
    ]  # fmt: skip
    atoms = pd.DataFrame(rows, columns=["cell", "use", "minutes", "households"]).assign(part=0.5)
    told = described(cells, atoms)
    assert told["kind"].tolist() == ["residential", "street_front", "dedicated", "vacant"]
    assert told["households"].tolist() == [2.0, 0.0, 1.0, 0.0]
    assert described(cells, atoms.drop(columns=["use", "households"]))["kind"].tolist()[:3] == ["residential"] * 3


def test_terms_tell_where_no_use_does() -> None:
    cells = gpd.GeoDataFrame({"code": list("abc"), "minutes": [9.0] * 3}, geometry=[shapely.Point()] * 3)
    atoms = pd.DataFrame(
        {"cell": list("abc"), "minutes": [9.0] * 3, "part": 1.0, "door_minutes": [9.0, 0, 4], "use": [None, None, "x"],
         "shop_minutes": [0.0, 9, 5], "institution_minutes": 0.0}
    )  # fmt: skip
    assert described(cells, atoms)["kind"].tolist() == ["residential", "street_front", "residential"]
    assert described(cells, atoms.drop(columns="use"))["kind"].tolist()[2] == "street_front"


def _vacant(
    shapes: list[shapely.Geometry], vacant: list[bool], *, lines: gpd.GeoDataFrame | None = None, crs: int = 4549
) -> gpd.GeoDataFrame:
    codes, minutes = [f"g{i:03d}" for i in range(len(shapes))], [0.0 if one else 5.0 for one in vacant]
    cells = frame(shapes, code=codes, minutes=minutes)
    atoms = pd.DataFrame({"cell": cells["code"], "minutes": cells["minutes"], "part": 1.0})
    return described(cells.assign(grid="g").to_crs(crs), atoms, lines=lines)


@pytest.mark.parametrize("crs", [4549, 4326, 3857])
def test_vacant_ground_is_attached_to_whom_it_borders_on_most(crs: int) -> None:
    """North of it 30 m, which is more in degrees, west of it 34 m, which is more on the ground."""
    ground = shapely.box(0, 0, 30, 34)
    west, north = shapely.box(-10, 0, 0, 34), shapely.box(0, 34, 30, 50)
    told = _vacant([ground, north, west], [True, False, False], crs=crs)
    assert told["attached_to"].tolist() == ["g002", "", ""]
    assert told["attached_over"].eq("").all()


def test_what_is_between_is_said() -> None:
    ground, other, far = square(20), square(20, 20), square(20, 0, 100)
    rail, wall = shapely.LineString([(20, -5), (20, 25)]), shapely.LineString([(-5, 20), (25, 20)])
    across = shapely.LineString([(-5, 60), (25, 60)])
    lines = frame([rail, wall], kind=["rail", "compound"])
    assert _vacant([ground, other], [True, False], lines=lines)["attached_over"][0] == "railway"
    apart = _vacant([ground, far], [True, False], lines=frame([across, wall], kind=[None, "road"]))
    assert apart[["attached_to", "attached_over"]].iloc[0].tolist() == ["g001", "barrier"]
    assert _vacant([ground, other], [True, True])["attached_to"].eq("").all(), "nobody works in the grid"


@given(st.lists(st.booleans(), min_size=2, max_size=9))
def test_a_vacant_cell_names_a_cell_with_work_and_others_name_none(vacant: list[bool]) -> None:
    told = _vacant([square(10, 10 * (i % 3), 10 * (i // 3)) for i in range(len(vacant))], vacant)
    working = set(told["code"][~pd.Series(vacant)])
    named = told["attached_to"][pd.Series(vacant)]
    assert named.isin(working).all() if working else named.eq("").all()
    assert told["attached_to"][~pd.Series(vacant)].eq("").all()
