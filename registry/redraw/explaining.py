"""Why there can be no plan: the smallest set of things that cannot be met, in words, before anything is solved.

Each obstacle stands alone: taking one of its parts away (a row, a barrier, a cell more) makes it possible again, as far
as the fewest cells are told by `bounds`. None found is no promise: contiguity may ask for more cells than these say.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from registry.redraw.bounds import lower_bound
from registry.redraw.lines import judged
from registry.redraw.verifying.connecting import sides, unjoined
from registry.redraw.verifying.plan import Grids, Texts, in_crs, read_grids, texts
from registry.redraw.verifying.plane import Plane, Shapes

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What cannot be met: `rule` is one of outside, floors, count, parts, total; `atoms` are rows (from 0)."""

    rule: str
    words: str
    grids: tuple[str, ...] = ()
    atoms: tuple[int, ...] = ()


def obstacles(
    grids: gpd.GeoDataFrame,
    demand: gpd.GeoDataFrame,
    *,
    room_minutes: float,
    id_field: str = "code",
    barriers: gpd.GeoDataFrame | None = None,
    counts: Mapping[str, int] | None = None,
    total: int | None = None,
) -> list[Obstacle]:
    """All that is known to stand against a plan, in the order of the grids and rows.

    `demand` has `minutes` (as a cell's people take), may have floors or storeys; `room_minutes` is the limit less the
    mobilisation, `counts` cells a grid is given, `total` those of all. Raises Invalid for layers that cannot be read.
    """
    west, south, east, north = map(float, grids.total_bounds)
    plane = Plane.of(grids.crs, (west, south, east, north))
    parents = read_grids(grids, plane, id_field=id_field)
    rows = in_crs(demand, grids.crs, layer="the demand")
    shapes = plane.metres(np.asarray(rows.geometry.array))
    home = _homes(shapes, parents)
    minutes = pd.to_numeric(rows["minutes"], errors="coerce").fillna(0.0).to_numpy(dtype=np.float64)
    given = dict(counts or {})
    needed = [
        _Need(code, lower_bound(minutes[home == i].tolist(), room_minutes), np.flatnonzero((home == i) & (minutes > 0)))
        for i, code in enumerate(parents.codes)
    ]
    found = [*_outside(rows, home, shapes, plane), *_floors(rows, minutes, home, parents, room_minutes)]
    found += [
        _too_few(one, given[one.code], minutes, room_minutes)
        for one in needed
        if given.get(one.code, one.bound) < one.bound
    ]
    if barriers is not None:
        rows = judged(in_crs(barriers, grids.crs, layer="the barriers"))
        lines, hardness = plane.metres(np.asarray(rows.geometry.array)), rows["hardness"].to_numpy()
        found += _parts(parents, lines[hardness == "hard"], lines[hardness == "opening"], given, total)
    return found if total is None else [*found, *_total(needed, total)]


def by_grid(
    grids: gpd.GeoDataFrame, demand: gpd.GeoDataFrame, *, id_field: str = "code"
) -> dict[str, gpd.GeoDataFrame]:
    """The rows of the demand that lie in each grid, by its code, as `bounds.feasible` takes them."""
    west, south, east, north = map(float, grids.total_bounds)
    plane = Plane.of(grids.crs, (west, south, east, north))
    parents = read_grids(grids, plane, id_field=id_field)
    rows = in_crs(demand, grids.crs, layer="the demand")
    home = _homes(plane.metres(np.asarray(rows.geometry.array)), parents)
    return {str(code): gpd.GeoDataFrame(demand[home == i]) for i, code in enumerate(parents.codes)}


@dataclass(frozen=True, slots=True)
class _Need:
    code: str
    bound: int
    rows: npt.NDArray[np.int64]


def _homes(shapes: Shapes, grids: Grids) -> npt.NDArray[np.int64]:
    """The grid each row lies in, by a point on it; -1 for none."""
    spots = shapely.point_on_surface(shapes)
    home = np.full(len(shapes), -1, dtype=np.int64)
    row, grid = shapely.STRtree(grids.shapes).query(spots, predicate="intersects")
    home[row[::-1]] = grid[::-1]
    return home


def _outside(rows: gpd.GeoDataFrame, home: npt.NDArray[np.int64], shapes: Shapes, plane: Plane) -> list[Obstacle]:
    found: list[Obstacle] = []
    names = _names(rows)
    for i in np.flatnonzero(home < 0).tolist():
        if shapely.is_missing(shapes[i]) or shapely.is_empty(shapes[i]):
            found.append(Obstacle("outside", f"{names[i]} has no place", atoms=(i,)))
            continue
        x, y = shapely.get_coordinates(plane.back(np.array([shapely.centroid(shapes[i])])))[0]
        found.append(Obstacle("outside", f"{names[i]} at {x:.6g}, {y:.6g} lies in no grid", atoms=(i,)))
    return found


def _floors(
    rows: pd.DataFrame, minutes: Floats, home: npt.NDArray[np.int64], grids: Grids, room: float
) -> list[Obstacle]:
    """Atoms above the room that floors cannot divide: none are known, or one floor is too much."""
    column = next((rows[name] for name in ("floors", "storeys") if name in rows.columns), None)
    floors = np.zeros(len(rows)) if column is None else pd.to_numeric(column, errors="coerce").fillna(0).to_numpy()
    names = _names(rows)
    found: list[Obstacle] = []
    for i in np.flatnonzero((minutes > room + 1e-6) & (home >= 0)).tolist():
        count = max(1.0, float(floors[i]))
        if minutes[i] / count <= room + 1e-6:
            continue
        code = str(grids.codes[home[i]])
        what = f"on {count:.0f} floors" if floors[i] > 0 else "and no floors to divide it by"
        words = f"{names[i]} in grid {code} takes {minutes[i]:.1f} minutes {what}; a cell has {room:g}"
        found.append(Obstacle("floors", words, grids=(code,), atoms=(i,)))
    return found


def _too_few(need: _Need, given: int, minutes: Floats, room: float) -> Obstacle:
    """The rows that alone are too many for the cells given: the largest, as few as will do."""
    rows = need.rows[np.argsort(-minutes[need.rows], kind="stable")]
    low, high = 1, len(rows)
    while low < high:  # with every further row the bound grows or stays
        middle = (low + high) // 2
        low, high = (low, middle) if lower_bound(minutes[rows[:middle]].tolist(), room) > given else (middle + 1, high)
    part = rows[:low]
    words = (
        f"grid {need.code} is given {given} cells and needs {need.bound} at least: {len(part)} of its rows with "
        f"{minutes[part].sum():.1f} minutes do not go into {given} cells of {room:g}"
    )
    return Obstacle("count", words, grids=(need.code,), atoms=tuple(part.tolist()))


def _parts(
    grids: Grids, lines: Shapes, crossings: Shapes, given: Mapping[str, int], total: int | None
) -> list[Obstacle]:
    found: list[Obstacle] = []
    tree = shapely.STRtree(lines)
    least = 0
    for code, shape in zip(grids.codes, grids.shapes, strict=True):
        near = tree.query(shape, predicate="intersects")
        parts = shapely.get_num_geometries(shape)
        if len(near):
            parts = unjoined(sides(shape, shapely.union_all(lines[near])), shape, crossings)
        least += max(1, int(parts))
        if code in given and parts > given[code]:
            words = f"barriers divide grid {code} into {parts} parts, and it is given {given[code]} cells"
            found.append(Obstacle("parts", words, grids=(code,)))
    if total is not None and least > total:
        words = f"barriers leave {least} parts of {len(grids.codes)} grids, each a cell at least, and {total} are given"
        found.append(Obstacle("parts", words))
    return found


def _total(needed: list[_Need], total: int) -> list[Obstacle]:
    """The fewest grids whose bounds come to more than all cells there are."""
    ranked = sorted(needed, key=lambda one: (-one.bound, one.code))
    sums = np.cumsum([one.bound for one in ranked])
    if len(sums) == 0 or sums[-1] <= total:
        return []
    part = ranked[: int(np.argmax(sums > total)) + 1]
    codes = tuple(sorted(one.code for one in part))
    told = ", ".join(codes[:5]) + (f" and {len(codes) - 5} more" if len(codes) > 5 else "")
    words = (
        f"{sums[-1]} cells are needed at least and {total} are given: "
        f"{len(part)} grids ({told}) alone need {sums[len(part) - 1]}"
    )
    return [Obstacle("total", words, grids=codes)]


def _names(rows: pd.DataFrame) -> Texts:
    column = next((rows[name] for name in ("source_id", "code", "id") if name in rows.columns), None)
    if column is not None:
        return texts(column)
    return np.array([f"row {i + 1}" for i in range(len(rows))], dtype=object)
