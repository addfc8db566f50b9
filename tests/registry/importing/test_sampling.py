"""A sample is even, small, and says what stands for a shape."""

import numpy as np
import pytest
import shapely

from registry import crs
from registry.importing.sampling import MOST, Sample, probes, spots, take, together

WGS84 = crs.resolve("WGS84")


def _take(shapes: list[object], kind: str = "covers", classes: list[str | None] | None = None) -> Sample:
    given = None if classes is None else np.array(classes, dtype=object)
    return take(np.array(shapes, dtype=object), system=WGS84, kind=kind, classes=given)


def test_a_sample_is_even_and_passes_what_is_no_shape() -> None:
    points: list[object] = [shapely.Point(n, 0) for n in range(10_000)]
    points[0], points[9_999] = None, shapely.Point()
    sample = _take(points, classes=[str(n) for n in range(10_000)])
    x = shapely.get_x(sample.shapes)
    assert len(x) == MOST
    assert (x[0], x[-1]) == (1, 9_998)
    assert np.diff(x).max() <= 2 * 10_000 / MOST
    assert sample.classes is not None
    assert sample.classes.tolist() == [str(int(n)) for n in x]


def test_few_shapes_are_all_taken() -> None:
    assert len(_take([shapely.Point(1, 2)]).shapes) == 1
    assert len(_take([None]).shapes) == 0
    assert len(probes(_take([None]))) == 0
    assert len(spots(_take([None]))[0]) == 0


def test_samples_of_parts_make_one() -> None:
    parts = [_take([shapely.Point(part, n) for n in range(500)], classes=["a"] * 500) for part in range(3)]
    whole = together(parts)
    assert len(whole.shapes) == MOST
    assert set(shapely.get_x(whole.shapes)) == {0, 1, 2}
    assert whole.classes is not None
    unclassed = _take([shapely.Point(9, 9)])
    assert together([*parts, unclassed]).classes is None


def test_axes_that_the_user_exchanged_are_exchanged_in_the_sample() -> None:
    sample = take(np.array([None, shapely.Point(36, 120)]), system=WGS84, kind="covers", swapped=True)
    assert probes(sample).tolist() == [[120, 36]]
    assert sample.swapped


def test_points_stand_for_themselves() -> None:
    sample = _take([shapely.Point(1, 2), shapely.MultiPoint([(3, 4), (5, 6)])], classes=["a", None])
    assert probes(sample).tolist() == [[1, 2], [3, 4], [5, 6]]
    places, sorts = spots(sample)
    assert (places.tolist(), sorts.tolist()) == ([[1, 2]], ["a"])
    assert spots(_take([shapely.Point(1, 2)]))[1].tolist() == [""]


def test_lines_and_borders_are_probed_evenly() -> None:
    line = shapely.LineString([(0, 0), (9, 0)])
    area = shapely.MultiPolygon([shapely.box(0, 10, 1, 11), shapely.box(5, 10, 6, 11)])
    found = probes(_take([line, area, None], kind="landmarks"))
    on_line = found[found[:, 1] == 0]
    assert len(found) == pytest.approx(400, abs=5)
    assert len(on_line) / len(found) == pytest.approx(9 / 17, abs=0.01)
    assert np.diff(np.sort(on_line[:, 0])).std() < 1e-9
    borders = shapely.boundary(area)
    assert shapely.distance(borders, shapely.points(found[found[:, 1] > 5])).max() < 1e-9


def test_things_without_class_are_known_by_their_table() -> None:
    places, sorts = spots(_take([shapely.box(0, 0, 2, 2)], kind="buildings"))
    assert (places.tolist(), sorts.tolist()) == ([[1, 1]], ["building"])
    assert len(spots(_take([shapely.box(0, 0, 2, 2)], kind="grids"))[0]) == 0
    assert _take([], kind="grids").encloses
    assert _take([], kind="compounds").stands
    assert not _take([], kind="covers").encloses


def test_what_is_not_finite_is_not_followed() -> None:
    assert len(probes(_take([shapely.LineString([(0, 0), (np.inf, 0)])], kind="roads"))) == 0
