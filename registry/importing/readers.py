"""Files as frames: GeoPackage, GeoJSON, FlatGeobuf and CSV, each row as it came beside its WGS 84 position.

The CRS a file carries is respected. A CSV has columns lon/lat (or x/y in the CRS that was named) or WKT.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyogrio
import pyproj
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj.exceptions import CRSError

from registry import datum as datums
from registry.errors import Invalid, NotFound, Unsupported
from registry.importing.kinds import Geometries

REJECT_MARK = "reject_"
"""Columns that begin so are notes of an earlier run and are not read."""

_SPATIAL = {".gpkg", ".geojson", ".json", ".fgb"}
_TABLES = {".csv", ".gz"}
_LON = ("lon", "lng", "longitude", "long", "经度", "x")
_LAT = ("lat", "latitude", "纬度", "y")
_WKT = ("wkt", "geometry", "geom")


@dataclass(frozen=True, slots=True)
class Reading:
    """A file read: `raw` has the columns as they came (a GeoDataFrame keeps its own CRS), index = row number from 1.

    `geometry` holds WGS 84 lon/lat shapes in the same order, None where there is none or it cannot be read.
    `position_columns` are the columns a position came from, `datum` what it came in, `notes` what a reader should know.
    """

    raw: pd.DataFrame
    geometry: Geometries
    datum: str
    sha256: str
    layer: str | None
    position_columns: tuple[str, ...]
    notes: tuple[str, ...] = ()


def read(
    path: Path, *, datum: str = "WGS84", layer: str | None = None, columns: Mapping[str, str] | None = None
) -> Reading:
    """Read a file whole. `datum` is a name of registry.datum or `EPSG:n`; `columns` may name `lon`, `lat` or `wkt`.

    Raises NotFound, Unsupported for a kind of file that is not read here, Invalid for one that is broken, has no CRS,
    or says another CRS than asked for.
    """
    if not path.is_file():
        raise NotFound(f"there is no file {path}", path=str(path))
    suffix = path.suffix.lower()
    digest = _digest(path)
    if suffix in _SPATIAL:
        return _read_spatial(path, datum, layer, digest)
    if suffix in _TABLES:
        return _read_table(path, datum, columns or {}, digest)
    raise Unsupported(f"{path.name}: files of this kind are not read; bring GeoPackage, GeoJSON, FlatGeobuf or CSV")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _numbered(frame: pd.DataFrame) -> pd.DataFrame:
    kept = [name for name in frame.columns if not str(name).startswith(REJECT_MARK)]
    numbered = frame[kept].copy()
    numbered.index = pd.RangeIndex(1, len(frame) + 1, name="row_no")
    return numbered


# Spatial files -----------------------------------------------------------------------------------------------------


def _read_spatial(path: Path, datum: str, layer: str | None, digest: str) -> Reading:
    frame, layer = _open(path, layer)
    if not isinstance(frame, gpd.GeoDataFrame):
        raw = _numbered(frame)
        return Reading(raw, np.full(len(raw), None, dtype=object), datum, digest, layer, ())
    crs = _crs_of(frame, datum, path)
    raw = gpd.GeoDataFrame(_numbered(frame), geometry=frame.geometry.name, crs=crs)
    geometry, label = to_wgs84(raw.geometry.to_numpy(), crs, datum)
    return Reading(raw, geometry, label, digest, layer, (str(raw.geometry.name),))


def _open(path: Path, layer: str | None) -> tuple[pd.DataFrame, str | None]:
    try:
        layers = [str(name) for name, _ in pyogrio.list_layers(path)]
        if layer is None and len(layers) != 1:
            raise Invalid(f"{path.name} has {len(layers)} layers; name one of {', '.join(layers)}", layers=layers)
        return pyogrio.read_dataframe(path, layer=layer, use_arrow=True), layer or layers[0]
    except (DataLayerError, DataSourceError) as error:
        told = f", layer {layer}" if layer else ""
        raise Invalid(f"{path.name}{told} cannot be read: {error}", path=str(path), layer=layer) from error


def _crs_of(frame: gpd.GeoDataFrame, datum: str, path: Path) -> pyproj.CRS:
    named = _epsg(datum)
    if frame.crs is None and named is None:
        raise Invalid(f"{path.name} does not say its CRS; name it as datum, for instance EPSG:4549")
    if frame.crs is not None and named is not None and not frame.crs.equals(named, ignore_axis_order=True):
        raise Invalid(f"{path.name} says it is in {frame.crs.name}, not in {datum}; leave the datum away or correct it")
    return pyproj.CRS(frame.crs or named)


def _epsg(datum: str) -> pyproj.CRS | None:
    if not datum.upper().startswith("EPSG:"):
        datums.named(datum)
        return None
    try:
        return pyproj.CRS(datum)
    except CRSError as error:
        raise Invalid(f"{datum} is no CRS that is known here", datum=datum) from error


def to_wgs84(geometry: Geometries, crs: pyproj.CRS, datum: str) -> tuple[Geometries, str]:
    """Shapes given in `crs` (axes east, north), shifted by `datum`, as 2D WGS 84 lon/lat; and the datum's label.

    Raises Invalid where a CRS on CGCS2000 or another true datum is called GCJ-02 or BD-09.
    """
    flat = shapely.force_2d(geometry)
    if not crs.equals(pyproj.CRS(4326), ignore_axis_order=True):
        change = pyproj.Transformer.from_crs(crs, 4326, always_xy=True)
        flat = shapely.transform(flat, lambda xy: np.column_stack(change.transform(xy[:, 0], xy[:, 1])))
    geodetic = crs.geodetic_crs
    if datum in {datums.Datum.GCJ02, datums.Datum.BD09}:
        if geodetic is None or geodetic.to_epsg() != 4326:
            raise Invalid(f"a file in {crs.name} cannot be in {datum} as well; leave the datum away")
        return _shifted(flat, datums.named(datum)), datum
    known = {4326: "WGS84", 4490: "CGCS2000"}
    label = known.get((geodetic.to_epsg() if geodetic else None) or 0, f"EPSG:{crs.to_epsg()}")
    return flat, datum if datum == datums.Datum.CGCS2000 and label == "WGS84" else label


def _shifted(geometry: Geometries, datum: datums.Datum) -> Geometries:
    def change(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.column_stack(datums.to_wgs84(xy[:, 0], xy[:, 1], datum=datum))

    shifted: Geometries = shapely.transform(geometry, change)
    return shifted


# Tables ------------------------------------------------------------------------------------------------------------


def _read_table(path: Path, datum: str, columns: Mapping[str, str], digest: str) -> Reading:
    frame, notes = _read_csv(path)
    raw = _numbered(frame)
    crs = _epsg(datum) or pyproj.CRS(4326)
    geometry, used = _positions(raw, columns)
    if not used:
        return Reading(raw, geometry, datum, digest, None, (), notes)
    geometry, label = to_wgs84(geometry, crs, datum)
    return Reading(raw, geometry, label, digest, None, used, notes)


def _read_csv(path: Path) -> tuple[pd.DataFrame, tuple[str, ...]]:
    notes: tuple[str, ...] = ()
    try:
        try:
            frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        except UnicodeDecodeError:
            frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="gb18030")
            notes = (f"{path.name} is not UTF-8; read as GB 18030",)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError, OSError) as error:
        raise Invalid(f"{path.name} cannot be read as CSV: {error}", path=str(path)) from error
    if not isinstance(frame.index, pd.RangeIndex):  # the parser takes what is too much on the left: all columns shift
        raise Invalid(
            f"{path.name}: the rows have more values than the first line has names (often a comma at the end of each "
            "row); give every column a name",
            path=str(path),
        )
    return frame, notes


def _positions(raw: pd.DataFrame, columns: Mapping[str, str]) -> tuple[Geometries, tuple[str, ...]]:
    lon, lat, wkt = (
        _column(raw, columns.get(name), names) for name, names in (("lon", _LON), ("lat", _LAT), ("wkt", _WKT))
    )
    if lon is not None and lat is not None:
        x, y = (pd.to_numeric(raw[name], errors="coerce").to_numpy(dtype=float) for name in (lon, lat))
        geometry = np.full(len(raw), None, dtype=object)
        there = ~(np.isnan(x) | np.isnan(y))
        geometry[there] = shapely.points(x[there], y[there])
        return geometry, (lon, lat)
    if wkt is not None:
        text = raw[wkt].to_numpy(dtype=object)
        return shapely.from_wkt(text, on_invalid="ignore"), (wkt,)
    return np.full(len(raw), None, dtype=object), ()


def _column(raw: pd.DataFrame, named: str | None, names: tuple[str, ...]) -> str | None:
    if named is not None:
        if named not in raw.columns:
            raise Invalid(f"there is no column {named}; the file has {', '.join(map(str, raw.columns))}", column=named)
        return named
    lower = {str(name).strip().lower(): str(name) for name in raw.columns}
    return next((lower[name] for name in names if name in lower), None)
