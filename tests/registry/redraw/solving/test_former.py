"""Cells as they stand: what a hand changed is seen, and what cannot be read is refused with the cell."""

import geopandas as gpd
import pytest
import shapely

from registry.errors import Invalid
from registry.redraw.solving.former import carried, last_numbers, mark, moves, read_former
from registry.redraw.solving.intake import Grids, read_grids
from tests.registry.redraw.town import frame, square

GRIDS = frame([square(100)], code=["7"])


def _grids() -> Grids:
    return read_grids(GRIDS, id_field=None, people=None)


def _cells(**columns: object) -> gpd.GeoDataFrame:
    return frame([shapely.box(0, 0, 50, 100), shapely.box(50, 0, 100, 100)], **{"code": ["7001", "7002"], **columns})


def test_a_mark_is_of_the_nodes_not_of_where_the_ring_begins() -> None:
    shape = shapely.Polygon([(0, 0), (4, 0), (4, 3), (0, 3)])
    same = shapely.MultiPolygon([shapely.Polygon([(4, 3), (0, 3), (0, 0), (4, 0)])])
    assert mark(shape) == mark(same)
    assert mark(shape) != mark(shapely.Polygon([(0, 0), (4, 0), (4, 3.001), (0, 3)]))


def test_edited_is_what_is_not_as_it_was_drawn_and_what_stands_twice() -> None:
    cells = _cells()
    cells["drawn"] = [mark(cells.geometry.iloc[0]), "0123456789ab"]
    assert [one.edited for one in read_former(cells, _grids(), crew=1)[0]] == [False, True]
    assert [one.edited for one in read_former(_cells(code=["7001", "7001"]), _grids(), crew=1)[0]] == [True, True]
    assert [one.edited for one in read_former(_cells(), _grids(), crew=1)[0]] == [False, False]


def test_floors_on_one_footprint_are_one_and_a_team_is_known_by_its_people() -> None:
    stack = [shapely.box(50, 0, 100, 100)] * 2
    cells = frame(
        [shapely.box(0, 0, 50, 100), *stack], code=["7001", "7002", "7003"], people=[4, 2, 2],
        floor_from=[None, 1, 4], floor_to=[None, 3, 9], locked=[None, 1, 0],
    )  # fmt: skip
    team, tower = read_former(cells, _grids(), crew=2)[0]
    assert (team.storeys[0].people, team.locked) == (2, False)
    assert (tower.codes, tower.locked) == (("7002", "7003"), True)
    assert [(one.first, one.last, str(one.part)) for one in tower.storeys] == [(1, 3, "1/3"), (4, 9, "2/3")]
    with pytest.raises(Invalid, match="cell 7003 has the floors from 4 up"):
        read_former(cells.iloc[[0, 2]], _grids(), crew=2)


def test_what_cannot_be_read_names_the_cell() -> None:
    with pytest.raises(Invalid, match="cell 7002 is of grid 8"):
        read_former(_cells(grid=["7", "8"]), _grids(), crew=1)
    empty = _cells()
    empty.loc[0, "geometry"] = shapely.Polygon()
    with pytest.raises(Invalid, match="cell 7001 has no area"):
        read_former(empty, _grids(), crew=1)


def test_numbers_of_cells_that_a_hand_deleted_are_known_by_their_atoms() -> None:
    atoms = frame([shapely.Point(1, 1)], cell=["7001"], drawn=["7009"])
    assert last_numbers(_cells(), atoms) == {"7": 9}
    assert last_numbers(_cells(), None) == {"7": 2}


def test_moves_are_rows_given_to_another_cell() -> None:
    former = read_former(_cells(), _grids(), crew=1)
    atoms = frame([shapely.Point(1, 1)] * 3, cell=["7001", "7002", None], drawn=["7001", "7001", "7001"])
    assert moves(atoms, former) == {1: "7002"}
    assert moves(atoms.drop(columns="drawn"), former) == {}
    with pytest.raises(Invalid, match="row 2 of the atoms was given to cell 7005"):
        moves(atoms.assign(cell=["7001", "7005", None]), former)


def test_names_and_locks_stay_with_the_code() -> None:
    told = carried(_cells(code=["7002", "7003"]), _cells(name_zh=["甲", "乙"], locked=[True, False]))
    assert told["name_zh"].iloc[0] == "乙"
    assert told["name_zh"].isna().tolist() == [False, True]
