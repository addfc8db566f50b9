"""Datums of positions: WGS 84, CGCS2000, and the two shifted ones of public maps, GCJ-02 and BD-09.

Stored positions are WGS 84 lon/lat (EPSG:4326). CGCS2000 is taken as identical: PROJ offers only a zero shift, and the
true difference is below about 1 m (domain.md §6.1). GCJ-02 and BD-09 are the published formulas; the inverse is
iterated to below a micrometre, where one step errs up to 1.85 m at Shibei (§6.3). The formula itself is an
approximation of the official transform, so what comes from it is of positional class C at best. Pure.
"""

from collections.abc import Callable
from enum import StrEnum
from math import floor
from typing import overload

import numpy as np
import numpy.typing as npt

from registry.errors import Invalid

Floats = npt.NDArray[np.float64]

# The ellipsoid of the published formula (Krasovsky 1940), not WGS 84.
_A_M = 6_378_245.0
_EE = 0.00669342162296594323
_BD_TURN = np.pi * 3000.0 / 180.0
# The formula shifts nothing outside this box: lon, lat, lon, lat.
_SHIFTED = (72.004, 0.8293, 137.8347, 55.8271)
_TOLERANCE_DEG = 1e-12
_ROUNDS = 12


class Datum(StrEnum):
    """The datum a lon/lat position comes in."""

    WGS84 = "WGS84"
    CGCS2000 = "CGCS2000"
    GCJ02 = "GCJ-02"
    BD09 = "BD-09"


def named(name: str) -> Datum:
    """The datum of that name; raises Invalid with the names there are."""
    try:
        return Datum(name)
    except ValueError as error:
        known = ", ".join(datum.value for datum in Datum)
        raise Invalid(f"{name!r} is no datum known here; say one of {known}", datum=name) from error


def _gcj_shift(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    wave = 20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (wave + 20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y / 30.0 * np.pi)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (wave + 20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    rad = np.radians(lat)
    magic = 1.0 - _EE * np.sin(rad) ** 2
    lat_shift = np.degrees(north * magic * np.sqrt(magic) / (_A_M * (1.0 - _EE)))
    lon_shift = np.degrees(east * np.sqrt(magic) / (_A_M * np.cos(rad)))
    west, south, right, top = _SHIFTED
    inside = (lon >= west) & (lon <= right) & (lat >= south) & (lat <= top)
    return np.where(inside, lon_shift, 0.0), np.where(inside, lat_shift, 0.0)


def _wgs_to_gcj(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    lon_shift, lat_shift = _gcj_shift(lon, lat)
    return lon + lon_shift, lat + lat_shift


def _gcj_to_bd(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    far = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD_TURN)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD_TURN)
    return far * np.cos(angle) + 0.0065, far * np.sin(angle) + 0.006


def _wgs_to_bd(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    return _gcj_to_bd(*_wgs_to_gcj(lon, lat))


_FORWARD: dict[Datum, Callable[[Floats, Floats], tuple[Floats, Floats]]] = {
    Datum.GCJ02: _wgs_to_gcj,
    Datum.BD09: _wgs_to_bd,
}


def _shift(lon: Floats, lat: Floats, datum: Datum) -> tuple[Floats, Floats]:
    forward = _FORWARD.get(datum)
    return (lon.copy(), lat.copy()) if forward is None else forward(lon, lat)


def _unshift(lon: Floats, lat: Floats, datum: Datum) -> tuple[Floats, Floats]:
    forward = _FORWARD.get(datum)
    x, y = lon.copy(), lat.copy()
    if forward is None:
        return x, y
    for _ in range(_ROUNDS):
        there_x, there_y = forward(x, y)
        step_x, step_y = lon - there_x, lat - there_y
        x, y = x + step_x, y + step_y
        largest = np.nanmax(np.abs([step_x, step_y]), initial=0.0)
        if largest < _TOLERANCE_DEG:
            break
    return x, y


@overload
def to_wgs84(lon: float, lat: float, *, datum: Datum) -> tuple[float, float]: ...
@overload
def to_wgs84(lon: Floats, lat: Floats, *, datum: Datum) -> tuple[Floats, Floats]: ...
def to_wgs84(lon: float | Floats, lat: float | Floats, *, datum: Datum) -> tuple[float, float] | tuple[Floats, Floats]:
    """WGS 84 lon/lat in degrees of positions given in `datum`: arrays of one shape, or two numbers."""
    return _convert(lon, lat, datum, _unshift)


@overload
def from_wgs84(lon: float, lat: float, *, datum: Datum) -> tuple[float, float]: ...
@overload
def from_wgs84(lon: Floats, lat: Floats, *, datum: Datum) -> tuple[Floats, Floats]: ...
def from_wgs84(
    lon: float | Floats, lat: float | Floats, *, datum: Datum
) -> tuple[float, float] | tuple[Floats, Floats]:
    """Positions given in WGS 84 lon/lat degrees, in `datum`: arrays of one shape, or two numbers."""
    return _convert(lon, lat, datum, _shift)


def _convert(
    lon: float | Floats,
    lat: float | Floats,
    datum: Datum,
    change: Callable[[Floats, Floats, Datum], tuple[Floats, Floats]],
) -> tuple[float, float] | tuple[Floats, Floats]:
    x, y = change(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64), datum)
    if np.ndim(lon) == 0:
        return float(x), float(y)
    return x, y


def metric_crs(lon: float, lat: float) -> str:
    """The metric CRS for work round a WGS 84 position: CGCS2000 3-degree Gauss-Kruger in China, else UTM.

    EPSG:4549 (central meridian 120° E) for Shibei; always used with `always_xy`, for its axes list north first.
    """
    if 73.5 <= lon < 136.5 and 3.0 <= lat <= 54.0:
        return f"EPSG:{4534 + floor((lon + 1.5) / 3) - 25}"
    zone = floor((lon + 180) / 6) % 60 + 1
    return f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"
