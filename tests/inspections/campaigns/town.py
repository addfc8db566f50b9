"""A chequered town in the register (`sql/town.sql`)."""

from pathlib import Path

from sqlalchemy.engine import Connection

from registry.sql import load

DIVISION, WEST, EAST = "370203", "370203005", "370203008"
_PARTS = ("division", "streets", "classes", "communities", "grids", "segments", "compounds", "covers")
_SQL = load(Path(__file__).parent / "sql" / "town.sql")


def build(
    conn: Connection, *, blocks: int = 5, grids: int = 4, by_road: int = 4, by_compound: int = 6, astray: int = 3
) -> None:
    """A town of `blocks` × `blocks` junctions 200 m apart and `grids` × `grids` grids.

    2 · blocks · (blocks − 1) segments, (blocks − 1)² compounds, covers in each, and `astray` covers near nothing.
    """
    given = {"lon": 120.37, "lat": 36.08, "dx": 0.00222, "dy": 0.0018, "blocks": blocks, "grids": grids}
    given |= {"by_road": by_road, "by_compound": by_compound, "astray": astray}
    for part in _PARTS:
        statement = _SQL[part]
        conn.execute(statement, {name: value for name, value in given.items() if f":{name}" in statement.text})


def covers(*, blocks: int = 5, by_road: int = 4, by_compound: int = 6, astray: int = 3) -> int:
    """How many covers `build` makes."""
    return 2 * blocks * (blocks - 1) * by_road + (blocks - 1) ** 2 * by_compound + astray
