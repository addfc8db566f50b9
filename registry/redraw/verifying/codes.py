"""Codes: well formed, of the right parent, each once; and what became of those of a previous plan."""

from collections import Counter

import geopandas as gpd
import numpy as np
import shapely

from registry.redraw.verifying.plan import SAME_M2, Cells, Grids, texts
from registry.redraw.verifying.verdict import Fault

BORDER_M, NEAR_M = 0.5, 0.01  # lengths of borders that differ by less are equal; borders so near are one


def check_codes(cells: Cells, grids: Grids) -> list[Fault]:
    """Each cell names a grid there is, and its code is that grid's code and three digits other than 000, borne once."""
    faults: list[Fault] = []
    times = Counter(cells.codes.tolist())
    for code, grid, known, shape in zip(cells.codes, cells.grid_codes, cells.grid >= 0, cells.shapes, strict=True):
        if not known:
            words = f"cell {code} names the grid {grid or '(none)'}, which there is not"
            faults.append(Fault("code", words, cell=code, grid=grid, shape=shape))
        elif not _well_formed(code, grid):
            words = f"the code {code or '(none)'} is not that of its grid {grid} and three digits from 001"
            faults.append(Fault("code", words, cell=code, grid=grid, shape=shape))
        if times[code] > 1:
            words = f"the code {code} is borne by {times[code]} cells"
            faults.append(Fault("code", words, cell=code, grid=grid, measure=float(times[code]), shape=shape))
    ground = dict(zip(grids.codes.tolist(), grids.shapes, strict=True))
    empty = sorted(set(ground) - set(cells.grid_codes.tolist()))
    return [*faults, *(Fault("gap", f"grid {grid} has no cell", grid=grid, shape=ground[grid]) for grid in empty)]


def _well_formed(code: str, grid: str) -> bool:
    number = code.removeprefix(grid)
    return code == grid + number and len(number) == 3 and number.isascii() and number.isdigit() and number != "000"


def check_vacant(cells: Cells, frame: gpd.GeoDataFrame) -> list[Fault]:
    """A vacant cell has no minutes and names in `attached_to` the cell with work beside it: of its grid, the one that
    no other has a longer border with it than. `frame` are the rows of `cells`; nothing is asked of a plan without the
    columns.
    """
    faults: list[Fault] = []
    if not {"kind", "attached_to"} <= set(frame.columns):
        return faults
    vacant, named = (frame["kind"] == "vacant").to_numpy(), texts(frame["attached_to"])
    place = {code: i for i, code in enumerate(cells.codes)}
    for i in np.flatnonzero(vacant).tolist():
        code, grid, taker = cells.codes[i], cells.grid_codes[i], place.get(named[i])
        others = np.flatnonzero((cells.grid_codes == grid) & ~vacant)
        words = ""
        if cells.minutes[i] > 0:
            words = f"cell {code} is vacant and states {cells.minutes[i]:.2f} minutes"
        elif len(others) == 0:
            continue
        elif taker is None or taker not in others:
            words = f"the vacant cell {code} is attached to {named[i] or 'nobody'}, no cell with work of its grid"
        else:
            shared = [_common_m(cells.shapes[i], cells.shapes[j]) for j in [taker, *others]]
            if max(shared) > shared[0] + BORDER_M:
                best = cells.codes[others[int(np.argmax(shared[1:]))]]
                words = f"the vacant cell {code} is attached to {named[i]}, and {best} has more border with it"
        if words:
            faults.append(Fault("vacant", words, cell=code, grid=grid, shape=cells.shapes[i]))
    return faults


def _common_m(one: shapely.Geometry, two: shapely.Geometry) -> float:
    """Border two cells share, by what of the one's outline is within a centimetre of the other."""
    return float(shapely.length(shapely.intersection(shapely.boundary(one), shapely.buffer(two, NEAR_M))))


def check_stability(cells: Cells, previous: Cells) -> list[Fault]:
    """A code of both plans stands on the same ground and floors: so its atoms are the same too, as they lie in it.

    A number of a cell that is gone, given to another, is found by this as well.
    """
    before = {code: i for i, code in enumerate(previous.codes)}
    faults: list[Fault] = []
    for i, code in enumerate(cells.codes):
        j = before.get(code)
        if j is None:
            continue
        grid, old, new = cells.grid_codes[i], previous.shapes[j], cells.shapes[i]
        floors = (int(cells.floor_from[i]), int(cells.floor_to[i]))
        floors_before = (int(previous.floor_from[j]), int(previous.floor_to[j]))
        changed = shapely.symmetric_difference(old, new)
        if changed.area > SAME_M2:
            common = shapely.intersection(old, new).area / max(min(old.area, new.area), 1e-9)
            words = (
                f"the number of cell {code} is used again for another place"
                if common < 0.5
                else f"cell {code} kept its code and changed its shape by {changed.area:.2f} m²"
            )
            faults.append(Fault("stability", words, cell=code, grid=grid, measure=changed.area, shape=changed))
        elif floors != floors_before:
            words = f"cell {code} kept its code and has floors {_span(floors)} where it had {_span(floors_before)}"
            moved = float(np.abs(np.subtract(floors, floors_before)).sum())
            faults.append(Fault("stability", words, cell=code, grid=grid, measure=moved, shape=new))
    return faults


def _span(floors: tuple[int, int]) -> str:
    return "all" if floors == (0, 0) else f"{floors[0]} to {floors[1]}"
