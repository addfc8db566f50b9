"""Tiles read back, and where things lie in them: reckoned here with pyproj and shapely, not by the code under test."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import mapbox_vector_tile
import psycopg
from pyproj import Transformer
from shapely import Geometry, box, transform, wkb
from sqlalchemy import Connection, text

from maps import tiles
from registry.actor import Actor, Role

DIVISION, WEST, EAST = "370203", "370203005", "370203008"  # the small district has these two streets
CENTRE = (120.3738, 36.0876)  # where both meet
HALF_M = 20037508.342789244

_to_mercator = Transformer.from_crs(4326, 3857, always_xy=True).transform

Sheet = Mapping[str, Any]


class Cover(NamedTuple):
    """A cover as the register has it; degrees in WGS 84."""

    code: str
    class_code: str
    community_code: str
    lon: float
    lat: float


def person(*roles: Role, areas: tuple[str, ...] = (DIVISION,), org: str | None = None) -> Actor:
    """Somebody with these areas."""
    return Actor(uuid4(), "tester", org, frozenset(roles or {Role.STEWARD}), areas)


def tile_at(zoom: int, lon: float = CENTRE[0], lat: float = CENTRE[1]) -> tuple[int, int, int]:
    """The tile (zoom, x, y) in which a place lies."""
    east_m, north_m = _to_mercator(lon, lat)
    side_m = 2 * HALF_M / 2**zoom
    return zoom, int((east_m + HALF_M) // side_m), int((HALF_M - north_m) // side_m)


def frame(place: tuple[int, int, int], *, margin: float = 0.0) -> Geometry:
    """The square of a tile in Web Mercator metres, wider by a part of itself on each side."""
    zoom, x, y = place
    side_m = 2 * HALF_M / 2**zoom
    west_m, north_m = x * side_m - HALF_M, HALF_M - y * side_m
    wide_m = margin * side_m
    return box(west_m - wide_m, north_m - side_m - wide_m, west_m + side_m + wide_m, north_m + wide_m)


def units(place: tuple[int, int, int], lon: float, lat: float) -> tuple[float, float]:
    """Where a place lies in a tile of 4096 units, from its north-west corner."""
    east_m, north_m = _to_mercator(lon, lat)
    west_m, south_m, east_end_m, north_end_m = frame(place).bounds
    return (
        4096 * (east_m - west_m) / (east_end_m - west_m),
        4096 * (north_end_m - north_m) / (north_end_m - south_m),
    )


def read(body: bytes) -> Sheet:
    """The layers of a tile; y goes down as in the tile."""
    sheet: Sheet = mapbox_vector_tile.decode(body, default_options={"y_coord_down": True})
    return sheet


def draw(conn: Connection, layer: str, place: tuple[int, int, int], actor: Actor) -> tiles.Tile:
    """A tile drawn from what `conn` sees, its own changes included."""
    raw = conn.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    zoom, x, y = place
    return tiles.draw(raw, tiles.asked(layer, zoom, x, y, actor=actor))


def features(sheet: Sheet, layer: str) -> list[dict[str, Any]]:
    """The features of a layer of a tile, none where it is not in the tile."""
    found: list[dict[str, Any]] = sheet.get(layer, {"features": []})["features"]
    return found


def values(sheet: Sheet, layer: str, name: str = "code") -> Counter[str]:
    """What the features of a layer carry under a name."""
    return Counter(feature["properties"][name] for feature in features(sheet, layer))


def shapes(conn: Connection, table: str) -> dict[str, Geometry]:
    """Everything of a register table that bears a code, in Web Mercator metres."""
    rows = conn.execute(text(f"select code, ST_AsBinary(geom) as geom from registry.{table} where geom is not null"))
    return {row.code: transform(wkb.loads(bytes(row.geom)), _to_mercator, interleaved=False) for row in rows}


def add_ticket(conn: Connection, **changes: object) -> UUID:
    """A ticket for a missing cover in the middle, reported, in the western street, unless said otherwise."""
    ticket = {
        "id": uuid4(),
        "state": "reported",
        "community": WEST + "001",
        "lon": CENTRE[0],
        "lat": CENTRE[1],
        "assignee": None,
        "crew": None,
        "dispatched_at": None,
        **changes,
    }
    conn.execute(
        text(
            "insert into inspections.ticket (id, number, state, defect_code, hazard, place_zh, place_en,"
            " community_code, assignee_code, crew_code, dispatched_at, reported_at, closed_at, geom) values"
            " (:id, cast(:id as text), :state, 'missing', true, '辽宁路', 'Liaoning Road', :community,"
            " :assignee, :crew, cast(:dispatched_at as timestamptz), '2026-11-23 01:00Z',"
            " case when :state in ('closed', 'void') then timestamptz '2026-11-23 02:00Z' end,"
            " ST_SetSRID(ST_MakePoint(:lon, :lat), 4326))"
        ),
        ticket,
    )
    return UUID(str(ticket["id"]))


def covers(conn: Connection) -> list[Cover]:
    """Every cover that stands."""
    return [
        Cover(*row)
        for row in conn.execute(
            text(
                "select a.code, a.class_code, a.community_code, st_x(a.geom) as lon, st_y(a.geom) as lat"
                " from registry.asset a join registry.asset_class c on c.code = a.class_code"
                " where c.is_cover and a.status <> 'removed' order by a.code"
            )
        )
    ]


def within(place: tuple[int, int, int], cover: Cover) -> bool:
    """Whether a cover lies in the tile."""
    return _near(place, cover, margin=0)


def about(place: tuple[int, int, int], cover: Cover) -> bool:
    """In the tile or its margin of a 64th, as the database sees it: boxes are compared in single precision."""
    return _near(place, cover, margin=66 + 4096 * 2 ** place[0] / 360 * 1.6e-5)


def _near(place: tuple[int, int, int], cover: Cover, *, margin: float) -> bool:
    return all(-margin <= unit < 4096 + margin for unit in units(place, cover.lon, cover.lat))


def counted(sheet: Sheet) -> int:
    """How many covers a tile shows, as dots or in numbers."""
    numbers: int = sum(feature["properties"]["covers"] for feature in features(sheet, "density"))
    return numbers + sum(points(feature) for feature in features(sheet, "covers"))


def points(feature: Mapping[str, Any]) -> int:
    """How many things a feature stands for: the dots of a class are one multipoint."""
    geometry = feature["geometry"]
    return len(geometry["coordinates"]) if geometry["type"] == "MultiPoint" else 1
