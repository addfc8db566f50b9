"""Under which codes the cells of a plan are known. Pure.

A cell that has the shape of one that stands keeps its code. Any other is a new cell, and gets the number that the plan
gives it, if that was never issued; else the next free one of its grid. A number that was given is never given again.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from registry.codes import GRAMMARS, Kind
from registry.errors import Invalid

Geometries = npt.NDArray[np.object_]
SAME = 1e-6
"""Two shapes are one where what only one of them covers is less than this share of both."""
Floors = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells by code: their shapes (degrees, WGS 84) and floors (both None for a whole cell)."""

    codes: Sequence[str]
    shapes: Geometries
    floors: Sequence[Floors]


def number(plan: Cells, *, standing: Cells, last: Mapping[str, int], issued: frozenset[str]) -> list[str]:
    """The code of each cell of a plan.

    `standing` are the micro-grids of the same grids, `issued` those codes of the plan that were issued already, `last`
    the last number given below each grid. Raises Invalid where the numbers of a grid are used up, or a code comes
    twice.
    """
    twice = sorted(code for code, count in Counter(plan.codes).items() if count > 1)
    if twice:
        raise Invalid(f"the plan has two cells of one code: {', '.join(twice[:5])}", codes=twice)
    kept = same_cells(plan, standing)
    following = dict(last)
    for code in set(plan.codes) - issued:
        following[code[:-3]] = max(following.get(code[:-3], 0), int(code[-3:]))
    final = list(plan.codes)
    for place in sorted(range(len(final)), key=final.__getitem__):
        grid = final[place][:-3]
        if place in kept:
            final[place] = kept[place]
        elif final[place] in issued:
            following[grid] = following.get(grid, 0) + 1
            if following[grid] > GRAMMARS[Kind.MICRO_GRID].last:
                raise Invalid(f"no number of a micro-grid is left below grid {grid}", grid=grid)
            final[place] = f"{grid}{following[grid]:03d}"
    return final


def same_cells(plan: Cells, standing: Cells) -> dict[int, str]:
    """Places of cells that stand already, with their codes: the same shape and floors in the same grid."""
    if not len(standing.codes) or not len(plan.codes):
        return {}
    tree = shapely.STRtree(shapely.point_on_surface(standing.shapes))
    cell, other = tree.query(plan.shapes, predicate="intersects")
    apart = shapely.area(shapely.symmetric_difference(plan.shapes[cell], standing.shapes[other]))
    whole = shapely.area(plan.shapes[cell]) + shapely.area(standing.shapes[other])
    same = apart <= SAME * whole
    pairs = zip(cell[same].tolist(), other[same].tolist(), strict=True)
    return {
        mine: standing.codes[its]
        for mine, its in pairs
        if plan.floors[mine] == standing.floors[its] and plan.codes[mine][:-3] == standing.codes[its][:-3]
    }
