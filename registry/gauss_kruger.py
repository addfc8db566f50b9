"""China's Gauss-Kruger strips: their EPSG codes, and which strip an easting itself names. Pure.

A strip is 3 or 6 degrees wide about its central meridian; an easting is 500,000 m there, and in many files the number
of the strip's zone stands before it (domain.md §6.1: 533,774 m and 40,533,774 m are one place). 3-degree zones are 25
to 45 (meridian = 3 × zone), 6-degree zones 13 to 23 (meridian = 6 × zone - 3), so that a prefix says its width.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyproj

Floats = npt.NDArray[np.float64]

CGCS2000, XIAN80, BEIJING54 = 4490, 4610, 4214

# first EPSG code of: 6-degree zones (13 on), 6-degree meridians (75 E on), 3-degree zones (25 on), 3-degree meridians
_FAMILIES = {
    CGCS2000: (4491, 4502, 4513, 4534),
    XIAN80: (2327, 2338, 2349, 2370),
    BEIJING54: (21413, 21453, 2401, 2422),
}
_ZONES_6, _ZONES_3 = range(13, 24), range(25, 46)
MERIDIANS = range(75, 136, 3)
_HALF_M = 500_000.0
# Places of China as a strip has them: eastings at most 400 km off the meridian, northings of 2 to 54 degrees.
_REACH_M = 400_000.0
_NORTHINGS_M = (200_000.0, 6_000_000.0)


@dataclass(frozen=True, slots=True)
class Strip:
    """One strip of a family: `family` is the EPSG code of its geographic system, `zone` the prefix of its eastings."""

    meridian_deg: int
    width_deg: int
    zone: int | None
    family: int = CGCS2000

    @property
    def epsg(self) -> int:
        """Its EPSG code."""
        zones_6, meridians_6, zones_3, meridians_3 = _FAMILIES[self.family]
        if self.width_deg == 6:
            step = (self.meridian_deg - 75) // 6
            return (meridians_6 if self.zone is None else zones_6) + step
        step = (self.meridian_deg - 75) // 3
        return (meridians_3 if self.zone is None else zones_3) + step

    @property
    def false_easting_m(self) -> float:
        """What an easting is on the central meridian."""
        return _HALF_M if self.zone is None else self.zone * 1_000_000 + _HALF_M

    @property
    def counterpart(self) -> "Strip":
        """The same strip without the prefix of its zone, or with it."""
        zone = self.meridian_deg // 3 if self.width_deg == 3 else (self.meridian_deg + 3) // 6
        return Strip(self.meridian_deg, self.width_deg, zone if self.zone is None else None, self.family)


def by_zone(zone: int, *, family: int = CGCS2000) -> Strip | None:
    """The strip whose eastings begin with that number; None where there is none."""
    if zone in _ZONES_3:
        return Strip(zone * 3, 3, zone, family)
    if zone in _ZONES_6:
        return Strip(zone * 6 - 3, 6, zone, family)
    return None


def by_meridian(meridian_deg: int, *, family: int = CGCS2000) -> Strip | None:
    """The 3-degree strip about that meridian, without prefix; a 6-degree strip about it has the same numbers."""
    return Strip(meridian_deg, 3, None, family) if meridian_deg in MERIDIANS else None


def strip_of(crs: pyproj.CRS) -> Strip | None:
    """The strip that a projected CRS is, whatever it is called; None for another projection."""
    projected = crs.source_crs if crs.is_bound and crs.source_crs is not None else crs
    operation = projected.coordinate_operation
    if operation is None or operation.method_name != "Transverse Mercator":
        return None
    given = {parameter.name: float(parameter.value) for parameter in operation.params}
    meridian, scale = given["Longitude of natural origin"], given["Scale factor at natural origin"]
    zone, easting = divmod(given["False easting"], 1_000_000)
    if scale != 1 or easting != _HALF_M or given["False northing"] != 0 or meridian not in MERIDIANS:
        return None
    family = _family(projected)
    if zone == 0:
        wide = crs.to_epsg() == Strip(int(meridian), 6, None, family).epsg
        return Strip(int(meridian), 6 if wide and meridian % 6 == 3 else 3, None, family)
    strip = by_zone(int(zone), family=family)
    return strip if strip is not None and strip.meridian_deg == meridian else None


def _family(crs: pyproj.CRS) -> int:
    geodetic = crs.geodetic_crs
    epsg = None if geodetic is None else geodetic.to_epsg(min_confidence=20)
    return epsg if epsg in _FAMILIES else CGCS2000


def zone_in(easting_m: Floats) -> int | None:
    """The zone that most of some eastings begin with, 0 for no prefix; None where it is no zone, or several."""
    zones = easting_m // 1_000_000
    zone = float(np.median(zones))
    known = zone == 0 or by_zone(int(zone)) is not None
    return int(zone) if known and np.mean(zones == zone) >= 0.9 else None


def share_of_eastings(numbers_m: Floats) -> float:
    """The share of some numbers that can be eastings of a strip, whether with a prefix or without."""
    zone, easting = np.divmod(numbers_m, 1_000_000)
    named = (zone == 0) | np.isin(zone, [*_ZONES_6, *_ZONES_3])
    return float(np.mean(named & (np.abs(easting - _HALF_M) < _REACH_M)))


def share_of_northings(numbers_m: Floats) -> float:
    """The share of some numbers that can be northings in China and cannot be eastings without a prefix."""
    low, high = _NORTHINGS_M
    return float(np.mean((numbers_m > max(low, 2 * _HALF_M)) & (numbers_m < high)))
