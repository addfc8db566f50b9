"""A sample of a batch, as the datum guard looks at it: some shapes, and the numbers that stand for them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from registry.crs import ReferenceSystem
from registry.importing.kinds import SORTS, Geometries

Floats = npt.NDArray[np.float64]

MOST = 300
"""So many shapes stand for a batch, however large it is."""
_PROBES = 400
_LARGEST = 1e9  # no system has numbers beyond this, in whatever unit
_SPOTS, _SPOTS_OF_ANY = 64, 24
_SPOTTED = ("asset", "entrance", "building", "compound")


@dataclass(frozen=True, slots=True)
class Sample:
    """Some shapes of a batch of `kind` (a name of registry.importing.kinds.SORTS).

    `shapes` have the numbers in the order in which they were read as east, north in `system`; `swapped` tells that this
    is not the order in which they came: the user asked for the axes to be exchanged. `classes` are the class codes
    beside them, None where a class is not known.
    """

    shapes: Geometries
    system: ReferenceSystem
    kind: str
    classes: Geometries | None = None
    swapped: bool = False

    @property
    def table(self) -> str:
        """The table that the batch goes to."""
        return SORTS[self.kind].table

    @property
    def encloses(self) -> bool:
        """Whether its shapes are areas that others lie in, so that their borders are compared with known borders."""
        return self.table in {"division", "street", "community", "grid", "unit_grid", "micro_grid"}

    @property
    def stands(self) -> bool:
        """Whether its shapes stand beside the roads, never on them."""
        return self.table in {"building", "compound"}


def take(
    shapes: Geometries,
    *,
    system: ReferenceSystem,
    kind: str,
    classes: Geometries | pd.api.extensions.ExtensionArray | None = None,
    swapped: bool = False,
    most: int = MOST,
) -> Sample:
    """A sample of at most `most` of the shapes, evenly out of all that have a finite place.

    `shapes` have the numbers as they came; where `swapped` they are exchanged here, as they were for the batch.
    """
    there = np.flatnonzero((np.abs(shapely.bounds(shapes)) < _LARGEST).all(axis=1))
    kept = there[_evenly(len(there), most)]
    told = None
    if classes is not None:
        told = np.asarray(classes[kept], dtype=object)
        told[pd.isna(told)] = None
    read = shapely.transform(shapes[kept], lambda xy: xy[:, ::-1]) if swapped else shapes[kept]
    return Sample(read, system, kind, told, swapped)


def together(samples: Sequence[Sample], *, most: int = MOST) -> Sample:
    """One sample out of those of several parts of one file (one system, one kind); `samples` are not empty."""
    first = samples[0]
    shapes = np.concatenate([sample.shapes for sample in samples])
    known = [sample.classes for sample in samples if sample.classes is not None]
    classes = np.concatenate(known) if len(known) == len(samples) else None
    kept = _evenly(len(shapes), most)
    return replace(first, shapes=shapes[kept], classes=None if classes is None else classes[kept])


def _evenly(count: int, most: int) -> npt.NDArray[np.int64]:
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(np.int64)) if count else np.arange(0)


def probes(sample: Sample) -> Floats:
    """Numbers that outline the sample, shape (n, 2): points as they are, lines and borders at even distances."""
    parts = shapely.get_parts(shapely.force_2d(sample.shapes))
    types = shapely.get_type_id(parts)
    lines = shapely.get_parts(np.concatenate([parts[types == 1], shapely.boundary(parts[types == 3])]))
    with np.errstate(invalid="ignore"):  # a line may have a vertex that is no number
        lines = lines[shapely.length(lines) > 0]
    found: Floats = np.concatenate([shapely.get_coordinates(parts[types == 0]), _along(lines)])
    return found[np.isfinite(found).all(axis=1)]


def _along(lines: Geometries) -> Floats:
    lengths = shapely.length(lines)
    total = lengths.sum()
    if not len(lines):
        return np.empty((0, 2))
    each = np.maximum(1, np.round(_PROBES * lengths / total).astype(int))
    line = np.repeat(np.arange(len(lines)), each)
    place = np.concatenate([(np.arange(count) + 0.5) / count for count in each])
    points = shapely.line_interpolate_point(lines[line], place, normalized=True)
    coordinates: Floats = shapely.get_coordinates(points)
    return coordinates


def spots(sample: Sample) -> tuple[Floats, Geometries]:
    """Numbers (m, 2) that stand for whole things, and what each is: its class, or its table for what has no class.

    Where no class is known, "": anything is near enough. Both are empty for a kind whose things are not compared one by
    one. A few dozen do: what is known of each is fetched.
    """
    if sample.table not in _SPOTTED:
        return np.empty((0, 2)), np.empty(0, dtype=object)
    sorts = np.full(len(sample.shapes), sample.table, dtype=object)
    if sample.table == "asset":
        sorts = sample.classes if sample.classes is not None else np.full(len(sorts), "", dtype=object)
    middles = shapely.centroid(sample.shapes)
    there = np.flatnonzero(~shapely.is_empty(middles) & (sorts != None))  # noqa: E711 - elementwise
    kept = there[_evenly(len(there), _SPOTS_OF_ANY if sample.table == "asset" and sample.classes is None else _SPOTS)]
    coordinates: Floats = shapely.get_coordinates(middles[kept])
    return coordinates, sorts[kept]
