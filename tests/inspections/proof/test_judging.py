"""Judging pictures: planted fakes are told, honest ones are not, and nothing is ever refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.proof.hints import Code, Grade
from inspections.proof.judging import (
    Case,
    Place,
    Placed,
    Resemblance,
    Shot,
    Stage,
    distance_m,
    judge,
    tolerance_m,
)

REPORTED = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
REPAIRED = REPORTED + timedelta(hours=3)
LON, LAT = 120.375, 36.0876
HERE = Place(LON, LAT, Placed.SHUTTER, 5.0, 2.0)
BEFORE = Shot(Stage.BEFORE, True, HERE, REPORTED + timedelta(hours=1))
AFTER = Shot(Stage.AFTER, True, HERE, REPAIRED - timedelta(minutes=5))
HONEST = Case(LON, LAT, 5.0, REPORTED, REPAIRED, (BEFORE, AFTER))
METRE_NORTH = 1 / 111_320
EARLIEST, LATEST = (datetime(year, 1, 1) for year in (2020, 2030))  # noqa: DTZ001 - hypothesis asks for naive bounds


def away(metres: float, place: Place = HERE) -> Place:
    return replace(place, lat=LAT + metres * METRE_NORTH)


def codes(case: Case) -> set[Code]:
    return {one.code for one in judge(case).hints}


def with_after(**changes: object) -> Case:
    return replace(HONEST, shots=(BEFORE, replace(AFTER, **changes)))  # type: ignore[arg-type]  # by name


def test_an_honest_pair_is_strong_and_nothing_is_said() -> None:
    verdict = judge(HONEST)
    assert (verdict.grade, verdict.hints) == (Grade.STRONG, ())


@pytest.mark.parametrize(
    ("case", "code", "grade"),
    [
        (with_after(place=away(300)), Code.FAR, Grade.WEAK),
        (
            with_after(taken_at=BEFORE.taken_at and BEFORE.taken_at - timedelta(minutes=30)),
            Code.WRONG_ORDER,
            Grade.WEAK,
        ),
        (with_after(taken_at=REPORTED - timedelta(days=3)), Code.BEFORE_REPORT, Grade.WEAK),
        (with_after(taken_at=REPAIRED + timedelta(minutes=30)), Code.AFTER_STEP, Grade.FAIR),
        (with_after(resembles=(Resemblance("G1", True, False, Stage.AFTER),)), Code.SAME_FILE, Grade.WEAK),
        (with_after(resembles=(Resemblance("G1", False, False, Stage.AFTER),)), Code.LOOKS_ALIKE, Grade.FAIR),
        (with_after(resembles=(Resemblance("G2", False, True, Stage.BEFORE),)), Code.SAME_AS_BEFORE, Grade.WEAK),
        (with_after(place=None), Code.NO_PLACE, Grade.FAIR),
        (with_after(place=Place(LON, LAT, Placed.FILE)), Code.PLACE_OF_FILE, Grade.FAIR),
        (with_after(place=replace(HERE, fix_age_s=None)), Code.UNSURE_PLACE, Grade.FAIR),
        (with_after(place=replace(away(300), fix_age_s=600.0)), Code.VAGUE_PLACE, Grade.FAIR),
        (with_after(taken_at=None), Code.NO_TIME, Grade.FAIR),
        (with_after(came=False), Code.AFTER_NOT_COME, Grade.WEAK),
        (replace(HONEST, shots=(AFTER,)), Code.NO_BEFORE, Grade.FAIR),
        (replace(HONEST, shots=(BEFORE,)), Code.NO_AFTER, Grade.WEAK),
        (replace(HONEST, shots=(replace(BEFORE, came=False), AFTER)), Code.BEFORE_NOT_COME, Grade.FAIR),
    ],
    ids=lambda value: value.value if isinstance(value, Code) else "",
)
def test_each_fault_has_its_hint_in_both_languages_and_its_grade(case: Case, code: Code, grade: Grade) -> None:
    verdict = judge(case)
    assert code in {one.code for one in verdict.hints}
    assert verdict.grade is grade
    for one in verdict.hints:
        assert "{" not in one.words.zh + one.words.en
        assert any("一" <= letter <= "鿿" for letter in one.words.zh)


def test_what_one_visit_shares_between_tickets_of_a_cover_is_no_fault() -> None:
    assert codes(with_after(resembles=(Resemblance("G2", True, True, Stage.AFTER),))) == set()


def test_clocks_may_differ_a_little_and_a_barrier_may_stand_apart() -> None:
    assert codes(with_after(taken_at=REPAIRED + timedelta(seconds=90))) == set()
    barrier = Shot(Stage.BARRIER, True, away(200), REPORTED)
    assert codes(replace(HONEST, shots=(BEFORE, barrier, AFTER))) == set()


@given(metres=st.floats(0, 2000), accuracy=st.floats(0, 200), age=st.floats(0, 600))
def test_far_is_only_what_accuracy_and_age_cannot_explain(metres: float, accuracy: float, age: float) -> None:
    place = replace(away(metres), accuracy_m=accuracy, fix_age_s=age)
    case = with_after(place=place)
    assert (Code.FAR in codes(case)) == (distance_m(case, place) > tolerance_m(case, place))
    surer = replace(place, accuracy_m=accuracy / 2, fix_age_s=age / 2)
    assert Code.FAR not in codes(case) or Code.FAR in codes(with_after(place=surer)), "a surer fix excuses less"


moments = st.none() | st.datetimes(min_value=EARLIEST, max_value=LATEST, timezones=st.just(UTC))
numbers = st.none() | st.floats(0, 1e5)
places = st.none() | st.builds(
    Place, st.floats(-180, 180), st.floats(-90, 90), st.sampled_from(Placed), numbers, numbers
)
likes = st.builds(Resemblance, st.text(), st.booleans(), st.booleans(), st.none() | st.sampled_from(Stage))
shots = st.builds(Shot, st.sampled_from(Stage), st.booleans(), places, moments, st.lists(likes, max_size=3).map(tuple))
cases = st.builds(
    Case,
    st.floats(-180, 180),
    st.floats(-90, 90),
    numbers,
    moments.filter(bool),
    moments,
    st.lists(shots, max_size=6).map(tuple),
)


@given(cases)
def test_every_repair_gets_a_grade_and_none_is_refused(case: Case) -> None:
    verdict = judge(case)
    assert verdict.grade == min((one.at_best for one in verdict.hints), default=Grade.STRONG)
    assert len(set(verdict.hints)) == len(verdict.hints)
