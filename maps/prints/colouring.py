"""Colours of cells, such that neighbours differ. Pure."""

import networkx as nx
import numpy as np
import numpy.typing as npt
import shapely

PALETTE = ("#f9d5c4", "#cfe6cf", "#f8ebb4", "#cddff0", "#e3d3ea", "#dfe4cf")
"""Light enough for type and roads on them. Six are enough for any map: some cell of it has at most five neighbours."""
BORDER_M = 3.0  # neighbours share so much of a border: four cells that meet in a point may have two colours
_REACH_M = 0.2  # borders that are drawn apart by a rounding, or with other corners, are one


def colours(shapes: npt.NDArray[np.object_]) -> list[int]:
    """The number of a colour for each area, in metres: different ones for any two with a border in common.

    The same areas have the same colours. Cells that are floors of one footprint have that of the first.
    """
    wide = shapely.buffer(shapes, _REACH_M, join_style="mitre")
    one, two = shapely.STRtree(wide).query(wide, predicate="intersects")
    one, two = one[one < two], two[one < two]
    first = np.arange(len(shapes))
    stacked = shapely.equals_exact(shapes[one], shapes[two], tolerance=0.01)
    for a, b in sorted(zip(one[stacked].tolist(), two[stacked].tolist(), strict=True)):
        first[b] = first[a]
    shared = shapely.area(shapely.intersection(wide[one], wide[two])) / (2 * _REACH_M)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(shapes)))
    graph.add_edges_from(
        (int(first[a]), int(first[b]))
        for a, b in zip(one[shared > BORDER_M], two[shared > BORDER_M], strict=True)
        if first[a] != first[b]
    )
    found = nx.greedy_color(graph, strategy="smallest_last")
    return [found[int(first[n])] % len(PALETTE) for n in range(len(shapes))]
