"""The table of road sides: read from a file, listed, and asked who answers beside which road."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

import shapely
from sqlalchemy import Connection

from registry.actor import Actor
from registry.contracts.book import KEEPERS, MOST, READERS
from registry.database import told
from registry.errors import Forbidden, Invalid, JinggeError, NotFound
from registry.organisations import names_of
from registry.posts.files import decoded
from registry.roadsides.side import REACH_M, Answer, Holder, Side, answer, as_drawn, offset
from registry.sql import load as load_sql

SQL = load_sql(Path(__file__).parent / "sql" / "book.sql")
_SIDES: Mapping[str, Side] = MappingProxyType(
    {word: side for side in Side for word in (side.value, side.words.zh, side.words.zh.removesuffix("侧"))}
)
COLUMNS = ("segment_code", "side", "org_code", "starts_on", "ends_on", "source")


@dataclass(frozen=True, slots=True)
class RoadSide:
    """One row of `registry.road_side`: an organisation answers for a side of a segment; both days are included."""

    segment_code: str
    side: Side
    org_code: str
    starts_on: date
    ends_on: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A road side with the names of road and organisation."""

    held: RoadSide
    road_name: str
    org_zh: str

    @property
    def key(self) -> str:
        """What tells it from others: its cursor."""
        return f"{self.held.segment_code}|{self.held.side}|{self.held.starts_on}"


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken: its line in the file, its code, the column that is wrong ("": no one alone) and why."""

    line: int
    segment_code: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows of a file were new, changed and known as they are; and those that were refused."""

    new: int
    changed: int
    same: int
    refused: tuple[Refused, ...]


def load(conn: Connection, actor: Actor, path: Path) -> Loaded:
    """Enter the road sides of a CSV file (COLUMNS; UTF-8 or GBK; dates ISO 8601; side left, right, 左 or 右 as the
    segment is drawn now).

    A row that cannot stand is refused with its reason and the others are taken. A row with the segment, side and first
    day of a stored one corrects it, on the side of the road it was entered for: that its segment was drawn the other
    way round since moves nobody. The same file again changes nothing. Raises Forbidden, NotFound, Invalid for a file
    that is no such table.
    """
    if not actor.has(*KEEPERS):
        raise Forbidden("road sides are kept by stewards")
    counts = {"new": 0, "changed": 0, "same": 0}
    refused = []
    for line, row in _rows(path):
        try:
            with told(), conn.begin_nested():
                counts[_enter(conn, _read(row))] += 1
        except JinggeError as error:
            field = str(error.fields.get("field", ""))
            refused.append(Refused(line, row["segment_code"], field if field in COLUMNS else "", error.message))
    return Loaded(**counts, refused=tuple(refused))


def list_sides(
    conn: Connection,
    actor: Actor,
    *,
    segment: str | None = None,
    org: str | None = None,
    day: date | None = None,
    limit: int = 100,
    after: str | None = None,
) -> tuple[list[Listed], str | None]:
    """The road sides of a segment, an organisation or a day, and what the next page comes after. Raises Forbidden."""
    if not actor.has(*READERS):
        raise Forbidden("road sides are read by stewards, dispatchers and leaders")
    if not 1 <= limit <= MOST:
        raise Invalid(f"a page holds 1 to {MOST} road sides, not {limit}", field="limit")
    asked = {"segment": segment, "org": org, "day": day, "limit": limit + 1, "after": after}
    found = [
        Listed(
            RoadSide(row.segment_code, Side(row.side), row.org_code, row.starts_on, row.ends_on, row.source),
            row.road_name,
            row.org_zh,
        )
        for row in conn.execute(SQL["sides"], asked)
    ]
    return found[:limit], found[limit - 1].key if len(found) > limit else None


def answers_at(conn: Connection, places: Sequence[tuple[float, float]], *, day: date) -> list[Answer | None]:
    """Who answers for places (lon, lat in degrees, WGS 84) by the side of the road they lie on, in the order given.

    The road whose kerb is nearest counts, within 30 m of it; inside a compound none does.
    """
    found: list[Answer | None] = [None] * len(places)
    if not places or not conn.execute(SQL["any_on"], {"day": day}).scalar_one():
        return found
    asked = {"lons": [lon for lon, _ in places], "lats": [lat for _, lat in places], "reach_m": REACH_M}
    roads = conn.execute(SQL["roads"], asked).all()
    holders: dict[str, dict[Side, Holder]] = {}
    rows = conn.execute(SQL["holders"], {"segments": [road.code for road in roads], "day": day}).all()
    names = names_of(conn, [row.org_code for row in rows])
    for row in rows:
        side = as_drawn(Side(row.side), then_deg=row.drawn_deg, now_deg=row.now_deg)
        holders.setdefault(row.segment_code, {})[side] = Holder(row.org_code, names[row.org_code])
    for road in roads:
        if road.code in holders:
            line = [(east, north) for east, north in shapely.get_coordinates(shapely.from_wkb(bytes(road.line)))]
            found[road.n] = answer(road.code, road.road_name, offset(line, (0.0, 0.0)), holders[road.code])
    return found


def _enter(conn: Connection, one: RoadSide) -> str:
    row = asdict(one)
    stored = conn.execute(SQL["stored"], row).mappings().one_or_none()
    if stored is not None and dict(stored) == row:
        return "same"
    if stored is not None:
        conn.execute(SQL["change"], row)
        return "changed"
    drawn_deg = conn.execute(SQL["drawn"], {"segment_code": one.segment_code}).scalar()
    if drawn_deg is None:
        raise Invalid(f"no road segment has the code {one.segment_code}", field="segment_code")
    conn.execute(SQL["store"], row | {"drawn_deg": drawn_deg})
    return "new"


def _rows(path: Path) -> list[tuple[int, Mapping[str, str]]]:
    if not path.is_file():
        raise NotFound(f"there is no {path}; it lists road sides")
    reader = csv.DictReader(io.StringIO(decoded(path.read_bytes(), path), newline=""))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise Invalid(f"{path} must have the columns {', '.join(COLUMNS)}")
    return [(reader.line_num, {name: (row[name] or "").strip() for name in COLUMNS}) for row in reader]


def _read(row: Mapping[str, str]) -> RoadSide:
    for name in ("segment_code", "org_code", "starts_on", "source"):
        if not row[name]:
            raise Invalid(f"{name} is missing", field=name)
    side = _SIDES.get(row["side"].casefold())
    if side is None:
        raise Invalid(f"side {row['side']!r} is left or right (左, 右), as the segment is drawn", field="side")
    return RoadSide(
        row["segment_code"],
        side,
        row["org_code"],
        _day("starts_on", row["starts_on"]),
        _day("ends_on", row["ends_on"]) if row["ends_on"] else None,
        row["source"],
    )


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(f"{name} {text!r} is a day like 2026-01-31", field=name) from None
