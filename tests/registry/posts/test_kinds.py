"""Kinds of posts come from a file, and a wrong line is told."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from registry.codes import Kind
from registry.errors import Conflict, Invalid, NotFound
from registry.posts import kinds
from tests.registry.posts import scene

FOLDER = scene.ROOT / "fixtures" / "reference"
HEADER = "code,name_zh,name_en,place_kind,party,employment,needed,seats\n"


def _file(folder: Path, lines: str) -> Path:
    (folder / kinds.FILE).write_text(HEADER + lines, encoding="utf-8")
    return folder


def test_the_kinds_of_the_city_load_and_load_again(conn: Connection) -> None:
    assert kinds.load(conn, FOLDER) == kinds.load(conn, FOLDER) == 11
    told = {kind.name.zh: kind for kind in kinds.read_all(conn)}
    assert list(told) == [
        *("网格长", "专职网格员", "兼职网格员", "网格党支部书记", "微网格长", "楼栋长", "楼栋党小组组长"),
        *("单元长", "党员中心户", "社区民警", "志愿者"),
    ]
    assert [name for name, kind in told.items() if kind.party] == ["网格党支部书记", "楼栋党小组组长", "党员中心户"]
    assert (told["微网格长"].place_kind, told["微网格长"].needed) == (Kind.MICRO_GRID, 1)


def test_the_file_of_today_holds_and_what_it_lacks_stays(conn: Connection, tmp_path: Path) -> None:
    kinds.load(conn, FOLDER)
    assert kinds.load(conn, _file(tmp_path, "volunteer,志愿,volunteer,grid,false,voluntary,2,9\n")) == 1
    told = {kind.code: kind for kind in kinds.read_all(conn)}
    assert len(told) == 11
    assert (told["volunteer"].needed, told["volunteer"].place_kind) == (2, Kind.GRID)


def test_a_kind_with_posts_stays_at_its_places(conn: Connection, tmp_path: Path) -> None:
    scene.furnish(conn)
    scene.appoint(conn, "员 001")
    with pytest.raises(Conflict, match="posts of micro_grid_leader"):
        kinds.load(conn, _file(tmp_path, "micro_grid_leader,长,leader,grid,false,part_time,1,1\n"))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Leader,长,leader,grid,false,part_time,1,1\n", "code 'Leader'"),
        ("leader,,leader,grid,false,part_time,1,1\n", "name_zh"),
        ("leader,长,leader,unit_grid,false,part_time,1,1\n", "place_kind 'unit_grid'"),
        ("leader,长,leader,grid,no,part_time,1,1\n", "party 'no'"),
        ("leader,长,leader,grid,false,some,1,1\n", "employment 'some'"),
        ("leader,长,leader,grid,false,part_time,x,1\n", "needed 'x'"),
        ("leader,长,leader,grid,false,part_time,2,1\n", "seats 1 must"),
        ("leader,长,leader,grid,false,part_time,0,0\n", "seats 0 must"),
        ("leader,长,leader,grid,false,part_time,1,1\n" * 2, "twice: leader"),
    ],
)
def test_a_wrong_line_is_told(conn: Connection, tmp_path: Path, line: str, told: str) -> None:
    with pytest.raises(Invalid, match=told):
        kinds.load(conn, _file(tmp_path, line))


def test_a_missing_file_and_other_columns_are_told(conn: Connection, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="kinds of posts"):
        kinds.load(conn, tmp_path)
    (tmp_path / kinds.FILE).write_text("code,name\n", encoding="utf-8")
    with pytest.raises(Invalid, match="must have the columns"):
        kinds.load(conn, tmp_path)
