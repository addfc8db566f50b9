"""One box finds everything in a known quarter."""

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from registry import search as module
from registry.search import Hit, refresh, search
from tests.registry import quarter
from tests.registry.quarter import EAST, LAMP, OTHER, RAIN, SEWER, WEST, asset_code, at

CROSSING = ("crossing", "辽宁路热河路路口")
TWELVE = ("building", "辽宁路 12 号")
THIRD = ("building", "大连山小区 3 号楼")


@pytest.fixture
def town(conn: Connection) -> Connection:
    quarter.build(conn)
    refresh(conn)
    return conn


def first(conn: Connection, line: str, areas: list[str] | None = None) -> tuple[str, str] | None:
    hits = search(conn, line, areas=areas)
    return (hits[0].kind, hits[0].title_zh) if hits else None


@pytest.mark.parametrize(
    "line",
    [
        "辽宁路 热河路", "辽宁路热河路路口", "辽宁路与热河路", "热河路和辽宁路交叉口", "辽宁路／热河路", "辽宁 热河",
        "辽宁路热河",
        "遼寧路熱河路路口", "liaoninglu rehelu", "lnl rhl", "辽宁路 rhl", "辽宁和热河路口", "LNL RHL",
    ],
)  # fmt: skip
def test_crossings(town: Connection, line: str) -> None:
    assert first(town, line) == CROSSING


def test_a_crossing_has_its_place_and_its_english(town: Connection) -> None:
    hit = search(town, "辽宁路热河路路口", areas=None)[0]
    assert (hit.lon, hit.lat) == pytest.approx(at(0, 0), abs=1e-7)
    assert hit.title_en == "Liaoning Road and Rehe Road, crossing"


def test_the_crossings_of_one_road(town: Connection) -> None:
    titles = [hit.title_zh for hit in search(town, "辽宁路路口", areas=None) if hit.kind == "crossing"]
    assert sorted(titles) == ["辽宁路热河路路口", "辽宁路益都路路口"]


@pytest.mark.parametrize(
    "line",
    ["辽宁路12号", "辽宁路 12", "辽宁路１２号", "辽 宁 路 12 号", "遼寧路12號", "liaoninglu 12", "lnl 12", "辽宁12号"],
)
def test_doors(town: Connection, line: str) -> None:
    assert first(town, line) == TWELVE


def test_a_plate_stored_with_its_word_is_the_same_plate(town: Connection) -> None:
    assert first(town, "辽宁路13") == ("building", "辽宁路 13 号")
    assert first(town, "大连山小区3号楼") == first(town, "大连山 3") == THIRD


def test_buildings_behind_a_gate(town: Connection) -> None:
    """12-3 is building 3 of the compound whose gate has number 12."""
    town.execute(text("update registry.building set road_name = '热河路', house_no = '30-3' where house_no = '3号楼'"))
    gate = ("building", "热河路 30-3 号")
    for line in ("大连山小区3号楼", "热河路30号", "热河路30-3号", "热河路 30"):
        assert first(town, line) == gate


def test_a_door_that_is_not_there_offers_its_neighbours(town: Connection) -> None:
    hits = search(town, "辽宁路14号", areas=None)
    assert next(hit.title_zh for hit in hits if hit.kind == "building") == "辽宁路 12 号"
    assert all(hit.score <= 0.5 for hit in hits)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("大连山小区", ("compound", "大连山小区")),
        ("大连山", ("compound", "大连山小区")),
        ("dlsxq", ("compound", "大连山小区")),
        ("大连路社区", ("community", "大连路社区")),
        ("辽宁路街道", ("street", "辽宁路街道")),
        ("辽宁路", ("road", "辽宁路")),
        ("lnl", ("road", "辽宁路")),
        ("liaoning", ("road", "辽宁路")),
        ("Yidu Lu", ("road", "益都路")),
    ],
)
def test_places(town: Connection, line: str, found: tuple[str, str]) -> None:
    assert first(town, line) == found


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (asset_code(SEWER, 1), asset_code(SEWER, 1)),
        ("370203 01004 412345", asset_code(RAIN, 412345)),
        ("３７０２０３０１００４４１２３４５", asset_code(RAIN, 412345)),
        ("412345", asset_code(RAIN, 412345)),
        ("41-23-45", asset_code(RAIN, 412345)),
        ("大连路 1234-0", asset_code(RAIN, 412345)),
        ("大连路1234－0", asset_code(RAIN, 412345)),
        ("大连路 12340", asset_code(RAIN, 412345)),
        ("dalianlu 1234-0", asset_code(RAIN, 412345)),
        (f"{WEST}c0001", f"{WEST}C0001"),
        ("370203 r 000002", "370203R000002"),
        (f"{EAST}B00001", f"{EAST}B00001"),
        (WEST, WEST),
    ],
)
def test_codes_and_numbers(town: Connection, line: str, code: str) -> None:
    assert search(town, line, areas=None)[0].code == code


def test_a_spoken_number_with_a_wrong_check_digit_is_no_spoken_number(town: Connection) -> None:
    assert asset_code(RAIN, 412345) not in [hit.code for hit in search(town, "大连路 1234-1", areas=None)]


def test_both_systems_of_grids_answer(town: Connection) -> None:
    assert [hit.kind for hit in search(town, f"{WEST}001", areas=None)] == ["grid", "unit_grid"]


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("辽宁路 古力盖", [(SEWER, 1), (SEWER, 2), (RAIN, 1), (RAIN, 412345)]),
        ("辽宁路的污水井盖", [(SEWER, 1), (SEWER, 2)]),
        ("lnl 雨篦子", [(RAIN, 1), (RAIN, 412345)]),
        ("大连山小区 马葫芦盖", [(SEWER, 3)]),
        ("大连路社区井盖", [(SEWER, 3), (RAIN, 412345)]),
        ("即墨路街道 窨井盖", [(SEWER, 4)]),
        ("辽宁路 sewer cover", [(SEWER, 1), (SEWER, 2)]),
        ("辽宁路 路灯杆", [(LAMP, 1)]),
        ("辽宁路热河路路口 井盖", [(SEWER, 1), (RAIN, 1)]),
        ("辽宁路12号附近的井盖", [(SEWER, 2), (SEWER, 1), (RAIN, 1)]),
    ],
)
def test_covers_by_local_words_and_place(town: Connection, line: str, codes: list[tuple[str, int]]) -> None:
    found = [hit.code for hit in search(town, line, areas=None) if hit.kind == "asset"]
    if "路口" in line:
        found = [code for code in found if code != asset_code(RAIN, 412345)]
    assert sorted(found) == sorted(asset_code(*one) for one in codes)


def test_a_word_for_a_cover_alone_names_no_place(town: Connection) -> None:
    assert search(town, "古力盖", areas=None) == []


@pytest.mark.parametrize(
    ("line", "inside", "outside"),
    [
        ("辽宁路12号", EAST, WEST),
        ("大连山小区", WEST, EAST),
        ("大连路 1234-0", WEST, EAST),
        ("412345", WEST, OTHER),
        (asset_code(SEWER, 1), EAST, WEST),
        ("辽宁路益都路路口", EAST, OTHER),
        ("辽宁路", WEST, OTHER),
        ("即墨路社区", OTHER, WEST),
        ("大连山小区3号楼", WEST, EAST),
    ],
)
def test_areas_bound_what_is_found(town: Connection, line: str, inside: str, outside: str) -> None:
    assert first(town, line, [inside]) == first(town, line, ["370203"]) == first(town, line)
    found = first(town, line)
    assert found is not None
    assert found not in [(hit.kind, hit.title_zh) for hit in search(town, line, areas=[outside])]
    assert search(town, line, areas=[]) == []


def test_covers_stay_inside_the_areas(town: Connection) -> None:
    codes = [hit.code for hit in search(town, "辽宁路 古力盖", areas=[WEST]) if hit.kind == "asset"]
    assert codes == [asset_code(RAIN, 412345)]


def test_hits_are_few_and_ordered(town: Connection) -> None:
    hits = search(town, "辽宁路 古力盖", areas=None, limit=2)
    assert len(hits) == 2
    every = [hit.score for hit in search(town, "辽宁路", areas=None)]
    assert every == sorted(every, reverse=True)
    assert all(0 < score <= 1 for score in every)


@pytest.mark.parametrize(
    "line", ["", "   ", "%", "_", "';--", "\x00", "\ud800", "号", "路口", "-", "9" * 400, "没有这个地方", "😀"]
)
def test_odd_lines_find_nothing_and_break_nothing(town: Connection, line: str) -> None:
    assert search(town, line, areas=None) == []


def test_refresh_follows_the_register(town: Connection) -> None:
    town.execute(text("update registry.compound set name_zh = '浮山小区'"))
    count = refresh(town)
    assert count == refresh(town)
    assert first(town, "浮山") == ("compound", "浮山小区")
    assert first(town, "fsxq") == ("compound", "浮山小区")
    assert first(town, "大连山小区") is None


def test_an_empty_register_finds_nothing(conn: Connection) -> None:
    assert refresh(conn) == 0
    assert search(conn, "辽宁路12号", areas=None) == []


@pytest.mark.parametrize(
    ("statement", "asked", "index"),
    [
        ("last_six", {"digits": "412345"}, "asset_pkey"),
        ("spoken", {"prefix": "大连路", "sounds": "dalianlu", "number": 1234}, "asset_spoken"),
        ("doors", {"roads": ["辽宁路"], "plates": ["12"], "gate": "12", "number": 12}, "building_door"),
        (
            "assets_in",
            {"roads": ["辽宁路"], "compounds": [], "communities": [], "streets": [], "classes": [SEWER]},
            "asset_segment",
        ),
        ("crossings", {"first": ["辽宁路"], "second": ["热河路"]}, "road_segment_name"),
    ],
)
def test_each_way_walks_an_index(town: Connection, statement: str, asked: dict[str, object], index: str) -> None:
    crowd = """
        insert into registry.asset (code, code_scheme, class_code, source, source_id, first_at, valid_from, geom)
        select '37020301002' || lpad(cast(n as text), 6, '0'), 'GB/T 47678.5-2026', '01002', 's', n, now(), now(),
            st_setsrid(st_makepoint(120 + n * 1e-5, 36), 4326)
        from generate_series(1000, 3000) n
    """
    town.execute(text(crowd))
    town.execute(text("analyze registry.asset"))
    town.execute(text("set local enable_seqscan = off"))
    explain = text("explain " + module._SQL[statement].text)
    plan = "\n".join(town.execute(explain, {"limit": 10, "below": ["%"]} | asked).scalars())
    assert index in plan


def test_a_hit_tells_where_it_is(town: Connection) -> None:
    (hit,) = search(town, "412345", areas=None)
    assert isinstance(hit, Hit)
    assert (hit.lon, hit.lat) == pytest.approx(at(-50, 5))
