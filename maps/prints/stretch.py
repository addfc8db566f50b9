"""A road segment with the covers on it and what lies about it, in metres, for a paper sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyproj
import shapely
from sqlalchemy import Connection

from maps.prints.paper import Shapes
from registry import spoken
from registry.errors import NotFound
from registry.importing.district import SOURCE
from registry.redraw.verifying.plane import Plane
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "stretch.sql")
_LON_LAT = pyproj.CRS(4326)
_EDGE_DEG = 0.0012  # about 110 m: what lies round a segment


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover of the segment, in walking order; `net` is with, without, broken, unknown or reported."""

    code: str
    name: str
    class_zh: str
    net: str
    low_point: str
    at: shapely.Point


@dataclass(frozen=True, slots=True)
class Stretch:
    """A segment; all shapes are metres about it. `low_points` are circles."""

    code: str
    road_name: str
    from_road: str
    to_road: str
    length_m: float
    line: shapely.LineString
    covers: tuple[Cover, ...]
    roads: Shapes
    widths_m: tuple[float, ...]
    buildings: Shapes
    low_points: Shapes
    synthetic: bool

    @property
    def title(self) -> str:
        """The road between its junctions."""
        ends = "—".join(end for end in (self.from_road, self.to_road) if end)
        return f"{self.road_name or self.code}（{ends}）" if ends else self.road_name or self.code


def is_synthetic(conn: Connection) -> bool:
    """Whether the register was made up: every print says so then."""
    return bool(conn.execute(SQL["synthetic"], {"source": SOURCE}).scalar_one())


def stretches(conn: Connection, area_code: str, codes: Sequence[str]) -> list[Stretch]:
    """Segments of an area by their codes, in the order of their roads. Raises NotFound where one is not there."""
    rows = conn.execute(SQL["segments"], {"codes": list(codes), "area": area_code}).all()
    missing = sorted(set(codes) - {row.code for row in rows})
    if missing:
        raise NotFound(f"no such road segment in {area_code}: {', '.join(missing)}", segments=missing)
    synthetic = is_synthetic(conn)
    found = []
    for row in rows:
        bounds = shapely.from_wkb(bytes(row.shape)).bounds
        west, south, east, north = bounds
        box = {
            "west": west - _EDGE_DEG,
            "south": south - _EDGE_DEG,
            "east": east + _EDGE_DEG,
            "north": north + _EDGE_DEG,
        }
        plane = Plane.of(_LON_LAT, bounds)
        line = _metres(plane, [row])[0]
        roads = conn.execute(SQL["roads"], box).all()
        low = conn.execute(SQL["low_points"], box).all()
        circles = _metres(plane, low)
        found.append(
            Stretch(
                code=row.code,
                road_name=row.road_name,
                from_road=row.from_road,
                to_road=row.to_road,
                length_m=row.length_m,
                line=line,
                covers=_covers(conn, row.code, plane, line),
                roads=_metres(plane, roads),
                widths_m=tuple(float(road.width_m) for road in roads),
                buildings=_metres(plane, conn.execute(SQL["outlines"], box).all()),
                low_points=shapely.buffer(circles, [one.within_m for one in low]) if low else circles,
                synthetic=synthetic,
            )
        )
    return found


def segments_of(conn: Connection, covers: Sequence[str]) -> list[str]:
    """The segments on which covers lie, by their codes."""
    return list(conn.execute(SQL["bare_segments"], {"codes": list(covers)}).scalars())


def _covers(conn: Connection, code: str, plane: Plane, line: shapely.LineString) -> tuple[Cover, ...]:
    rows = conn.execute(SQL["covers"], {"code": code}).all()
    covers = (
        Cover(
            code=row.code,
            name=_name(row.spoken_prefix, row.spoken_number, row.code),
            class_zh=row.class_zh,
            net="reported" if row.reported else row.fall_net,
            low_point=row.low_point or "",
            at=at,
        )
        for row, at in zip(rows, _metres(plane, rows), strict=True)
    )
    return tuple(sorted(covers, key=lambda one: (line.project(one.at), one.code)))


def _name(prefix: str | None, number: int | None, code: str) -> str:
    return code[-6:] if prefix is None or number is None else spoken.say(prefix, number)


def _metres(plane: Plane, rows: Sequence[object]) -> Shapes:
    shapes = shapely.from_wkb([bytes(row.shape) for row in rows])  # type: ignore[attr-defined]  # a row's own name
    return plane.metres(np.asarray(shapes, dtype=object))
