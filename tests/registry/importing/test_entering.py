"""Decided rows enter the register: new ones with codes, known ones brought up to date, a large load as a small one."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select, text

from registry.database import writing
from registry.errors import Conflict
from registry.importing import entering
from registry.tables import alias, asset
from tests.registry.importing import catalog
from tests.registry.importing.conftest import EAST, WEST
from tests.registry.importing.rooms import FIRST, HEAD, NOW, entered, put

SECOND, THIRD = "99010101002000002", "99010101002000003"
CODED = "source_id,class_code,lon,lat,code\n"
LATER = NOW + timedelta(days=1)


def _rows(conn: Connection, *names: str) -> dict[str, tuple[object, ...]]:
    found = conn.execute(select(asset.c.source_id, *(asset.c[name] for name in names)))
    return {row[0]: tuple(row[1:]) for row in found}


def _names(conn: Connection) -> set[tuple[str, str, str]]:
    return {tuple(row) for row in conn.execute(select(alias.c.scheme, alias.c.alias, alias.c.code))}


# New and known -------------------------------------------------------------------------------------------------------


def test_new_things_get_codes_numbers_and_stamps(town: Connection, tmp_path: Path) -> None:
    csv = HEAD + "b,01002,120.405,36.005\na,01002,120.406,36.005\nc,01001,120.415,36.005\n"
    assert entered(town, tmp_path, csv) == (3, 0)
    assert _rows(town, "code", "spoken_prefix", "spoken_number") == {
        "a": (FIRST, "甲", 1),
        "b": (SECOND, "甲", 2),
        "c": ("99010101001000001", "乙", 1),
    }
    told = _rows(town, "source", "first_at", "valid_from", "datum", "code_scheme", "status", "attributes")
    assert told["a"] == ("s", NOW, NOW, "WGS84", "GB/T 47678.5-2026", "intact", {})


def test_known_things_follow_the_file_but_for_what_lasts(town: Connection, tmp_path: Path) -> None:
    head = "source_id,class_code,lon,lat,size_mm,note\n"
    entered(town, tmp_path, head + "a,01002,120.405,36.005,700,alt\nb,01002,120.406,36.005,,\n")
    moved = head + "a,01002,120.415,36.005,,neu\nb,01002,120.406,36.005,,\n"
    assert entered(town, tmp_path, moved, now=LATER) == (0, 1)
    row = _rows(
        town, "code", "community_code", "grid_code", "spoken_prefix", "size_mm", "note", "first_at", "valid_from"
    )
    assert row["a"] == (FIRST, EAST, f"{EAST}001", "甲", None, "neu", NOW, LATER)
    assert row["b"][-1] == NOW, "nothing changed, so nothing is new of it"
    assert entered(town, tmp_path, moved, now=LATER) == (0, 0)


def test_what_the_file_does_not_speak_of_stays(town: Connection, tmp_path: Path) -> None:
    put(town, size_mm=700, status="broken", note="x")
    csv = "source_id,class_code,lon,lat,size_mm\na,01002,120.405,36.005,800\n"
    assert entered(town, tmp_path, csv, now=LATER) == (0, 1)
    assert _rows(town, "size_mm", "status", "note")["a"] == (800, "broken", "x")


def test_a_thing_of_another_source_gets_a_name_and_what_was_missing(town: Connection, tmp_path: Path) -> None:
    put(town, source="other", source_id="x", size_mm=700, community_code=WEST, datum="GCJ02")
    csv = "source_id,class_code,lon,lat,size_mm,material,status\na,01002,120.405001,36.005,720,铸铁,broken\n"
    assert entered(town, tmp_path, csv, now=LATER) == (0, 1)
    told = _rows(town, "source", "size_mm", "material", "status", "datum", "valid_from")
    assert told == {"x": ("other", 700, "铸铁", "intact", "GCJ02", LATER)}
    assert _names(town) == {("source:s", "a", FIRST)}
    assert entered(town, tmp_path, csv, now=LATER) == (0, 0)
    lon = town.execute(text("select st_x(geom) from registry.asset")).scalar_one()
    assert lon == 120.405, "where it is, its own source says"


def test_what_a_person_must_look_at_is_left(town: Connection, tmp_path: Path) -> None:
    put(town, source="other", source_id="x")
    before = catalog.held(town)
    assert entered(town, tmp_path, HEAD + "a,01002,120.405008,36.005\n") == (0, 0)
    assert catalog.held(town) == before


# Codes that things bring ---------------------------------------------------------------------------------------------


def test_codes_that_come_are_taken_over_and_passed(town: Connection, tmp_path: Path) -> None:
    csv = CODED + (
        f"a,01002,120.401,36.005,\nb,01002,120.402,36.005,{SECOND}\nc,01002,120.403,36.005,\n"
        "d,01002,120.404,36.005,9901010102000009\n"
    )
    assert entered(town, tmp_path, csv) == (4, 0)
    codes = {name: code for name, (code,) in _rows(town, "code").items()}
    assert codes == {"a": THIRD, "b": SECOND, "c": "99010101002000004", "d": "99010101002000005"}
    assert _names(town) == {("GB/T 30428.2-2013", "9901010102000009", codes["d"])}


def test_all_may_bring_a_code(town: Connection, tmp_path: Path) -> None:
    csv = CODED + f"a,01002,120.401,36.005,{SECOND}\nb,01002,120.402,36.005,{FIRST}\n"
    assert entered(town, tmp_path, csv) == (2, 0)
    assert _rows(town, "code") == {"a": (SECOND,), "b": (FIRST,)}


def test_a_code_that_a_known_thing_brings_is_minted_for_no_other(town: Connection, tmp_path: Path) -> None:
    entered(town, tmp_path, HEAD + "a,01002,120.405,36.005\n")
    csv = CODED + f"a,01002,120.405,36.005,{SECOND}\nb,01002,120.406,36.005,\n"
    assert entered(town, tmp_path, csv) == (1, 0)
    assert _rows(town, "code") == {"a": (FIRST,), "b": (THIRD,)}
    assert _names(town) == {("GB/T 47678.5-2026", SECOND, FIRST)}


@pytest.mark.parametrize("block_rows", [1, 2, 100])
def test_blocks_make_no_difference(town: Connection, tmp_path: Path, block_rows: int) -> None:
    put(town, "99010101002000040", lon=120.4011, source="other", source_id="x")
    csv = CODED + "".join(
        f"s{n},01002,{120.4001 + n / 1000:.4f},36.005,{'9901010100200003' + str(n) if n % 3 == 0 else ''}\n"
        for n in range(7)
    )
    assert entered(town, tmp_path, csv, block_rows=block_rows) == (6, 0)
    assert _rows(town, "code") == {
        "x": ("99010101002000040",),  # s1 is it
        "s0": ("99010101002000030",),
        "s2": ("99010101002000041",),
        "s3": ("99010101002000033",),
        "s4": ("99010101002000042",),
        "s5": ("99010101002000043",),
        "s6": ("99010101002000036",),
    }
    assert _names(town) == {("source:s", "s1", "99010101002000040")}


@pytest.mark.parametrize("write", [True, False])
def test_a_dry_run_counts_the_same(town: Connection, tmp_path: Path, write: bool) -> None:
    put(town, size_mm=700)
    put(town, SECOND, lon=120.406, source="other", source_id="x")
    before = catalog.held(town)
    head = "source_id,class_code,lon,lat,size_mm\n"
    csv = head + "a,01002,120.405,36.005,800\nb,01002,120.406,36.005,600\nc,01002,120.407,36.005,\n"
    assert entered(town, tmp_path, csv, write=write) == (1, 2)
    assert (catalog.held(town) == before) is not write


# A load that is large beside what there is ---------------------------------------------------------------------------

MANY = CODED + "".join(
    f"s{n:03d},{'01001' if n % 4 else '01002'},{120.4001 + n * 1.7e-4:.6f},36.005,"
    f"{'' if n % 8 else f'9901010100200050{n // 8}'}\n"
    for n in range(60)
)


def _bulk(monkeypatch: pytest.MonkeyPatch, told: list[int]) -> None:
    ranges = entering._ranges
    monkeypatch.setattr(entering, "_BULK_ROWS", 10)

    def noted(serials: Any) -> str:
        told.append(len(serials))
        return ranges(serials)

    monkeypatch.setattr(entering, "_ranges", noted)


def _before(town: Connection) -> None:
    put(town, "99010101001000001", source_id="s001", lon=120.40027)
    put(town, "99010101001000007", source="other", source_id="x", lon=120.40044)


def test_a_large_load_leaves_what_a_small_one_leaves(
    town: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _before(town)
    shape = catalog.of_assets(town)
    savepoint = town.begin_nested()
    assert entered(town, tmp_path, MANY, now=LATER) == (58, 1)
    small = catalog.held(town)
    savepoint.rollback()
    told: list[int] = []
    _bulk(monkeypatch, told)
    assert entered(town, tmp_path, MANY, now=LATER, block_rows=25) == (58, 1)
    assert sum(told) == 58
    assert catalog.held(town) == small
    assert catalog.of_assets(town) == shape
    assert entered(town, tmp_path, MANY, now=LATER) == (0, 0)


def test_a_load_that_is_small_beside_what_there_is_closes_nothing(
    town: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    _bulk(monkeypatch, told)
    entered(town, tmp_path, MANY)
    assert told
    told.clear()
    more = HEAD + "".join(f"t{n},01003,{120.4001 + n * 1e-4:.6f},36.006\n" for n in range(20))
    assert entered(town, tmp_path, more) == (20, 0)
    assert not told


def test_a_large_load_with_things_that_were_taken_back_is_stored_row_by_row(
    town: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their codes come back, which the triggers know how to tell from a code that is used twice."""
    told: list[int] = []
    _bulk(monkeypatch, told)
    put(town, "99010101002000501", source_id="s008", lon=120.40146)
    town.execute(text("delete from registry.asset"))
    assert entered(town, tmp_path, MANY) == (60, 0)
    assert not told
    assert _rows(town, "code")["s008"] == ("99010101002000501",)


def test_after_a_large_load_the_table_keeps_its_promises(
    town: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _bulk(monkeypatch, [])
    entered(town, tmp_path, MANY)
    for broken in (
        "update registry.asset set class_code = '99999'",
        "update registry.asset set spoken_number = 1, spoken_prefix = '甲'",
        "update registry.asset set code = '99010101002000999'",
        "insert into registry.alias select 'asset', 'x', 'y', code from registry.asset; truncate registry.asset",
    ):
        savepoint = town.begin_nested()
        with pytest.raises(Exception, match=r"violates|change|only ever added"):
            town.execute(text(broken))
        savepoint.rollback()


@pytest.mark.parametrize("kind", ["asset", "spoken"])
def test_a_large_load_that_fails_leaves_everything_as_it_was(
    town_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Somebody set the serials back: a code, or a number to say aloud, would be given twice."""
    told: list[int] = []
    _bulk(monkeypatch, told)
    with writing(town_engine) as conn:
        put(conn, "99010101001000003", lon=120.409, spoken_prefix="甲", spoken_number=3)
        conn.execute(text("update registry.serial set last = 1 where kind = :kind"), {"kind": kind})
    with town_engine.connect() as conn:
        before, shape = catalog.held(conn), catalog.of_assets(conn)
    with pytest.raises(Conflict), writing(town_engine) as conn:
        entered(conn, tmp_path, MANY)
    assert told
    with town_engine.connect() as conn:
        assert catalog.held(conn) == before
        assert catalog.of_assets(conn) == shape


def test_who_reads_during_a_large_load_waits_and_sees_all(
    town_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _bulk(monkeypatch, [])
    count = text("select count(*) from registry.asset")

    def read() -> int:
        with town_engine.connect() as other:
            return int(other.execute(count).scalar_one())

    with ThreadPoolExecutor(1) as pool:
        with writing(town_engine) as conn:
            assert entered(conn, tmp_path, MANY) == (60, 0)
            reading: Future[int] = pool.submit(read)
            _wait_for(lambda: _waiting(conn) == 1)
            assert not reading.done()
        assert reading.result(timeout=30) == 60
    with writing(town_engine) as conn:
        conn.execute(text("update registry.asset set note = 'x' where source_id = 's000'"))
        assert len(catalog.held(conn)[3]) == 2, "what was, and what was believed, is remembered"


def _waiting(conn: Connection) -> int:
    locks = "select count(*) from pg_locks where relation = 'registry.asset'::regclass and not granted"
    return int(conn.exec_driver_sql(locks).scalar_one())


def _wait_for(done: Callable[[], bool]) -> None:
    end = monotonic() + 30
    while not done():
        assert monotonic() < end, "nobody waits"
        sleep(0.02)
