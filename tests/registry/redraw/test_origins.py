"""Which cell households lived in before a plan."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import affinity

from registry.errors import Invalid
from registry.redraw.numbering import Cells, Floors
from registry.redraw.origins import origins

WEST, EAST = shapely.box(120.40, 36, 120.41, 36.01), shapely.box(120.41, 36, 120.42, 36.01)
STANDING = Cells(["w", "e"], np.array([WEST, EAST]), [(None, None), (None, None)])


def cells(*codes: str, floors: tuple[Floors, ...] = ()) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame({"code": list(codes)}, geometry=[WEST] * len(codes), crs=4326)
    if floors:
        frame["floor_from"], frame["floor_to"] = zip(*floors, strict=True)
    return frame


def atoms(*rows: tuple[float, str | None, float], **columns: object) -> gpd.GeoDataFrame:
    lon, cell, households = zip(*rows, strict=True)
    data = {"cell": list(cell), "households": list(households), **columns}
    return gpd.GeoDataFrame(data, geometry=shapely.points(lon, 36.005), crs=4326)


def rows(atoms: gpd.GeoDataFrame, cells: gpd.GeoDataFrame, standing: Cells = STANDING) -> list[tuple[object, ...]]:
    found = origins(atoms, cells, standing).astype(object)
    return list(found.where(found.notna(), None).itertuples(index=False, name=None))


def test_every_row_is_told_where_it_lay() -> None:
    there = atoms((120.405, "n", 3), (120.415, "n", 4), (120.50, "n", 5), (120.405, None, 6))
    assert rows(there, cells("n")) == [("n", "w", 3), ("n", "e", 4), ("n", None, 5), (None, "w", 6)]
    assert rows(there.to_crs(4549), cells("n").to_crs(4549))[:2] == [("n", "w", 3), ("n", "e", 4)]


def test_on_a_border_the_first_by_code_and_in_a_crack_the_nearest() -> None:
    gap = Cells(["w", "e"], np.array([WEST, affinity.translate(EAST, 6e-6)]), STANDING.floors)
    assert rows(atoms((120.41, "n", 1)), cells("n")) == [("n", "e", 1)]
    assert rows(atoms((120.410005, "n", 1)), cells("n"), gap) == [("n", "e", 1)]


def test_floors_of_a_tower_come_from_the_floors_they_were_of() -> None:
    tower = Cells(["t1", "t2"], np.array([WEST, WEST]), [(1, 10), (11, 20)])
    there = atoms((120.405, "n1", 40), (120.405, "n2", 40), (120.405, "n3", 40), part=[0.2, 0.4, 0.4])
    split = cells("n1", "n2", "n3", floors=((1, 4), (5, 12), (21, 22)))
    assert rows(there, split, tower) == [("n1", "t1", 8), ("n2", "t1", 12), ("n2", "t2", 4), ("n3", "t2", 16)]
    assert rows(atoms((120.405, "n", 40)), cells("n"), tower) == [("n", "t1", 20), ("n", "t2", 20)]


def test_without_a_count_each_row_counts_one() -> None:
    bare = atoms((120.405, "n", 3)).drop(columns="households")
    assert rows(bare, cells("n")) == [("n", "w", 1)]
    assert rows(bare.assign(doors=7), cells("n")) == [("n", "w", 7)]
    with pytest.raises(Invalid, match="no column cell"):
        rows(bare.drop(columns="cell"), cells("n"))


def test_where_nothing_stood_there_is_no_former_cell() -> None:
    nothing = Cells([], np.array([], dtype=object), [])
    assert rows(atoms((120.405, "n", 3)), cells("n"), nothing) == [("n", None, 3)]


@given(cuts=st.lists(st.integers(1, 29), max_size=4, unique=True), low=st.integers(1, 30), high=st.integers(1, 30))
def test_households_of_a_tower_are_counted_once(cuts: list[int], low: int, high: int) -> None:
    ends = [0, *sorted(cuts), 30]
    floors: list[Floors] = [(a + 1, b) for a, b in pairwise(ends)]
    codes = [f"t{n:02d}" for n in range(len(floors))]
    tower = Cells(codes, np.array([WEST] * len(codes)), floors)
    own = (min(low, high), max(low, high))
    found = origins(atoms((120.405, "n", 12)), cells("n", floors=(own,)), tower)
    assert found["households"].sum() == pytest.approx(12)
    met = {code for code, (a, b) in zip(codes, floors, strict=True) if a <= own[1] and b >= own[0]}  # type: ignore[operator]  # whole floors
    assert set(found["former"]) == met
