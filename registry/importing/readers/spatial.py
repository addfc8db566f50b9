"""GeoPackage, GeoJSON, FlatGeobuf and shapefiles through GDAL, each by its own driver alone.

GDAL guesses a driver from the content, and some of its drivers read other files or other hosts: a file is therefore
asked for the beginning that its suffix promises before GDAL sees it, and GeoJSON is opened by name. What GDAL passes
over in silence, a page that is damaged or an end that is missing, is found and told.
"""

import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, GeometryError

from registry import crs
from registry.errors import Invalid, Unsupported
from registry.importing.kinds import Geometries
from registry.importing.readers import batches
from registry.importing.readers.layer import Rows, Table, check_names
from registry.importing.readers.positions import file_system

_DRIVERS = {
    ".gpkg": "GPKG",
    ".fgb": "FlatGeobuf",
    ".shp": "ESRI Shapefile",
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
}
_BEGINNINGS = {".gpkg": b"SQLite format 3\x00", ".fgb": b"fgb\x03fgb", ".shp": b"\x00\x00\x27\x0a"}
_COUNTED = {".fgb", ".shp"}
"""Formats whose header says how many rows there are: fewer are a file cut short."""
_STYLES = "layer_styles"
"""A table in which QGIS keeps how layers look."""
_BROKEN = (
    DataLayerError,
    DataSourceError,
    FeatureError,
    GeometryError,
    pa.ArrowException,
    sqlite3.Error,
    OSError,
    UnicodeDecodeError,
    IndexError,  # pyogrio's for a file in which GDAL finds no layer
    UnboundLocalError,  # and for a CRS that is no text
)


@dataclass(frozen=True, slots=True)
class _Source:
    """One layer as GDAL opens it: by `address`. `kept` are places and names of the columns that are read; the shape,
    where there is one, stands behind all columns.
    """

    path: Path
    name: str
    address: str
    layer: str | None
    encoding: str | None
    kept: tuple[tuple[int, str], ...]
    width: int
    spatial: bool
    rows: int | None


def open_table(
    path: Path, *, datum: str, layer: str | None, encoding: str | None = None, name: str | None = None
) -> Table:
    """One layer of a file. `encoding` is that of a shapefile's text, `name` what errors call the file.

    Raises Invalid for a file that is broken, is not what its suffix says, has several layers and none is named, has no
    CRS, or says another than asked for; TooLarge for too many columns.
    """
    suffix = path.suffix.lower()
    name = name or path.name
    address = _address(path, name)
    with _reading(path, name, layer):
        if suffix == ".gpkg":
            _check_pages(path)
        chosen = _chosen(path, address, layer)
        told = pyogrio.read_info(address, layer=chosen, encoding=encoding, force_feature_count=True)
    if told["driver"] != _DRIVERS[suffix]:
        raise Invalid(f"{name} cannot be read: its content is {told['driver']}", path=str(path))
    fields = [str(name) for name in told["fields"]]
    check_names(name, fields)
    kept = tuple((i, column) for i, column in enumerate(fields) if told["ogr_types"][i] != "OFTBinary")
    names = tuple(column for _, column in kept)
    spatial = told["geometry_type"] is not None
    system = file_system(told["crs"], datum, name=name) if spatial else crs.resolve(datum)
    rows = int(told["features"]) if told["features"] >= 0 else None
    source = _Source(path, name, address, chosen, encoding, kept, len(fields), spatial, rows)
    return Table(
        layer=chosen or str(told["layer_name"]).removeprefix("GeoJSON:"),
        names=names,
        system=system,
        position=(unused(str(told["geometry_name"] or "geometry"), names),) if spatial else (),
        batches=lambda rows: _batches(source, rows),
        parts=(path,),
        notes=tuple(f"column {column} holds no text and is left out" for column in fields if column not in names),
        rows=rows,
    )


def unused(name: str, names: tuple[str, ...]) -> str:
    """A name for the shape that no column bears."""
    while name in names:
        name += "_"
    return name


# Opening -----------------------------------------------------------------------------------------------------------


def _address(path: Path, name: str) -> str:
    """What GDAL opens the file by. Raises Invalid where it does not begin as its suffix promises."""
    suffix = path.suffix.lower()
    if "!" in str(path):
        raise Unsupported(f"{name}: a path with an exclamation mark means an archive to GDAL; rename it")
    with path.open("rb") as file:
        begin = file.read(4096)
    if suffix in _BEGINNINGS:
        if not begin.startswith(_BEGINNINGS[suffix]):
            raise Invalid(f"{name} cannot be read: its content is no {_DRIVERS[suffix]}", path=str(path))
        return str(path)
    if not begin.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        raise Invalid(f"{path.name} cannot be read: its content is no GeoJSON in UTF-8", path=str(path))
    return f"GeoJSON:{path}"


def _check_pages(path: Path) -> None:
    """Raise Invalid where a page of a GeoPackage is damaged: GDAL would end there as if there were no more rows."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as base:
        found = str(base.execute("pragma quick_check(1)").fetchone()[0])
    if found != "ok":
        said = " ".join(found.removeprefix("*** in database main ***").split())
        raise Invalid(f"{path.name} cannot be read: it is damaged ({said}); make it anew", path=str(path))


def _chosen(path: Path, address: str, layer: str | None) -> str | None:
    if layer is not None or path.suffix.lower() != ".gpkg":
        return layer
    layers = [str(name) for name, _ in pyogrio.list_layers(address)]
    if len(layers) > 1 and _STYLES in layers:
        layers.remove(_STYLES)
    if len(layers) != 1:
        raise Invalid(
            f"{path.name} has {len(layers)} layers; name one with --layer: {', '.join(layers)}", layers=layers
        )
    return layers[0]


# Reading -----------------------------------------------------------------------------------------------------------


@contextmanager
def _reading(path: Path, name: str, layer: str | None) -> Iterator[None]:
    """What GDAL and Arrow raise becomes Invalid with the file and the reason; their warnings stay off the screen."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except _BROKEN as error:
        told = f", layer {layer}" if layer else ""
        why = " ".join(str(error).replace(str(path), name).split())
        raise Invalid(f"{name}{told} cannot be read: {why}", path=str(path), layer=layer) from error


def _batches(source: _Source, rows: int) -> Iterator[Rows]:
    opened = pyogrio.raw.open_arrow(
        source.address,
        layer=source.layer,
        encoding=source.encoding,
        batch_size=rows,
        use_pyarrow=True,
        datetime_as_string=True,
    )
    with _reading(source.path, source.name, source.layer):
        _, stream = opened.__enter__()
    read = 0
    try:
        while (taken := _next(source, stream)) is not None:
            read += len(taken[0])
            yield taken
    finally:
        del stream
        opened.__exit__(None, None, None)
    if source.path.suffix.lower() in _COUNTED and source.rows is not None and read < source.rows:
        raise Invalid(
            f"{source.name} ends after {read:,} of {source.rows:,} rows: it has been cut short",
            path=str(source.path),
        )


def _next(source: _Source, stream: pa.RecordBatchReader) -> Rows | None:
    with _reading(source.path, source.name, source.layer):
        batch = next(stream, None)
        if batch is None:
            return None
        if batch.num_columns != source.width + source.spatial:
            raise Invalid(f"{source.name} has changed while it was read", path=str(source.path))
        frame: pd.DataFrame = batches.frame_of(batch, source.kept, name=source.name, is_cut=source.encoding is not None)
        if source.spatial:
            return frame, batches.shapes_of(batch.column(source.width))
    nothing: Geometries = np.full(batch.num_rows, None, dtype=object)
    return frame, nothing
