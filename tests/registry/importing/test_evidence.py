"""Distances are measured right, and a score means something only above the decoys."""

import numpy as np
import pytest
import shapely
from pyproj import Geod

from registry.importing import evidence
from registry.importing.evidence import DECOYS, NEAR_M, OUT_M, Plane

GEOD = Geod(ellps="WGS84")


def test_the_plane_is_true_to_a_hundredth_and_comes_back() -> None:
    plane = Plane(120.375, 36.0876)
    places = np.array([[120.40, 36.10], [120.30, 36.05]])
    far = GEOD.inv(*places[0], *places[1])[2]
    assert np.hypot(*np.diff(plane.metres(places), axis=0)[0]) == pytest.approx(far, rel=0.005)
    assert plane.lon_lat(plane.metres(places)) == pytest.approx(places)


def test_decoys_mean_nothing_and_are_always_the_same() -> None:
    meant = np.array([[459.0, 16.0], [918.0, 30.0], [-459.0, -16.0], [800.0, 900.0]])
    found = evidence.decoys(meant)
    assert found.shape == (DECOYS, 2)
    assert (found == evidence.decoys(meant)).all()
    for move in np.vstack([meant, [[0, 0]]]):
        assert np.hypot(*(found - move).T).min() > 120
    angles = np.sort(np.arctan2(found[:, 1], found[:, 0]))
    assert np.diff(angles).max() < 0.9


def test_distance_to_things_of_ones_own_sort() -> None:
    spots = np.array([[[0.0, 0.0], [10.0, 0.0]]])
    known = np.array([[0.0, 3.0], [10.0, 4.0], [0.0, 1.0]])
    sorts = np.array(["a", "a", "b"], dtype=object)
    asked = np.array(["a", "c"], dtype=object)
    assert evidence.to_things(spots, asked, known_m=known, known_sorts=sorts).tolist() == [[3.0, NEAR_M]]
    anything = np.array(["", ""], dtype=object)
    assert evidence.to_things(spots, anything, known_m=known, known_sorts=sorts).tolist() == [[1.0, 4.0]]


def test_distance_to_lines_and_beyond_an_outline() -> None:
    probes = np.array([[[0.0, 0.0], [0.0, 12.0]], [[0.0, 500.0], [2000.0, 0.0]]])
    lines = shapely.linestrings([[(-100, 5), (100, 5)], [(-100, 900), (100, 900)]])
    assert evidence.to_lines(probes, lines, reach_m=30).tolist() == [[5.0, 7.0], [30.0, 30.0]]
    assert evidence.to_lines(probes, lines[:0], reach_m=30).tolist() == [[30.0, 30.0], [30.0, 30.0]]
    square = shapely.box(-50, -50, 50, 50)
    assert evidence.beyond(probes, square).tolist() == [[0.0, 0.0], [450.0, OUT_M]]


def test_nearness_falls_from_one_to_nothing() -> None:
    far = np.array([[0.0], [2.0], [10.0], [30.0]])
    worth = evidence.nearness(far, blur_m=2, reach_m=30)
    assert (worth[0], worth[-1]) == (1, pytest.approx(0))
    assert (np.diff(worth) < 0).all()


def test_a_score_stands_above_chance_or_it_does_not() -> None:
    rng = np.random.default_rng(1)
    chance = rng.normal(0.3, 0.1, DECOYS)
    found = evidence.strengths({"roads": np.concatenate([[0.9, 0.3], chance])}, guesses=2)
    assert found.total[0] > 4
    assert abs(found.total[1]) < 1
    assert found.channels["roads"].shape == (2,)


def test_what_all_decoys_do_as_well_counts_for_nothing() -> None:
    same = np.full(DECOYS + 2, 1.0)
    assert evidence.strengths({"outline": same}, guesses=2).total.tolist() == [0, 0]
    assert evidence.strengths({}, guesses=2).total.tolist() == [0, 0]


def test_a_bad_third_of_the_decoys_does_not_hide_a_good_guess() -> None:
    sea = np.concatenate([[0.9], np.full(DECOYS // 3, -5.0), np.linspace(0.25, 0.35, DECOYS - DECOYS // 3)])
    assert evidence.strengths({"roads": sea}, guesses=1).total[0] > 4
