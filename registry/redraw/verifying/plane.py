"""Metres for a plan without bending its lines: one shift and stretch for all, so that what is straight stays straight.

A projection proper would bend a side of 300 m by a millimetre, and the nodes that neighbours set on it would gape by
more than may be overlooked. True to about 1e-3 within some ten kilometres of the middle, as a district spans.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from registry.errors import Invalid

Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Plane:
    """`scale_m` are metres on the ground in a unit of the CRS, east and north, about the middle `origin`."""

    origin: tuple[float, float]
    scale_m: tuple[float, float]

    @classmethod
    def of(cls, crs: pyproj.CRS | None, bounds: tuple[float, float, float, float]) -> "Plane":
        """For shapes of a CRS within its numbers `bounds` (west, south, east, north).

        Raises Invalid for no CRS, one without lengths, or bounds that are no numbers.
        """
        if crs is None:
            raise Invalid("the grids say no CRS: write the file with one (an EPSG code), or its metres cannot be told")
        if not all(map(math.isfinite, bounds)):
            raise Invalid("the grids have no extent: every shape of the layer is empty")
        x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
        if not (crs.is_geographic or crs.is_projected):
            raise Invalid(f"{crs.name} is neither of degrees nor projected: metres cannot be told in it")
        # By geodesics on the ground, whatever the CRS does to lengths there: feet, a web map's stretch, degrees.
        step = 5e-4 if crs.is_geographic else 50.0
        lonlat = pyproj.Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
        geod = crs.get_geod()
        scale_m = []
        for dx, dy in ((step, 0.0), (0.0, step)):
            ends = lonlat.transform([x - dx, x + dx], [y - dy, y + dy])
            length_m = geod.line_length(*ends) if geod is not None else math.nan
            if not (math.isfinite(length_m) and length_m > 0):
                raise Invalid(f"the grids about {x:g}, {y:g} lie where {crs.name} has no lengths: is the CRS right?")
            scale_m.append(length_m / (2 * step))
        return cls((x, y), (scale_m[0], scale_m[1]))

    def metres(self, shapes: Shapes) -> Shapes:
        """Shapes of the CRS in metres about the middle; heights are dropped."""
        laid: Shapes = shapely.transform(
            shapely.force_2d(shapes), lambda xy: (xy - np.array(self.origin)) * np.array(self.scale_m)
        )
        return laid

    def back(self, shapes: Shapes) -> Shapes:
        """Shapes in metres as they are in the CRS."""
        laid: Shapes = shapely.transform(shapes, lambda xy: xy / np.array(self.scale_m) + np.array(self.origin))
        return laid
