"""Where a thing lies: the area that holds a point. Pure; shapes in WGS 84 lon/lat."""

import numpy as np
import pandas as pd
import shapely

from registry.importing.kinds import Geometries

SLIVER_DEG = 1e-5
"""A point in a crack between two areas, about a metre, goes to the nearest of them."""


def locate(points: Geometries, areas: pd.Series, *, reach_deg: float = SLIVER_DEG) -> Geometries:
    """For each point the label of the area that holds it, or lies within `reach_deg`, else None.

    `areas` are shapes by label.

    On a shared border the smallest label wins, so that the answer does not depend on any order.
    """
    labels = np.full(len(points), None, dtype=object)
    areas = areas.sort_index()
    if areas.empty or not len(points):
        return labels
    shapes = areas.to_numpy()
    shapely.prepare(shapes)
    tree = shapely.STRtree(shapes)
    names = areas.index.to_numpy()
    point, area = tree.query(points, predicate="intersects")
    order = np.lexsort((area, point))[::-1]  # the last one written is the smallest
    labels[point[order]] = names[area[order]]
    left = np.flatnonzero(labels == None)  # noqa: E711 - elementwise
    left = left[~shapely.is_missing(points[left])]
    if len(left) and reach_deg > 0:
        near, area = tree.query_nearest(points[left], max_distance=reach_deg, all_matches=False)
        labels[left[near]] = names[area]
    return labels


def inner_points(shapes: Geometries) -> Geometries:
    """A point that stands for each shape: itself, the middle of a line, a point inside an area."""
    points: Geometries = shapely.point_on_surface(shapes)
    lines = np.flatnonzero(shapely.get_type_id(shapes) == 1)
    points[lines] = shapely.line_interpolate_point(shapes[lines], 0.5, normalized=True)
    return points
