"""GeoPackage, GeoJSON and FlatGeobuf through GDAL, each by its own driver alone.

GDAL guesses a driver from the content, and some of its drivers read other files or other hosts: a file is therefore
asked for the beginning that its suffix promises before GDAL sees it, and GeoJSON is opened by name.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, GeometryError

from registry.errors import Invalid, Unsupported
from registry.importing.kinds import Geometries
from registry.importing.readers import batches
from registry.importing.readers.layer import Rows, Table, check_names
from registry.importing.readers.positions import Frame, crs_of

SUFFIXES = (".gpkg", ".geojson", ".json", ".fgb")
_BEGINNINGS = {".gpkg": b"SQLite format 3\x00", ".fgb": b"fgb\x03fgb", ".shp": b"\x00\x00\x27\x0a"}
_DRIVERS = {
    ".gpkg": "GPKG",
    ".fgb": "FlatGeobuf",
    ".shp": "ESRI Shapefile",
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
}
_COUNTED = {".fgb", ".shp"}
"""Formats whose header says how many rows there are: fewer are a file cut short."""
_STYLES = "layer_styles"
"""A table in which QGIS keeps how layers look."""
_BROKEN = (DataLayerError, DataSourceError, FeatureError, GeometryError, pa.ArrowException, OSError, UnicodeDecodeError)


@dataclass(frozen=True)
class _Source:
    """One layer for GDAL: `address` is what it is opened by."""

    path: Path
    address: str
    layer: str | None
    names: tuple[str, ...]
    rows: int | None
    encoding: str | None
    geometry: str | None = field(default=None)


def open_table(path: Path, *, datum: str, layer: str | None, encoding: str | None = None) -> Table:
    """One layer of a file. `encoding` is that of a shapefile's text.

    Raises Invalid for a file that is broken, is not what its suffix says, has several layers and none is named, has no
    CRS, or says another than asked for; TooLarge for too many columns.
    """
    address = _address(path)
    with reading(path, layer):
        chosen = _chosen(path, address, layer)
        told = pyogrio.read_info(address, layer=chosen, encoding=encoding, force_feature_count=True)
    if told["driver"] != _DRIVERS[path.suffix.lower()]:
        raise Invalid(f"{path.name} cannot be read: its content is {told['driver']}", path=str(path))
    names = tuple(str(name) for name in told["fields"])
    check_names(path, names)
    with reading(path, layer), _stream(address, chosen, encoding, 1) as (meta, stream):
        kinds = {part.name: part.type for part in stream.schema}
    kept = tuple(name for name in names if batches.readable(kinds[name]))
    notes = tuple(f"column {name} holds no text and is left out" for name in names if name not in kept)
    spatial = told["geometry_type"] is not None
    frame = Frame(crs_of(told["crs"] if spatial else "EPSG:4326", datum if spatial else "WGS84", name=path.name), datum)
    shape = unused(str(meta["geometry_name"] or "geometry"), kept)
    rows = int(told["features"]) if told["features"] >= 0 else None
    source = _Source(path, address, chosen, kept, rows, encoding, _geometry_name(meta) if spatial else None)
    return Table(
        layer=chosen or str(told["layer_name"]).removeprefix("GeoJSON:"),
        names=kept,
        frame=frame,
        position=(shape,) if spatial else (),
        batches=lambda rows: _batches(source, rows),
        parts=(path,),
        notes=notes,
        rows=rows,
    )


def unused(name: str, names: tuple[str, ...]) -> str:
    """A name for the shape that no column bears."""
    while name in names:
        name += "_"
    return name


def _address(path: Path) -> str:
    """What GDAL opens the file by. Raises Invalid where it does not begin as its suffix promises."""
    suffix = path.suffix.lower()
    if "!" in str(path):
        raise Unsupported(f"{path.name}: a path with an exclamation mark means an archive to GDAL; rename it")
    with path.open("rb") as file:
        begin = file.read(4096)
    if suffix in _BEGINNINGS:
        if not begin.startswith(_BEGINNINGS[suffix]):
            raise Invalid(f"{path.name} cannot be read: its content is no {_DRIVERS[suffix]}", path=str(path))
        return str(path)
    if not begin.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        raise Invalid(f"{path.name} cannot be read: its content is no GeoJSON in UTF-8", path=str(path))
    return f"GeoJSON:{path}"


def _chosen(path: Path, address: str, layer: str | None) -> str | None:
    if layer is not None or path.suffix.lower() != ".gpkg":
        return layer
    layers = [str(name) for name, _ in pyogrio.list_layers(address)]
    if len(layers) > 1 and _STYLES in layers:
        layers.remove(_STYLES)
    if len(layers) != 1:
        raise Invalid(f"{path.name} has {len(layers)} layers; name one of {', '.join(layers)}", layers=layers)
    return layers[0]


@contextmanager
def reading(path: Path, layer: str | None) -> Iterator[None]:
    """What GDAL and Arrow raise becomes Invalid with the file and the reason; their warnings stay off the screen."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except _BROKEN as error:
        told = f", layer {layer}" if layer else ""
        raise Invalid(f"{path.name}{told} cannot be read: {error}", path=str(path), layer=layer) from error


@contextmanager
def _stream(
    address: str, layer: str | None, encoding: str | None, rows: int
) -> Iterator[tuple[dict[str, object], pa.RecordBatchReader]]:
    with pyogrio.raw.open_arrow(
        address, layer=layer, encoding=encoding, batch_size=rows, use_pyarrow=True, datetime_as_string=True
    ) as opened:
        yield opened


def _geometry_name(meta: dict[str, object]) -> str:
    return str(meta["geometry_name"] or "wkb_geometry")


def _batches(source: _Source, rows: int) -> Iterator[Rows]:
    read = 0
    opened = _stream(source.address, source.layer, source.encoding, rows)
    with reading(source.path, source.layer):
        _, stream = opened.__enter__()
    try:
        while True:
            with reading(source.path, source.layer):
                batch = next(stream, None)
                if batch is None:
                    break
                read += batch.num_rows
                taken = _taken(source, batch)
            yield taken
    finally:
        del stream
        opened.__exit__(None, None, None)
    if source.path.suffix.lower() in _COUNTED and source.rows is not None and read < source.rows:
        raise Invalid(
            f"{source.path.name} ends after {read:,} of {source.rows:,} rows: it has been cut short",
            path=str(source.path),
        )


def _taken(source: _Source, batch: pa.RecordBatch) -> Rows:
    frame: pd.DataFrame = batches.frame_of(batch, source.names, path=source.path)
    if source.geometry is None:
        nothing: Geometries = np.full(batch.num_rows, None, dtype=object)
        return frame, nothing
    return frame, batches.shapes_of(batch.column(source.geometry))
