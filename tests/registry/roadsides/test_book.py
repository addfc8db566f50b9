"""Road sides of a file, row by row; who answers at a place of the quarter; two at once for one side."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from registry.actor import SYSTEM, Role
from registry.database import told
from registry.errors import Conflict, Forbidden, Invalid, NotFound
from registry.roadsides import book
from registry.roadsides.side import Side
from tests.inspections.tickets.scene import person
from tests.registry import quarter

DAY = date(2026, 11, 23)
HEAD = ",".join(book.COLUMNS)
EAST = "370203R000002"  # 辽宁路, drawn from west to east; 12 m wide
SOUTHWARD = "370203R000006"  # 益都路, drawn from north to south


@pytest.fixture
def town(conn: Connection) -> Connection:
    quarter.build(conn)
    for code, name in (("SBQ", "市北养护"), ("SNQ", "市南养护"), ("LCQ", "李沧养护")):
        values = {"code": code, "name": name}
        insert = (
            "insert into registry.organisation (code, name_zh, name_en, kind) values (:code, :name, :code, 'company')"
        )
        conn.execute(text(insert), values)
    return conn


def load(conn: Connection, folder: Path, *rows: str) -> book.Loaded:
    path = folder / "sides.csv"
    path.write_text("\n".join([HEAD, *rows]), "utf-8")
    return book.load(conn, SYSTEM, path)


def who(conn: Connection, east_m: float, north_m: float, day: date = DAY) -> tuple[str, str | None] | None:
    (found,) = book.answers_at(conn, [quarter.at(east_m, north_m)], day=day)
    return (found.org_code, found.beside_code) if found else None


def test_a_wrong_row_is_refused_with_its_reason_and_the_others_are_taken(town: Connection, tmp_path: Path) -> None:
    rows = (
        f"{EAST},left,SBQ,2026-01-01,,协议 3 号",
        f"{EAST},right,SNQ,2026-01-01,2026-12-31,协议 3 号",
        f"{EAST},left,SNQ,2026-06-01,,协议 4 号",
        f"{EAST},north,SNQ,2027-01-01,,协议 4 号",
        "370203R999999,left,SNQ,2026-01-01,,协议 4 号",
        f"{EAST},right,NOBODY,2027-01-01,,协议 4 号",
        f"{EAST},right,SNQ,2027-02-01,2027-01-01,协议 4 号",
        f"{EAST},right,SNQ,1.1.2027,,协议 4 号",
        f"{EAST},right,SNQ,2027-01-01,,",
        f"{SOUTHWARD},left,LCQ,2026-01-01,,协议 5 号",
    )
    loaded = load(town, tmp_path, *rows)
    assert (loaded.new, loaded.changed, loaded.same) == (3, 0, 0)
    assert [one.line for one in loaded.refused] == [4, 5, 6, 7, 8, 9, 10]
    said = [
        "answers for this side", "left or right", "no road segment", "no organisation", "until the day", "2026-01-31",
        "source is missing",
    ]  # fmt: skip
    for one, words in zip(loaded.refused, said, strict=True):
        assert words in one.reason
    where = [(one.segment_code, one.field) for one in loaded.refused]
    assert where[1:3] == [(EAST, "side"), ("370203R999999", "segment_code")]
    assert where[-2:] == [(EAST, "starts_on"), (EAST, "source")]
    again = load(town, tmp_path, *rows)
    assert (again.new, again.same, again.refused) == (0, 3, loaded.refused)
    changed = load(town, tmp_path, f"{EAST},right,LCQ,2026-01-01,2026-12-31,更正")
    assert (changed.new, changed.changed, changed.refused) == (0, 1, ())
    assert who(town, 100, -8) == ("LCQ", None)


def test_who_answers_by_side_day_and_reach(town: Connection, tmp_path: Path) -> None:
    assert who(town, 100, 8) is None
    load(town, tmp_path, f"{EAST},left,SBQ,2026-01-01,,s", f"{EAST},right,SNQ,2026-01-01,2026-11-23,s")
    load(town, tmp_path, f"{SOUTHWARD},left,LCQ,2026-01-01,,s")
    assert who(town, 100, 8) == ("SBQ", None)
    assert who(town, 100, -8) == ("SNQ", None)
    assert who(town, 100, -8, date(2026, 11, 24)) is None
    assert who(town, 100, 0.3) == ("SBQ", "SNQ")
    assert who(town, 100, -0.3) == ("SNQ", "SBQ")
    assert who(town, 100, 35) == ("SBQ", None)  # 29 m from the kerb
    assert who(town, 100, 38) is None
    assert who(town, 208, 100) == ("LCQ", None)  # left of a line drawn southward is the east
    assert who(town, 192, 100) is None
    town.execute(text("update registry.organisation set ended_on = :day where code = 'LCQ'"), {"day": DAY})
    assert who(town, 208, 100) is None
    assert who(town, 208, 100, date(2026, 11, 22)) == ("LCQ", None)
    (words,) = book.answers_at(town, [quarter.at(100, 8)], day=DAY)
    assert words is not None
    assert words.zh == f"路侧表：辽宁路（{EAST}）左侧（北），距中线 8.0 米，由市北养护负责"


def test_a_segment_that_is_drawn_the_other_way_round_answers_as_before(town: Connection, tmp_path: Path) -> None:
    load(town, tmp_path, f"{EAST},left,SBQ,2026-01-01,,s", f"{EAST},right,SNQ,2026-01-01,,s")
    turn = text("update registry.road_segment set geom = st_reverse(geom) where code = :code")
    before = [who(town, 100, north_m) for north_m in (8, -8)]
    for _ in range(2):
        town.execute(turn, {"code": EAST})
        assert [who(town, 100, north_m) for north_m in (8, -8)] == before == [("SBQ", None), ("SNQ", None)]
    (words,) = book.answers_at(town, [quarter.at(100, 8)], day=DAY)
    assert words is not None
    assert "左侧（北）" in words.zh


def test_a_new_end_moves_nobody_to_the_other_side(town: Connection, tmp_path: Path) -> None:
    """Loaded again after its segment was drawn the other way round, a corrected row swapped its side."""
    load(town, tmp_path, f"{EAST},left,SBQ,2026-01-01,,s", f"{EAST},right,SNQ,2026-01-01,,s")
    town.execute(text("update registry.road_segment set geom = st_reverse(geom) where code = :code"), {"code": EAST})
    ends = (f"{EAST},left,SBQ,2026-01-01,2026-12-31,s", f"{EAST},right,SNQ,2026-01-01,2026-12-31,s")
    assert load(town, tmp_path, *ends).changed == 2
    assert [who(town, 100, north_m) for north_m in (8, -8)] == [("SBQ", None), ("SNQ", None)]
    assert load(town, tmp_path, *ends).same == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_sides_are_said_in_chinese_and_a_table_may_be_gbk(town: Connection, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "sides.csv"
    rows = (
        f"{EAST},左,SBQ,2026-01-01,,协议 3 号",
        f"{EAST},右侧,SNQ,2026-01-01,,协议",
        f"{EAST},LEFT,SBQ,2025-01-01,2025-12-31,旧",
    )
    path.write_text("\n".join([HEAD, *rows]), encoding)
    assert book.load(town, SYSTEM, path) == book.Loaded(3, 0, 0, ())
    assert who(town, 100, 8) == ("SBQ", None)
    listed, _ = book.list_sides(town, SYSTEM, day=DAY)
    assert [one.held.source for one in listed] == ["协议 3 号", "协议"]


def test_a_compound_is_nobodys_road_side(town: Connection, tmp_path: Path) -> None:
    code = "370203R000001"
    load(town, tmp_path, f"{code},left,SBQ,2026-01-01,,s")
    town.execute(text("update registry.road_segment set width_m = 80 where code = :code"), {"code": code})
    assert who(town, -150, 45) == ("SBQ", None)
    assert who(town, -150, 55) is None


def test_pages_and_rights(town: Connection, tmp_path: Path) -> None:
    load(
        town,
        tmp_path,
        *(f"{EAST},{side},SBQ,{year}-01-01,{year}-12-31,s" for side in Side for year in range(2024, 2028)),
    )
    seen, after = [], None
    while True:
        page, after = book.list_sides(town, person(Role.DISPATCHER), limit=3, after=after)
        seen += [one.key for one in page]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 8
    assert len(book.list_sides(town, SYSTEM, day=DAY)[0]) == 2
    assert book.list_sides(town, SYSTEM, segment=SOUTHWARD) == ([], None)
    with pytest.raises(Forbidden):
        book.list_sides(town, person(Role.CREW))
    with pytest.raises(Forbidden):
        book.load(town, person(Role.DISPATCHER), tmp_path / "sides.csv")
    with pytest.raises(Invalid):
        book.list_sides(town, SYSTEM, limit=0)


def test_a_file_that_is_no_table_is_told(conn: Connection, tmp_path: Path) -> None:
    path = tmp_path / "sides.csv"
    with pytest.raises(NotFound):
        book.load(conn, SYSTEM, path)
    path.write_text("segment,side\n", "utf-8")
    with pytest.raises(Invalid, match="must have the columns"):
        book.load(conn, SYSTEM, path)
    path.write_bytes(HEAD.encode() + b"\n\xff\xff")
    with pytest.raises(Invalid, match="UTF-8"):
        book.load(conn, SYSTEM, path)


def test_the_database_keeps_one_for_a_side(town: Connection, tmp_path: Path) -> None:
    load(town, tmp_path, f"{EAST},left,SBQ,2026-01-01,,s")
    insert = "insert into registry.road_side values (:code, 'left', 'SNQ', '2026-07-01', null, 90, 's')"
    with pytest.raises(Conflict, match="answers for this side"), told(), town.begin_nested():
        town.execute(text(insert), {"code": EAST})
