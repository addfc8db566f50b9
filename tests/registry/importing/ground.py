"""A made-up town round the middle of Shibei, laid out in metres, for tests of the datum guard: crooked streets, covers
along them and in the yards between, an outline that nothing runs along."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from registry import crs
from registry.crs import ReferenceSystem
from registry.datum import Datum
from registry.importing import guard, sampling
from registry.importing.evidence import Plane
from registry.importing.guard import Verdict
from registry.importing.trials import References, Region, attempt

Floats = npt.NDArray[np.float64]

PLANE = Plane(120.375, 36.0876)
CLASSES = ("01002", "01003", "01004", "01007", "01018", "21001")
WGS84, GCJ02, BD09 = (crs.resolve(name) for name in (Datum.WGS84, Datum.GCJ02, Datum.BD09))


@dataclass(frozen=True)
class Ground:
    """The town: covers (sort, lon, lat), roads and the outline in WGS 84."""

    covers: pd.DataFrame
    roads: npt.NDArray[np.object_]
    outline: shapely.Geometry

    @property
    def region(self) -> Region:
        return Region(np.array([self.outline]), complete=True)

    def references(self, *, known: bool = True, roads: bool = True) -> References:
        borders = shapely.get_parts(shapely.boundary(np.array([self.outline])))
        lines = self.roads if roads else self.roads[:0]
        return References(self.region, self.covers if known else self.covers[:0], lines, borders)

    def batch(
        self, rng: np.random.Generator, count: int, *, within_m: float | None = None, noise_m: float = 1.0
    ) -> tuple[Floats, npt.NDArray[np.object_]]:
        """Lon/lat and classes of some covers, of one neighbourhood where `within_m`, each a little off its place."""
        at = PLANE.metres(self.covers[["lon", "lat"]].to_numpy())
        there = np.arange(len(at))
        if within_m is not None:
            there = np.flatnonzero(np.hypot(*(at - at[rng.integers(len(at))]).T) < within_m)
        chosen = rng.choice(there, min(count, len(there)), replace=False)
        moved = at[chosen] + rng.normal(0, noise_m, (len(chosen), 2)) / np.sqrt(2)
        return PLANE.lon_lat(moved), self.covers["sort"].to_numpy(dtype=object)[chosen]


def build(seed: int = 7, *, half_m: float = 1600) -> Ground:
    """The same town for the same seed, `half_m` from its middle to each side."""
    rng = np.random.default_rng(seed)
    lines = [np.arange(-half_m, half_m, 200) + rng.uniform(-70, 70, int(half_m / 100)) for _ in range(2)]
    nodes = np.stack(np.meshgrid(*lines), axis=-1) + rng.normal(0, 18, (len(lines[1]), len(lines[0]), 2))
    turn = np.array([[np.cos(0.3), np.sin(0.3)], [-np.sin(0.3), np.cos(0.3)]])
    nodes = nodes @ turn
    ends = np.concatenate(
        [
            np.stack([nodes[:, :-1], nodes[:, 1:]], axis=2).reshape(-1, 2, 2),
            np.stack([nodes[:-1], nodes[1:]], axis=2).reshape(-1, 2, 2),
        ]
    )
    ends = ends[rng.random(len(ends)) < 0.85]
    roads = shapely.linestrings(ends)
    along = np.concatenate([_along(road, rng) for road in roads])
    yards = rng.uniform(-half_m * 0.95, half_m * 0.95, (len(along), 2)) @ turn
    covers = PLANE.lon_lat(np.concatenate([along, yards]))
    hull = shapely.buffer(shapely.concave_hull(shapely.multipoints(nodes.reshape(-1, 2)), ratio=0.3), 60)
    sorts = rng.choice(CLASSES, len(covers), p=(0.3, 0.2, 0.2, 0.15, 0.1, 0.05))
    return Ground(
        pd.DataFrame({"sort": sorts.astype(object), "lon": covers[:, 0], "lat": covers[:, 1]}),
        shapely.transform(roads, PLANE.lon_lat),
        shapely.transform(hull, PLANE.lon_lat),
    )


def _along(road: shapely.LineString, rng: np.random.Generator) -> Floats:
    (start, end), length = np.array(road.coords), road.length
    step = (end - start) / length
    places = np.arange(rng.uniform(5, 20), length, 30) + rng.uniform(-8, 8)
    aside = rng.normal(0, 5, len(places))
    found: Floats = start + places[:, None] * step + aside[:, None] * np.array([-step[1], step[0]])
    return found


def verdict(
    ground: Ground,
    shapes: npt.NDArray[np.object_],
    *,
    system: ReferenceSystem = WGS84,
    kind: str = "covers",
    classes: npt.NDArray[np.object_] | None = None,
    known: bool = True,
    roads: bool = True,
) -> Verdict:
    """What the guard says of shapes read in `system` beside what the ground knows."""
    sample = sampling.take(shapes, system=system, kind=kind, classes=classes)
    return guard.judge(attempt(sample, ground.region), ground.references(known=known, roads=roads))


def as_read(positions: Floats, system: ReferenceSystem) -> npt.NDArray[np.object_]:
    """Points with the numbers that true lon/lat have in `system`."""
    points: npt.NDArray[np.object_] = shapely.points(crs.numbers(positions, system))
    return points
