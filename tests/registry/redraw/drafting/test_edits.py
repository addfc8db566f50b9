"""Edits on frames: ground and atoms are neither lost nor doubled, and what is handed in stays as it is."""

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import Conflict, Invalid, NotFound
from registry.redraw.drafting import edits
from registry.redraw.drafting.edits import Drawn

METRIC = 4549
PLACE = (533_000.0, 3_995_000.0)


def box(x: float, y: float, x2: float, y2: float) -> shapely.Polygon:
    return shapely.box(PLACE[0] + x, PLACE[1] + y, PLACE[0] + x2, PLACE[1] + y2)


def line(*points: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([(PLACE[0] + x, PLACE[1] + y) for x, y in points])


def sheet(**columns: object) -> Drawn:
    """Four cells of 50 m in a square, four atoms in each; the fourth cell twice, as floors of one footprint."""
    shapes = [box(0, 0, 50, 50), box(50, 0, 100, 50), box(0, 50, 50, 100), box(50, 50, 100, 100), box(50, 50, 100, 100)]
    cells = gpd.GeoDataFrame(
        {
            "code": ["a", "b", "c", "d", "e"],
            "locked": False,
            "floor_from": [None, None, None, 1, 11],
            "floor_to": [None, None, None, 10, 20],
            **columns,
        },
        geometry=shapes,
        crs=METRIC,
    )
    places, homes = [], []
    for code, shape in zip("abcd", shapes, strict=False):
        west, south, _, _ = shape.bounds
        for x, y in ((10, 10), (40, 10), (10, 40), (40, 40)):
            places.append(shapely.Point(west + x, south + y))
            homes.append(code)
    atoms = gpd.GeoDataFrame({"row_no": range(16), "cell": homes, "drawn": homes}, geometry=places, crs=METRIC)
    return Drawn(cells.astype({"floor_from": "Int64", "floor_to": "Int64"}), atoms)


def whole(drawn: Drawn) -> None:
    """The footprints tile the square, and every atom lies in the cell it names."""
    ground = drawn.cells[~(drawn.cells["floor_from"].fillna(0) > 1)]
    assert shapely.area(ground.geometry.to_numpy()).sum() == pytest.approx(10_000, abs=1e-6)
    assert shapely.union_all(ground.geometry.to_numpy()).area == pytest.approx(10_000, abs=1e-6)
    assert sorted(drawn.atoms["row_no"]) == list(range(16))
    for row in drawn.atoms.itertuples():
        homes = drawn.cells[drawn.cells["code"] == row.cell].geometry
        assert shapely.intersects(homes.to_numpy(), row.geometry).any()


def test_an_atom_goes_over() -> None:
    before = sheet()
    after = edits.move_atoms(before, [0, 1], to="b")
    assert after.atoms["cell"].tolist()[:5] == ["b", "b", "a", "a", "b"]
    assert after.atoms["drawn"].tolist() == before.atoms["drawn"].tolist()
    assert before.atoms["cell"].tolist()[:2] == ["a", "a"]
    with pytest.raises(NotFound, match="no atom 99"):
        edits.move_atoms(before, [99], to="b")
    with pytest.raises(NotFound, match="no cell z"):
        edits.move_atoms(before, [0], to="z")
    for shut in ("a", "b"):
        locked = edits.lock(before, [shut], locked=True)
        with pytest.raises(Conflict, match=f"cell {shut} is locked"):
            edits.move_atoms(locked, [0], to="b")


def test_a_border_moves_and_atoms_follow_the_ground() -> None:
    before = sheet()
    after = edits.reshape(before, "a", box(0, 0, 70, 50))
    whole(after)
    assert after.cells.geometry[1].equals(box(70, 0, 100, 50))
    assert after.atoms["cell"].tolist()[4:8] == ["a", "b", "a", "b"]
    assert after.atoms["drawn"].tolist() == after.atoms["cell"].tolist(), "no hand gave them to the cell: not pinned"
    assert before.cells.geometry[0].equals(box(0, 0, 50, 50))


def test_what_a_hand_gave_stays_when_a_border_moves() -> None:
    after = edits.reshape(edits.move_atoms(sheet(), [0, 8], to="b"), "a", box(0, 0, 70, 50))
    assert after.atoms["cell"].tolist()[:9] == ["b", "a", "a", "a", "a", "b", "a", "b", "b"]
    assert after.atoms["drawn"].tolist()[:9] == ["a", "a", "a", "a", "a", "b", "a", "b", "c"]


def test_what_a_cell_leaves_goes_to_the_neighbour_with_the_longest_border() -> None:
    after = edits.reshape(sheet(), "a", box(0, 0, 50, 30))
    whole(after)
    assert after.cells.geometry[2].equals(box(0, 30, 50, 100))
    assert after.atoms["cell"].tolist()[:4] == ["a", "a", "c", "c"]


def test_a_new_outline_stays_in_the_grid_and_out_of_locked_cells_and_towers() -> None:
    after = edits.reshape(edits.lock(sheet(), ["c"], locked=True), "a", box(-20, -20, 80, 80))
    whole(after)
    assert after.cells.geometry[0].equals(box(0, 0, 80, 50))
    for wrong in (box(200, 0, 250, 50), box(60, 60, 90, 90), shapely.LineString(box(0, 0, 5, 5).exterior)):
        with pytest.raises(Invalid, match="the new outline of a"):
            edits.reshape(sheet(), "a", wrong)
    with pytest.raises(Invalid, match="nothing would be left of b"):
        edits.reshape(sheet(), "a", box(0, 0, 100, 50))
    with pytest.raises(Invalid, match="floors of a tower"):
        edits.reshape(sheet(), "d", box(0, 0, 100, 50))
    alone = edits.lock(sheet(), ["b", "c"], locked=True)
    with pytest.raises(Invalid, match="its neighbours are locked"):
        edits.reshape(alone, "a", box(0, 0, 50, 30))
    with pytest.raises(Conflict, match="cell b is locked"):
        edits.reshape(alone, "b", box(0, 0, 50, 30))


@given(st.tuples(*[st.integers(0, 20).map(lambda n: n * 5.0)] * 4))
def test_whatever_the_outline_no_ground_is_lost(corners: tuple[float, float, float, float]) -> None:
    west, east = sorted(corners[:2])
    south, north = sorted(corners[2:])
    try:
        after = edits.reshape(sheet(), "a", box(west, south, east, north))
    except Invalid:
        return
    whole(after)


def test_neighbours_merge() -> None:
    after = edits.merge(sheet(), ["b", "a"])
    whole(after)
    assert after.cells["code"].tolist() == ["b", "c", "d", "e"]
    assert after.cells.geometry.iloc[0].equals(box(0, 0, 100, 50))
    assert set(after.atoms["cell"]) == {"b", "c", "d"}
    assert after.atoms["drawn"].tolist() == after.atoms["cell"].tolist(), "no hand gave them to the cell: not pinned"
    with pytest.raises(Invalid, match="do not hang together"):
        edits.merge(sheet(), ["b", "c"])
    with pytest.raises(Invalid, match="two cells or more"):
        edits.merge(sheet(), ["b", "b"])
    with pytest.raises(Conflict, match="locked"):
        edits.merge(sheet(locked=[True, False, False, False, False]), ["b", "a"])


def test_floors_merge_with_the_next_ones() -> None:
    after = edits.merge(sheet(), ["e", "d"])
    row = after.cells.set_index("code").loc["e"]
    assert (row["floor_from"], row["floor_to"]) == (1, 20)
    assert after.cells["code"].tolist() == ["a", "b", "c", "e"]
    with pytest.raises(Invalid, match="floors of a tower merge"):
        edits.merge(sheet(), ["d", "b"])
    with pytest.raises(Invalid, match="floors of a tower merge"):
        edits.merge(sheet(floor_from=[None, None, None, 1, 12]), ["d", "e"])


@pytest.mark.parametrize("points", [((20, -5), (20, 55)), ((20, 55), (20, -5))])
def test_a_cell_is_divided_along_a_line(points: tuple[tuple[float, float], ...]) -> None:
    before = sheet()
    after = edits.split(before, "a", line(*points))
    whole(after)
    assert after.cells["code"].tolist() == ["a", "a", "b", "c", "d", "e"]
    assert after.cells.geometry.iloc[0].equals(box(0, 0, 20, 50))
    assert after.cells.geometry.iloc[1].equals(box(20, 0, 50, 50))
    assert len(before.cells) == 5
    with pytest.raises(Conflict, match="divided in this very edit"):
        edits.merge(after, ["a", "b"])


def test_a_line_runs_through() -> None:
    for points in (((20, 10), (20, 40)), ((20, -5), (20, 40)), ((200, 0), (200, 90)), ((0, 0), (0, 50))):
        with pytest.raises(Invalid, match="does not divide a"):
            edits.split(sheet(), "a", line(*points))
    with pytest.raises(Invalid, match="floors of a tower"):
        edits.split(sheet(), "d", line((75, 0), (75, 200)))


def test_locks() -> None:
    before = sheet()
    after = edits.lock(before, ["a", "c"], locked=True)
    assert after.cells["locked"].tolist() == [True, False, True, False, False]
    assert not before.cells["locked"].any()
    assert not edits.lock(after, ["a", "c"], locked=False).cells["locked"].any()
    with pytest.raises(NotFound, match="no cell z"):
        edits.lock(before, ["z"], locked=True)
