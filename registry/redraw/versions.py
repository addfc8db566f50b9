"""Versions of the cells: those of a plan, of a moment, of now; and in which cell of one a place lies.

A plan that took effect names what stood when it did: its own cells, and those of other plans in other grids. One that
waits for its day, or was withdrawn, is laid over the cells of now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from registry.errors import Invalid, NotFound
from registry.history import travel
from registry.history.moments import NOW, Moments, read
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "versions.sql")


@dataclass(frozen=True, slots=True)
class Version:
    """`plan` is None for a moment; `laid` tells of a plan that is no version yet and is laid over what stands.

    `moments` are those as of which the register shows the other cells.
    """

    plan: int | None
    name: str
    laid: bool
    moments: Moments


@dataclass(frozen=True, slots=True)
class Home:
    """Where a place lies: codes of its grid and micro-grid, None where there is none."""

    grid: str | None
    micro_grid: str | None


def version_of(conn: Connection, asked: str, *, now: datetime) -> Version:
    """The version that is asked for: the number of a plan, a moment in ISO 8601 with its offset, or nothing for now.

    Raises Invalid for what is none of these or a moment to come, NotFound for a plan that is none.
    """
    plain = asked.strip()
    if not plain:
        return Version(None, "", laid=False, moments=NOW)
    if not plain.isdecimal():
        moment = read("cells_of", plain)
        assert moment is not None
        if moment > now:
            raise Invalid(f"the cells of {plain} are not drawn yet: name the plan", field="cells_of")
        return Version(None, moment.isoformat(), laid=False, moments=Moments(as_of=moment))
    row = conn.execute(_SQL["plan"], {"plan": int(plain)}).one_or_none() if len(plain) < 19 else None
    if row is None:
        raise NotFound(f"there is no plan {plain[:20]}", plan=plain[:20])
    if row.known_at is None:
        return Version(row.id, row.name, laid=True, moments=NOW)
    stood = Moments(as_of=row.effective_at, as_known_at=row.known_at)
    return Version(row.id, row.name, laid=False, moments=stood)


def homes_on(conn: Connection, version: Version, places: Sequence[tuple[float, float]]) -> list[Home]:
    """The cell of each place (lon, lat in degrees WGS 84) on a version, in order; none on undivided ground."""
    asked = {
        "n": list(range(len(places))),
        "lon": [lon for lon, _ in places],
        "lat": [lat for _, lat in places],
        "plan": version.plan if version.laid else None,
    }
    with travel.at(conn, version.moments):
        rows = conn.execute(_SQL["homes"], asked).all()
    return [Home(row.grid_code, row.micro_grid_code) for row in rows]
