"""Each guess undoes its own mistake, and says the words for it."""

import numpy as np
import pytest
import shapely

from registry import crs, datum
from registry.datum import Datum
from registry.importing import guesses
from registry.importing.guesses import Cause, Guess
from registry.importing.sampling import Sample, probes, take

SHIBEI = (120.32, 36.04, 120.43, 36.14)
TRUE = np.random.default_rng(3).uniform(SHIBEI[:2], SHIBEI[2:], (20, 2))


def _sample(numbers: np.ndarray, said: str, *, swapped: bool = False) -> Sample:
    return take(shapely.points(numbers), system=crs.resolve(said), kind="covers", swapped=swapped)


def _mend(sample: Sample, found: tuple[Guess, ...] | list[Guess], cause: Cause) -> list[str | None]:
    """The options of those guesses of a cause that bring the sample home."""
    xy = probes(sample)
    named = [guess for guess in found if guess.cause is cause]
    return [guess.option for guess in named if np.allclose(guess.lon_lat(xy), TRUE, atol=1e-7)]


@pytest.mark.parametrize(
    ("true", "read", "cause", "option"),
    [
        ("GCJ-02", "WGS84", Cause.GCJ02_AS_WGS84, "--datum GCJ-02"),
        ("GCJ-02", "CGCS2000", Cause.GCJ02_AS_WGS84, "--datum GCJ-02"),
        ("BD-09", "WGS84", Cause.BD09_AS_WGS84, "--datum BD-09"),
        ("WGS84", "GCJ-02", Cause.WGS84_AS_GCJ02, "--datum WGS84"),
        ("BD-09", "GCJ-02", Cause.BD09_AS_GCJ02, "--datum BD-09"),
        ("GCJ-02", "BD-09", Cause.GCJ02_AS_BD09, "--datum GCJ-02"),
        ("WGS84", "BD-09", Cause.WGS84_AS_BD09, "--datum WGS84"),
    ],
)
def test_fine_guesses(true: str, read: str, cause: Cause, option: str) -> None:
    sample = _sample(crs.numbers(TRUE, crs.resolve(true)), read)
    assert _mend(sample, guesses.fine(guesses.declared(sample)), cause) == [option]


def test_what_was_shifted_before_is_told_without_an_option() -> None:
    gcj = crs.resolve("GCJ-02")
    once = crs.numbers(TRUE, gcj)
    twice = _sample(crs.numbers(once, gcj), "WGS84")
    assert _mend(twice, guesses.fine(guesses.declared(twice)), Cause.SHIFTED_TWICE) == [None]
    back = np.column_stack(datum.to_wgs84(TRUE[:, 0], TRUE[:, 1], datum=Datum.GCJ02))
    unshifted = _sample(back, "WGS84")
    assert _mend(unshifted, guesses.fine(guesses.declared(unshifted)), Cause.WGS84_AS_GCJ02) == [None]
    projected = _sample(crs.numbers(once, crs.resolve("GK:120")), "GK:120")
    assert _mend(projected, guesses.fine(guesses.declared(projected)), Cause.GCJ02_AS_WGS84) == [None]


def test_a_fine_guess_keeps_the_gross_one() -> None:
    sample = _sample(crs.numbers(TRUE, crs.resolve("GCJ-02"))[:, ::-1], "WGS84")
    (swap,) = (guess for guess in guesses.gross(sample, SHIBEI) if guess.option == "--swap-axes")
    assert _mend(sample, guesses.fine(swap), Cause.GCJ02_AS_WGS84) == ["--datum GCJ-02 --swap-axes"]


@pytest.mark.parametrize(
    ("true", "swap", "read", "cause", "option"),
    [
        ("WGS84", True, "WGS84", Cause.SWAPPED_AXES, "--swap-axes"),
        ("GK:120", True, "GK:120", Cause.SWAPPED_AXES, "--swap-axes"),
        ("GK:120", False, "GK:123", Cause.WRONG_ZONE, "--datum EPSG:4549"),
        ("GK:120", False, "EPSG:32651", Cause.WRONG_ZONE, "--datum EPSG:4549"),
        ("EPSG:32651", False, "GK:120", Cause.WRONG_ZONE, "--datum EPSG:32651"),
        ("GK:120", False, "GK:40", Cause.ZONE_PREFIX, "--datum EPSG:4549"),
        ("GK:40", False, "GK:120", Cause.ZONE_PREFIX, "--datum EPSG:4528"),
        ("GK:21", False, "GK:120", Cause.WRONG_ZONE, "--datum EPSG:4499"),
        ("GK:120", False, "WGS84", Cause.NOT_DEGREES, "--datum EPSG:4549"),
        ("GK:40", True, "WGS84", Cause.NOT_DEGREES, "--datum EPSG:4528 --swap-axes"),
        ("EPSG:3857", False, "WGS84", Cause.NOT_DEGREES, "--datum EPSG:3857"),
        ("WGS84", False, "GK:120", Cause.NOT_METRES, "--datum WGS84"),
        ("WGS84", True, "GK:120", Cause.NOT_METRES, "--datum WGS84 --swap-axes"),
    ],
)
def test_gross_guesses(true: str, swap: bool, read: str, cause: Cause, option: str) -> None:
    numbers = crs.numbers(TRUE, crs.resolve(true))
    sample = _sample(numbers[:, ::-1] if swap else numbers, read)
    assert _mend(sample, guesses.gross(sample, SHIBEI), cause) == [option]


def test_axes_exchanged_on_demand_are_exchanged_back() -> None:
    sample = _sample(TRUE, "WGS84", swapped=True)
    assert _mend(sample, guesses.gross(sample, SHIBEI), Cause.SWAPPED_AXES) == ["no --swap-axes"]


# Numbers by themselves ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("true", "swap", "read", "cause", "option"),
    [
        ("WGS84", True, "WGS84", Cause.SWAPPED_AXES, "--swap-axes"),
        ("GK:40", False, "GK:120", Cause.ZONE_PREFIX, "--datum EPSG:4528"),
        ("GK:120", False, "GK:40", Cause.ZONE_PREFIX, "--datum EPSG:4549"),
        ("GK:40", False, "EPSG:4527", Cause.WRONG_ZONE, "--datum EPSG:4528"),
        ("EPSG:2364", False, "EPSG:2385", Cause.ZONE_PREFIX, "--datum EPSG:2364"),
        ("GK:40", True, "GK:40", Cause.SWAPPED_AXES, "--swap-axes"),
        ("GK:40", True, "GK:120", Cause.ZONE_PREFIX, "--datum EPSG:4528 --swap-axes"),
        ("GK:40", False, "WGS84", Cause.NOT_DEGREES, "--datum EPSG:4528"),
        ("GK:40", True, "GCJ-02", Cause.NOT_DEGREES, "--datum EPSG:4528 --swap-axes"),
        ("GK:120", False, "WGS84", Cause.NOT_DEGREES, None),
        ("WGS84", False, "GK:120", Cause.NOT_METRES, "--datum WGS84"),
    ],
)
def test_numbers_give_themselves_away(true: str, swap: bool, read: str, cause: Cause, option: str | None) -> None:
    numbers = crs.numbers(TRUE, crs.resolve(true))
    sample = _sample(numbers[:, ::-1] if swap else numbers, read)
    found = guesses.by_numbers(sample, probes(sample))
    assert found is not None
    assert (found.cause, found.option) == (cause, option)


@pytest.mark.parametrize("said", ["WGS84", "GCJ-02", "GK:120", "GK:40", "GK:123", "EPSG:32651", "EPSG:3857", "GK:21"])
def test_numbers_that_may_be_right_are_left_alone(said: str) -> None:
    sample = _sample(crs.numbers(TRUE, crs.resolve(said)), said)
    assert guesses.by_numbers(sample, probes(sample)) is None


def test_a_few_bad_rows_are_no_cause() -> None:
    numbers = TRUE.copy()
    numbers[:5] = numbers[:5, ::-1]
    sample = _sample(numbers, "WGS84")
    assert guesses.by_numbers(sample, probes(sample)) is None
