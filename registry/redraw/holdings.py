"""What micro-grids hold: assets, buildings, entrances, each in exactly one, by its place; as of any moment, too."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from registry.assets import below
from registry.codes import Kind, parse
from registry.errors import Invalid
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "holdings.sql")
HELD = (Kind.ASSET, Kind.BUILDING, Kind.ENTRANCE)
MOST = 1000


@dataclass(frozen=True, slots=True)
class Holding:
    """A micro-grid with how many things lie in it; `minutes` are those of its plan, None where none were told.

    Removed assets are not counted. Where floors divide a tower, its things count in the first of its cells.
    """

    code: str
    grid_code: str
    name_zh: str
    kind: str
    households: int | None
    minutes: float | None
    floor_from: int | None
    floor_to: int | None
    assets: int
    buildings: int
    entrances: int


def holdings(conn: Connection, *, within: str = "", areas: Sequence[str] | None = None) -> list[Holding]:
    """The micro-grids whose code begins with `within`, inside `areas`, by code. Raises Invalid for what is no code."""
    if within and not (within.isascii() and within.isdecimal() and len(within) in {6, 9, 12, 15, 18}):
        raise Invalid(f"{within!r} is no code of a division, street, community, grid or micro-grid", field="within")
    rows = conn.execute(_SQL["holdings"], {"within": f"{within}%", "below": below(areas)}).mappings()
    return [Holding(**row) for row in rows]


def held(
    conn: Connection, code: str, kind: Kind, *, areas: Sequence[str] | None = None, after: str = "", limit: int = 100
) -> list[str]:
    """The codes of the things of a kind (HELD) in a micro-grid, in order, those after `after`, at most `limit`.

    Raises Invalid for what is no micro-grid's code, another kind, or a limit outside 1 to 1,000.
    """
    plain = parse(code, Kind.MICRO_GRID).text
    if kind not in HELD:
        raise Invalid(f"a micro-grid holds {', '.join(HELD)}, not {kind}", field="kind")
    if not 1 <= limit <= MOST + 1:
        raise Invalid(f"a page holds 1 to {MOST} things, not {limit}", field="limit")
    asked = {"code": plain, "after": after, "limit": limit, "below": below(areas)}
    return list(conn.execute(_SQL[kind.value], asked).scalars())
