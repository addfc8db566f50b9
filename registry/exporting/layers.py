"""GeoPackage and FlatGeobuf: GDAL takes the rows as they come from the database, in constant memory."""

import sqlite3
import warnings
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from registry.exporting.layer import Layer, Written
from registry.exporting.rows import Rows
from registry.exporting.whole import unwritten

GEOMETRY = "geom"
_BROKEN = (DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError, pa.ArrowException, RuntimeError)


def write_geopackage(path: Path, layer: Layer) -> Written:
    """A GeoPackage with one layer, and where it comes from in gpkg_metadata; beside those of a file that is there.

    Version 1.3 and not 1.4, which changed the triggers of the spatial index: older programs read it too.
    """
    options = {"IDENTIFIER": layer.name, "DESCRIPTION": f"{layer.name}, {layer.system.label}"}
    written = write(
        path,
        layer,
        driver="GPKG",
        append=path.exists(),
        dataset_options={"VERSION": "1.3"},
        layer_options=options,
        layer_metadata=layer.told,
    )
    _check_index(path, layer)
    return written


def _check_index(path: Path, layer: Layer) -> None:
    """GDAL makes index and metadata last, in a transaction each, and does not tell that the disk was full by then."""
    there = "select count(*) from sqlite_master where name = ? and exists (select 1 from gpkg_metadata)"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
            (found,) = file.execute(there, (f"rtree_{layer.name}_{GEOMETRY}",)).fetchone()
    except sqlite3.Error as error:
        raise unwritten(path, error) from error
    if not found:
        raise unwritten(path, "its spatial index could not be kept")


def write_flatgeobuf(path: Path, layer: Layer) -> Written:
    """A FlatGeobuf with a spatial index (but where things may lack a shape), and where it comes from in its header."""
    options = {"TITLE": layer.name, "DESCRIPTION": f"{layer.name}, {layer.system.label}"}
    if layer.may_lack_shapes:
        options["SPATIAL_INDEX"] = "NO"
    return write(path, layer, driver="FlatGeobuf", layer_options=options, layer_metadata=layer.told)


def write(path: Path, layer: Layer, *, driver: str, **options: Any) -> Written:
    """One layer through a driver of GDAL; the number of rows. Raises Unavailable where the file cannot be written.

    What the rows raise while they are read is raised as it is.
    """
    told = _Told(layer.rows)
    schema = layer.schema.append(pa.field(GEOMETRY, pa.binary()))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that there is no CRS, and that a text was cut: both are told elsewhere
            pyogrio.write_arrow(
                pa.RecordBatchReader.from_batches(schema, (_batch(rows, schema) for rows in told)),
                path,
                layer=layer.name,
                driver=driver,
                geometry_name=GEOMETRY,
                geometry_type=layer.shape,
                crs=None if layer.system.crs is None else layer.system.crs.to_string(),
                **options,
            )
            among = layer.name if options.get("append") else None  # a shapefile's layer is called as its file
            kept = int(pyogrio.read_info(path, layer=among, force_feature_count=True)["features"])
    except _BROKEN as error:
        raise told.error or unwritten(path, error) from error
    if kept != told.count:  # not every driver tells that the disk is full
        raise unwritten(path, f"only {kept:,} of {told.count:,} rows were kept")
    return Written(told.count)


def _batch(rows: Rows, schema: pa.Schema) -> pa.RecordBatch:
    shapes = pa.array(shapely.to_wkb(rows.shapes), pa.binary())
    columns = [column.combine_chunks() for column in rows.fields.columns]
    return pa.record_batch([*columns, shapes], schema=schema)


class _Told:
    """Rows as they pass by: how many there were, and what went wrong, which Arrow tells only as words."""

    def __init__(self, rows: Iterable[Rows]) -> None:
        self.rows = rows
        self.count = 0
        self.error: BaseException | None = None

    def __iter__(self) -> Iterator[Rows]:
        try:
            for rows in self.rows:
                self.count += len(rows.shapes)
                yield rows
        except BaseException as error:
            self.error = error
            raise
