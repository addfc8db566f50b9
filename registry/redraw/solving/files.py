"""PLAN.gpkg, written whole or not at all."""

import tempfile
from pathlib import Path

import geopandas as gpd
import pyogrio

from registry.errors import Invalid, NotFound
from registry.redraw.solving.planning import Plan


def write(plan: Plan, path: Path, *, lines: gpd.GeoDataFrame | None = None) -> None:
    """`cells`, `atoms` and `lines`, with what each was to a cell and why, as layers of a GeoPackage in the CRS of the
    grids; an older file of the name is replaced.
    """
    if path.suffix.lower() != ".gpkg":
        raise Invalid(f"--out {path}: a plan is a GeoPackage; name it .gpkg", path=str(path))
    if not path.parent.is_dir():
        raise NotFound(f"--out: there is no folder {path.parent}", path=str(path))
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".plan-") as folder:
        part = Path(folder) / path.name
        _layer(plan.cells, part, "cells")
        _layer(plan.atoms.to_crs(plan.cells.crs), part, "atoms")
        if lines is not None:
            _layer(lines.to_crs(plan.cells.crs), part, "lines")
        part.replace(path)


def _layer(frame: gpd.GeoDataFrame, path: Path, name: str) -> None:
    kept = frame.drop(columns=[column for column in frame.columns if str(column).lower() == "fid"])
    pyogrio.write_dataframe(kept, path, layer=name, append=path.exists())
