"""Edits by hand: cells and atoms in, cells and atoms out, for `repairing.repair` to make a sound plan of. Pure.

`cells` have code, grid, locked and, where a tower is divided, floor_from and floor_to; `atoms` have row_no,
cell and drawn: where the two differ, a hand gave the atom to its cell, and a repair leaves it there.
Shapes given are in the CRS of the cells. A frame handed in is never changed.
"""

from collections.abc import Sequence
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from registry.errors import Conflict, Invalid, NotFound

SPECK = 1e-9
"""Of a grid's area: what is smaller is a rounding of a border and no ground."""
LATTICE_M = 1e-7
"""Overlays are rounded to it, so that a border stays one in the plane of whoever looks at it next."""


class Drawn(NamedTuple):
    """The cells and atoms of a grid."""

    cells: gpd.GeoDataFrame
    atoms: gpd.GeoDataFrame


def move_atoms(drawn: Drawn, rows: Sequence[int], *, to: str) -> Drawn:
    """Atoms go over to another cell. Raises NotFound for one that is not there, Conflict for a locked cell."""
    cells, atoms = drawn
    unknown = sorted(set(rows) - set(atoms["row_no"].tolist()))
    if unknown:
        raise NotFound(f"there is no atom {unknown[0]} in this grid", atoms=unknown)
    moved = atoms["row_no"].isin(list(rows))
    _free(cells, [to, *atoms.loc[moved, "cell"].unique().tolist()])
    changed = atoms.copy()
    changed.loc[moved, "cell"] = to
    return Drawn(cells, changed)


def reshape(drawn: Drawn, code: str, shape: shapely.Geometry) -> Drawn:
    """A cell has another outline: what it takes goes from its neighbours, what it leaves goes to the neighbour with the
    longest border to it; of locked cells nothing is taken. Atoms follow the ground they stand on.

    Raises NotFound, Conflict for a locked cell, Invalid for an outline that is none or lies outside of the grid.
    """
    cells, atoms = drawn
    row = _whole(cells, code)
    if shapely.get_type_id(shape) != shapely.GeometryType.POLYGON or not shapely.is_valid(shape):
        raise Invalid(f"the new outline of {code} is no valid polygon", field="shape")
    shapes, step = cells.geometry.to_numpy().copy(), _lattice(cells)
    ground = shapely.union_all(shapes)
    shut = [i for i in range(len(cells)) if i != row and (cells["locked"].iloc[i] or _is_floor(cells, i))]
    inside = shapely.intersection(shape, ground, grid_size=step)
    wanted = _area(shapely.difference(inside, shapely.union_all(shapes[shut]), grid_size=step))
    speck = SPECK * shapely.area(ground)
    if not isinstance(wanted, shapely.Polygon) or wanted.area <= speck:
        raise Invalid(
            f"the new outline of {code} leaves it no connected ground: it lies outside of the grid or over locked "
            "cells and towers",
            field="shape",
        )
    left = shapely.get_parts(_area(shapely.difference(shapes[row], wanted, grid_size=step)))
    shapes[row] = wanted
    others = [i for i in range(len(cells)) if i != row and i not in shut]
    for i in others:
        if shapely.area(shapely.intersection(shapes[i], wanted)) > speck:
            shapes[i] = _area(shapely.difference(shapes[i], wanted, grid_size=step))
            if shapely.area(shapes[i]) <= speck:
                raise Invalid(f"nothing would be left of {cells['code'].iloc[i]}: merge the two", field="shape")
    for part in left[shapely.area(left) > speck]:
        near = [
            shapely.length(shapely.intersection(shapely.boundary(shapes[i]), shapely.boundary(part))) for i in others
        ]
        if not near or max(near) <= 0:
            raise Invalid(f"no cell could take the ground that {code} leaves: its neighbours are locked", field="shape")
        heir = others[int(np.argmax(near))]
        shapes[heir] = shapely.union(shapes[heir], part, grid_size=step)
    return _followed(cells, atoms, shapes, [row, *others])


def merge(drawn: Drawn, codes: Sequence[str]) -> Drawn:
    """Cells become one, under the first code. Raises NotFound, Conflict for a locked one, Invalid for cells that do not
    hang together, or floors that do not follow one another.
    """
    cells, atoms = drawn
    if len(set(codes)) < 2:
        raise Invalid("name two cells or more to merge", field="codes")
    _free(cells, codes)
    rows = [_row(cells, code) for code in dict.fromkeys(codes)]
    floors = [i for i in rows if _is_floor(cells, i)]
    one = cells.copy()
    if floors:
        _merge_floors(one, rows, floors)
    else:
        shape = _area(shapely.union_all(cells.geometry.to_numpy()[rows], grid_size=_lattice(cells)))
        if not isinstance(shape, shapely.Polygon):
            raise Invalid(f"{', '.join(codes)} do not hang together: merge neighbours", field="codes")
        one.loc[one.index[rows[0]], one.geometry.name] = shape
    kept = one.drop(index=one.index[rows[1:]])
    changed = atoms.copy()
    changed.loc[changed["cell"].isin(list(codes)), ["cell", "drawn"]] = codes[0]
    return Drawn(kept, changed)


def split(drawn: Drawn, code: str, line: shapely.LineString) -> Drawn:
    """A cell is divided along a line: its parts are rows of one code, for the repair to number.

    Raises NotFound, Conflict for a locked cell, Invalid for a line that does not run through it, or floors of a tower.
    """
    cells, atoms = drawn
    row = _whole(cells, code)
    shape = cells.geometry.iloc[row]
    pieces = shapely.get_parts(shapely.polygonize([shapely.node(shapely.union(shapely.boundary(shape), line))]))
    inside = pieces[shapely.covers(shape, shapely.point_on_surface(pieces))]
    inside = inside[shapely.area(inside) > SPECK * shape.area]
    if len(inside) < 2:
        raise Invalid(f"the line does not divide {code}: begin and end it outside of the cell", field="line")
    order = np.lexsort(np.round(shapely.bounds(inside)[:, :2], 7).T)  # from west to east, whichever way the line runs
    rows = np.insert(np.arange(len(cells)), row, [row] * (len(inside) - 1))
    parted = cells.iloc[rows].reset_index(drop=True)
    shapes = parted.geometry.to_numpy().copy()
    shapes[row : row + len(inside)] = inside[order]
    return Drawn(parted.set_geometry(gpd.GeoSeries(shapes, crs=cells.crs)), atoms)


def lock(drawn: Drawn, codes: Sequence[str], *, locked: bool) -> Drawn:
    """Cells are kept as they are by every edit and repair, or no longer. Raises NotFound."""
    cells, atoms = drawn
    for code in codes:
        _row(cells, code)
    changed = cells.copy()
    changed.loc[changed["code"].isin(list(codes)), "locked"] = locked
    return Drawn(changed, atoms)


def _row(cells: gpd.GeoDataFrame, code: str) -> int:
    rows = np.flatnonzero((cells["code"] == code).to_numpy())
    if not len(rows):
        raise NotFound(f"there is no cell {code} in this grid", cell=code)
    if len(rows) > 1:
        raise Conflict(f"{code} was divided in this very edit: send what follows as an edit of its own", cell=code)
    return int(rows[0])


def _free(cells: gpd.GeoDataFrame, codes: Sequence[str]) -> None:
    for code in codes:
        if cells["locked"].iloc[_row(cells, code)]:
            raise Conflict(f"cell {code} is locked: unlock it first", cell=code)


def _whole(cells: gpd.GeoDataFrame, code: str) -> int:
    """The row of a free cell that is no floors of a tower."""
    _free(cells, [code])
    row = _row(cells, code)
    if _is_floor(cells, row):
        raise Invalid(f"{code} is floors of a tower: it has the outline of the whole building", cell=code)
    return row


def _is_floor(cells: gpd.GeoDataFrame, row: int) -> bool:
    return "floor_from" in cells.columns and bool(cells["floor_from"].notna().iloc[row])


def _merge_floors(cells: gpd.GeoDataFrame, rows: Sequence[int], floors: Sequence[int]) -> None:
    """Give the first of some cells the floors of them all."""
    shapes = cells.geometry.to_numpy()[rows]
    stack = cells.iloc[floors].sort_values("floor_from")
    follows = (stack["floor_from"].to_numpy()[1:] == stack["floor_to"].to_numpy()[:-1] + 1).all()
    if len(floors) < len(rows) or not shapely.equals(shapes, shapes[0]).all() or not follows:
        raise Invalid("floors of a tower merge with the next ones of the same tower alone", field="codes")
    first = cells.index[rows[0]]
    cells.loc[first, "floor_from"], cells.loc[first, "floor_to"] = (
        stack["floor_from"].iloc[0],
        stack["floor_to"].iloc[-1],
    )


def _lattice(cells: gpd.GeoDataFrame) -> float:
    """The step of the lattice in units of the CRS."""
    return LATTICE_M / 1e5 if cells.crs is not None and cells.crs.is_geographic else LATTICE_M


def _area(shape: shapely.Geometry) -> shapely.Geometry:
    """What of a shape is ground: crumbs that overlays leave along borders are dropped where there is more than one."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    parts = parts[shapely.get_dimensions(parts) == 2]
    sizes = shapely.area(parts)
    kept = parts[sizes > SPECK * sizes.max()] if len(parts) else parts
    return kept[0] if len(kept) == 1 else shapely.union_all(kept)


def _followed(cells: gpd.GeoDataFrame, atoms: gpd.GeoDataFrame, shapes: np.ndarray, rows: Sequence[int]) -> Drawn:
    """The cells with their new shapes; atoms of `rows`, but for those a hand gave, go where the middle of them lies."""
    names, changed = cells["code"].to_numpy(), atoms.copy()
    by_hand = atoms["cell"] != atoms["drawn"]
    free = np.flatnonzero((atoms["cell"].isin(names[list(rows)]) & ~by_hand).to_numpy())
    spots = shapely.point_on_surface(atoms.geometry.to_numpy()[free])
    atom, home = shapely.STRtree(shapes[list(rows)]).query(spots, predicate="intersects")
    homes = atoms["cell"].to_numpy(dtype=object, copy=True)
    order = np.argsort(atom, kind="stable")[::-1]  # on a border: the first
    homes[free[atom[order]]] = names[np.asarray(rows)[home[order]]]
    changed["cell"] = homes
    changed["drawn"] = atoms["drawn"].where(by_hand, changed["cell"])
    return Drawn(cells.set_geometry(gpd.GeoSeries(shapes, index=cells.index, crs=cells.crs)), changed)
