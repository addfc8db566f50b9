"""Rows go in as they are, and only what differs is changed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from sqlalchemy import Connection, func, select, text

from registry.importing import storing
from registry.importing.gathering import driver
from registry.tables import alias, asset, division, landmark, organisation
from tests.registry.importing.conftest import WEST
from tests.registry.importing.rooms import FIRST, put

WHEN = datetime(2026, 11, 1, tzinfo=UTC)
KEY = ("source", "source_id")
TEXT = pa.large_string()


def _landmarks(*names: str, **more: object) -> pa.Table:
    shapes = shapely.set_srid(shapely.points(120.0 + np.arange(len(names)), np.full(len(names), 36.0)), 4326)
    columns = {
        "row_no": pa.array(range(len(names))),  # no column of the table
        "kind": pa.array(["park"] * len(names), TEXT),
        "name_zh": pa.array(names, TEXT),
        "source": pa.array(["s"] * len(names), TEXT),
        "source_id": pa.array([str(n) for n in range(len(names))], TEXT),
        "geom": pa.array(shapely.to_wkb(shapes, include_srid=True), pa.large_binary()),
    }
    return storing.typed(landmark, pa.table(columns | more))


def _amend(conn: Connection, rows: pa.Table, **options: Any) -> int:
    return storing.amend(conn, landmark, rows, key=KEY, **options)


def _names(conn: Connection) -> list[str]:
    return list(conn.execute(select(landmark.c.name_zh).order_by(landmark.c.source_id)).scalars())


def _stored(conn: Connection, code: str = FIRST) -> object:
    return conn.execute(select(asset).where(asset.c.code == code)).one()


# New rows ------------------------------------------------------------------------------------------------------------


def test_odd_texts_come_through(conn: Connection) -> None:
    texts = ['quote " and, comma', "", "\\N", "two\nlines\r", "井盖𠮷", "null", "\\."]
    storing.add(conn, landmark, [_landmarks(*texts)])
    assert _names(conn) == texts


def test_parts_follow_one_another_in_one_copy(conn: Connection) -> None:
    def parts() -> Iterator[pa.Table]:
        yield _landmarks("a", "b")
        more = _landmarks("c", source_id=pa.array(["9"], TEXT))
        yield more.cast(
            pa.schema([field.with_type(TEXT) if field.name == "name_zh" else field for field in more.schema])
        )

    storing.add(conn, landmark, parts())
    assert _names(conn) == ["a", "b", "c"]
    storing.add(conn, landmark, [])
    storing.add(conn, landmark, [_landmarks()])
    assert len(_names(conn)) == 3


def test_more_rows_than_a_batch_come_through(conn: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "_BATCH", 2)
    storing.add(conn, landmark, [_landmarks(*"abcde")])
    assert _names(conn) == list("abcde")


def _assets(**columns: object) -> pa.Table:
    said: dict[str, object] = {
        "code": pa.array([FIRST, "99010101002000002"], TEXT),
        "code_scheme": pa.array(["GB/T 47678.5-2026"] * 2),
        "class_code": pa.array(["01002"] * 2),
        "source": pa.array(["s"] * 2),
        "source_id": pa.array(["1", "2"]),
        "first_at": pa.array([WHEN] * 2),
        "valid_from": pa.array([WHEN] * 2),
        "lon": pa.array([120.401234567890123, 120.4]),
        "lat": pa.array([36.0, 36.5]),
    }
    return storing.typed(asset, pa.table(said | columns))


def test_each_type_comes_through_and_so_do_nulls(town: Connection) -> None:
    rows = _assets(
        community_code=pa.array([WEST, None], TEXT),
        size_mm=pa.array([700, None], pa.int64()),
        accuracy_m=pa.array([0.1, None], pa.float64()),
        depth_m=pa.array([1.5, None], pa.float64()),
        built_year=pa.array([1999, None], pa.int64()),
        fall_net_installed_on=pa.array(["2024-02-29", None], TEXT),
        material=pa.array([None, None], TEXT),
        attributes=pa.array([storing.jsonb({"词": 'a "b"', "n": 1.5, "u": [None, True]}), storing.jsonb({})]),
        division=pa.array(["990101"] * 2),
    )
    assert "division" not in rows.column_names, "no column of the table"
    storing.add(town, asset, [rows])
    first, second = town.execute(select(asset).order_by(asset.c.code)).all()
    assert (first.size_mm, first.material, first.built_year, first.depth_m) == (700, None, 1999, 1.5)
    assert first.accuracy_m == pytest.approx(0.1, rel=1e-6)
    assert (first.fall_net_installed_on, first.first_at, first.community_code) == (date(2024, 2, 29), WHEN, WEST)
    assert first.attributes == {"词": 'a "b"', "n": 1.5, "u": [None, True]}
    told = (second.size_mm, second.accuracy_m, second.fall_net_installed_on, second.depth_m, second.community_code)
    assert told == (None,) * 5
    assert second.attributes == {}
    stood = town.execute(select(func.st_x(asset.c.geom), func.st_y(asset.c.geom), func.st_srid(asset.c.geom))).all()
    assert list(map(tuple, stood)) == [(120.401234567890123, 36.0, 4326), (120.4, 36.5, 4326)]


def test_points_are_those_of_shapely() -> None:
    lon, lat = np.array([120.4, -0.0, np.nan, 180.0, 1e-9]), np.array([36.0, 0.0, np.nan, -90.0, 89.999999999])
    made = storing.points(lon, lat)
    made.validate(full=True)
    points = shapely.set_srid(shapely.points(lon, lat), 4326)
    wanted = shapely.to_wkb(points, include_srid=True, byte_order=1).tolist()
    assert made.to_pylist() == [None if np.isnan(x) else wkb for x, wkb in zip(lon, wanted, strict=True)]
    every_other = storing.points(np.arange(10.0)[::2], np.arange(10.0)[::-2])
    assert shapely.get_x(shapely.from_wkb(every_other.to_pylist())).tolist() == [0, 2, 4, 6, 8]
    assert storing.points(lon[:0], lat[:0]).to_pylist() == []
    assert storing.points(lon[:2], lat[:2]).null_count == 0


def test_a_shape_may_be_missing(conn: Connection) -> None:
    rows = {"code": ["990101"], "name_zh": ["示"], "name_en": ["S"], "geom": pa.nulls(1, pa.large_binary())}
    storing.add(conn, division, [storing.typed(division, pa.table(rows))])
    assert conn.execute(select(division.c.geom)).scalar_one() is None


def test_json_has_its_binary_form() -> None:
    assert storing.jsonb({}) == storing.jsonb(None) == b"\x01{}"
    assert storing.jsonb({1: date(2024, 5, 31), "x": object}) == b'\x01{"1":"2024-05-31","x":"<class \'object\'>"}'
    assert storing.jsonb_column([{}, {}]).tolist() == [b"\x01{}"] * 2
    assert storing.jsonb_column([{}, {"a": "井"}]).tolist() == [b"\x01{}", '\x01{"a":"井"}'.encode()]
    assert len(storing.jsonb_column([])) == 0


# Known rows ----------------------------------------------------------------------------------------------------------


def test_only_what_differs_is_changed(conn: Connection) -> None:
    storing.add(conn, landmark, [_landmarks("a", "b", "c")])
    changed = _landmarks("a", "B", "c")
    moved = changed.set_column(
        changed.column_names.index("geom"), "geom", _landmarks("", "", "x", "y")["geom"].slice(1)
    )
    one = pa.concat_tables([changed.slice(0, 2), moved.slice(2)])
    assert _amend(conn, one) == 2
    assert _amend(conn, one) == 0
    assert _amend(conn, one.slice(0, 0)) == 0
    assert _amend(conn, one.select(KEY)) == 0
    assert _names(conn) == ["a", "B", "c"]
    assert conn.execute(select(func.st_x(landmark.c.geom)).where(landmark.c.source_id == "2")).scalar_one() == 123


def test_rows_that_are_not_there_are_not_made(conn: Connection) -> None:
    assert _amend(conn, _landmarks("a")) == 0
    assert _names(conn) == []


def test_what_becomes_null_is_a_difference(town: Connection) -> None:
    put(town, size_mm=700)
    rows = storing.typed(asset, pa.table({"code": [FIRST], "size_mm": pa.nulls(1, pa.int64())}))
    assert storing.amend(town, asset, rows, key=("code",)) == 1
    assert storing.amend(town, asset, rows, key=("code",)) == 0
    assert _stored(town).size_mm is None  # type: ignore[attr-defined]


def test_a_stamp_alone_changes_nothing(conn: Connection) -> None:
    def rows(name: str, english: str) -> pa.Table:
        return pa.table({"code": ["X"], "name_zh": [name], "name_en": [english], "kind": ["bureau"]})

    storing.add(conn, organisation, [rows("甲", "A")])
    assert storing.amend(conn, organisation, rows("甲", "B"), key=("code",), stamp=("name_en",)) == 0
    assert storing.amend(conn, organisation, rows("乙", "B"), key=("code",), stamp=("name_en",)) == 1
    assert conn.execute(select(organisation.c.name_zh, organisation.c.name_en)).one() == ("乙", "B")


def _filling() -> pa.Table:
    columns = {"code": [FIRST], "size_mm": [500], "material": ["铸铁"], "note": pa.nulls(1, TEXT), "valid_from": [WHEN]}
    return storing.typed(asset, pa.table(columns))


def test_only_what_is_missing_is_filled(town: Connection) -> None:
    put(town, size_mm=700, note="kept")

    def filled() -> int:
        return storing.amend(town, asset, _filling(), key=("code",), stamp=("valid_from",), only_missing=True)

    assert filled() == 1
    row = _stored(town)
    assert (row.size_mm, row.material, row.note) == (700, "铸铁", "kept")  # type: ignore[attr-defined]
    assert filled() == 0, "nothing is missing any more"


@pytest.mark.parametrize("only_missing", [False, True])
def test_a_dry_run_counts_the_same_and_writes_nothing(town: Connection, only_missing: bool) -> None:
    put(town, size_mm=700)
    put(town, "99010101002000002", source_id="b", material="铸铁", size_mm=500)
    before = town.execute(select(asset).order_by(asset.c.code)).all()
    rows = pa.concat_tables([_filling(), _filling(), _filling().set_column(0, "code", pa.array(["99010101002000002"]))])

    def amended(write: bool) -> int:
        options: dict[str, Any] = {"only_missing": only_missing, "write": write}
        return storing.amend(town, asset, rows, key=("code",), stamp=("valid_from",), **options)

    dry = amended(write=False)
    assert town.execute(select(asset).order_by(asset.c.code)).all() == before
    assert amended(write=True) == dry == 1


def test_what_was_staged_is_gone(conn: Connection) -> None:
    storing.add(conn, landmark, [_landmarks("a")])
    _amend(conn, _landmarks("b"))
    found = driver(conn).execute("select count(*) from pg_class where relname = 'stage'").fetchone()
    assert found == (0,)


# Names ---------------------------------------------------------------------------------------------------------------


def test_a_further_name_is_kept_once(town: Connection) -> None:
    named = pd.DataFrame({"scheme": ["source:b", "source:b"], "alias": ["x", "y"], "code": [FIRST, FIRST]})
    assert storing.keep_aliases(town, named.iloc[:0]) == set()
    assert storing.keep_aliases(town, named.iloc[:1]) == {FIRST}
    other = named.assign(code="99010101002000002")
    assert storing.keep_aliases(town, other) == {"99010101002000002"}
    kept = town.execute(select(alias.c.alias, alias.c.code).order_by(alias.c.alias)).all()
    assert list(map(tuple, kept)) == [("x", FIRST), ("y", "99010101002000002")]


def test_statements_are_named(town: Connection) -> None:
    statements = storing.statements()
    assert {"set_aside", "open_change", "enter_serials", "tell_change", "known_rows"} <= set(statements)
    put(town)
    assert town.execute(statements["known_rows"]).scalar_one() == 1
    assert town.execute(text("select count(*) from registry.asset")).scalar_one() == 1
