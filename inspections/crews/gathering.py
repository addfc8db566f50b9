"""What a plan is made of, read from the database: roads, visits, vans; positions in metres become rows of a matrix."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Transformer
from sqlalchemy import Connection

from inspections.crews import needs, roads, shifts
from inspections.crews.needs import Open, Visit
from inspections.crews.roads import Roads, Snapped
from inspections.crews.shifts import Shift
from inspections.tickets.sight import sight_of
from registry.actor import Actor
from registry.datum import metric_crs
from registry.errors import Invalid
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "touring.sql")
_KEPT: dict[tuple[int, int, int], tuple[Roads, str]] = {}  # made anew when a road changes


@dataclass(frozen=True, slots=True)
class Ground:
    """The road graph and its metric CRS."""

    roads: Roads
    crs: str

    def snap(self, positions: Sequence[tuple[float, float]]) -> Snapped:
        """Positions (lon, lat) on the roads."""
        change = _change("EPSG:4326", self.crs)
        east, north = change.transform([lon for lon, _ in positions], [lat for _, lat in positions])
        return roads.snap(self.roads, shapely.points(east, north))

    def degrees(self, line: shapely.LineString) -> shapely.LineString:
        """A line of the graph in WGS 84."""
        change = _change(self.crs, "EPSG:4326")
        return shapely.transform(line, lambda xy: np.column_stack(change.transform(xy[:, 0], xy[:, 1])))


@cache
def _change(source: str, target: str) -> Transformer:
    """Made once for all threads: to look it up takes longer than to plan a small day."""
    return Transformer.from_crs(source, target, always_xy=True)


def ground(conn: Connection) -> Ground:
    """The roads of the register, kept until one of them changes. Raises Invalid where there is none."""
    row = conn.execute(SQL["roads_version"]).one()
    version = (row.base, row.segments, row.change)
    if version not in _KEPT:
        rows = conn.execute(SQL["roads"]).mappings().all()
        if not rows:
            raise Invalid("there is no road in the register; import road segments first")
        frame = gpd.GeoDataFrame(
            [{"road_class": one["road_class"], "width_m": one["width_m"]} for one in rows],
            geometry=[shapely.from_wkb(bytes(one["shape"])) for one in rows],
            crs="EPSG:4326",
        )
        west, south, east, north = frame.total_bounds
        crs = metric_crs((west + east) / 2, (south + north) / 2)
        frame["width_m"] = frame["width_m"].astype(float)
        _KEPT.clear()
        _KEPT[version] = (roads.build(frame.to_crs(crs)), crs)
    return Ground(*_KEPT[version])


def visits(conn: Connection, actor: Actor, house: str) -> list[Visit]:
    """What is open for a house and seen by the actor: one visit a cover."""
    rows = conn.execute(SQL["open_tickets"], {**sight_of(conn, actor), "house": house}).mappings()
    return needs.gather_visits([Open(**row) for row in rows], shifts.needs_in_force(conn))


def shifts_left(conn: Connection, house: str, day: date, now: datetime) -> list[Shift]:
    """Shifts of the day that have not ended. Raises Invalid where none is left."""
    found = [shift for shift in shifts.of_day(conn, house, day) if shift.ends_at > now]
    if not found:
        raise Invalid(f"no crew of {house} has a shift left on {day}; enter shifts or make its roster", house=house)
    return found
