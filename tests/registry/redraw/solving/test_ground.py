"""There and back: corners to the bit, nodes on a side of the grid on that side."""

import numpy as np
import pytest
import shapely

from registry import crs
from registry.redraw.solving.ground import Plane, keys, on_lattice, quantised, restored
from tests.registry.redraw.town import frame, square


@pytest.mark.parametrize("epsg", [4326, 4549, 32651, 3857])
def test_tiles_come_back_onto_their_grid(epsg: int) -> None:
    own = frame([shapely.Polygon([(0, 0), (301, 7), (290, 333), (11, 290)])]).to_crs(epsg).geometry.iloc[0]
    system = crs.resolve(f"EPSG:{epsg}")
    lonlat = crs.to_wgs84(np.array([own], dtype=object), system)
    plane = Plane.about(lonlat[0])
    there = plane.metres(lonlat)[0]
    line = shapely.LineString([(there.bounds[0] - 5, there.centroid.y), (there.bounds[2] + 5, there.centroid.y)])
    noded = shapely.union_all([there.boundary, line], grid_size=1e-5)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    assert len(faces) == 2
    back = restored(faces, plane=plane, own=own, system=system)
    apart = shapely.area(shapely.symmetric_difference(shapely.union_all(back), own)) / own.area
    assert apart * 90_000 < 1e-6  # m² of the grid's 90,000
    corners = {tuple(xy) for xy in shapely.get_coordinates(own)}
    assert corners <= {tuple(xy) for xy in shapely.get_coordinates(back)}


def test_the_plane_is_in_metres() -> None:
    lonlat = frame([square(250)]).to_crs(4326).geometry.to_numpy()
    assert Plane.about(lonlat[0]).metres(lonlat)[0].area == pytest.approx(250**2, rel=1e-3)


def test_round_figures_and_noise_fall_into_one_step() -> None:
    values = np.array([10.0, 10.000001, 9.999999])
    assert len(set(quantised(values, 0.01).tolist())) == 1
    assert keys(on_lattice(np.array([[1.0000001, 2.0]]))).tolist() == [[100000, 200000]]
