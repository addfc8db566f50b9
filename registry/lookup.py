"""Finds what exists: by code, by box, by nearness, inside the areas one may see.

`areas` are division, street or community codes; None stands for everywhere.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection, Row

from registry import codes
from registry.assets import Asset, Box, Near, Page, below, check_position
from registry.codes import Kind
from registry.errors import Invalid, NotFound
from registry.history import became, travel
from registry.history.fates import Fate, in_words
from registry.sql import load
from registry.things import Thing, title

MOST = 1000
"""As many things as one page may hold."""
FARTHEST_M = 5000.0
"""As far as one may ask what is near."""

_SQL = load(Path(__file__).parent / "sql" / "lookup.sql")


def by_code(
    conn: Connection, code: str, kind: Kind | None = None, *, areas: Sequence[str] | None = None
) -> tuple[Thing, ...]:
    """Everything that bears or bore the code: one thing, or a grid and a unit grid of one 15-digit code.

    Spaces, full-width digits and lower case are forgiven; a code of another scheme (16 digits, a utility's number)
    leads to the thing it stands for. What is no longer a thing of its own is told as it was last, with what became of
    it. Raises NotFound for a code that was never issued, or names nothing inside `areas`.
    """
    plain = codes.tidy(code)
    kinds = [one for one in codes.kinds_of(plain) if kind in (None, one)]
    found = read_things(conn, [plain], kinds=kinds, areas=areas) or _by_alias(conn, plain, kind, areas=areas)
    found = found or _gone(conn, [plain], kinds=kinds, areas=areas)
    if not found:
        what = "thing" if kind is None else kind.value.replace("_", " ")
        raise NotFound(f"no {what} with the code {plain[:40]} is known here", code=plain[:40])
    return tuple(found)


def _by_alias(conn: Connection, alias: str, kind: Kind | None, *, areas: Sequence[str] | None) -> list[Thing]:
    rows = conn.execute(_SQL["aliases"], {"alias": alias}).all()
    meant = [row for row in rows if kind in (None, row.kind)]
    kinds = sorted({Kind(row.kind) for row in meant})
    wanted = sorted({row.code for row in meant})
    return read_things(conn, wanted, kinds=kinds, areas=areas) or _gone(conn, wanted, kinds=kinds, areas=areas)


def _gone(
    conn: Connection, wanted: Sequence[str], *, kinds: Sequence[Kind], areas: Sequence[str] | None
) -> list[Thing]:
    """Things that are no longer in their table, as they were last known."""
    found = []
    for code in wanted:
        for kind in kinds:
            try:
                fate = became.resolve(conn, kind, code)
            except NotFound:
                continue
            if fate.is_gone:  # else it lives outside the areas
                found += _as_last_known(conn, fate, areas=areas)
    return found


def _as_last_known(conn: Connection, fate: Fate, *, areas: Sequence[str] | None) -> list[Thing]:
    last = became.last_known(conn, fate)
    if last is None:
        area = fate.code[: 6 if fate.kind in {Kind.ASSET, Kind.ROAD_SEGMENT, Kind.DIVISION} else 12]
        seen = areas is None or any(area.startswith(own) for own in areas if own.isdigit())
        nothing = Thing(fate.kind, fate.code, fate.code, fate.code, area, None, None, None, {}, fate)
        return [nothing] if seen else []
    with travel.at(conn, last):
        things = read_things(conn, [fate.code], kinds=[fate.kind], areas=areas)
    return [replace(thing, became=fate) for thing in things]


def read_things(
    conn: Connection, wanted: Sequence[str], *, kinds: Sequence[Kind] = tuple(Kind), areas: Sequence[str] | None
) -> list[Thing]:
    """Things by code, in the order of `wanted`; what is unknown or outside `areas` is left out."""
    if not (wanted and kinds):
        return []
    rows = conn.execute(_SQL["things"], {"codes": list(wanted), "kinds": list(kinds), "below": below(areas)})
    return [_thing(conn, row) for row in rows]


def _thing(conn: Connection, row: Row[Any]) -> Thing:
    kind = Kind(row.kind)
    words = title(kind, row.code, row.facts)
    removed = kind is Kind.ASSET and row.facts["status"] == "removed"
    fate = became.resolve(conn, kind, row.code) if removed else None
    return Thing(kind, row.code, words.zh, words.en, row.area, row.lon, row.lat, row.geometry, row.facts, fate)


def asset(conn: Connection, code: str, *, areas: Sequence[str] | None = None, gone: bool = False) -> Asset:
    """One asset by its code, or by one it is also known by; with `gone` also one that was deleted, as known last.

    Raises NotFound, for what lies outside `areas` too.
    """
    thing = by_code(conn, code, Kind.ASSET, areas=areas)[0]
    found = read_assets(conn, [thing.code], areas=areas)
    if not found and gone and thing.became and (last := became.last_known(conn, thing.became)):
        with travel.at(conn, last):
            found = read_assets(conn, [thing.code], areas=areas)
    if not found:
        what = "" if thing.became is None else f": {in_words(thing.became).en}"
        raise NotFound(f"the asset {thing.code} is no longer in the register{what}", code=thing.code)
    return replace(found[0], became=thing.became)


def read_assets(conn: Connection, wanted: Sequence[str], *, areas: Sequence[str] | None) -> list[Asset]:
    """Assets by code, in the order of `wanted`; what is unknown or outside `areas` is left out."""
    if not wanted:
        return []
    rows = conn.execute(_SQL["assets"], {"codes": list(wanted), "below": below(areas)}).mappings()
    found = {row["code"]: Asset(**dict[str, Any](row)) for row in rows}
    return [found[code] for code in wanted if code in found]


def in_box(
    conn: Connection,
    box: Box,
    *,
    areas: Sequence[str] | None,
    limit: int = 100,
    after: str = "",
    classes: Sequence[str] | None = None,
) -> Page:
    """Assets in a box by code, `limit` at a time, those after the code `after`; removed ones are left out.

    Raises Invalid for a limit outside 1 to 1,000.
    """
    _check_limit(limit)
    asked = {"west": box.west, "south": box.south, "east": box.east, "north": box.north, "after": after}
    some = {"limit": limit + 1, "classes": None if classes is None else list(classes), "below": below(areas)}
    return _page(conn, list(conn.execute(_SQL["in_box"], asked | some).scalars()), limit=limit, areas=areas)


def in_micro_grid(
    conn: Connection,
    code: str,
    *,
    areas: Sequence[str] | None,
    limit: int = 100,
    after: str = "",
    classes: Sequence[str] | None = None,
) -> Page:
    """Assets in a micro-grid by code, as `in_box`; none where no cell has the code, at this moment or at all."""
    _check_limit(limit)
    asked = {"micro_grid": codes.parse(code, Kind.MICRO_GRID).text, "after": after, "limit": limit + 1}
    some = {"classes": None if classes is None else list(classes), "below": below(areas)}
    return _page(conn, list(conn.execute(_SQL["in_micro_grid"], asked | some).scalars()), limit=limit, areas=areas)


def _page(conn: Connection, wanted: Sequence[str], *, limit: int, areas: Sequence[str] | None) -> Page:
    page = wanted[:limit]
    return Page(read_assets(conn, page, areas=areas), page[-1] if len(wanted) > limit else None)


def nearest(
    conn: Connection,
    lon: float,
    lat: float,
    *,
    within_m: float = 50.0,
    limit: int = 10,
    classes: Sequence[str] | None = None,
    areas: Sequence[str] | None = None,
) -> list[Near]:
    """The nearest assets around a point (degrees WGS 84), truly nearest in metres on the ellipsoid, nearest first.

    Removed ones are left out. Raises Invalid for a point that is none, a distance outside 0 to 5,000 m, or a limit
    outside 1 to 1,000.
    """
    check_position(lon, lat)
    _check_limit(limit)
    if not 0 < within_m <= FARTHEST_M:
        raise Invalid(f"near is within 0 to {FARTHEST_M:.0f} m, not {within_m}", within_m=str(within_m))
    asked = {"lon": lon, "lat": lat, "within_m": within_m, "limit": limit, "below": below(areas)}
    rows = conn.execute(_SQL["nearest"], asked | {"classes": None if classes is None else list(classes)}).all()
    found = {one.code: one for one in read_assets(conn, [row.code for row in rows], areas=areas)}
    return [Near(found[row.code], row.distance_m) for row in rows]


def _check_limit(limit: int) -> None:
    if not 1 <= limit <= MOST:
        raise Invalid(f"a page holds 1 to {MOST} things, not {limit}", limit=limit)
