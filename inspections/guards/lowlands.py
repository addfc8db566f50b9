"""Low points, where water gathers first, and the covers there that have no fall net.

The register has no heights: which places are low a steward says, one by one or by a file, and from where that is known.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from math import isfinite
from pathlib import Path
from uuid import UUID, uuid5

from sqlalchemy import Connection

from inspections.tickets.sight import page_size
from inspections.tickets.terms import Words
from registry.actor import Actor, Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "lowlands.sql")
COLUMNS = ("name", "lon", "lat", "within_m", "source")
_POINTS = UUID("8d1f6a52-5f0e-4c55-9a7b-0d4a11c2e7d2")


@dataclass(frozen=True, slots=True)
class NewPoint:
    """A low point somebody names (degrees WGS 84): covers within so many metres belong to it, and its source."""

    id: UUID
    name: str
    lon: float
    lat: float
    within_m: float
    source: str


@dataclass(frozen=True, slots=True)
class LowPoint:
    """A low point as it is kept."""

    id: UUID
    name: str
    community_code: str
    within_m: float
    source: str
    lon: float
    lat: float
    created_at: datetime
    created_by: str
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class BareCover:
    """A cover at a low point without a sound net: `net` is without, broken, reported (on the list) or unknown."""

    code: str
    class_code: str
    asset_class: Words
    spoken_prefix: str | None
    spoken_number: int | None
    community_code: str | None
    segment_code: str | None
    lon: float
    lat: float
    net: str
    low_point_id: UUID
    low_point: str
    distance_m: float


def add(conn: Connection, actor: Actor, points: Sequence[NewPoint], *, now: datetime) -> list[LowPoint]:
    """Keep low points; the same again change nothing.

    Raises Forbidden (not a steward of the place), Invalid (no place of the register, no name or source, within 5 to
    1,000 m), Conflict (the id names another point).
    """
    return [_add(conn, actor, point, now=now) for point in points]


def read_file(text: str) -> list[NewPoint]:
    """Low points of a CSV with the columns name, lon, lat, within_m, source; read again, they have the same ids.

    Raises Invalid with the first wrong line.
    """
    reader = csv.DictReader(StringIO(text.removeprefix("\ufeff")), restval="")
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise Invalid(f"low points have the columns {', '.join(COLUMNS)}", columns=list(COLUMNS))
    points = []
    for row in reader:
        try:
            lon, lat, within_m = (float(row[name]) for name in ("lon", "lat", "within_m"))
        except ValueError:
            raise Invalid(f"line {reader.line_num}: lon, lat and within_m are numbers", line=reader.line_num) from None
        id_ = uuid5(_POINTS, "|".join(row[name].strip() for name in COLUMNS))
        points.append(NewPoint(id_, row["name"], lon, lat, within_m, row["source"]))
    return points


def retire(conn: Connection, actor: Actor, point_id: UUID, *, now: datetime) -> LowPoint:
    """A point is low no more. Raises NotFound, Forbidden."""
    point = find_low_point(conn, point_id)
    _check_steward(actor, point.community_code)
    conn.execute(SQL["retire"], {"id": point_id, "now": now})
    return find_low_point(conn, point_id)


def find_low_point(conn: Connection, point_id: UUID) -> LowPoint:
    """One low point. Raises NotFound."""
    row = conn.execute(SQL["point"], {"id": point_id}).mappings().one_or_none()
    if row is None:
        raise NotFound(f"there is no low point {point_id}", low_point=str(point_id))
    return LowPoint(**row)


def list_points(
    conn: Connection, actor: Actor, *, area: str | None = None, limit: int = 100, after: UUID | None = None
) -> tuple[list[LowPoint], UUID | None]:
    """Low points of the actor's areas, by community and name, and the id after which the next page begins."""
    sees = {"everything": actor.has(Role.SYSTEM), "areas": list(actor.areas)}
    rows = conn.execute(SQL["points"], sees | {"area": area, "after": after, "limit": page_size(limit) + 1}).mappings()
    points = [LowPoint(**row) for row in rows]
    return points[:limit], points[limit - 1].id if len(points) > limit else None


def bare_covers(conn: Connection, area_code: str) -> list[BareCover]:
    """Covers of an area at low points that have no sound net, those that are known first, by low point and distance.

    Empty where no low point was named: nothing else in the register says what is low.
    """
    rows = conn.execute(SQL["bare_covers"], {"area": area_code}).mappings()
    plain = [name for name in BareCover.__slots__ if name != "asset_class"]
    return [
        BareCover(**{name: row[name] for name in plain}, asset_class=Words(row["class_zh"], row["class_en"]))
        for row in rows
    ]


def _add(conn: Connection, actor: Actor, point: NewPoint, *, now: datetime) -> LowPoint:
    name, source = point.name.strip(), point.source.strip()
    if not name or not source:
        raise Invalid("a low point has a name, and a source: from where it is known", field="name")
    if not (isfinite(point.lon) and isfinite(point.lat) and abs(point.lon) <= 180 and abs(point.lat) < 90):
        raise Invalid(f"{name}: {point.lon}, {point.lat} is no longitude and latitude in degrees", field="lon")
    if not 5 <= point.within_m <= 1000:
        raise Invalid(f"{name}: within_m is 5 to 1,000 metres", field="within_m")
    community = conn.execute(SQL["community"], {"lon": point.lon, "lat": point.lat}).scalar()
    if community is None:
        raise Invalid(f"{name}: no community of the register is there; mind the datum", field="lon")
    _check_steward(actor, community)
    row = {"id": point.id, "name": name, "source": source, "lon": point.lon, "lat": point.lat}
    more = {"within_m": point.within_m, "community_code": community, "now": now, "by": actor.name}
    conn.execute(SQL["add"], row | more)
    kept = find_low_point(conn, point.id)
    if (kept.name, kept.source, kept.lon, kept.lat) != (name, source, point.lon, point.lat):
        raise Conflict(f"the id {point.id} names another low point already; make a new one", id=str(point.id))
    return kept


def _check_steward(actor: Actor, community_code: str) -> None:
    if not actor.has(Role.STEWARD, Role.SYSTEM) or not actor.covers(community_code):
        raise Forbidden("a steward of the area says which places are low", roles=[Role.STEWARD])
