"""A made-up town whose things hold what files find hard: holes, several parts, formulas, long and odd texts."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, box
from sqlalchemy import Connection, Engine, text

from registry import reference
from registry.importing import run
from tests.registry.importing.conftest import EAST, REFERENCE, WEST

NOW = datetime(2026, 11, 1, tzinfo=UTC)
SOURCE = "survey"
_HOLED = box(120.402, 36.002, 120.405, 36.008) - box(120.403, 36.004, 120.404, 36.005)
_COVERS = {
    "source_id": ["a", "b", "c", "d", "e", "f"],
    "class_code": ["01002", "01002", "01001", "01003", "01023", "01002"],
    "status": ["intact", "broken", "missing", "disused", "removed", "intact"],
    "owner_code": ["PS", None, "PS", None, None, "PS"],
    "authority_code": ["PS", "PS", None, "PS", "PS", "PS"],
    "size_mm": [700, None, 650, None, 1, 20_000],
    "built_year": [1999, None, None, 2024, None, None],
    "depth_m": [1.05, None, 0.1, None, 33.3, None],
    "accuracy_m": [0.05, None, 0.3, 12.0, None, 0.5],
    "position_source": ["survey", "map", "gnss", "file", "survey", "survey"],
    "fall_net_tested_on": ["2026-03-01", None, None, "2025-12-31", None, None],
    "note": ["=1+1", '\'=HYPERLINK("x")', '逗号，引号" 与, 空格', "-5", "长" * 80, "２０２６－１"],
    "name_zh": ["井①", None, "＋号井", None, "'", "@井"],
    "颜色": ["黑", None, "灰", None, None, "=红"],
    "n": pd.array([5, 1, None, None, None, 2], "Int64"),
    "x1": [1.5, None, None, None, None, 1e-7],
}
_SPOTS = [(120.4051, 36.0011), (120.4061, 36.0022), (120.4151, 36.0033), (120.4001, 36.0044), (120.4199, 36.0055)]


def load(conn: Connection, folder: Path, kind: str, rows: dict[str, object], shapes: list[object]) -> None:
    """Rows through the door, each of them new."""
    path = folder / f"{kind}.gpkg"
    gpd.GeoDataFrame(pd.DataFrame(rows), geometry=shapes, crs=4326).to_file(path, layer=kind)
    report = run(conn, path, kind=kind, source=SOURCE, actor_name="tests", now=NOW)
    assert (report.new, report.read) == (len(shapes), len(shapes)), (report.counts, report.reasons)


def _area(conn: Connection, table: str, values: str, west: float, east: float) -> None:
    shape = shapely.normalize(MultiPolygon([box(west, 36.00, east, 36.01)])).wkt
    conn.execute(
        text(f"insert into registry.{table} values ({values}, st_geomfromtext(:shape, 4326))"), {"shape": shape}
    )


def _fill(conn: Connection, folder: Path) -> None:
    reference.load(conn, REFERENCE)
    _area(conn, "division", "'990101', '示例区', 'Sample'", 120.40, 120.42)
    _area(conn, "street", "'990101001', '990101', '示例街道', 'Sample Road'", 120.40, 120.42)
    for code, name, west, east in ((WEST, "甲", 120.40, 120.41), (EAST, "乙", 120.41, 120.42)):
        _area(conn, "community", f"'{code}', '990101001', '{name}社区', '{name}'", west, east)
        _area(conn, "grid", f"'{code}001', '{code}', '{name}一', 100", west, east)
        _area(conn, "unit_grid", f"'{code}001', '{code}'", west, east)
        cells = ((1, west, west + 0.003, "residential"), (2, west + 0.003, east, "street_front"))
        for n, left, right, kind in cells:
            values = f"'{code}001{n:03d}', '{code}001', '=微{n}', '{kind}', {n * 40}, {n / 3}, null, null"
            _area(conn, "micro_grid", values, left, right)
    conn.execute(
        text(
            "insert into registry.organisation (code, name_zh, name_en, kind) values ('PS', '排水公司', '', 'company')"
        )
    )
    parts = [MultiPolygon([box(120.4061, 36.002, 120.4071, 36.003), _HOLED]), box(120.412, 36.002, 120.413, 36.003)]
    named = {"source_id": ["c1", "c2"], "name_zh": ["示例小区", "=示例"], "community_code": [WEST, EAST]}
    load(conn, folder, "compounds", named | {"households": [12, 0]}, parts)
    blocks = [box(120.4025, 36.003, 120.4028, 36.0035), box(120.4122, 36.0022, 120.4125, 36.0025)]
    house = {"source_id": ["b1", "b2"], "house_no": ["-5", "12号"], "storeys": [6, None], "road_name": ["示例路", ""]}
    load(conn, folder, "buildings", house, blocks)
    doors = {"source_id": ["b1-1", "b1-2"], "building_code": ["b1", "b1"], "number": [1, 2]}
    load(conn, folder, "entrances", doors, [Point(120.4026, 36.003), Point(120.4027, 36.003)])
    lines = [LineString([(120.401, 36.001), (120.409, 36.0015)]), LineString([(120.415, 36.009), (120.411, 36.001)])]
    load(
        conn,
        folder,
        "roads",
        {"source_id": ["r1", "r2"], "road_name": ["示例路", "+路"], "width_m": [7.5, None]},
        lines,
    )
    spots = [Point(at) for at in [*_SPOTS, (120.412345678, 36.0023456789012)]]
    load(conn, folder, "covers", dict(_COVERS), spots)


@pytest.fixture(scope="module")
def _filled(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    with engine.connect() as conn:
        transaction = conn.begin()
        _fill(conn, tmp_path_factory.mktemp("loaded"))
        yield conn
        transaction.rollback()


@pytest.fixture
def odd(_filled: Connection) -> Iterator[Connection]:
    """Two compounds (one with a hole and a second part), buildings, entrances, roads and six covers; one organisation.

    Whatever a test does is rolled back.
    """
    savepoint = _filled.begin_nested()
    yield _filled
    savepoint.rollback()
