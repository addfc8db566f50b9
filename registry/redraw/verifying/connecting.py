"""Each cell hangs together: one polygon, not by a point alone, and not across a barrier."""

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import shapely

from registry.redraw.lines import judged
from registry.redraw.verifying.plan import Cells
from registry.redraw.verifying.plane import Shapes
from registry.redraw.verifying.verdict import Fault

NECK_M = 0.002  # what hangs together by less hangs together by a point
SPECK_M2 = 0.01  # a part smaller than this is a rounding
GROUND_M = 0.5  # a part behind a barrier that is nowhere so wide is the thickness of a line
GROUND_M2 = 1.0
REACH_M = 15.0  # a crossing is drawn as a point or a line somewhere on the carriageway


NO_BUILDINGS: Shapes = np.empty(0, dtype=object)


def check_contiguity(cells: Cells) -> list[Fault]:
    """Cells without a shape, with an invalid one, in several parts, or held together by a point."""
    faults: list[Fault] = []
    valid = shapely.is_valid(cells.drawn)
    solid = shapely.area(cells.shapes) > 0
    counts = shapely.get_num_geometries(cells.shapes)
    thin = shapely.buffer(cells.shapes, -NECK_M / 2, join_style="mitre")
    for i, code in enumerate(cells.codes):
        where = {"cell": code, "grid": cells.grid_codes[i], "shape": cells.shapes[i]}
        if not solid[i]:
            faults.append(Fault("shape", f"cell {code} has no ground", **where))
            continue
        if not valid[i]:
            reason = shapely.is_valid_reason(cells.drawn[i])
            faults.append(Fault("shape", f"the shape of cell {code} is not valid: {reason}", **where))
        parts = _parts(cells.shapes[i]) if counts[i] > 1 else 1
        if parts > 1:
            faults.append(Fault("contiguity", f"cell {code} is in {parts} parts", measure=float(parts), **where))
        elif (held := _parts(thin[i])) > 1:
            words = f"{held} parts of cell {code} touch in a point only"
            faults.append(Fault("contiguity", words, measure=float(held), **where))
    return faults


def _parts(shape: shapely.Geometry) -> int:
    return int((shapely.area(shapely.get_parts(shape)) > SPECK_M2).sum())


def check_barriers(
    cells: Cells, barriers: gpd.GeoDataFrame, shapes: Shapes, *, buildings: Shapes = NO_BUILDINGS
) -> list[Fault]:
    """Cells that a barrier divides into parts without a crossing between them. What is beyond it of a building that is
    in the cell does not count: that is whole.

    `shapes` are the rows of `barriers` in metres: lines (or areas, of which nothing may be on both sides); what each
    row is to a cell is told by the table of lines: openings open what they stand on, soft lines divide nothing.
    """
    hardness = judged(barriers)["hardness"].to_numpy()
    shut, crossings = shapes[hardness == "hard"], shapes[hardness == "opening"]
    if len(shut) == 0:
        return []
    faults: list[Fault] = []
    tree = shapely.STRtree(shapely.make_valid(buildings))
    cell, line = shapely.STRtree(shut).query(cells.shapes, predicate="intersects")
    order = np.lexsort((line, cell))
    for i, lines in _grouped(cell[order], line[order]):
        shape, barrier = cells.shapes[i], shapely.union_all(shut[lines])
        # A cell that is in parts anyway is told as that: here counts what a barrier divides.
        built = shapely.union_all(tree.geometries[tree.query(barrier, predicate="intersects")])
        apart = max(
            unjoined(_with_ground(sides(part, barrier), built), part, crossings) for part in shapely.get_parts(shape)
        )
        if apart > 1:
            code = cells.codes[i]
            words = f"a barrier divides cell {code} into {apart} parts and no crossing joins them"
            faults.append(
                Fault("barrier", words, cell=code, grid=cells.grid_codes[i], measure=float(apart), shape=shape)
            )
    return faults


def _grouped(cell: np.ndarray, line: np.ndarray) -> Iterable[tuple[int, np.ndarray]]:
    for start, rows in zip(*_runs(cell), strict=True):
        yield int(cell[start]), line[start:rows]


def _runs(values: np.ndarray) -> tuple[list[int], list[int]]:
    edges = np.flatnonzero(np.r_[True, values[1:] != values[:-1]]).tolist() if len(values) else []
    return edges, [*edges[1:], len(values)] if edges else []


def sides(shape: shapely.Geometry, barrier: shapely.Geometry) -> Shapes:
    """Parts of a cell on the sides of a barrier, those that are ground. A line is cut out with the width of a hair."""
    solid = shapely.get_dimensions(barrier) == 2
    cut = barrier if solid else shapely.buffer(barrier, NECK_M / 2, cap_style="square")
    parts: Shapes = shapely.get_parts(shapely.difference(shape, cut))
    ground = shapely.area(parts) > GROUND_M2
    ground &= ~shapely.is_empty(shapely.buffer(parts, -GROUND_M / 2))
    sides: Shapes = parts[ground]
    return sides


def _with_ground(parts: Shapes, built: shapely.Geometry) -> Shapes:
    """Parts that are more than a piece of a building."""
    if built.is_empty:
        return parts
    kept: Shapes = parts[shapely.area(shapely.difference(parts, built)) > GROUND_M2]
    return kept


def unjoined(parts: Shapes, shape: shapely.Geometry, crossings: Shapes) -> int:
    """Groups of parts that no crossing joins."""
    if len(parts) < 2:
        return len(parts)
    group = list(range(len(parts)))
    for crossing in crossings[shapely.dwithin(crossings, shape, REACH_M)] if len(crossings) else []:
        reached = np.flatnonzero(shapely.dwithin(parts, crossing, REACH_M)).tolist()
        joined = {group[part] for part in reached}
        group = [min(joined) if one in joined else one for one in group]
    return len(set(group))
