"""The ground of a share in metres: its units as frozen, and the streets round them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Transformer
from sqlalchemy.engine import Connection

from inspections.campaigns.worklist import WorkUnit
from inspections.walks import streets
from inspections.walks.remaining import Unit
from inspections.walks.streets import Streets
from registry.datum import metric_crs
from registry.errors import Invalid
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "walking.sql")
_ROUND_DEG = 0.01  # streets about a kilometre round the units belong to the ground


@dataclass(frozen=True, slots=True)
class Ground:
    """Streets and units in `crs`."""

    streets: Streets
    units: tuple[Unit, ...]
    crs: str

    def metric(self, lon: Sequence[float], lat: Sequence[float]) -> np.ndarray:
        """Positions in WGS 84 as metres (n × 2)."""
        change = Transformer.from_crs("EPSG:4326", self.crs, always_xy=True)
        return np.column_stack(change.transform(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)))

    def degrees(self, shape: shapely.Geometry) -> shapely.Geometry:
        """A shape in metres as WGS 84."""
        change = Transformer.from_crs(self.crs, "EPSG:4326", always_xy=True)
        return shapely.transform(shape, lambda xy: np.column_stack(change.transform(xy[:, 0], xy[:, 1])))


def gather(conn: Connection, units: Sequence[WorkUnit]) -> Ground:
    """The ground of units. Raises Invalid for none, or where the register has no street near them."""
    if not units:
        raise Invalid("the share has no units in your areas")
    shapes = [shapely.geometry.shape(unit.geometry) for unit in units]
    west, south, east, north = shapely.total_bounds(shapes)
    around = {
        "west": west - _ROUND_DEG,
        "south": south - _ROUND_DEG,
        "east": east + _ROUND_DEG,
        "north": north + _ROUND_DEG,
    }
    rows = conn.execute(SQL["streets"], around).mappings().all()
    if not rows:
        raise Invalid("the register has no road near the share; import road segments first")
    crs = metric_crs((west + east) / 2, (south + north) / 2)
    frame = gpd.GeoDataFrame(
        {name: [row[name] for row in rows] for name in ("code", "road_name", "width_m")},
        geometry=[shapely.from_wkb(bytes(row["shape"])) for row in rows],
        crs="EPSG:4326",
    ).to_crs(crs)
    frame["width_m"] = frame["width_m"].astype(float)
    change = Transformer.from_crs("EPSG:4326", crs, always_xy=True)

    def metric(xy: np.ndarray) -> np.ndarray:
        return np.column_stack(change.transform(xy[:, 0], xy[:, 1]))

    metres = [shapely.transform(shape, metric) for shape in shapes]
    return Ground(
        streets.build(frame), tuple(_unit(one, shape, metric) for one, shape in zip(units, metres, strict=True)), crs
    )


def _unit(one: WorkUnit, shape: shapely.Geometry, metric: object) -> Unit:
    covers = np.array([(cover["lon"], cover["lat"]) for cover in one.targets], dtype=float).reshape(-1, 2)
    assert callable(metric)
    return Unit(
        id=one.unit_id,
        kind=one.kind,
        place_code=one.place_code,
        name=one.name_zh,
        day_no=one.day_no,
        position=one.position,
        walk_m=one.length_m,
        minutes=one.minutes,
        shape=shape,
        covers=metric(covers),
        seen=tuple(cover["result"] is not None for cover in one.targets),
        done=one.unit_result is not None,
    )
