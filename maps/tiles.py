"""Vector tiles of the register and the tickets: a request is a value, one statement draws it.

Tiles are drawn for a caller's areas; nothing here is public.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import atan, degrees, pi, sinh
from pathlib import Path

import psycopg
from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from registry.actor import Actor, Role
from registry.errors import Invalid, NotFound
from registry.history import travel
from registry.history.moments import NOW, Moments
from registry.sql import load

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
MIN_ZOOM, MAX_ZOOM = 8, 20
EACH_COVER_FROM = 15  # below this zoom covers are counted by cell
CELLS_FROM = 15  # below this zoom micro-grids are smaller than a fingertip
CODES_FROM = 17  # from this zoom each cover carries its code


@dataclass(frozen=True, slots=True)
class Layer:
    """What a layer is drawn from: statements by the zoom from which they hold (rising), and the tables they read."""

    name: str
    statements: Sequence[tuple[int, str]]
    tables: frozenset[str]

    def statement(self, zoom: int) -> str:
        """The name of the statement that draws this zoom."""
        return [name for start, name in self.statements if start <= zoom][-1]


def _layer(name: str, *tables: str, statements: Sequence[tuple[int, str]] = ()) -> Layer:
    return Layer(name, statements or ((MIN_ZOOM, name),), frozenset(tables))


LAYERS: Mapping[str, Layer] = {
    layer.name: layer
    for layer in (
        _layer("base", "division", "landmark", "compound", "building", "road_segment"),
        _layer(
            "covers",
            "asset",
            "asset_class",
            statements=((MIN_ZOOM, "cover_density"), (EACH_COVER_FROM, "cover_dots"), (CODES_FROM, "covers")),
        ),
        _layer("grids", "street", "community", "grid"),
        _layer("micro_grids", "micro_grid"),
        _layer("segments", "road_segment", "community"),
        _layer("compounds", "compound"),
        _layer("tickets", "ticket", "organisation"),
    )
}


@dataclass(frozen=True, slots=True)
class Request:
    """One tile of one layer (XYZ scheme, Web Mercator) for those who see `areas`, and the tickets given to `org`.

    Of the register as of `moments`; tickets are drawn as they are.
    """

    layer: str
    z: int
    x: int
    y: int
    areas: tuple[str, ...]
    org: str | None = None
    moments: Moments = NOW


@dataclass(frozen=True, slots=True)
class Tile:
    """A drawn tile: Mapbox Vector Tile 2.1, and an entity tag made from its bytes."""

    body: bytes
    etag: str


def asked(layer: str, z: int, x: int, y: int, *, actor: Actor, moments: Moments = NOW) -> Request:
    """What the actor asks for: people see by areas, crews see the tickets that were given to them or their house.

    Raises NotFound for an unknown layer or zoom, Invalid for a tile outside the zoom, or tickets of another moment.
    """
    if layer not in LAYERS:
        raise NotFound(f"there is no layer {layer}; there are {', '.join(LAYERS)}", layer=layer)
    if not MIN_ZOOM <= z <= MAX_ZOOM:
        raise NotFound(f"tiles are drawn from zoom {MIN_ZOOM} to {MAX_ZOOM}", z=z)
    if not (0 <= x < 2**z and 0 <= y < 2**z):
        raise Invalid(f"zoom {z} has tiles 0 to {2**z - 1} in x and y", x=x, y=y)
    if layer != "tickets":
        return Request(layer, z, x, y, actor.areas, moments=moments)
    if not moments.is_now:
        raise Invalid("tickets are drawn as they are; the report of a campaign tells how they stood", layer=layer)
    by_area = bool(actor.roles - {Role.CREW})
    return Request(layer, z, x, y, actor.areas if by_area else (), actor.org_code if actor.has(Role.CREW) else None)


def bounds(z: int, x: int, y: int) -> tuple[float, float, float, float]:
    """West, south, east, north of a tile in degrees (WGS 84, which Web Mercator takes as a sphere)."""

    def lat(row: int) -> float:
        return degrees(atan(sinh(pi * (1 - 2 * row / 2**z))))

    return x / 2**z * 360 - 180, lat(y + 1), (x + 1) / 2**z * 360 - 180, lat(y)


def _compiled() -> dict[str, bytes]:
    """The statements as psycopg takes them."""
    dialect = PGDialect_psycopg()  # type: ignore[no-untyped-call]  # untyped in SQLAlchemy
    named = load(Path(__file__).parent / "sql" / "tiles.sql")
    return {name: str(clause.compile(dialect=dialect)).encode() for name, clause in named.items()}


STATEMENTS: Mapping[str, bytes] = _compiled()
STATEMENTS_THEN: Mapping[str, bytes] = {
    name: travel.turned(statement.decode()).encode() for name, statement in STATEMENTS.items()
}
"""The same over the register as it was at the moments told to the transaction."""


def parameters(request: Request) -> dict[str, object]:
    """What the statements of this request are given."""
    west, south, east, north = bounds(request.z, request.x, request.y)
    return {
        "z": request.z,
        "x": request.x,
        "y": request.y,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "extent": 4096 if request.z >= 14 else 1024,  # a quarter of a pixel is enough far out, and keeps tiles small
        "margin": 0.125 if request.z >= 17 else 0.03125,  # half the width of the widest road
        "divisions": [area for area in request.areas if len(area) == 6],
        "everywhere": any(len(area) == 6 for area in request.areas),
        "areas": [area + "%" for area in request.areas],  # digits, never free text
        "org": request.org,
        "cells_from": CELLS_FROM,
    }


def draw(conn: psycopg.Connection, request: Request) -> Tile:
    """Draw a tile from what `conn` sees: psycopg itself, for tiles are large and come binary."""
    name = LAYERS[request.layer].statement(request.z)
    if request.moments.is_now:
        row = conn.execute(STATEMENTS[name], parameters(request), prepare=True, binary=True).fetchone()
    else:
        with conn.transaction():
            travel.tell(conn, request.moments)
            row = conn.execute(STATEMENTS_THEN[name], parameters(request), prepare=True, binary=True).fetchone()
    body = bytes(row[0] or b"") if row else b""
    return Tile(body, f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"')


def open_tile_engine(engine: Engine, *, pool_size: int) -> Engine:
    """An engine on the same database for tiles alone: one statement is one transaction, read-only, without the parallel
    workers and just-in-time compiling that cost such short statements more than they save (45 ms became 8 ms)."""
    options = " ".join(
        f"-c {setting}"
        for setting in (
            "timezone=UTC",
            "jit=off",
            "max_parallel_workers_per_gather=0",
            "default_transaction_read_only=on",
            "statement_timeout=20s",
        )
    )
    return create_engine(
        engine.url,
        isolation_level="AUTOCOMMIT",
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=30,
        connect_args={"options": options, "connect_timeout": 5, "application_name": "jingge tiles"},
    )
