"""Each kind of sample is weighed by what says something of it, and one row of points bears nothing out."""

import numpy as np
import pandas as pd
import pytest
import shapely

from registry.importing.comparing import Comparison, compare
from registry.importing.kinds import Geometries
from registry.importing.sampling import Sample, take
from registry.importing.trials import References, attempt
from tests.registry.importing.ground import PLANE, WGS84, Ground, as_read, build


@pytest.fixture(scope="module")
def ground() -> Ground:
    return build()


def _compare(sample: Sample, references: References) -> Comparison:
    (base,) = attempt(sample, references.region).bases
    return compare(sample, base, references)


def _buildings(*places: tuple[float, float]) -> Geometries:
    boxes = np.array([shapely.box(x - 8, y - 8, x + 8, y + 8) for x, y in places])
    moved: Geometries = shapely.transform(boxes, PLANE.lon_lat)
    return moved


def test_points_are_weighed_by_things_roads_and_outline(ground: Ground) -> None:
    positions, classes = ground.batch(np.random.default_rng(1), 200)
    sample = take(as_read(positions, WGS84), system=WGS84, kind="covers", classes=classes)
    found = _compare(sample, ground.references())
    assert set(found.distances_m) == {"things", "roads", "outline"}
    assert found.distances_m["things"].shape[1] < found.distances_m["roads"].shape[1] == 200
    findings = {finding.name: finding for finding in found.findings(0)}
    assert findings["things"].after == 1
    assert findings["outline"].after > 0.95
    assert findings["outline"].median_after_m is None
    assert findings["things"].median_after_m == pytest.approx(1, abs=0.5)
    assert found.strengths.total.argmax() == 0
    assert found.support(0) == 0
    assert all(finding.before == 0 for finding in found.findings(0, before=False))


def test_areas_are_weighed_by_borders(ground: Ground) -> None:
    sample = take(np.array([ground.outline]), system=WGS84, kind="divisions")
    found = _compare(sample, ground.references())
    assert set(found.distances_m) == {"roads", "borders", "outline"}
    assert found.fitting("borders", 0).all()
    assert found.strengths.channels["borders"].argmax() == 0


def test_buildings_are_weighed_by_the_roads_they_stand_on() -> None:
    roads = shapely.transform(shapely.linestrings([[(-900, 0), (900, 0)]]), PLANE.lon_lat)
    ground = Ground(pd.DataFrame(columns=["sort", "lon", "lat"]), roads, shapely.box(120.3, 36.0, 120.5, 36.2))
    sample = take(_buildings((0, 20), (300, 0), (600, 30)), system=WGS84, kind="buildings")
    found = _compare(sample, ground.references())
    assert "roads" not in found.distances_m
    assert found.fitting("kerbs", 0).mean() == pytest.approx(2 / 3 + 1 / 3 * 44 / 64, abs=0.02)
    assert found.findings(0)[0].median_after_m is None


@pytest.mark.parametrize(("places", "borne_out"), [("row", 0), ("square", 8)])
def test_one_row_bears_nothing_out(places: str, borne_out: int) -> None:
    """Under the guess of GCJ-02 the batch comes to lie on a road, or on a ring of roads; as read it lies on none."""
    ring = np.array([(0, 0), (600, 0), (600, 600), (0, 600), (0, 0)], dtype=float)
    line = shapely.LineString(ring[:2] if places == "row" else ring)
    at = np.array([line.interpolate(step * line.length).coords[0] for step in np.linspace(0, 1, 60)])
    gcj = (
        attempt(take(shapely.points(PLANE.lon_lat(at)), system=WGS84, kind="covers"), build().region).bases[0].probes[1]
    )
    road = shapely.LineString(gcj)
    nobody = pd.DataFrame(columns=["sort", "lon", "lat"])
    ground = Ground(nobody, np.array([road]), build().outline)
    sample = take(shapely.points(PLANE.lon_lat(at)), system=WGS84, kind="covers")
    found = _compare(sample, ground.references(known=False))
    assert found.fitting("roads", 1).all()
    assert found.support(1) >= borne_out
    assert (found.support(1) == 0) == (borne_out == 0)
