"""A quarter of a town laid out by hand in metres, so that a test can say what a place must be called.

                热河路 (x=0)        益都路 (x=200)
     小区 C1        |                    |
────────────────────┼────────────────────┼──────────── 辽宁路 (y=0)
                    |
"""

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from pyproj import Geod
from sqlalchemy import text
from sqlalchemy.engine import Connection

CENTRE = (120.375, 36.0876)
WEST, EAST = "370203005010", "370203005012"
OTHER = "370203007003"
SEWER, RAIN, LAMP = "01002", "01004", "21001"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
_GEOD = Geod(ellps="WGS84")

Point = tuple[float, float]

# code, name, start and end in metres, crossing roads there; 益都路 is drawn from north to south on purpose
ROADS: Sequence[tuple[str, str, Point, Point, str, str]] = (
    ("370203R000001", "辽宁路", (-300, 0), (0, 0), "", "热河路"),
    ("370203R000002", "辽宁路", (0, 0), (200, 0), "热河路", "益都路"),
    ("370203R000003", "辽宁路", (200, 0), (300, 0), "益都路", ""),
    ("370203R000004", "热河路", (0, -200), (0, 0), "", "辽宁路"),
    ("370203R000005", "热河路", (0, 0), (0, 200), "辽宁路", ""),
    ("370203R000006", "益都路", (200, 200), (200, 0), "", "辽宁路"),
)
# code, community, compound, road, number, institution, west, south, east, north
BUILDINGS: Sequence[tuple[str, str, str | None, str, str, str | None, float, float, float, float]] = (
    (f"{WEST}B00001", WEST, f"{WEST}C0001", "", "1", None, -190, 60, -130, 72),
    (f"{WEST}B00002", WEST, f"{WEST}C0001", "", "3号楼", None, -190, 100, -130, 112),
    (f"{EAST}B00001", EAST, None, "辽宁路", "12", None, 60, 15, 80, 30),
    (f"{EAST}B00002", EAST, None, "辽宁路", "13号", None, 60, -30, 80, -15),
    (f"{EAST}B00003", EAST, None, "辽宁路", "20", "北海小学", 120, 15, 140, 30),
)
# class, serial, community, segment, compound, spoken prefix, spoken number, place
ASSETS: Sequence[tuple[str, int, str | None, str | None, str | None, str | None, int | None, Point]] = (
    (SEWER, 1, EAST, "370203R000002", None, "益都路", 1, (35, 7)),
    (SEWER, 2, EAST, "370203R000002", None, "益都路", 2, (70, 2)),
    (RAIN, 1, EAST, "370203R000002", None, "益都路", 3, (36, 7)),
    (SEWER, 3, WEST, None, f"{WEST}C0001", "大连路", 1, (-160, 90)),
    (SEWER, 4, OTHER, None, None, "即墨路", 1, (0, 900)),
    (RAIN, 412345, WEST, "370203R000001", None, "大连路", 1234, (-50, 5)),
    (LAMP, 1, EAST, "370203R000002", None, "益都路", 77, (185, -9)),
    (SEWER, 5, None, None, None, None, None, (950, 950)),
)


def at(east_m: float, north_m: float) -> Point:
    """Longitude and latitude so many metres from the centre."""
    azimuth = math.degrees(math.atan2(east_m, north_m))
    lon, lat, _ = _GEOD.fwd(*CENTRE, azimuth, math.hypot(east_m, north_m))
    return lon, lat


def asset_code(class_code: str, serial: int) -> str:
    """The code an asset of this quarter has."""
    return f"370203{class_code}{serial:06d}"


def build(conn: Connection) -> None:
    """Put the quarter into an empty register."""
    _areas(conn)
    _roads(conn)
    _buildings(conn)
    _assets(conn)


def _box(west: float, south: float, east: float, north: float) -> str:
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    ring = ", ".join("{:.9f} {:.9f}".format(*at(*corner)) for corner in corners)
    return f"MULTIPOLYGON((({ring})))"


def _insert(conn: Connection, table: str, geom: str, rows: Sequence[Mapping[str, object]]) -> None:
    columns = [*rows[0]]
    values = ", ".join("st_geomfromtext(:geom, 4326)" if name == geom else f":{name}" for name in columns)
    conn.execute(
        text(f"insert into registry.{table} ({', '.join(columns)}) values ({values})"), [dict(row) for row in rows]
    )


def _areas(conn: Connection) -> None:
    whole = _box(-1000, -1000, 1000, 800)
    _insert(conn, "division", "geom", [{"code": "370203", "name_zh": "市北区", "name_en": "Shibei", "geom": whole}])
    streets = [("370203005", "辽宁路街道", whole), ("370203007", "即墨路街道", _box(-1000, 800, 900, 1000))]
    _insert(
        conn,
        "street",
        "geom",
        [{"code": code, "division_code": "370203", "name_zh": name, "geom": geom} for code, name, geom in streets],
    )
    communities = [
        (WEST, "大连路社区", "大连路", _box(-1000, -1000, 0, 800)),
        (EAST, "益都路社区", "益都路", _box(0, -1000, 1000, 800)),
        (OTHER, "即墨路社区", "即墨路", _box(-1000, 800, 900, 1000)),
    ]
    _insert(
        conn,
        "community",
        "geom",
        [{"code": c, "street_code": c[:9], "name_zh": zh, "short_name": s, "geom": g} for c, zh, s, g in communities],
    )
    grid = {"code": f"{WEST}001", "community_code": WEST, "name_zh": "一格", "geom": _box(-300, -300, 0, 300)}
    _insert(conn, "grid", "geom", [grid])
    unit = {"code": f"{WEST}001", "community_code": WEST, "geom": _box(-200, 50, -100, 150)}
    _insert(conn, "unit_grid", "geom", [unit])
    park = {"kind": "park", "name_zh": "贮水山公园", "source": "t", "source_id": "p", "geom": _box(400, 400, 600, 600)}
    _insert(conn, "landmark", "geom", [park])


def _roads(conn: Connection) -> None:
    rows = [
        {
            "code": code,
            "road_name": name,
            "from_road": from_road,
            "to_road": to_road,
            "width_m": 12,
            "source": "t",
            "source_id": code,
            "geom": "LINESTRING({:.9f} {:.9f}, {:.9f} {:.9f})".format(*at(*start), *at(*end)),
        }
        for code, name, start, end, from_road, to_road in ROADS
    ]
    _insert(conn, "road_segment", "geom", rows)


def _buildings(conn: Connection) -> None:
    compound = {
        "code": f"{WEST}C0001",
        "community_code": WEST,
        "name_zh": "大连山小区",
        "source": "t",
        "source_id": "c1",
        "geom": _box(-200, 50, -100, 150),
    }
    _insert(conn, "compound", "geom", [compound])
    rows = [
        {
            "code": code,
            "community_code": community,
            "compound_code": in_compound,
            "road_name": road,
            "house_no": number,
            "institution_zh": institution,
            "source": "t",
            "source_id": code,
            "geom": _box(*sides),
        }
        for code, community, in_compound, road, number, institution, *sides in BUILDINGS
    ]
    _insert(conn, "building", "geom", rows)
    building = f"{WEST}B00002"
    door = {
        "code": f"{building}U02",
        "building_code": building,
        "number": 2,
        "source": "t",
        "source_id": "u2",
        "geom": "POINT({:.9f} {:.9f})".format(*at(-150, 100)),
    }
    _insert(conn, "entrance", "geom", [door])


def _assets(conn: Connection) -> None:
    classes = [
        {"code": SEWER, "name_zh": "污水井盖", "name_en": "sewer cover", "is_cover": True, "words": ["污水井"]},
        {"code": RAIN, "name_zh": "雨水箅子", "name_en": "rain grate", "is_cover": True, "words": ["雨篦子"]},
        {"code": LAMP, "name_zh": "路灯杆", "name_en": "lamp post", "is_cover": False, "words": ["灯杆"]},
    ]
    insert_class = (
        "insert into registry.asset_class (code, name_zh, name_en, is_cover, words) "
        "values (:code, :name_zh, :name_en, :is_cover, :words)"
    )
    conn.execute(text(insert_class), classes)
    rows = [
        {
            "code": asset_code(class_code, serial),
            "code_scheme": "GB/T 47678.5-2026",
            "class_code": class_code,
            "community_code": community,
            "segment_code": segment,
            "compound_code": compound,
            "spoken_prefix": prefix,
            "spoken_number": number,
            "source": "t",
            "source_id": f"{class_code}-{serial}",
            "first_at": NOW,
            "valid_from": NOW,
            "geom": "POINT({:.9f} {:.9f})".format(*at(*place)),
        }
        for class_code, serial, community, segment, compound, prefix, number, place in ASSETS
    ]
    _insert(conn, "asset", "geom", rows)
