"""Codes: well formed, of the right parent, each once; and what became of those of a previous plan."""

from collections import Counter

import numpy as np
import shapely

from registry.redraw.verifying.plan import SAME_M2, Cells, Grids
from registry.redraw.verifying.verdict import Fault


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
    empty = sorted(set(grids.codes.tolist()) - set(cells.grid_codes.tolist()))
    return [*faults, *(Fault("gap", f"grid {grid} has no cell", grid=grid) for grid in empty)]


def _well_formed(code: str, grid: str) -> bool:
    number = code.removeprefix(grid)
    return code == grid + number and len(number) == 3 and number.isascii() and number.isdigit() and number != "000"


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
