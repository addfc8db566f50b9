"""Cells tile their grid: no gap, nothing outside, no ground twice but by floors."""

import itertools
from collections.abc import Sequence

import numpy as np
import shapely

from registry.redraw.verifying.plan import Cells, Grids
from registry.redraw.verifying.verdict import Fault

TOTAL_M2 = 0.01
"""What gaps of the whole plan, or overlaps, may come to: numbers of a file are rounded."""


def check_cover(cells: Cells, grids: Grids) -> tuple[list[Fault], float]:
    """Gaps in each grid and what lies outside it; with the gap of all grids in m²."""
    gaps: list[Fault] = []
    beyond: list[Fault] = []
    for number, (code, grid) in enumerate(zip(grids.codes, grids.shapes, strict=True)):
        own = cells.shapes[cells.grid == number]
        covered = shapely.union_all(own) if len(own) else shapely.Polygon()
        gap, outside = shapely.difference(grid, covered), shapely.difference(covered, grid)
        words = f"{gap.area:.4f} m² of grid {code} are in no cell"
        gaps.append(Fault("gap", words, grid=code, measure=gap.area, shape=gap))
        words = f"{outside.area:.4f} m² of the cells of grid {code} lie outside it"
        beyond.append(Fault("outside", words, grid=code, measure=outside.area, shape=outside))
    return [*worst(gaps), *worst(beyond)], float(sum(fault.measure for fault in gaps))


def check_overlap(cells: Cells) -> tuple[list[Fault], float]:
    """Ground that two cells share, in m² of each pair, unless they are different floors of one footprint; with the sum.

    Floors of one footprint that are in two cells share the ground; a floor between them that is in none is a fault.
    """
    one, two = shapely.STRtree(cells.shapes).query(cells.shapes, predicate="intersects")
    one, two = one[one < two], two[one < two]
    same = cells.stack[one] == cells.stack[two]
    apart = (cells.floor_to[one] < cells.floor_from[two]) | (cells.floor_to[two] < cells.floor_from[one])
    one, two, same = one[~(same & apart)], two[~(same & apart)], same[~(same & apart)]
    shared = shapely.intersection(cells.shapes[one], cells.shapes[two])
    areas = shapely.area(shared)
    pairs: list[Fault] = []
    for k in np.flatnonzero(areas > 0):
        a, b = sorted((int(one[k]), int(two[k])), key=lambda i: cells.codes[i])
        if same[k]:
            words = f"cells {cells.codes[a]} and {cells.codes[b]} have floors of one footprint in common"
        else:
            words = f"cells {cells.codes[a]} and {cells.codes[b]} overlap by {areas[k]:.4f} m²"
        grid = cells.grid_codes[a]
        rule = "floors" if same[k] else "overlap"
        pairs.append(Fault(rule, words, cell=cells.codes[a], grid=grid, measure=float(areas[k]), shape=shared[k]))
    return [*worst(pairs), *_missing_floors(cells)], float(areas.sum())


def worst(faults: Sequence[Fault]) -> list[Fault]:
    """The largest, until what remains comes to no more than the plan may have in all."""
    ranked = sorted(faults, key=lambda fault: -fault.measure)
    remaining = np.cumsum([fault.measure for fault in ranked][::-1])[::-1]
    return [fault for fault, rest in zip(ranked, remaining, strict=True) if rest > TOTAL_M2]


def _missing_floors(cells: Cells) -> list[Fault]:
    faults: list[Fault] = []
    for i in np.flatnonzero(cells.floor_from > cells.floor_to):
        words = f"cell {cells.codes[i]} has floors from {cells.floor_from[i]} down to {cells.floor_to[i]}"
        faults.append(Fault("floors", words, cell=cells.codes[i], grid=cells.grid_codes[i], shape=cells.shapes[i]))
    floored = np.flatnonzero((cells.floor_from != 0) | (cells.floor_to != 0)).tolist()
    floored.sort(key=lambda i: (cells.stack[i], cells.floor_from[i], cells.floor_to[i]))
    for low, high in itertools.pairwise(floored):
        missing = int(cells.floor_from[high] - cells.floor_to[low] - 1)
        if cells.stack[low] == cells.stack[high] and missing > 0:
            words = f"{missing} floors between cells {cells.codes[low]} and {cells.codes[high]} are in no cell"
            faults.append(
                Fault(
                    "floors",
                    words,
                    cell=cells.codes[low],
                    grid=cells.grid_codes[low],
                    measure=float(missing),
                    shape=cells.shapes[low],
                )
            )
    return faults
