"""How cells are drawn, told place by place: what the rules of shape find, and what only a drawing can have."""

import geopandas as gpd
import numpy as np
import shapely

from registry.redraw.verifying import codes, connecting, cover
from registry.redraw.verifying.plan import Cells, in_crs, read_cells, read_grids
from registry.redraw.verifying.plane import Plane
from registry.redraw.verifying.verdict import Fault, as_frame

SLIVER_M = 1.0  # nobody walks a cell that is nowhere so wide
SAME_M = 0.001  # two vertices closer than this are one: a hundred times what a file's rounding moves them by


def report(cells: gpd.GeoDataFrame, grids: gpd.GeoDataFrame, *, id_field: str = "code") -> gpd.GeoDataFrame:
    """Gaps, overlaps, what lies outside, cells in parts, shapes and codes that are none, slivers, double vertices.

    A row a finding with the columns of a verdict (`verdict.COLUMNS`) and where it is, in the CRS of the grids. No
    demand is asked for, so that cells which stand are told of like those of a plan. Raises Invalid as `verify` does.
    """
    crs = grids.crs
    west, south, east, north = map(float, grids.total_bounds)
    plane = Plane.of(crs, (west, south, east, north))
    parents = read_grids(grids, plane, id_field=id_field)
    found = read_cells(in_crs(cells, crs, layer="the cells"), plane, parents)
    gaps, _ = cover.check_cover(found, parents)
    overlaps, _ = cover.check_overlap(found)
    faults = [*codes.check_codes(found, parents), *gaps, *overlaps, *connecting.check_contiguity(found)]
    faults += check_drawing(found)
    shapes = [None if fault.shape is None else plane.back(np.array([fault.shape]))[0] for fault in faults]
    return as_frame(faults, shapes, crs=crs)


def check_drawing(cells: Cells) -> list[Fault]:
    """Slivers, with their m² as measure, and vertices drawn twice, with the metres between them."""
    return [*_slivers(cells), *_vertices(cells)]


def _slivers(cells: Cells) -> list[Fault]:
    parts, owner = shapely.get_parts(cells.shapes, return_index=True)
    thin = shapely.is_empty(shapely.buffer(parts, -SLIVER_M / 2)) & (shapely.area(parts) > 0)
    faults = []
    for n in np.flatnonzero(thin):
        code, area = cells.codes[owner[n]], float(shapely.area(parts[n]))
        words = f"a part of cell {code} of {area:.2f} m² is nowhere as wide as {SLIVER_M:g} m"
        faults.append(Fault("sliver", words, cell=code, grid=cells.grid_codes[owner[n]], measure=area, shape=parts[n]))
    return faults


def _vertices(cells: Cells) -> list[Fault]:
    parts, cell_of = shapely.get_parts(cells.drawn, return_index=True)
    solid = shapely.get_dimensions(parts) == 2
    rings, part_of = shapely.get_rings(parts[solid], return_index=True)
    corners, ring_of = shapely.get_coordinates(rings, return_index=True)
    step_m = np.linalg.norm(np.diff(corners, axis=0), axis=1)
    twice = np.flatnonzero((step_m < SAME_M) & (ring_of[1:] == ring_of[:-1]))
    owner = cell_of[solid][part_of[ring_of[twice]]]
    faults = []
    for n, i in sorted(zip(twice.tolist(), owner.tolist(), strict=True), key=lambda pair: (pair[1], pair[0])):
        words = f"cell {cells.codes[i]} has a vertex twice, {step_m[n] * 1000:.2f} mm apart"
        grid, spot = cells.grid_codes[i], shapely.points(corners[n])
        faults.append(Fault("vertex", words, cell=cells.codes[i], grid=grid, measure=float(step_m[n]), shape=spot))
    return faults
