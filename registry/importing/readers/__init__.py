"""Files as rows, each as it came beside its WGS 84 position, chunk by chunk in constant memory.

The CRS a file carries is respected. A table has columns lon/lat (or x/y in the CRS that was named) or WKT. Whatever
cannot be read ends in an error that names the file and the reason.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from registry.errors import NotFound, Unsupported
from registry.importing.kinds import Geometries
from registry.importing.readers import delimited, packed, parquet, records, shapefiles, spatial, workbooks
from registry.importing.readers.layer import CHUNK_ROWS, REJECT_MARK, Chunk, Layer, Table
from registry.importing.readers.positions import to_wgs84

__all__ = ["CHUNK_ROWS", "READ", "REJECT_MARK", "Chunk", "Layer", "Reading", "open_layer", "read", "to_wgs84"]

READ = "GeoPackage, GeoJSON, FlatGeobuf, a shapefile (or its zip), GeoParquet, CSV, XLSX or a JSON list"
_INSTEAD = {
    ".xls": " (save the workbook as .xlsx)",
    ".gz": " (unpack it first)",
    ".dbf": " (name the .shp beside it)",
    ".shx": " (name the .shp beside it)",
}


def open_layer(
    path: Path,
    *,
    datum: str = "WGS84",
    layer: str | None = None,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    swap_axes: bool = False,
) -> Layer:
    """Open one layer of a file. `datum` is a form of registry.crs.SAID (WGS84 asks for nothing where the file has a
    CRS); `columns` may name `lon`, `lat` or `wkt` of a table; `encoding` is that of a text file or a shapefile, found
    out unless given; `swap_axes` takes the first number of each position for the north one.

    Raises NotFound, Unsupported for a kind of file that is not read here, TooLarge, and Invalid for a file that is
    broken, has no CRS, or says another CRS than asked for.
    """
    path = Path(path)
    if not path.is_file():
        raise NotFound(f"there is no file {path}", path=str(path))
    with ExitStack() as held:
        table = _table(path, datum=datum, layer=layer, columns=columns or {}, encoding=encoding, held=held)
        return Layer(path, table, held.pop_all(), swap=swap_axes)


def _table(
    path: Path,
    *,
    datum: str,
    layer: str | None,
    columns: Mapping[str, str],
    encoding: str | None,
    held: ExitStack,
) -> Table:
    name = path.name.lower()
    if name.endswith(delimited.SUFFIXES):
        return delimited.open_table(path, datum=datum, columns=columns, encoding=encoding)
    if name.endswith(packed.SUFFIXES):
        inner = packed.unpack(path, held)
        table = _table(inner, datum=datum, layer=layer, columns=columns, encoding=encoding, held=held)
        return replace(table, parts=(path,))
    suffix = path.suffix.lower()
    if suffix in {".shp", ".zip"}:
        of_shapes = shapefiles.open_table if suffix == ".shp" else partial(shapefiles.open_zipped, held=held)
        return of_shapes(path, datum=datum, layer=layer, encoding=encoding)
    if suffix in {".parquet", ".geoparquet"} or (suffix == ".json" and records.is_list(path)):
        of_rows = records.open_table if suffix == ".json" else parquet.open_table
        return of_rows(path, datum=datum, columns=columns)
    if suffix in {".xlsx", ".xlsm"}:
        return workbooks.open_table(path, datum=datum, layer=layer, columns=columns)
    if suffix in {".gpkg", ".geojson", ".json", ".fgb"}:
        return spatial.open_table(path, datum=datum, layer=layer)
    raise Unsupported(
        f"{path.name}: files of this kind are not read; bring {READ}{_INSTEAD.get(path.suffix.lower(), '')}"
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """A file read whole: `raw` has the columns as they came (a GeoDataFrame keeps its own CRS), index = row number.

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
    path: Path,
    *,
    datum: str = "WGS84",
    layer: str | None = None,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
) -> Reading:
    """All rows of a layer at once; arguments and errors as of open_layer."""
    with open_layer(path, datum=datum, layer=layer, columns=columns, encoding=encoding) as opened:
        chunks = list(opened.chunks())
        empty = pd.DataFrame({name: pd.Series(dtype="str") for name in opened.columns})
        empty.index = pd.RangeIndex(1, 1, name="row_no")
        raw = pd.concat([chunk.raw for chunk in chunks]) if chunks else empty
        shapes = np.concatenate([chunk.shapes for chunk in chunks]) if chunks else np.empty(0, dtype=object)
        geometry = np.concatenate([chunk.geometry for chunk in chunks]) if chunks else shapes
        position = opened.position_columns
        if position and position[0] not in opened.columns:
            raw = gpd.GeoDataFrame(raw.assign(**{position[0]: shapes}), geometry=position[0], crs=opened.crs)
        return Reading(raw, geometry, opened.datum, opened.sha256, opened.layer, position, opened.notes)
