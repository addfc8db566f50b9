"""Posts from a table: each row new, unchanged or rejected with its reason."""

import csv
from pathlib import Path

import pytest
from sqlalchemy import Connection

from registry.actor import SYSTEM
from registry.errors import Invalid, NotFound
from registry.posts import files, listing
from registry.posts.files import Report
from registry.posts.listing import Wanted
from tests.registry.posts import scene
from tests.registry.posts.scene import EAST, MIDDLE, NOW, PLANNER, WEST

HEADER = "kind,place,holder,contact,deputy,from,to,reason\n"
ROWS = (
    f"微网格长,{WEST},员 001,内线 8001,员 002,2026-11-01,,首批\n"
    f"micro_grid_leader,{MIDDLE},员 003,,,2026-11-01,2027-11-01,\n"
)
WRONG = (
    f"微网格长,{WEST},员 009,,,2026-11-02,,\n"
    f"国王,{WEST},员 009,,,2026-11-02,,\n"
    f"微网格长,{EAST},=1+1,,,soon,,\n"
    f"grid_party_secretary,{scene.GRID},员 009,,,2026-11-02,,\n"
)


def write(folder: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path = folder / "posts.csv"
    path.write_bytes(text.encode(encoding))
    return path


def load(conn: Connection, path: Path) -> Report:
    return files.load(conn, PLANNER, files.read(path), now=NOW)


@pytest.fixture
def town(conn: Connection) -> Connection:
    scene.furnish(conn)
    return conn


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_taken_and_taken_again(town: Connection, tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, HEADER + ROWS, encoding=encoding)
    assert (load(town, path), load(town, path)) == (Report(2, 0, []), Report(0, 2, []))
    first, second = listing.posts(town, SYSTEM, Wanted(), now=NOW).posts
    assert (first.holder, first.contact, first.deputy, first.reason) == ("员 001", "内线 8001", "员 002", "首批")
    assert f"{first.since:%Y-%m-%d %H:%M %z}" == "2026-10-31 16:00 +0000"
    assert second.until is not None


def test_refused_rows_keep_nobody_from_a_post_and_come_back_as_a_table(town: Connection, tmp_path: Path) -> None:
    report = load(town, write(tmp_path, HEADER + ROWS + WRONG))
    assert (report.new, report.unchanged, [one.line for one in report.rejects]) == (2, 0, [4, 5, 6, 7])
    reasons = [one.reason for one in report.rejects]
    for told, reason in zip(
        ("held by somebody", "no kind of post", "from is a moment", "role party"), reasons, strict=True
    ):
        assert told in reason
    out = tmp_path / "rejects.csv"
    files.write_rejects(out, report.rejects)
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["line"] for row in rows] == ["4", "5", "6", "7"]
    assert rows[2]["holder"] == "'=1+1"  # no spreadsheet runs it
    assert files.read(out)[2][1]["holder"] == "=1+1"
    with pytest.raises(Invalid, match="cannot be written"):
        files.write_rejects(tmp_path / "no" / "rejects.csv", report.rejects)


def test_what_is_no_such_table_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no file"):
        files.read(tmp_path / "none.csv")
    with pytest.raises(Invalid, match="column holder is missing"):
        files.read(write(tmp_path, "kind,place\n"))
    with pytest.raises(Invalid, match="no table"):
        files.read(write(tmp_path, HEADER + "a\0b"))


def test_columns_may_stand_in_any_order_and_lack(town: Connection, tmp_path: Path) -> None:
    rows = files.read(write(tmp_path, f" holder ,place,kind\n员 001,{WEST},volunteer\n"))
    assert rows == [(2, {"kind": "volunteer", "place": WEST, "holder": "员 001"} | dict.fromkeys(files.FURTHER, ""))]
    assert files.load(town, PLANNER, rows, now=NOW).new == 1
