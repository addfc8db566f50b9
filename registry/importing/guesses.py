"""What else the numbers of a file may mean: each guess a way to WGS 84, its cause, and the option that says so. Pure.

Two sorts. Gross ones move a batch by kilometres or off the earth: axes exchanged, another strip, the prefix of a zone,
metres read as degrees. Fine ones move it by some hundred metres: GCJ-02 and BD-09 (domain.md §6.3).
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from math import floor

import numpy as np
import numpy.typing as npt
import pyproj

from registry import crs, datum, gauss_kruger
from registry.crs import ReferenceSystem
from registry.datum import Datum
from registry.gauss_kruger import Strip
from registry.importing.sampling import Sample

Floats = npt.NDArray[np.float64]
Bounds = tuple[float, float, float, float]

_MOST = 0.9
"""A share of the numbers that is taken for nearly all: some rows of any file are wrong."""
_STRIP_REACH_DEG = 3.1


class Cause(StrEnum):
    """Why a batch may lie where it does not belong: what it is, and as what it was read."""

    GCJ02_AS_WGS84 = "gcj02_as_wgs84"
    BD09_AS_WGS84 = "bd09_as_wgs84"
    WGS84_AS_GCJ02 = "wgs84_as_gcj02"
    BD09_AS_GCJ02 = "bd09_as_gcj02"
    WGS84_AS_BD09 = "wgs84_as_bd09"
    GCJ02_AS_BD09 = "gcj02_as_bd09"
    SHIFTED_TWICE = "shifted_twice"
    SWAPPED_AXES = "swapped_axes"
    WRONG_ZONE = "wrong_zone"
    ZONE_PREFIX = "zone_prefix"
    NOT_DEGREES = "not_degrees"
    NOT_METRES = "not_metres"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Guess:
    """The numbers, exchanged where `swap`, are in `system`, then shifted by `back` out of a datum or `forth` into one.

    `cause` is None for what the user said; `option` are the words for the command line, None where no option mends it.
    """

    system: ReferenceSystem
    cause: Cause | None = None
    option: str | None = None
    swap: bool = False
    back: Datum | None = None
    forth: Datum | None = None

    def lon_lat(self, xy: Floats) -> Floats:
        """WGS 84 lon/lat (n, 2) of the numbers as they were read; infinite or beyond the earth where impossible."""
        positions = crs.lon_lat(xy[:, ::-1] if self.swap else xy, self.system)
        if self.back is not None:
            positions = np.column_stack(datum.to_wgs84(positions[:, 0], positions[:, 1], datum=self.back))
        if self.forth is not None:
            positions = np.column_stack(datum.from_wgs84(positions[:, 0], positions[:, 1], datum=self.forth))
        return positions


def declared(sample: Sample) -> Guess:
    """What the user said, or the file."""
    return Guess(sample.system)


def _guess(sample: Sample, system: ReferenceSystem, cause: Cause, *, swap: bool = False) -> Guess:
    words = [] if system == sample.system else [f"--datum {system.said}"]
    if swap:
        words.append("no --swap-axes" if sample.swapped else "--swap-axes")
    return Guess(system, cause, " ".join(words), swap)


# Fine --------------------------------------------------------------------------------------------------------------

_WORDS = {Datum.WGS84: "wgs84", Datum.CGCS2000: "wgs84", Datum.GCJ02: "gcj02", Datum.BD09: "bd09"}


def fine(base: Guess) -> tuple[Guess, ...]:
    """The shifts that `base` may have missed, or made once too often."""
    if not base.system.geographic:  # a projected CRS says its datum: what was shifted before that, no option mends
        return (
            replace(base, cause=Cause.GCJ02_AS_WGS84, option=None, back=Datum.GCJ02),
            replace(base, cause=Cause.BD09_AS_WGS84, option=None, back=Datum.BD09),
            replace(base, cause=Cause.WGS84_AS_GCJ02, option=None, forth=Datum.GCJ02),
        )
    read = _WORDS[base.system.datum]
    kept = [base.option.replace(f"--datum {base.system.said}", "").strip()] if base.option else []
    found = []
    for name in (Datum.WGS84, Datum.GCJ02, Datum.BD09):
        if _WORDS[name] != read:
            option = " ".join([f"--datum {name}", *filter(None, kept)])
            found.append(Guess(crs.resolve(name), Cause(f"{_WORDS[name]}_as_{read}"), option, base.swap))
    if read == "wgs84":
        gcj = crs.resolve(Datum.GCJ02)
        found.append(replace(base, cause=Cause.WGS84_AS_GCJ02, option=None, forth=Datum.GCJ02))
        found.append(Guess(gcj, Cause.SHIFTED_TWICE, None, base.swap, back=Datum.GCJ02))
    return tuple(found)


# Gross -------------------------------------------------------------------------------------------------------------


def gross(sample: Sample, bounds: Bounds) -> tuple[Guess, ...]:
    """Other systems and orders of axes that places within `bounds` (west, south, east, north) come in.

    The simplest first: `--swap-axes` alone, then another system, then both.
    """
    found = [_guess(sample, sample.system, Cause.SWAPPED_AXES, swap=True)]
    systems = [crs.of_crs(pyproj.CRS(code)) for code in _codes(sample.system, bounds)]
    if not sample.system.geographic:
        systems.insert(0, crs.resolve(Datum.WGS84))
    others = [system for system in systems if system.crs != sample.system.crs]
    for swap in (False, True):
        found += [_guess(sample, system, _cause(sample.system, system), swap=swap) for system in others]
    return tuple(found)


def _codes(system: ReferenceSystem, bounds: Bounds) -> list[int]:
    west, south, east, north = bounds
    strip = gauss_kruger.strip_of(system.crs)
    family = gauss_kruger.CGCS2000 if strip is None else strip.family
    near = [
        meridian
        for meridian in gauss_kruger.MERIDIANS
        if west - _STRIP_REACH_DEG < meridian < east + _STRIP_REACH_DEG and 0 < north < 56
    ]
    near.sort(key=lambda meridian: abs(meridian - (west + east) / 2))
    strips = [Strip(meridian, 3, None, family) for meridian in near]
    strips += [strip.counterpart for strip in strips]
    strips += [Strip(meridian, 6, None, family).counterpart for meridian in near if meridian % 6 == 3]
    zones = {floor((lon + 180) / 6) % 60 + 1 for lon in (west, (west + east) / 2, east)}
    utm = [(32600 if south + north >= 0 else 32700) + zone for zone in sorted(zones)]
    return [strip.epsg for strip in strips] + utm + [3857]


def _cause(read: ReferenceSystem, other: ReferenceSystem) -> Cause:
    if other.geographic:
        return Cause.NOT_METRES
    if read.geographic:
        return Cause.NOT_DEGREES
    one, two = gauss_kruger.strip_of(read.crs), gauss_kruger.strip_of(other.crs)
    same = one is not None and two is not None and one.meridian_deg == two.meridian_deg
    return Cause.ZONE_PREFIX if same else Cause.WRONG_ZONE


def by_numbers(sample: Sample, xy: Floats) -> Guess | None:
    """What the numbers alone give away, wherever things lie; None where they can be what they were read as."""
    if sample.system.geographic:
        return _of_no_degrees(sample, xy)
    strip = gauss_kruger.strip_of(sample.system.crs)
    return None if strip is None else _of_other_strip(sample, xy, strip)


def _degrees(x: Floats, y: Floats) -> bool:
    return bool(np.mean((np.abs(x) <= 180) & (np.abs(y) <= 90)) >= _MOST)


def _of_no_degrees(sample: Sample, xy: Floats) -> Guess | None:
    x, y = xy.T
    if np.mean((np.abs(x) > 180) | (np.abs(y) > 90)) < _MOST:
        return None
    if _degrees(y, x):
        return _guess(sample, sample.system, Cause.SWAPPED_AXES, swap=True)
    for swap, east, north in ((False, x, y), (True, y, x)):
        zone = gauss_kruger.zone_in(east)
        if zone and gauss_kruger.share_of_northings(north) >= _MOST:
            return _guess(sample, crs.resolve(f"GK:{zone}"), Cause.NOT_DEGREES, swap=swap)
    return Guess(sample.system, Cause.NOT_DEGREES)


def _of_other_strip(sample: Sample, xy: Floats, strip: Strip) -> Guess | None:
    x, y = xy.T
    if _degrees(x, y) or _degrees(y, x):
        return _guess(sample, crs.resolve(Datum.WGS84), Cause.NOT_METRES, swap=not _degrees(x, y))
    swap = gauss_kruger.share_of_eastings(y) >= _MOST and gauss_kruger.share_of_northings(x) >= _MOST
    east, north = (y, x) if swap else (x, y)
    if gauss_kruger.share_of_eastings(east) < _MOST or gauss_kruger.share_of_northings(north) < _MOST:
        return None
    zone = gauss_kruger.zone_in(east)
    if zone == (strip.zone or 0):
        return _guess(sample, sample.system, Cause.SWAPPED_AXES, swap=True) if swap else None
    if zone is None:
        return None
    other = gauss_kruger.by_zone(zone, family=strip.family) or strip.counterpart
    system = crs.resolve(f"EPSG:{other.epsg}")
    return _guess(sample, system, _cause(sample.system, system), swap=swap)
