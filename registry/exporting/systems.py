"""What the positions of a file are in, and what the file may say of it. Pure.

GCJ-02 and BD-09 have no CRS: calling them WGS 84 would lay them half a kilometre off, so a file in them says none. Nor
does one in a city's own grid: its parameters are a secret, and no export carries them.
"""

from dataclasses import dataclass

import numpy as np
import pyproj
import shapely

from registry import crs as systems
from registry.datum import Datum
from registry.errors import Invalid
from registry.importing.kinds import Geometries


@dataclass(frozen=True, slots=True)
class System:
    """`crs` is what the file says of itself, None where it must not say one; `label` names the system to people."""

    label: str
    crs: pyproj.CRS | None
    reference: systems.ReferenceSystem

    @property
    def axes(self) -> tuple[str, str]:
        """What the two numbers of a position are called in a table, east first: degrees, or metres."""
        return ("lon", "lat") if self.reference.geographic else ("x", "y")

    def of_wgs84(self, shapes: Geometries) -> Geometries:
        """Shapes given as WGS 84 lon/lat, in this system. Raises Invalid where it does not reach that far."""
        if self.reference.plain:
            return shapes
        changed = systems.from_wgs84(shapes, self.reference)
        if not np.isfinite(shapely.get_coordinates(changed)).all():
            raise Invalid(f"{self.label} does not reach as far as these positions; choose another datum")
        return changed


def named(datum: str) -> System:
    """The system that `datum` names (registry.crs.SAID lists the forms). Raises Invalid or NotFound for any other."""
    found = systems.resolve(datum)
    code = found.crs.to_epsg()
    if found.datum in {Datum.GCJ02, Datum.BD09} or code is None:
        return System(found.label, None, found)
    label = found.label if found.geographic else f"EPSG:{code}"
    return System(label, pyproj.CRS(code), found)
