"""Files of a redraw: layers read as frames, and PLAN.gpkg written whole or not at all."""

import tempfile
from pathlib import Path

import geopandas as gpd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from registry.errors import Invalid, NotFound
from registry.redraw.planning import Plan


def read(path: Path, layer: str | None, *, option: str) -> gpd.GeoDataFrame:
    """A layer of a file that GDAL or GeoPandas reads. Raises NotFound, Invalid naming the layers there are."""
    if not path.exists():
        raise NotFound(f"{option}: there is no file {path}", path=str(path))
    if path.suffix.lower() in {".parquet", ".geoparquet"}:
        return gpd.read_parquet(path)
    try:
        layers = [str(name) for name, _ in pyogrio.list_layers(path)]
        if layer is None and len(layers) > 1:
            raise Invalid(f"{option}: {path.name} has several layers; name one by {option}-layer: {', '.join(layers)}")
        frame = pyogrio.read_dataframe(path, layer=layer)
    except DataLayerError as error:
        raise Invalid(f"{option}: {path.name} has no layer {layer}; there are {', '.join(layers)}") from error
    except DataSourceError as error:
        raise Invalid(f"{option}: {path.name} is no file of places that can be read here ({error})") from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise Invalid(f"{option}: layer {layer or layers[0]} of {path.name} has no shapes")
    return frame


def write(plan: Plan, path: Path) -> None:
    """`cells` and `atoms` as layers of a GeoPackage, in the CRS of the grids; an older file of the name is replaced."""
    if path.suffix.lower() != ".gpkg":
        raise Invalid(f"--out {path}: a plan is a GeoPackage; name it .gpkg", path=str(path))
    if not path.parent.is_dir():
        raise NotFound(f"--out: there is no folder {path.parent}", path=str(path))
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".plan-") as folder:
        part = Path(folder) / path.name
        _layer(plan.cells, part, "cells")
        _layer(plan.atoms.to_crs(plan.cells.crs), part, "atoms")
        part.replace(path)


def _layer(frame: gpd.GeoDataFrame, path: Path, name: str) -> None:
    kept = frame.drop(columns=[column for column in frame.columns if str(column).lower() == "fid"])
    pyogrio.write_dataframe(kept, path, layer=name, append=path.exists())
