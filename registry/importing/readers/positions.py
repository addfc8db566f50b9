"""Where the positions of a file are, what they are in, and the same as WGS 84 lon/lat."""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely
from pyproj.exceptions import CRSError

from registry import crs
from registry import datum as datums
from registry.crs import ReferenceSystem
from registry.errors import Invalid
from registry.importing.kinds import Geometries

_LON = ("lon", "lng", "longitude", "long", "经度", "x")
_LAT = ("lat", "latitude", "纬度", "y")
_WKT = ("wkt", "geometry", "geom")
_NESTED = 16
"""Collections within collections beyond this depth are an attack on the parser's stack, not a shape."""


class Unplaced(Invalid):
    """A file with shapes says nothing of what its numbers are, and neither did whoever asked."""


def file_system(told: str | None, datum: str, *, name: str) -> ReferenceSystem:
    """What the positions of a spatial file are in: what the file says (EPSG:n, WKT or PROJJSON) beside what was asked
    for (a form of registry.crs.SAID; WGS84 asks for nothing).

    Raises Unplaced where neither says it, Invalid where both do and not the same.
    """
    asked = crs.resolve(datum)
    own = _understood(told)
    if own is None and asked.said == datums.Datum.WGS84 and not asked.overrules:
        raise Unplaced(
            f"{name} does not say its CRS; name it as datum (--datum), for instance EPSG:4549 or GK:120 for metres, "
            "EPSG:4326 for lon/lat in WGS 84"
        )
    return crs.agreed(own, asked, name=name)


def _understood(told: str | None) -> pyproj.CRS | None:
    try:
        return pyproj.CRS(told) if told else None
    except CRSError:
        return None  # what cannot be understood is not said


def to_wgs84(shapes: Geometries, system: ReferenceSystem, *, swap: bool = False) -> Geometries:
    """2D shapes as WGS 84 lon/lat, with their axes exchanged before where `swap`; those that were so already are handed
    back as they are.
    """
    if system.plain and not swap:
        return shapes
    with many_made():
        if swap:
            shapes = shapely.transform(shapes, lambda xy: np.ascontiguousarray(xy[:, ::-1]))
        if not system.plain:
            shapes = shapely.transform(shapes, lambda xy: crs.lon_lat(xy, system))
    return shapes


def flat(geometry: Geometries) -> Geometries:
    """The same shapes without heights and measures."""
    if shapely.has_z(geometry).any() or shapely.has_m(geometry).any():
        with many_made():
            flattened: Geometries = shapely.force_2d(geometry)
        return flattened
    return geometry


@contextmanager
def many_made() -> Iterator[None]:
    """While very many shapes are made at once, the collector of cyclic garbage rests: it would find none, and take four
    times as long as the making.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


# Tables ------------------------------------------------------------------------------------------------------------


def position_columns(names: Sequence[str], columns: Mapping[str, str]) -> tuple[str, ...]:
    """The columns of a table that hold its positions: lon and lat, or WKT, or none. `columns` may name them."""
    lon, lat, wkt = (
        _column(names, columns.get(name), known) for name, known in (("lon", _LON), ("lat", _LAT), ("wkt", _WKT))
    )
    if lon is not None and lat is not None:
        return (lon, lat)
    return (wkt,) if wkt is not None else ()


def _column(names: Sequence[str], asked: str | None, known: tuple[str, ...]) -> str | None:
    if asked is not None:
        if asked not in names:
            raise Invalid(f"there is no column {asked}; the file has {', '.join(names)}", column=asked)
        return asked
    lower = {name.strip().lower(): name for name in reversed(names)}
    return next((lower[name] for name in known if name in lower), None)


def shapes_of(raw: pd.DataFrame, position: tuple[str, ...]) -> Geometries:
    """Shapes out of the columns of a table, None where they cannot be read."""
    if len(position) == 2:
        return _points(*(pd.to_numeric(raw[name], errors="coerce").to_numpy(dtype=float) for name in position))
    shapes: Geometries = np.full(len(raw), None, dtype=object)
    if position:
        text = raw[position[0]].astype(object)
        text = text.where(text.notna() & (text.astype(str).str.upper().str.count("COLLECTION") <= _NESTED), None)
        shapes = parsed(shapely.from_wkt, text.to_numpy())
    return shapes


def parsed(parse: Callable[..., Geometries], values: Geometries) -> Geometries:
    """2D shapes out of WKT or WKB by shapely's function for it; None for what is none, or is curved."""
    try:
        with many_made():
            return flat(parse(values, on_invalid="ignore"))
    except NotImplementedError:  # a curve among them, and nobody says which
        return flat(np.array([_straight(parse, value) for value in values], dtype=object))


def _straight(parse: Callable[..., Geometries], value: object) -> object:
    try:
        return parse(value, on_invalid="ignore")
    except NotImplementedError:  # shapely's word for a curve, which it does not read
        return None


def _points(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> Geometries:
    points: Geometries = np.full(len(x), None, dtype=object)
    there = ~(np.isnan(x) | np.isnan(y))
    with many_made():
        points[there] = shapely.points(x[there], y[there])
    return points
