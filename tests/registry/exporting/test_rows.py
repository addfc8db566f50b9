"""Rows come in a stable order, chunk by chunk, whatever their number."""

from contextlib import closing
from datetime import date

import pytest
import shapely
from sqlalchemy import Connection, text

from registry import spoken
from registry.exporting.columns import columns_of
from registry.exporting.query import Query
from registry.exporting.rows import stream
from registry.exporting.selection import WHAT, Selection


def _all(conn: Connection, what: str, **options: object) -> tuple[list[dict[str, object]], list[object]]:
    selection = Selection(what)
    rows: list[dict[str, object]] = []
    shapes: list[object] = []
    for some in stream(conn, Query(selection), columns_of(selection.sort), **options):  # type: ignore[arg-type]
        rows += some.fields.to_pylist()
        shapes += list(some.shapes)
    return rows, shapes


def test_values_are_what_is_kept(odd: Connection) -> None:
    rows, shapes = _all(odd, "covers")
    kept = odd.execute(text("select *, st_asbinary(geom) as wkb from registry.asset order by code")).mappings().all()
    assert [row["code"] for row in rows] == [row["code"] for row in kept]
    for row, shape, was in zip(rows, shapes, kept, strict=True):
        for name in (
            "source_id",
            "status",
            "owner_code",
            "size_mm",
            "note",
            "name_zh",
            "depth_m",
            "fall_net_tested_on",
        ):
            assert row[name] == was[name], name
        assert shapely.to_wkb(shape) == bytes(was["wkb"])
        assert row["reg_spoken"] == spoken.say(was["spoken_prefix"], was["spoken_number"])
        assert (row["reg_area"], row["reg_since"]) == (was["community_code"], was["valid_from"])
    first = next(row for row in rows if row["source_id"] == "a")
    assert first["attributes"] == '{"n": 5, "x1": 1.5, "颜色": "黑"}'
    assert first["fall_net_tested_on"] == date(2026, 3, 1)
    assert next(row for row in rows if row["source_id"] == "e")["attributes"] is None


def test_empty_text_is_not_null(odd: Connection) -> None:
    rows, _ = _all(odd, "buildings")
    assert {row["source_id"]: row["road_name"] for row in rows} == {"b1": "示例路", "b2": ""}
    assert {row["institution_zh"] for row in rows} == {None}


def test_lines_in_a_value_are_no_rows(odd: Connection) -> None:
    odd.execute(text("update registry.asset set note = E'a\\r\\n\"b\"\\n\\n,c' where source_id = 'a'"))
    rows, _ = _all(odd, "covers", rows=2)
    assert len(rows) == 6
    assert [row["note"] for row in rows if row["source_id"] == "a"] == ['a\r\n"b"\n\n,c']


@pytest.mark.parametrize("what", WHAT)
def test_both_orders_have_the_same_rows(small_conn: Connection, what: str) -> None:
    by_code, _ = _all(small_conn, what)
    by_place, _ = _all(small_conn, what, by_place=True)
    codes = [str(row["code"]) for row in by_code]
    assert codes == sorted(codes)
    assert sorted(codes) == sorted(str(row["code"]) for row in by_place)


def test_neighbours_are_beside_each_other(small_conn: Connection) -> None:
    def walk(shapes: list[object]) -> float:
        return float(shapely.length(shapely.linestrings(shapely.get_coordinates(shapes))))

    assert walk(_all(small_conn, "assets", by_place=True)[1]) < walk(_all(small_conn, "assets")[1]) / 5


def test_chunks_are_as_small_as_asked(small_conn: Connection) -> None:
    selection = Selection("assets")
    with closing(stream(small_conn, Query(selection), columns_of(selection.sort), rows=1000)) as chunks:
        sizes = [len(some.shapes) for some in chunks]
    assert sizes == [1000, 1000, 1000, 640]


def test_whoever_stops_in_between_rolls_back_and_goes_on(small_conn: Connection) -> None:
    selection, savepoint = Selection("assets"), small_conn.begin_nested()
    chunks = stream(small_conn, Query(selection), columns_of(selection.sort), rows=10)
    assert len(next(chunks).shapes) == 10
    chunks.close()
    savepoint.rollback()
    assert small_conn.execute(text("select 1")).scalar_one() == 1


def test_areas_without_a_shape_have_none(odd: Connection) -> None:
    odd.execute(text("update registry.street set geom = null"))
    rows, shapes = _all(odd, "streets")
    assert ([row["code"] for row in rows], shapes) == (["990101001"], [None])


def test_grids_bear_their_number_signs(small_conn: Connection) -> None:
    rows, _ = _all(small_conn, "grids")
    names = {row.code: row.name_zh for row in small_conn.execute(text("select code, name_zh from registry.community"))}
    assert rows
    for row in rows:
        code = str(row["code"])
        assert row["reg_sign"] == f"{names[code[:12]]}–{int(code[12:]):02d}网格"
