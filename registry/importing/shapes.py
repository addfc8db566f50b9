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
    geometry: Geometries, raw: pd.DataFrame, *, sort: Sort, position_columns: tuple[str, ...]
) -> tuple[Geometries, pd.DataFrame]:
    """WGS 84 shapes as the table takes them (single points and lines, multi polygons), and the faults found.

    Positions beyond ±180/±90 degrees are faults; where only the swapped pair is possible, that is said. `raw` are the
    rows as they came: what stood there is told.
    """
    if not sort.shapes:
        return geometry, faults.none()
    shapes = _as_stored(geometry, sort)
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    bounds = shapely.bounds(shapes)
    possible = _within(bounds, 180, 90)
    swapped = _within(bounds[:, [1, 0, 3, 2]], 180, 90)
    stood = told(raw, position_columns)
    reasons = np.full(len(raw), None, dtype=object)
    reasons[~shapely.is_valid(shapes)] = "invalid_shape"
    reasons[~possible] = "out_of_range"
    reasons[~possible & swapped] = "swapped_axes"
    reasons[~np.isin(shapely.get_type_id(shapes), _type_ids(sort))] = "wrong_shape"
    written = np.array([any(char.isalnum() for char in text) for text in stood], dtype=bool)
    is_number = len(position_columns) == 2
    reasons[empty] = "no_geometry" if sort.shape_required else None
    reasons[empty & written] = "not_a_number" if is_number else "no_geometry"
    wrong = reasons != None  # noqa: E711 - elementwise
    named = "+".join(position_columns) or "geometry"
    return shapes, faults.of(raw.index[wrong], field=named, values=stood[wrong], reason=reasons[wrong])


def swap(points: Geometries) -> Geometries:
    """Points with their axes exchanged."""
    swapped: Geometries = shapely.points(shapely.get_y(points), shapely.get_x(points))
    return swapped


def _as_stored(geometry: Geometries, sort: Sort) -> Geometries:
    shapes = geometry.copy()
    if "MultiLineString" not in sort.shapes:
        single = np.isin(shapely.get_type_id(shapes), _MULTI) & (shapely.get_num_geometries(shapes) == 1)
        shapes[single] = shapely.get_geometry(shapes[single], 0)
    shapes = _on_grid(shapes)
    whole = np.isin(shapely.get_type_id(shapes), _AREAS)
    shapes[whole] = shapely.normalize(shapes[whole])
    if sort.name != "landmarks":
        areas = np.flatnonzero(shapely.get_type_id(shapes) == _POLYGON)
        shapes[areas] = [shapely.MultiPolygon([shape]) for shape in shapes[areas]]
    return shapes


def _on_grid(shapes: Geometries) -> Geometries:
    coordinates = shapely.get_coordinates(shapes)
    rounded = np.round(coordinates, _DECIMALS)
    if np.array_equal(rounded, coordinates):
        return shapes
    if len(coordinates) == len(shapes) and (shapely.get_type_id(shapes) == _POINT).all():  # twice as quick
        points: Geometries = shapely.points(rounded)
        return points
    placed: Geometries = shapely.set_coordinates(shapes, rounded)
    return placed


def _type_ids(sort: Sort) -> list[int]:
    ids = {"Point": 0, "LineString": 1, "Polygon": 3, "MultiLineString": 5, "MultiPolygon": 6}
    return [ids[name] for name in sort.shapes]


def _within(bounds: npt.NDArray[np.float64], lon: float, lat: float) -> npt.NDArray[np.bool_]:
    west, south, east, north = bounds.T
    inside: npt.NDArray[np.bool_] = (west >= -lon) & (east <= lon) & (south >= -lat) & (north <= lat)
    return inside


def told(raw: pd.DataFrame, position_columns: tuple[str, ...]) -> Geometries:
    """What stood where the position should be, as text: the columns of a table, or the shape as it came."""
    parts = []
    for name in position_columns:
        if str(raw[name].dtype) == "geometry":
            wkt = shapely.to_wkt(np.asarray(raw[name].array), rounding_precision=7)
            parts.append([text or "" for text in wkt])
        else:
            parts.append(["" if pd.isna(value) else str(value) for value in raw[name]])
    if not parts:
        return np.full(len(raw), "", dtype=object)
    return np.array([" ".join(row)[:_LONGEST] for row in zip(*parts, strict=True)], dtype=object)
