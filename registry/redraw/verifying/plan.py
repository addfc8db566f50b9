"""A plan as the verifier reads it: shapes in metres, codes as text, floors as whole numbers."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from registry.errors import Invalid
from registry.redraw.verifying.plane import Plane, Shapes

Ints = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Cells:
    """`drawn` are the shapes as they are, `shapes` valid ones that stand for them; `floor_from` to `floor_to` or 0, 0.

    `grid` is the place of each cell's grid in `Grids`, -1 where there is none; `stack` numbers footprints: cells that
    are floors of one have one number. `minutes` is what the plan states (nan: nothing), `people` 0 where not said.
    """

    codes: Texts
    grid_codes: Texts
    grid: Ints
    drawn: Shapes
    shapes: Shapes
    floor_from: Ints
    floor_to: Ints
    stack: Ints
    minutes: npt.NDArray[np.float64]
    people: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Grids:
    """The parents: `codes` and valid shapes in metres."""

    codes: Texts
    shapes: Shapes


def read_grids(frame: gpd.GeoDataFrame, plane: Plane, *, id_field: str) -> Grids:
    """Raises Invalid for a missing id field, an empty or double code, or no rows."""
    _need(frame, [id_field], layer="grids")
    codes = texts(frame[id_field])
    if len(codes) == 0:
        raise Invalid("there are no grids in the file")
    seen = pd.Series(codes)
    if (seen == "").any():
        raise Invalid(f"grid {int(np.flatnonzero(seen == '')[0]) + 1} has no {id_field}", field=id_field)
    if seen.duplicated().any():
        raise Invalid(f"two grids have the {id_field} {seen[seen.duplicated()].iloc[0]}", field=id_field)
    return Grids(codes, _valid(plane.metres(np.asarray(frame.geometry.array))))


def read_cells(frame: gpd.GeoDataFrame, plane: Plane, grids: Grids) -> Cells:
    """Raises Invalid for a layer without the columns code and grid."""
    _need(frame, ["code", "grid"], layer="cells")
    place = {code: i for i, code in enumerate(grids.codes)}
    grid_codes = texts(frame["grid"])
    drawn = plane.metres(np.asarray(frame.geometry.array))
    shapes = _valid(drawn)
    low, high = (_numbers(frame, name, 0.0).astype(np.int64) for name in ("floor_from", "floor_to"))
    return Cells(
        codes=texts(frame["code"]),
        grid_codes=grid_codes,
        grid=np.array([place.get(code, -1) for code in grid_codes], dtype=np.int64),
        drawn=drawn,
        shapes=shapes,
        floor_from=low,
        floor_to=high,
        stack=_stacks(shapes, (low != 0) | (high != 0)),
        minutes=_numbers(frame, "minutes", np.nan),
        people=_numbers(frame, "people", 0.0),
    )


def texts(column: pd.Series) -> Texts:
    """Codes as text: 12.0 of a column with gaps is 12, nothing is the empty text."""
    if pd.api.types.is_float_dtype(column):
        return np.array(
            ["" if pd.isna(one) else f"{one:.0f}" if one == int(one) else f"{one}" for one in column], dtype=object
        )
    return np.array(["" if pd.isna(one) else str(one) for one in column], dtype=object)


def in_crs(frame: gpd.GeoDataFrame, crs: object, *, layer: str) -> gpd.GeoDataFrame:
    """The frame in a CRS. Raises Invalid where it says none."""
    if frame.crs is None:
        raise Invalid(f"{layer} say no CRS: write the file with one (an EPSG code)")
    return frame if frame.crs == crs else frame.to_crs(crs)


def _stacks(shapes: Shapes, floored: npt.NDArray[np.bool_]) -> Ints:
    """Cells with floors whose shapes differ by no more than a square centimetre or so stand on one footprint."""
    stack = np.arange(len(shapes), dtype=np.int64)
    rows = np.flatnonzero(floored)
    if len(rows):
        one, two = shapely.STRtree(shapes[rows]).query(shapes[rows], predicate="intersects")
        one, two = rows[one[one < two]], rows[two[one < two]]
        same = shapely.area(shapely.symmetric_difference(shapes[one], shapes[two])) <= SAME_M2
        for a, b in sorted(zip(one[same].tolist(), two[same].tolist(), strict=True)):
            stack[b] = min(stack[a], stack[b])
    return stack


SAME_M2 = 0.01
"""Ground that two drawings of one thing may differ by."""


def _valid(shapes: Shapes) -> Shapes:
    """Areas only; empty for what has none."""
    found = shapely.make_valid(shapes)
    for i in np.flatnonzero(shapely.get_dimensions(found) != 2):
        found[i] = shapely.Polygon()
    for i in np.flatnonzero(shapely.get_type_id(found) == 7):  # a collection: lines that hang on an area are no ground
        parts = shapely.get_parts(found[i])
        found[i] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    made: Shapes = np.where(shapely.is_missing(found), shapely.Polygon(), found)
    return made


def _numbers(frame: pd.DataFrame, name: str, missing: float) -> npt.NDArray[np.float64]:
    if name not in frame.columns:
        return np.full(len(frame), missing)
    read = pd.to_numeric(frame[name], errors="coerce").fillna(missing)
    found: npt.NDArray[np.float64] = read.to_numpy(dtype=np.float64)
    return found


def _need(frame: pd.DataFrame, names: list[str], *, layer: str) -> None:
    for name in names:
        if name not in frame.columns:
            told = ", ".join(str(one) for one in frame.columns if one != "geometry")
            raise Invalid(f"the layer {layer} has no column {name}; it has {told or 'none'}", field=name)
