"""A sample is laid out where its numbers may be meant: where it was read, or where the register lies."""

import numpy as np
import pytest
import shapely

from registry import crs
from registry.importing.evidence import DECOYS
from registry.importing.guesses import Cause
from registry.importing.kinds import Geometries
from registry.importing.sampling import take
from registry.importing.trials import Region, Trial, apart_m, attempt

BOUNDS = (120.32, 36.04, 120.43, 36.14)
REGION = Region(np.array([shapely.box(*BOUNDS)]), complete=True)
NOTHING = Region(np.empty(0, dtype=object))
TRUE = np.random.default_rng(3).uniform(BOUNDS[:2], BOUNDS[2:], (20, 2))


def _attempt(numbers: np.ndarray, said: str, region: Region = REGION, kind: str = "covers") -> Trial:
    return attempt(take(shapely.points(numbers), system=crs.resolve(said), kind=kind), region)


def test_what_lies_in_the_region_is_laid_out_with_its_shifts_and_decoys() -> None:
    trial = _attempt(TRUE, "WGS84")
    (base,) = trial.bases
    assert [guess.cause for guess in base.guesses] == [
        None,
        Cause.GCJ02_AS_WGS84,
        Cause.BD09_AS_WGS84,
        Cause.WGS84_AS_GCJ02,
        Cause.SHIFTED_TWICE,
    ]
    assert base.probes.shape == (5 + DECOYS, 20, 2)
    assert base.probes[0] == pytest.approx(TRUE)
    assert apart_m(base.probes[1], TRUE) == pytest.approx(459, abs=5)
    assert trial.inside == 1
    assert len(trial.places()) == (5 + DECOYS) * 20
    places, sorts = trial.spots()
    assert (len(places), set(sorts)) == ((5 + DECOYS) * 20, {""})


def test_abroad_nothing_is_shifted() -> None:
    helsinki = Region(np.empty(0, dtype=object), box=(24.9, 60.1, 25.0, 60.2))
    (base,) = _attempt(np.random.default_rng(1).uniform((24.9, 60.1), (25, 60.2), (9, 2)), "WGS84", helsinki).bases
    assert len(base.guesses) == 1


def test_what_lies_far_off_is_laid_out_where_other_readings_bring_it() -> None:
    trial = _attempt(crs.numbers(TRUE, crs.resolve("EPSG:32651")), "WGS84")
    assert trial.inside == 0
    assert [base.guesses[0].option for base in trial.bases] == ["--datum EPSG:4550", "--datum EPSG:32651"]
    assert all(base.guesses[0].cause is Cause.NOT_DEGREES for base in trial.bases)
    assert trial.numbers is not None


def test_where_nothing_is_known_only_the_numbers_speak() -> None:
    trial = _attempt(TRUE[:, ::-1], "WGS84", NOTHING)
    assert (trial.bases, trial.numbers is not None) == ((), True)
    assert _attempt(TRUE, "WGS84", NOTHING).numbers is None
    assert NOTHING.bounds is None


def test_a_box_is_a_region_where_no_outline_is_known() -> None:
    assert _attempt(TRUE, "WGS84", Region(np.empty(0, dtype=object), box=BOUNDS)).inside == 1
    assert REGION.bounds == pytest.approx(BOUNDS)
    assert REGION.shape().equals(shapely.box(*BOUNDS))


@pytest.mark.parametrize(
    "shapes",
    [
        np.empty(0, dtype=object),
        np.array([None, shapely.Point(), shapely.Point(np.nan, np.nan), shapely.Point(np.inf, 0)], dtype=object),
    ],
)
def test_no_position_is_no_trial(shapes: Geometries) -> None:
    trial = attempt(take(shapes, system=crs.resolve("WGS84"), kind="covers"), REGION)
    assert (len(trial.read), trial.bases, trial.places().shape) == (0, (), (0, 2))


def test_rows_that_are_not_on_earth_are_passed() -> None:
    wild = np.concatenate([TRUE, [[1e9, 36.0], [120.4, np.nan], [120.4, 400.0]]])
    (base,) = _attempt(wild, "WGS84").bases
    assert base.probes.shape[1] == 20
    assert np.isfinite(base.probes).all()


def test_invalid_outlines_do_no_harm() -> None:
    bowtie = shapely.Polygon([(120.3, 36), (120.5, 36.2), (120.5, 36), (120.3, 36.2)])
    assert _attempt(TRUE, "WGS84", Region(np.array([bowtie]))).inside > 0.5
