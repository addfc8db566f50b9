"""What is asked of the shape of each row, and the shape as its table takes it. Pure.

A shape has one form, whatever file it came in, so that a file of another format or datum that says the same changes
nothing: positions on a grid of 1e-9 degrees (a tenth of a millimetre), rings and parts of areas in GEOS' normal order.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from registry.importing import faults
from registry.importing.kinds import Geometries, Sort

_LONGEST = 300
# type ids of shapely: point; polygon; polygon and multipolygon; multipoint and multilinestring
_POINT, _POLYGON, _AREAS, _MULTI = 0, 3, (3, 6), (4, 5)
_DECIMALS = 9


def check_shapes(
    geometry: Geometries,
    raw: pd.DataFrame,
    *,
    sort: Sort,
    position_columns: tuple[str, ...],
    came: Geometries | None = None,
) -> tuple[Geometries, pd.DataFrame]:
    """WGS 84 shapes as the table takes them (single points and lines, multi polygons), and the faults found.

    Positions beyond ±180/±90 degrees are faults; where only the swapped pair is possible, that is said. `raw` are the
    rows as they came, `came` their shapes in the CRS of the file: what stood there is told.
    """
    if not sort.shapes:
        return geometry, faults.none()
    types = shapely.get_type_id(geometry)
    if sort.shapes == ("Point",) and (types == _POINT).all() and not shapely.is_empty(geometry).any():
        shapes = geometry  # put on the grid as numbers (positions): a million new points would take a second
    else:
        shapes = as_stored(geometry, sort)
        types = shapely.get_type_id(shapes)
    bounds = _bounds(shapes, types)
    empty = np.isnan(bounds[:, 0])
    possible = _within(bounds, 180, 90)
    reasons = np.full(len(raw), None, dtype=object)
    drawn = np.flatnonzero(types > _POINT)  # a point is valid wherever it is possible
    reasons[drawn[~shapely.is_valid(shapes[drawn])]] = "invalid_shape"
    reasons[~possible] = "out_of_range"
    reasons[~possible & _within(bounds[:, [1, 0, 3, 2]], 180, 90)] = "swapped_axes"
    reasons[~np.isin(types, _type_ids(sort))] = "wrong_shape"
    reasons[empty] = None
    lost = np.flatnonzero(empty)
    if len(lost):
        stood = told(raw.iloc[lost], position_columns, came=None if came is None else came[lost])
        written = np.array([any(char.isalnum() for char in text) for text in stood], dtype=bool)
        reasons[lost] = "no_geometry" if sort.shape_required else None
        reasons[lost[written]] = "not_a_number" if len(position_columns) == 2 else "no_geometry"
    wrong = np.flatnonzero(reasons != None)  # noqa: E711 - elementwise
    stood = told(raw.iloc[wrong], position_columns, came=None if came is None else came[wrong])
    named = "+".join(position_columns) or "geometry"
    return shapes, faults.of(raw.index[wrong], field=named, values=stood, reason=reasons[wrong])


def positions(points: Geometries) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Longitudes and latitudes of points on the grid of the register, not a number where there is none."""
    empty = shapely.is_empty(points)
    if empty.any():  # an empty point has no x to ask for
        points = points.copy()
        points[empty] = None
    return _rounded(shapely.get_x(points)), _rounded(shapely.get_y(points))


def _rounded(numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    with np.errstate(over="ignore"):  # what overflows is far beyond any degree
        rounded: npt.NDArray[np.float64] = np.round(numbers, _DECIMALS)
    return rounded


def swap(points: Geometries) -> Geometries:
    """Points with their axes exchanged."""
    swapped: Geometries = shapely.points(shapely.get_y(points), shapely.get_x(points))
    return swapped


def as_stored(geometry: Geometries, sort: Sort) -> Geometries:
    """Shapes in the one form they have whatever file they came in."""
    shapes = geometry.copy()
    if "MultiLineString" not in sort.shapes:
        single = np.isin(shapely.get_type_id(shapes), _MULTI) & (shapely.get_num_geometries(shapes) == 1)
        shapes[single] = shapely.get_geometry(shapes[single], 0)
    shapes = _on_grid(shapes)
    whole = np.isin(shapely.get_type_id(shapes), _AREAS)
    if whole.any():
        shapes[whole] = shapely.normalize(shapes[whole])
    if sort.name != "landmarks":
        areas = np.flatnonzero(shapely.get_type_id(shapes) == _POLYGON)
        shapes[areas] = [shapely.MultiPolygon([shape]) for shape in shapes[areas]]
    return shapes


def _on_grid(shapes: Geometries) -> Geometries:
    coordinates = shapely.get_coordinates(shapes)
    rounded = _rounded(coordinates)
    if np.array_equal(rounded, coordinates):
        return shapes
    placed: Geometries = shapely.set_coordinates(shapes, rounded)
    return placed


def _bounds(shapes: Geometries, types: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    """Bounds of each shape, not a number where there is none; of points quicker than shapely's own."""
    if not (types == _POINT).all() or shapely.is_empty(shapes).any():
        return np.asarray(shapely.bounds(shapes))
    x, y = shapely.get_x(shapes), shapely.get_y(shapes)
    return np.column_stack([x, y, x, y])


def _type_ids(sort: Sort) -> list[int]:
    ids = {"Point": 0, "LineString": 1, "Polygon": 3, "MultiLineString": 5, "MultiPolygon": 6}
    return [ids[name] for name in sort.shapes]


def _within(bounds: npt.NDArray[np.float64], lon: float, lat: float) -> npt.NDArray[np.bool_]:
    west, south, east, north = bounds.T
    inside: npt.NDArray[np.bool_] = (west >= -lon) & (east <= lon) & (south >= -lat) & (north <= lat)
    return inside


def told(raw: pd.DataFrame, position_columns: tuple[str, ...], *, came: Geometries | None = None) -> Geometries:
    """What stood where the position should be, as text: the columns of a table, or the shape as it came."""
    parts = []
    for name in position_columns:
        if name in raw.columns and str(raw[name].dtype) != "geometry":
            parts.append(["" if pd.isna(value) else str(value) for value in raw[name]])
            continue
        shapes = came if name not in raw.columns else np.asarray(raw[name].array)
        wkt = [] if shapes is None else shapely.to_wkt(shapes, rounding_precision=7)
        parts.append([text or "" for text in wkt])
    if not parts:
        return np.full(len(raw), "", dtype=object)
    return np.array([" ".join(row)[:_LONGEST] for row in zip(*parts, strict=True)], dtype=object)
