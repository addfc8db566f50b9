"""The guard names each wrong datum, lets every clean batch pass, and says what would mend it."""

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry import crs, datum
from registry.datum import Datum
from registry.errors import Invalid
from registry.importing import guard, sampling
from registry.importing.guard import State, Verdict
from registry.importing.guesses import Cause
from registry.importing.trials import References, Region, attempt
from tests.registry.importing import guard_rates
from tests.registry.importing.ground import GCJ02, PLANE, WGS84, Ground, as_read, build, verdict

GROUND = build()
SEEDS = st.integers(0, 2**32 - 1)
SLOW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(SEEDS, st.sampled_from(list(guard_rates.WRONG.items())), st.sampled_from([0.0, 3.0, 10.0]))
def test_each_wrong_datum_is_named(
    seed: int, mistake: tuple[str, tuple[crs.ReferenceSystem, crs.ReferenceSystem]], noise_m: float
) -> None:
    cause, (true, read) = mistake
    positions, classes = GROUND.batch(np.random.default_rng(seed), 200, noise_m=noise_m)
    found = verdict(GROUND, as_read(positions, true), system=read, classes=classes)
    assert (found.state, found.cause, found.also) == (State.SUSPICIOUS, Cause(cause), None)
    assert found.option == f"--datum {true.said}"
    moved = crs.lon_lat(crs.numbers(positions, true), read)
    off_m = np.hypot(*np.median(PLANE.metres(moved) - PLANE.metres(positions), axis=0))
    assert found.offset_m == pytest.approx(off_m, rel=0.01)


@SLOW
@given(SEEDS, st.integers(1, 300), st.floats(0, 30), st.booleans(), st.booleans())
def test_clean_batches_pass(seed: int, points: int, noise_m: float, known: bool, near: bool) -> None:
    rng = np.random.default_rng(seed)
    positions, classes = GROUND.batch(rng, points, noise_m=noise_m, within_m=300 if near else None)
    assert verdict(GROUND, as_read(positions, WGS84), classes=classes, known=known).state is not State.SUSPICIOUS


@SLOW
@given(SEEDS, st.integers(1, 12), st.sampled_from([10.0, 100.0, 500.0]))
def test_a_few_points_near_the_border_pass(seed: int, points: int, spread_m: float) -> None:
    rng = np.random.default_rng(seed)
    edge = shapely.line_interpolate_point(shapely.boundary(GROUND.outline), rng.random(), normalized=True)
    places = PLANE.metres(np.array([edge.x, edge.y])) + rng.normal(0, spread_m, (points, 2))
    assert verdict(GROUND, shapely.points(PLANE.lon_lat(places))).state is not State.SUSPICIOUS


def test_it_seldom_misses_and_never_cries_wolf() -> None:
    """A hundred batches; guard_rates as a program asks for thousands."""
    alarms = {name: dict(told) for name, told in guard_rates.false_alarms(GROUND, 44).items()}
    assert all(set(told) <= {"fine", "unknown"} for told in alarms.values()), alarms
    hits = guard_rates.hits(GROUND, 32)
    assert sum(told["misnamed"] for told in hits.values()) == 0
    for name in ("100 points, things and roads", "300 points, things and roads", "300 points, roads alone"):
        assert set(hits[name]) == {"hit"}


# Gross -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("true", "swap", "read", "cause", "option"),
    [
        ("WGS84", True, "WGS84", Cause.SWAPPED_AXES, "--swap-axes"),
        ("GK:120", True, "GK:120", Cause.SWAPPED_AXES, "--swap-axes"),
        ("GK:120", False, "GK:123", Cause.WRONG_ZONE, "--datum EPSG:4549"),
        ("GK:40", False, "GK:120", Cause.ZONE_PREFIX, "--datum EPSG:4528"),
        ("GK:120", False, "GK:40", Cause.ZONE_PREFIX, "--datum EPSG:4549"),
        ("GK:120", False, "WGS84", Cause.NOT_DEGREES, "--datum EPSG:4549"),
        ("WGS84", False, "GK:120", Cause.NOT_METRES, "--datum WGS84"),
    ],
)
@pytest.mark.parametrize("points", [1, 40])
def test_gross_mistakes_are_named(true: str, swap: bool, read: str, cause: Cause, option: str, points: int) -> None:
    positions, classes = GROUND.batch(np.random.default_rng(5), points)
    numbers = crs.numbers(positions, crs.resolve(true))
    shapes = shapely.points(numbers[:, ::-1] if swap else numbers)
    found = verdict(GROUND, shapes, system=crs.resolve(read), classes=classes)
    assert (found.cause, found.option, found.sure) == (cause, option, "certain")


@pytest.mark.parametrize(("read", "cause"), [("GK:120", Cause.WRONG_ZONE), ("WGS84", Cause.NOT_DEGREES)])
def test_of_two_projections_that_bring_it_here_the_better_one_is_named(read: str, cause: Cause) -> None:
    """UTM zone 51 and the strip about 123° E differ by 1.6 km at Shibei."""
    positions, classes = GROUND.batch(np.random.default_rng(5), 40)
    numbers = as_read(positions, crs.resolve("EPSG:32651"))
    found = verdict(GROUND, numbers, system=crs.resolve(read), classes=classes)
    assert (found.cause, found.option) == (cause, "--datum EPSG:32651")


def test_axes_that_the_user_exchanged_are_judged_exchanged() -> None:
    positions, classes = GROUND.batch(np.random.default_rng(5), 100)
    for numbers, cause, option in ((positions[:, ::-1], None, None), (positions, "swapped_axes", "no --swap-axes")):
        sample = sampling.take(shapely.points(numbers), system=WGS84, kind="covers", classes=classes, swapped=True)
        found = guard.judge(attempt(sample, GROUND.region), GROUND.references())
        assert (found.cause, found.option) == (cause, option)


def test_two_mistakes_at_once_are_both_told() -> None:
    positions, classes = GROUND.batch(np.random.default_rng(5), 200)
    numbers = crs.numbers(positions, GCJ02)[:, ::-1]
    found = verdict(GROUND, shapely.points(numbers), classes=classes)
    assert (found.cause, found.also) == (Cause.SWAPPED_AXES, Cause.GCJ02_AS_WGS84)
    assert found.option == "--datum GCJ-02 --swap-axes"


def test_a_projected_batch_that_was_shifted_before() -> None:
    positions, classes = GROUND.batch(np.random.default_rng(5), 200)
    strip = crs.resolve("GK:120")
    shapes = as_read(crs.numbers(positions, GCJ02), strip)
    found = verdict(GROUND, shapes, system=strip, classes=classes)
    assert (found.cause, found.option) == (Cause.GCJ02_AS_WGS84, None)
    with pytest.raises(Invalid, match="positions that were not shifted"):
        guard.refuse(found)


# No evidence, no verdict -------------------------------------------------------------------------------------------


def _nothing_known(region: Region) -> References:
    empty = GROUND.references(known=False, roads=False)
    return References(region, empty.known, empty.roads, empty.borders[:0])


def test_where_nothing_is_known_nothing_is_said() -> None:
    nowhere = Region(np.empty(0, dtype=object))
    positions, _ = GROUND.batch(np.random.default_rng(5), 100)
    for system in (WGS84, GCJ02):
        sample = sampling.take(as_read(positions, WGS84), system=system, kind="covers")
        assert guard.judge(attempt(sample, nowhere), _nothing_known(nowhere)) == Verdict(State.UNKNOWN, 100)


@pytest.mark.parametrize(
    ("complete", "kind", "points", "cause"),
    [
        (True, "covers", 50, Cause.ELSEWHERE),
        (False, "covers", 50, None),
        (True, "covers", 2, None),
    ],
)
def test_a_batch_elsewhere(complete: bool, kind: str, points: int, cause: Cause | None) -> None:
    region = Region(np.array([GROUND.outline]), complete=complete)
    positions, _ = GROUND.batch(np.random.default_rng(5), points)
    sample = sampling.take(shapely.points(positions + np.array([0.5, 0])), system=WGS84, kind=kind)
    found = guard.judge(attempt(sample, region), _nothing_known(region))
    assert found.cause is cause
    if cause is not None:
        assert (found.direction, found.option) == ("E", None)
        assert found.offset_m == pytest.approx(45_000, rel=0.05)
        with pytest.raises(Invalid, match="check which area the file is of"):
            guard.refuse(found)


def test_a_new_division_may_lie_elsewhere() -> None:
    shape = shapely.transform(GROUND.outline, lambda xy: xy + np.array([0.5, 0]))
    assert verdict(GROUND, np.array([shape] * 5), kind="divisions").state is State.UNKNOWN


def test_an_empty_batch_is_not_judged() -> None:
    assert verdict(GROUND, np.array([None, shapely.Point()], dtype=object)) == Verdict(State.UNKNOWN, 0)


# Words -------------------------------------------------------------------------------------------------------------


def test_a_refusal_says_what_how_far_by_what_and_how_to_mend_it() -> None:
    positions, classes = GROUND.batch(np.random.default_rng(5), 200)
    found = verdict(GROUND, as_read(positions, GCJ02), classes=classes)
    with pytest.raises(Invalid) as raised:
        guard.refuse(found, name="covers.csv")
    told, fields = raised.value.message, raised.value.fields
    assert told.startswith("covers.csv: its positions look like GCJ-02")
    assert "it lies 46" in told
    assert " m E of where it belongs" in told
    assert "within 5 m of a known thing" in told
    assert "say --datum GCJ-02, or --trust-datum" in told
    assert fields["cause"] == "gcj02_as_wgs84"
    assert fields["option"] == "--datum GCJ-02"
    assert fields["sure"] == "certain"
    assert isinstance(fields["offset_m"], float)


def test_what_the_file_says_of_itself_may_be_overruled() -> None:
    positions, classes = GROUND.batch(np.random.default_rng(5), 40)
    found = verdict(GROUND, as_read(positions, crs.resolve("GK:120")), system=crs.resolve("GK:123"), classes=classes)
    with pytest.raises(Invalid, match=r"say --datum EPSG:4549, with --ignore-file-crs where the file"):
        guard.refuse(found)


def test_what_passes_is_not_refused() -> None:
    guard.refuse(Verdict(State.FINE, 10))
    guard.refuse(Verdict(State.UNKNOWN, 0))


def test_all_causes_have_words() -> None:
    for cause in Cause:
        assert guard.words(Verdict(State.SUSPICIOUS, 1, cause))


def test_shifted_back_once_too_often() -> None:
    positions, classes = GROUND.batch(np.random.default_rng(5), 200)
    back = np.column_stack(datum.to_wgs84(positions[:, 0], positions[:, 1], datum=Datum.GCJ02))
    found = verdict(GROUND, shapely.points(back), classes=classes)
    assert (found.cause, found.option, found.direction) == (Cause.WGS84_AS_GCJ02, None, "W")


def test_the_ground_is_the_same_each_time() -> None:
    again: Ground = build()
    assert again.covers.equals(GROUND.covers)
