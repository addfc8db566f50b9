"""What the datum guard compares a batch with, out of the register; and the guard as the import door asks it.

What is read is bounded by the sample, not by the register: for some thousand places what lies within reach of each.
Reads only.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from sqlalchemy import Connection

from registry.importing import guard
from registry.importing.evidence import BORDER_M, NEAR_M
from registry.importing.guard import Verdict
from registry.importing.kinds import Geometries
from registry.importing.sampling import Sample
from registry.importing.trials import References, Region, Trial, attempt
from registry.sql import load

Floats = npt.NDArray[np.float64]

_SQL = load(Path(__file__).parent / "sql" / "guard.sql")
_METRES_PER_DEG = 111_000.0  # a little less than there are, so that the reach is rather too long
MOST_ROADS = 20_000
"""Where a batch spans more roads than this they are not compared."""
_COLUMNS = ("sort", "lon", "lat")


def check(conn: Connection, sample: Sample) -> Verdict:
    """Whether the batch that `sample` was taken from lies where it should; guard.refuse makes an error of it."""
    trial = attempt(sample, region(conn))
    return guard.judge(trial, near(conn, trial))


def region(conn: Connection) -> Region:
    """Where the register lies: the outline of each division, or of its streets and communities where it has none.

    Where no outline is known at all, the box of roads and assets.
    """
    shapes = _shapes([row.shape for row in conn.execute(_SQL["outlines"])])
    missing = shapely.is_missing(shapes)  # only a division without outline gives a null
    if not missing.all():
        return Region(shapes[~missing], complete=not missing.any())
    box = conn.execute(_SQL["box"]).one()
    return Region(shapes[:0], box=None if box.west is None else (box.west, box.south, box.east, box.north))


def near(conn: Connection, trial: Trial) -> References:
    """What is known within reach of the places of a trial."""
    spots, sorts = trial.spots()
    places = trial.places()
    none = np.empty(0, dtype=object)
    known = pd.DataFrame(columns=list(_COLUMNS))
    if len(spots):
        asked = {"table": trial.sample.table, "sorts": sorts.tolist(), **_around(spots, NEAR_M)}
        known = pd.DataFrame(conn.execute(_SQL["known"], asked).all(), columns=list(_COLUMNS))
    if not len(places):
        return References(trial.region, known, none, none)
    box = _box(places, BORDER_M)
    roads = _shapes(conn.execute(_SQL["roads"], {**box, "most": MOST_ROADS}).scalars().all())
    if len(roads) == MOST_ROADS:  # rather no evidence than one of half the roads
        roads = none
    borders = none
    if trial.sample.encloses:
        borders = shapely.get_parts(_shapes(conn.execute(_SQL["borders"], box).scalars().all()))
    return References(trial.region, known, roads, borders)


def _shapes(found: object) -> Geometries:
    shapes: Geometries = shapely.from_wkb(np.array(found, dtype=object))
    return shapes


def _degrees(places: Floats, reach_m: float) -> tuple[float, float]:
    """A reach as degrees of longitude and latitude, where the places lie farthest from the equator."""
    lat_deg = reach_m / _METRES_PER_DEG
    return lat_deg / max(0.01, float(np.cos(np.radians(np.abs(places[:, 1]).max())))), lat_deg


def _around(places: Floats, reach_m: float) -> dict[str, object]:
    lon_deg, lat_deg = _degrees(places, reach_m)
    return {
        "lon": places[:, 0].tolist(),
        "lat": places[:, 1].tolist(),
        "reach_lon": lon_deg,
        "reach_lat": lat_deg,
    }


def _box(places: Floats, reach_m: float) -> dict[str, object]:
    reach = np.array(_degrees(places, reach_m))
    (west, south), (east, north) = places.min(axis=0) - reach, places.max(axis=0) + reach
    return {"west": float(west), "south": float(south), "east": float(east), "north": float(north)}
