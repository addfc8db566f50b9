"""A finished plan measured: nothing here knows how it came about."""

from collections import Counter

import geopandas as gpd
import numpy as np
import shapely

BARELY_M2 = 0.01
HAIR = 1e-6


def measure(
    cells: gpd.GeoDataFrame, atoms: gpd.GeoDataFrame, grids: gpd.GeoDataFrame, *, id_field: str, minutes: float
) -> dict[str, int | float]:
    """Figures of a plan: cells above the limit or not connected, ground left out or covered twice (m²), buildings
    that a border cuts, and how work and shapes come out.
    """
    metric = cells.estimate_utm_crs()
    shapes = cells.to_crs(metric)
    whole = dict(zip(grids[id_field].map(_name), shapely.make_valid(grids.geometry.to_numpy()), strict=True))
    gap = overlap = 0.0
    for grid, own in cells.groupby("grid"):  # in the CRS of the grids: a side that is straight there is none elsewhere
        parts = shapely.from_wkb(np.unique(shapely.to_wkb(own.geometry.to_numpy())))
        m2 = shapely.area(shapes.geometry.loc[own.index].to_numpy()).sum() / shapely.area(own.geometry.to_numpy()).sum()
        covered = shapely.union_all(parts)
        overlap += max(0.0, float(shapely.area(parts).sum() - shapely.area(covered))) * m2
        gap += float(shapely.area(shapely.symmetric_difference(covered, whole[grid]))) * m2
    area, around = shapely.area(shapes.geometry.to_numpy()), shapely.length(shapes.geometry.to_numpy())
    compactness = 4 * np.pi * area / around**2
    working = cells["minutes"].to_numpy()[cells["minutes"].to_numpy() > 0]
    spread = working if len(working) else np.zeros(1)
    return {
        "grids": len(grids),
        "cells": len(cells),
        "over_limit": int((cells["minutes"] > minutes * (1 + HAIR)).sum()),
        "discontiguous": int((shapely.get_num_geometries(shapes.geometry.to_numpy()) > 1).sum()),
        "gap_m2": round(gap, 6),
        "overlap_m2": round(overlap, 6),
        "cut_buildings": _cut(shapes, atoms.to_crs(metric)),
        "minutes_median": round(float(np.median(spread)), 2),
        "minutes_p95": round(float(np.percentile(spread, 95)), 2),
        "compactness_median": round(float(np.median(compactness)), 4),
    }


def _name(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _cut(cells: gpd.GeoDataFrame, atoms: gpd.GeoDataFrame) -> int:
    """Outlines with ground in two different footprints of one grid."""
    outlines = atoms.geometry.to_numpy()[shapely.get_dimensions(atoms.geometry.to_numpy()) == 2]
    outlines = shapely.from_wkb(np.unique(shapely.to_wkb(shapely.make_valid(outlines))))
    shapes = cells.geometry.to_numpy()
    outline, cell = shapely.STRtree(shapes).query(outlines, predicate="intersects")
    inside = shapely.area(shapely.intersection(outlines[outline], shapes[cell])) > BARELY_M2
    place = shapely.to_wkb(shapes)
    seen = {(int(o), cells["grid"].iloc[c], place[c]) for o, c in zip(outline[inside], cell[inside], strict=True)}
    times = Counter((outline, grid) for outline, grid, _ in seen)
    return len({outline for (outline, _), n in times.items() if n > 1})
