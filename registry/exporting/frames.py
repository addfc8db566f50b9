"""A frame that was read from a file, or asked from the register, as a layer to be written."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pyarrow as pa
import shapely

from registry import crs
from registry.errors import Invalid
from registry.exporting.layer import Layer
from registry.exporting.rows import Rows
from registry.exporting.shapefile import ALIAS
from registry.exporting.systems import System
from registry.importing.kinds import Geometries

_SHAPES = ("Point", "MultiLineString", "MultiPolygon")
_MANY = {1: shapely.multilinestrings, 2: shapely.multipolygons}


def layer_of(
    frame: gpd.GeoDataFrame,
    *,
    name: str,
    system: System,
    about: Mapping[str, object],
    aliases: Mapping[str, str],
    encoding: str = "UTF-8",
) -> Layer:
    """All rows of a frame in `system`; a shape in the system already stays as it is, to the last bit.

    `aliases` are what columns are called in full; a shapefile tells them in its table of names. Raises Invalid for a
    frame without a CRS, or with shapes of several kinds: points, lines and areas are layers of their own.
    """
    if frame.crs is None:
        raise Invalid(f"the layer {name} says no CRS: write the file with one (an EPSG code)")
    fields = pa.Table.from_pandas(frame.drop(columns=frame.geometry.name), preserve_index=False)
    schema = pa.schema([_field(field, aliases.get(field.name, "")) for field in fields.schema])
    size, shapes = _of_one_kind(np.asarray(frame.geometry.array, dtype=object), name)
    placed = shapes
    if system.crs is None or not frame.crs.equals(system.crs, ignore_axis_order=True):
        placed = system.of_wgs84(crs.to_wgs84(shapes, crs.of_crs(frame.crs)))
    return Layer(
        name=name,
        schema=schema,
        shape=_SHAPES[size],
        system=system,
        rows=[Rows(pa.Table.from_arrays(fields.cast(schema).columns, schema=schema), placed)],
        about=about,
        encoding=encoding,
    )


def _field(field: pa.Field, alias: str) -> pa.Field:
    """A column of nothing but gaps is one of text: no format writes another."""
    kind = pa.string() if pa.types.is_null(field.type) or pa.types.is_large_string(field.type) else field.type
    return pa.field(field.name, kind, metadata={ALIAS: alias.encode()} if alias else None)


def _of_one_kind(shapes: Geometries, name: str) -> tuple[int, Geometries]:
    """Their dimension, and the shapes as a layer of it holds them: points, or lines and areas of many parts."""
    flat = shapely.force_2d(shapes)
    sizes = np.unique(shapely.get_dimensions(flat))
    if len(sizes) > 1 or (len(sizes) and sizes[0] < 0):
        raise Invalid(f"the layer {name} has shapes of several kinds, or none: one kind a layer")
    size = int(sizes[0]) if len(sizes) else 0
    if size == 0:
        return size, flat
    kept = np.empty(len(flat), dtype=object)
    for n, shape in enumerate(flat):
        parts = shapely.get_parts(shape)  # of a collection what is of its own dimension: lines that hang on an area go
        kept[n] = _MANY[size](parts[shapely.get_dimensions(parts) == size])
    return size, kept
