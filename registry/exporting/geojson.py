"""GeoJSON, feature by feature: positions with every digit, where it comes from as the member `jingge`.

RFC 7946 knows WGS 84 alone. What is in another CRS says so by the member `crs` of its forerunner, which GDAL and QGIS
read; GCJ-02 and BD-09 by the member `datum`.
"""

from collections.abc import Iterator
from pathlib import Path

import orjson
import shapely

from registry.exporting.layer import Layer, Written
from registry.exporting.rows import Rows
from registry.exporting.whole import unwritten

_WGS84 = 4326
_AT_ONCE = 4096  # a row as Python values is large


def write_geojson(path: Path, layer: Layer) -> Written:
    """A collection of features, one a line. Raises Unavailable where the file cannot be written."""
    count = 0
    try:
        with path.open("wb") as file:
            file.write(_head(layer))
            for rows in layer.rows:
                for start in range(0, len(rows.shapes), _AT_ONCE):
                    lines = b",\n".join(_features(rows, slice(start, start + _AT_ONCE)))
                    file.write(b",\n" + lines if count else lines)
                    count += min(_AT_ONCE, len(rows.shapes) - start)
            file.write(b"\n]}\n")
    except OSError as error:
        raise unwritten(path, error) from error
    return Written(count)


def _head(layer: Layer) -> bytes:
    members: dict[str, object] = {"type": "FeatureCollection", "name": layer.name}
    code = None if layer.system.crs is None else layer.system.crs.to_epsg()
    if code is None:
        members["datum"] = layer.system.label
    elif code != _WGS84:
        members["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{code}"}}
    members["jingge"] = layer.about
    return orjson.dumps(members)[:-1] + b',"features":[\n'


def _features(rows: Rows, some: slice) -> Iterator[bytes]:
    shapes = shapely.to_geojson(rows.shapes[some])
    for properties, shape in zip(rows.fields[some].to_pylist(), shapes, strict=True):
        geometry = None if shape is None else orjson.Fragment(shape)
        yield orjson.dumps({"type": "Feature", "properties": properties, "geometry": geometry})
