"""Where a place lies, by code and in words: gathers what is around it and lets `registry.places` say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from sqlalchemy import Row
from sqlalchemy.engine import Connection

from registry import places, spoken
from registry.errors import Invalid
from registry.roadside import BESIDE_ROAD_M, FAR_ROAD_M, End, Road
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "describe.sql")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in words and by the codes of what it lies in; None where the register has nothing there.

    `segment_code` is the road whose kerb is nearest, within 100 m.
    """

    zh: str
    en: str
    lon: float
    lat: float
    division_code: str | None
    street_code: str | None
    community_code: str | None
    grid_code: str | None
    unit_grid_code: str | None
    segment_code: str | None
    compound_code: str | None
    building_code: str | None


def describe_place(conn: Connection, lon: float, lat: float) -> Place:
    """One place (degrees, WGS 84) in words; see `describe_places`."""
    return describe_places(conn, [(lon, lat)])[0]


def describe_places(conn: Connection, points: Sequence[tuple[float, float]]) -> list[Place]:
    """Places (lon, lat in degrees, WGS 84) in words, in the order given, by one statement.

    Raises Invalid for a point that is not on the globe, naming which.
    """
    for n, (lon, lat) in enumerate(points):
        if not (isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) < 90):
            raise Invalid(f"point {n} ({lon}, {lat}) is no longitude and latitude in degrees", point=n)
    if not points:
        return []
    rows = conn.execute(_SQL["surroundings"], {"lons": [lon for lon, _ in points], "lats": [lat for _, lat in points]})
    return [_place(row) for row in rows]


def _place(row: Row[tuple[object, ...]]) -> Place:
    words = places.describe(_surroundings(row))
    road = _road(row)
    return Place(
        zh=words.zh,
        en=words.en,
        lon=row.lon,
        lat=row.lat,
        division_code=row.division_code,
        street_code=row.street_code,
        community_code=row.community_code,
        grid_code=row.grid_code,
        unit_grid_code=row.unit_grid_code,
        segment_code=road.segment_code if road and road.from_kerb_m <= BESIDE_ROAD_M else None,
        compound_code=row.compound_code,
        building_code=row.building_code,
    )


def _surroundings(row: Row[tuple[object, ...]]) -> places.Surroundings:
    return places.Surroundings(
        lon=row.lon,
        lat=row.lat,
        division_zh=row.division_zh or "",
        division_en=row.division_en or "",
        street_zh=row.street_zh or "",
        street_en=row.street_en or "",
        community_zh=row.community_zh or "",
        compound_zh=row.compound_zh or "",
        building=_building(row),
        park_zh=row.park_zh or "",
        road=_road(row),
        door=None if row.door_road is None else places.Door(row.door_road, row.door_no, row.door_institution_zh),
        post=_post(row),
    )


def _road(row: Row[tuple[object, ...]]) -> Road | None:
    """The nearest road, where it is near enough to say anything."""
    if row.segment_code is None or row.bearing_deg is None:
        return None
    road = Road(
        segment_code=row.segment_code,
        name=row.road_name,
        width_m=row.width_m,
        bearing_deg=row.bearing_deg,
        east_m=row.east_m,
        north_m=row.north_m,
        start=End(row.from_road, row.along_m, row.start_east_m, row.start_north_m),
        end=End(row.to_road, row.length_m - row.along_m, row.end_east_m, row.end_north_m),
    )
    return road if road.distance_m <= FAR_ROAD_M else None


def _building(row: Row[tuple[object, ...]]) -> places.Building | None:
    if row.building_code is None:
        return None
    return places.Building(
        row.building_no, row.building_institution_zh, row.building_east_m, row.building_north_m, row.entrance
    )


def _post(row: Row[tuple[object, ...]]) -> places.Post | None:
    if row.post_code is None:
        return None
    if row.post_prefix is None or row.post_number is None:
        return places.Post("", row.post_code[-6:])
    said = spoken.say(row.post_prefix, row.post_number)
    return places.Post(row.post_prefix, said.removeprefix(row.post_prefix).strip())
