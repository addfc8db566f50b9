"""The streets as somebody on foot uses them: a graph of junctions and cuts, in metres. Pure; shapes in a metric CRS.

Both directions of every street are open to a walker, and crossing one costs nothing (assumption).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from registry.errors import Invalid

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Shapes = NDArray[np.object_]

JOIN_M = 0.5  # ends of segments that near are one junction
_APART_M = 0.01  # cuts nearer than that are one
LEAST_M = 1e-6  # a sparse matrix keeps no edge of length nothing


@dataclass(frozen=True, slots=True)
class Streets:
    """Segments as edges: `ends` are the numbers of the two junctions of each; width NaN where nobody knows it."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    lines: Shapes
    width_m: Floats
    length_m: Floats
    ends: Ints
    junctions: int
    tree: shapely.STRtree

    def number(self, code: str) -> int | None:
        """The number of a segment by its code; None where the register has it no more."""
        return self.codes.index(code) if code in self.codes else None

    def locate(self, shape: shapely.Geometry) -> tuple[int, float, float]:
        """Where the streets are nearest to a shape: segment, metres along it, metres off it."""
        segment = int(self.tree.nearest(shape))
        line = self.lines[segment]
        foot = shapely.Point(shapely.get_coordinates(shapely.shortest_line(line, shape))[0])
        return segment, float(shapely.line_locate_point(line, foot)), float(shapely.distance(line, shape))


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a segment from one node to the next, in the direction in which the segment is drawn."""

    start: int
    end: int
    segment: int
    from_m: float
    to_m: float

    @property
    def length_m(self) -> float:
        """Its length."""
        return self.to_m - self.from_m


@dataclass(frozen=True, slots=True)
class Net:
    """Streets cut at places: `nodes` are the junctions first, then the cuts."""

    size: int
    pieces: tuple[Piece, ...]
    at: Mapping[tuple[int, int], int]  # (segment, centimetres along) → node
    graph: csr_array
    shortest: Mapping[tuple[int, int], int]  # between two nodes the number of the shortest piece

    def node(self, segment: int, along_m: float) -> int:
        """The node at a place where the streets were cut."""
        return self.at[segment, _mark(along_m)]

    def along(self, segment: int, from_m: float, to_m: float) -> list[int]:
        """Numbers of the pieces of a stretch that begins and ends at cuts."""
        low, high = from_m - _APART_M, to_m + _APART_M
        return [
            number
            for number, piece in enumerate(self.pieces)
            if piece.segment == segment and piece.from_m >= low and piece.to_m <= high
        ]


def build(segments: gpd.GeoDataFrame) -> Streets:
    """Streets of a frame with `code`, `road_name`, `width_m` and lines in a metric CRS. Raises Invalid for none."""
    if segments.empty:
        raise Invalid("there is no road in the register; import road segments first")
    if segments.crs is None or not segments.crs.is_projected:
        raise Invalid("streets are measured in metres: give them in a metric CRS")
    lines = segments.geometry.to_numpy()
    tips = np.vstack([shapely.get_coordinates(shapely.get_point(lines, i)) for i in (0, -1)])
    near = cKDTree(tips).query_pairs(JOIN_M, output_type="ndarray")
    links = csr_array((np.ones(len(near)), (near[:, 0], near[:, 1])), shape=(len(tips), len(tips)))
    junctions, label = connected_components(links, directed=False)
    return Streets(
        codes=tuple(segments["code"]),
        names=tuple(segments["road_name"]),
        lines=lines,
        width_m=segments["width_m"].to_numpy(dtype=np.float64),
        length_m=shapely.length(lines),
        ends=np.column_stack([label[: len(lines)], label[len(lines) :]]).astype(np.int64),
        junctions=int(junctions),
        tree=shapely.STRtree(lines),
    )


def cut(streets: Streets, marks: Iterable[tuple[int, float]]) -> Net:
    """The graph with a node at each mark (segment, metres along); marks at an end are its junction."""
    at: dict[tuple[int, int], int] = {}
    inner: dict[int, dict[int, float]] = {}
    for segment, along_m in marks:
        first, last = (int(end) for end in streets.ends[segment])
        if along_m <= _APART_M:
            at[segment, _mark(along_m)] = first
        elif along_m >= streets.length_m[segment] - _APART_M:
            at[segment, _mark(along_m)] = last
        else:
            inner.setdefault(segment, {}).setdefault(_mark(along_m), along_m)
    size, pieces = streets.junctions, []
    for segment, (first, last) in enumerate(streets.ends.tolist()):
        stops = [(first, 0.0)]
        for mark, along_m in sorted(inner.get(segment, {}).items()):
            at[segment, mark] = size
            stops.append((size, along_m))
            size += 1
        stops.append((last, float(streets.length_m[segment])))
        pieces += [Piece(u, v, segment, a, b) for (u, a), (v, b) in pairwise(stops)]
    shortest: dict[tuple[int, int], int] = {}
    for number, piece in enumerate(pieces):
        for way in ((piece.start, piece.end), (piece.end, piece.start)):
            known = shortest.get(way)
            if piece.start != piece.end and (known is None or piece.length_m < pieces[known].length_m):
                shortest[way] = number
    ways = np.array(list(shortest), dtype=np.int64).reshape(-1, 2)
    far = [max(pieces[number].length_m, LEAST_M) for number in shortest.values()]
    graph = csr_array((far, (ways[:, 0], ways[:, 1])), shape=(size, size))
    return Net(size=size, pieces=tuple(pieces), at=at, graph=graph, shortest=shortest)


def _mark(along_m: float) -> int:
    return round(along_m / _APART_M)
