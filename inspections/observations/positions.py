"""A position as a device tells it: degrees in a named datum, how sure, how got. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from inspections.observations.faults import Reason, WrongItem, known_fields, number, one_of, wrong
from registry.datum import Datum, to_wgs84

MOST_ACCURACY_M = 100_000.0
SHIFTED = (Datum.GCJ02, Datum.BD09)

_FIELDS = frozenset({"lon", "lat", "accuracy_m", "source", "datum"})


class Source(StrEnum):
    """How a device came by a position."""

    GNSS = "gnss"
    NETWORK = "network"
    MAP = "map"
    PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class Position:
    """WGS 84 lon/lat in degrees and their accuracy, the radius that holds 68 % (None: not told).

    `source` and `datum` say how it came.
    """

    lon: float
    lat: float
    accuracy_m: float | None
    source: Source
    datum: Datum


def read_position(raw: object) -> Position:
    """A position checked, still in its own datum; raises WrongItem."""
    if not isinstance(raw, dict):
        raise wrong("position", "give an object with lon, lat, accuracy_m, source and datum")
    known_fields(raw, _FIELDS, "position.")
    lon, lat = _degrees(raw.get("lon"), "lon"), _degrees(raw.get("lat"), "lat")
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        swapped = "; lon and lat look swapped" if -180 <= lat <= 180 and -90 <= lon <= 90 else ""
        raise WrongItem(Reason.POSITION, f"position: lon is -180 to 180 and lat -90 to 90 degrees{swapped}")
    return Position(
        lon=float(lon),
        lat=float(lat),
        accuracy_m=number(raw.get("accuracy_m"), "position.accuracy_m", 0.0, MOST_ACCURACY_M),
        source=one_of(Source, raw.get("source", "gnss"), "position.source"),
        datum=one_of(Datum, raw.get("datum", "WGS84"), "position.datum"),
    )


def in_wgs84(positions: Sequence[Position]) -> list[Position]:
    """The positions with lon/lat in WGS 84, each shifted datum in one go; `datum` still says how they came."""
    moved = list(positions)
    for datum in SHIFTED:
        found = [n for n, position in enumerate(positions) if position.datum is datum]
        if found:
            lons = np.array([positions[n].lon for n in found])
            lats = np.array([positions[n].lat for n in found])
            lons, lats = to_wgs84(lons, lats, datum=datum)
            for n, lon, lat in zip(found, lons.tolist(), lats.tolist(), strict=True):
                moved[n] = replace(positions[n], lon=lon, lat=lat)
    return moved


def _degrees(value: object, axis: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise WrongItem(Reason.POSITION, f"position.{axis}: give degrees as a number")
    return value
