"""Finding things by code, box and nearness."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from sqlalchemy import text
from sqlalchemy.engine import Connection

from registry import lookup
from registry.assets import Box
from registry.codes import Kind
from registry.errors import Invalid, NotFound
from tests.registry import quarter
from tests.registry.quarter import CENTRE, EAST, LAMP, OTHER, RAIN, SEWER, WEST, asset_code, at

AROUND = Box(120.3, 36.0, 120.45, 36.2)


@pytest.fixture
def town(conn: Connection) -> Connection:
    quarter.build(conn)
    return conn


def codes_of(assets: Sequence[object]) -> list[str]:
    return [asset.code for asset in assets]  # type: ignore[attr-defined]  # assets and things both bear a code


@pytest.mark.parametrize(
    ("code", "kind", "title"),
    [
        ("370203", Kind.DIVISION, "市北区"),
        ("370203005", Kind.STREET, "辽宁路街道"),
        (WEST, Kind.COMMUNITY, "大连路社区"),
        ("370203r000002", Kind.ROAD_SEGMENT, "辽宁路（热河路—益都路）"),
        (f"{WEST}C0001", Kind.COMPOUND, "大连山小区"),
        (f"{EAST}B00003", Kind.BUILDING, "北海小学（辽宁路 20 号）"),
        (f"{WEST} B00002 U02", Kind.ENTRANCE, "大连山小区 3 号楼 2 单元"),
        ("３７０２０３０１００４４１２３４５", Kind.ASSET, "雨水箅子 大连路 1234-0（辽宁路）"),
    ],
)
def test_every_kind_answers_to_its_code(town: Connection, code: str, kind: Kind, title: str) -> None:
    (thing,) = lookup.by_code(town, code)
    assert (thing.kind, thing.title_zh) == (kind, title)
    assert thing.geometry is not None
    assert thing.lon == pytest.approx(CENTRE[0], abs=0.02)


def test_a_code_of_two_systems_answers_twice(town: Connection) -> None:
    both = lookup.by_code(town, f"{WEST}001")
    assert [thing.kind for thing in both] == [Kind.GRID, Kind.UNIT_GRID]
    assert [thing.kind for thing in lookup.by_code(town, f"{WEST}001", Kind.UNIT_GRID)] == [Kind.UNIT_GRID]


def test_an_alias_leads_to_the_thing(town: Connection) -> None:
    add = "insert into registry.alias (kind, scheme, alias, code) values ('asset', :scheme, :alias, :code)"
    town.execute(text(add), {"scheme": "GB/T 30428.2-2013", "alias": "3702030102000001", "code": asset_code(SEWER, 1)})
    town.execute(text(add), {"scheme": "drainage", "alias": "WS-77", "code": asset_code(SEWER, 1)})
    for alias in ("3702030102000001", "ws-77"):
        assert codes_of(lookup.by_code(town, alias)) == [asset_code(SEWER, 1)]
    asset = lookup.asset(town, "3702030102000001")
    assert list(asset.aliases) == ["3702030102000001", "WS-77"]


@pytest.mark.parametrize("code", ["", "x", "37020301002999999", "999999", "%", "370203005010C9999"])
def test_what_nobody_bears_is_not_found(town: Connection, code: str) -> None:
    with pytest.raises(NotFound):
        lookup.by_code(town, code)


def test_an_asset_tells_everything(town: Connection) -> None:
    asset = lookup.asset(town, asset_code(RAIN, 412345))
    assert (asset.class_zh, asset.spoken, asset.road_name) == ("雨水箅子", "大连路 1234-0", "辽宁路")
    assert (asset.lon, asset.lat) == pytest.approx(at(-50, 5))


@pytest.mark.parametrize(
    ("areas", "seen"),
    [
        (None, True),
        (["370203"], True),
        (["370203005"], True),
        ([EAST], True),
        ([WEST], False),
        ([], False),
        (["370203007"], False),
    ],
)
def test_areas_bound_what_is_found(town: Connection, areas: list[str] | None, seen: bool) -> None:
    code = asset_code(SEWER, 1)
    lon, lat = at(35, 7)
    boxed = codes_of(lookup.in_box(town, AROUND, areas=areas).assets)
    near = [one.asset.code for one in lookup.nearest(town, lon, lat, areas=areas)]
    assert (code in boxed, code in near) == (seen, seen)
    if seen:
        assert lookup.asset(town, code, areas=areas).code == code
    else:
        with pytest.raises(NotFound):
            lookup.asset(town, code, areas=areas)


def test_what_lies_in_no_community_is_for_the_whole_division(town: Connection) -> None:
    code = asset_code(SEWER, 5)
    assert lookup.asset(town, code, areas=["370203"]).community_code is None
    with pytest.raises(NotFound):
        lookup.asset(town, code, areas=["370203005", "370203007"])


def test_streets_above_and_roads_through_an_area_are_seen(town: Connection) -> None:
    assert lookup.by_code(town, "370203005", areas=[WEST])
    assert lookup.by_code(town, "370203R000001", areas=[WEST])
    for code, areas in [("370203007", [WEST]), ("370203R000002", [OTHER]), (f"{WEST}C0001", [EAST])]:
        with pytest.raises(NotFound):
            lookup.by_code(town, code, areas=areas)


def test_pages_go_through_a_box_once(town: Connection) -> None:
    seen: list[str] = []
    after = ""
    while True:
        page = lookup.in_box(town, AROUND, areas=None, limit=3, after=after)
        seen += codes_of(page.assets)
        if page.next is None:
            break
        after = page.next
    assert seen == sorted(asset_code(one[0], one[1]) for one in quarter.ASSETS)


def test_a_box_holds_what_lies_in_it(town: Connection) -> None:
    west, south = at(30, 0)
    east, north = at(80, 10)
    page = lookup.in_box(town, Box(west, south, east, north), areas=None)
    assert codes_of(page.assets) == [asset_code(SEWER, 1), asset_code(SEWER, 2), asset_code(RAIN, 1)]
    only = lookup.in_box(town, Box(west, south, east, north), areas=None, classes=[RAIN])
    assert codes_of(only.assets) == [asset_code(RAIN, 1)]


def test_removed_things_are_not_near_but_resolve(town: Connection) -> None:
    code = asset_code(SEWER, 1)
    town.execute(text("update registry.asset set status = 'removed' where code = :code"), {"code": code})
    lon, lat = at(35, 7)
    assert code not in [one.asset.code for one in lookup.nearest(town, lon, lat)]
    assert code not in codes_of(lookup.in_box(town, AROUND, areas=None).assets)
    assert lookup.asset(town, code).status == "removed"


def test_nearest_by_metres_and_class(town: Connection) -> None:
    lon, lat = at(35, 6)
    near = lookup.nearest(town, lon, lat, within_m=60, limit=2)
    assert [one.asset.code for one in near] == [asset_code(SEWER, 1), asset_code(RAIN, 1)]
    assert [one.distance_m for one in near] == pytest.approx([1.0, 2**0.5], abs=0.001)
    assert [one.asset.code for one in lookup.nearest(town, lon, lat, within_m=200, classes=[LAMP])] == [
        asset_code(LAMP, 1)
    ]


def _scatter(conn: Connection, places: Sequence[tuple[float, float]]) -> None:
    add = """
        insert into registry.asset (code, code_scheme, class_code, source, source_id, first_at, valid_from, geom)
        select '37020301002' || lpad((500 + n)\\:\\:text, 6, '0'), 'GB/T 47678.5-2026', '01002', 's', n, now(), now(),
            st_setsrid(st_makepoint(lon, lat), 4326)
        from unnest(cast(:lons as float8[]), cast(:lats as float8[])) with ordinality as p (lon, lat, n)
    """
    conn.execute(text(add), {"lons": [p[0] for p in places], "lats": [p[1] for p in places]})


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    places=st.lists(st.tuples(st.floats(-60, 60), st.floats(-60, 60)), min_size=1, max_size=30, unique=True),
    limit=st.integers(1, 8),
    within_m=st.floats(1, 90),
)
def test_nearest_is_truly_nearest(
    town: Connection, places: list[tuple[float, float]], limit: int, within_m: float
) -> None:
    """A degree of longitude is four fifths of one of latitude here: the order in degrees would be wrong."""
    spots = [at(2000 + east, 2000 + north) for east, north in places]
    lon, lat = at(2000, 2000)
    point = town.begin_nested()
    try:
        _scatter(town, spots)
        near = lookup.nearest(town, lon, lat, within_m=within_m, limit=limit)
    finally:
        point.rollback()
    true = sorted(Geod(ellps="WGS84").inv(lon, lat, *spot)[2] for spot in spots)
    expected = [distance_m for distance_m in true if distance_m <= within_m][:limit]
    assert [one.distance_m for one in near] == pytest.approx(expected, abs=1e-5)


def test_nearest_walks_the_spatial_index(town: Connection) -> None:
    town.execute(text("set local enable_seqscan = off"))
    asked = {"lon": CENTRE[0], "lat": CENTRE[1], "within_m": 50.0, "limit": 5, "classes": None, "below": ["%"]}
    statement = text("explain " + str(lookup._SQL["nearest"].text))
    plan = "\n".join(town.execute(statement, asked).scalars())
    assert "Order By: (geom <-> here.geom)" in plan.replace("a.geom", "geom")
    assert "asset_geom" in plan


@pytest.mark.parametrize(
    "wrong", [{"limit": 0}, {"limit": 1001}, {"within_m": 0.0}, {"within_m": 5001.0}, {"within_m": float("nan")}]
)
def test_what_cannot_be_asked_is_told(conn: Connection, wrong: dict[str, float]) -> None:
    with pytest.raises(Invalid):
        lookup.nearest(conn, *CENTRE, **wrong)  # type: ignore[arg-type]  # wrong on purpose
    with pytest.raises(Invalid):
        lookup.nearest(conn, 36.0876, 120.375)


def test_an_empty_register_finds_nothing(conn: Connection) -> None:
    assert lookup.nearest(conn, *CENTRE) == []
    assert lookup.in_box(conn, AROUND, areas=None).assets == []
    assert lookup.read_assets(conn, [], areas=None) == []
