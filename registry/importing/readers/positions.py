"""Where the positions of a file are, what they are in, and the same as WGS 84 lon/lat."""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely
from pyproj.exceptions import CRSError

from registry import datum as datums
from registry.errors import Invalid
from registry.importing.kinds import Geometries

_LON = ("lon", "lng", "longitude", "long", "经度", "x")
_LAT = ("lat", "latitude", "纬度", "y")
_WKT = ("wkt", "geometry", "geom")
_WGS84 = 4326
_LABELS = {_WGS84: "WGS84", 4490: "CGCS2000"}
"""Geodetic CRSs whose lon/lat are taken as WGS 84 (registry.datum)."""
_GOOD_M = 2
_NESTED = 16
"""Collections within collections beyond this depth are an attack on the parser's stack, not a shape."""


def epsg(datum: str) -> pyproj.CRS | None:
    """The CRS where `datum` is EPSG:n; None where it names a datum. Raises Invalid for what is neither."""
    if not datum.upper().startswith("EPSG:"):
        datums.named(datum)
        return None
    try:
        return _crs(datum)
    except CRSError as error:
        raise Invalid(f"{datum} is no CRS that is known here", datum=datum) from error


def lonlat_or(datum: str) -> pyproj.CRS:
    """The CRS of a file that cannot say its own: lon/lat unless `datum` is EPSG:n."""
    return epsg(datum) or _crs(f"EPSG:{_WGS84}")


@lru_cache(maxsize=32)
def _crs(text: str) -> pyproj.CRS:
    return pyproj.CRS(text)


def crs_of(told: str | None, datum: str, *, name: str) -> pyproj.CRS:
    """The CRS of a file from what it says (EPSG:n or WKT) and what was asked for.

    Raises Invalid where neither says it, or both and not the same.
    """
    asked = epsg(datum)
    try:
        own = _crs(told) if told else None
    except CRSError:
        own = None  # what cannot be understood is not said
    if own is None and asked is None:
        raise Invalid(f"{name} does not say its CRS; name it as datum, for instance EPSG:4549")
    if own is not None and asked is not None and not own.equals(asked, ignore_axis_order=True):
        raise Invalid(f"{name} says it is in {own.name}, not in {datum}; leave the datum away or correct it")
    found = own or asked
    assert found is not None
    if not (found.is_geographic or found.is_projected or found.is_bound or found.is_compound):
        raise Invalid(f"{name} is in {found.name}, which says nothing of where on earth it lies; name a CRS as datum")
    return found


@dataclass(frozen=True)
class Frame:
    """What positions are in: axes east and north of `crs`, shifted by `datum` where that is GCJ-02 or BD-09.

    Raises Invalid where a CRS on CGCS2000 or another true datum is called GCJ-02 or BD-09.
    """

    crs: pyproj.CRS
    datum: str

    def __post_init__(self) -> None:
        if self.shift is not None and _geodetic(self.crs) != _WGS84:
            raise Invalid(f"a file in {self.crs.name} cannot be in {self.datum} as well; leave the datum away")

    @property
    def shift(self) -> datums.Datum | None:
        """The datum of public maps that the positions are in, if any."""
        return datums.named(self.datum) if self.datum in {datums.Datum.GCJ02, datums.Datum.BD09} else None

    @cached_property
    def label(self) -> str:
        """The datum as an import run keeps it."""
        if self.shift is not None:
            return self.datum
        code = self.crs.to_epsg()
        own = f"EPSG:{code}" if code else self.crs.name
        label = _LABELS.get(_geodetic(self.crs) or 0, own)
        return self.datum if self.datum == datums.Datum.CGCS2000 and label == "WGS84" else label

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know: positions on another datum may come out many metres beside where they are."""
        if self._change is None or _geodetic(self.crs) in _LABELS or 0 <= self._change.accuracy <= _GOOD_M:
            return ()
        told = (
            f"positions in {self.crs.name} come to WGS 84 only roughly, perhaps to 100 m; convert them first with the "
            "parameters of the city"
        )
        return (told,)

    @cached_property
    def _change(self) -> pyproj.Transformer | None:
        if self.crs.is_geographic and len(self.crs.axis_info) == 2 and _geodetic(self.crs) in _LABELS:
            return None
        return pyproj.Transformer.from_crs(self.crs, _WGS84, always_xy=True)

    def to_wgs84(self, shapes: Geometries) -> Geometries:
        """2D shapes as WGS 84 lon/lat; those that were so already are handed back as they are."""
        change, shift = self._change, self.shift
        if change is not None:
            with many_made():
                shapes = shapely.transform(shapes, lambda xy: np.column_stack(change.transform(xy[:, 0], xy[:, 1])))
        if shift is not None:
            with many_made():
                shapes = shapely.transform(
                    shapes, lambda xy: np.column_stack(datums.to_wgs84(xy[:, 0], xy[:, 1], datum=shift))
                )
        return shapes


def _geodetic(crs: pyproj.CRS) -> int | None:
    """EPSG's number of the datum under a CRS, where it has one. OGC:CRS84 is 4326 with its axes in our order."""
    under = crs.geodetic_crs
    if under is None:
        return None
    return _WGS84 if under.equals(_crs(f"EPSG:{_WGS84}"), ignore_axis_order=True) else under.to_epsg()


def to_wgs84(geometry: Geometries, crs: pyproj.CRS, datum: str) -> tuple[Geometries, str]:
    """Shapes given in `crs` (axes east, north), shifted by `datum`, as 2D WGS 84 lon/lat; and the datum's label.

    Raises Invalid where a CRS on CGCS2000 or another true datum is called GCJ-02 or BD-09.
    """
    frame = Frame(crs, datum)
    return frame.to_wgs84(flat(geometry)), frame.label


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
    except NotImplementedError:
        return None


def _points(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> Geometries:
    points: Geometries = np.full(len(x), None, dtype=object)
    there = ~(np.isnan(x) | np.isnan(y))
    with many_made():
        points[there] = shapely.points(x[there], y[there])
    return points
