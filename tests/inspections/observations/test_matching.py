"""Which asset a position means."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.observations.matching import MOST_CANDIDATES, Near, decided, rank, reach_m

near = st.builds(
    Near,
    asset_code=st.text("0123456789", min_size=17, max_size=17),
    class_code=st.sampled_from(["01002", "01003"]),
    distance_m=st.floats(0, 200),
    accuracy_m=st.none() | st.floats(0, 20),
)


def one(name: str, distance_m: float, class_code: str = "01002") -> Near:
    return Near(name, class_code, distance_m, 0.5)


def test_the_reach_follows_the_accuracy() -> None:
    assert [reach_m(accuracy) for accuracy in (0, 4, 10, 60, None)] == [15, 15, 30, 150, 90]


def test_one_cover_close_by_decides_and_two_do_not() -> None:
    assert decided(rank([one("a", 3)], accuracy_m=4)) is not None
    assert decided(rank([one("a", 3), one("b", 4)], accuracy_m=4)) is None
    assert decided(rank([one("a", 2), one("b", 20)], accuracy_m=4)) is not None


def test_a_lone_cover_far_off_may_be_another_one() -> None:
    assert decided(rank([one("a", 14)], accuracy_m=4)) is None


def test_the_class_that_was_seen_turns_the_scale() -> None:
    both = [one("a", 5.0), one("b", 5.0, "01003")]
    best = decided(rank(both, accuracy_m=4, class_code="01003"))
    assert best is not None
    assert best.asset_code == "b"
    assert decided(rank(both, accuracy_m=4)) is None


@given(st.lists(near, max_size=12), st.none() | st.floats(0, 1000), st.sampled_from([None, "01002"]))
def test_certainties_fall_and_leave_room_for_none_of_them(
    some: list[Near], accuracy_m: float | None, kind: str | None
) -> None:
    ranked = rank(some, accuracy_m=accuracy_m, class_code=kind)
    certainties = [candidate.certainty for candidate in ranked]
    assert len(ranked) == min(len(some), MOST_CANDIDATES)
    assert certainties == sorted(certainties, reverse=True)
    assert sum(certainties) <= 1.001


@pytest.mark.parametrize("spacing_m", [6.0, 15.0, 30.0])
def test_what_is_decided_is_right_as_often_as_it_claims(spacing_m: float) -> None:
    dice = np.random.default_rng(1)
    sigma = 4 / np.sqrt(2 * np.log(1 / 0.32))  # 68 % of fixes within 4 m
    right, claimed, made = 0, 0.0, 0
    for east, north in dice.normal(0, sigma, (4000, 2)):
        line = [one(str(n), float(np.hypot(east - n * spacing_m, north))) for n in range(-3, 4)]
        best = decided(rank([cover for cover in line if cover.distance_m <= reach_m(4)], accuracy_m=4))
        if best is not None:
            made, claimed, right = made + 1, claimed + best.certainty, right + (best.asset_code == "0")
    assert made > 1000
    assert right / made == pytest.approx(claimed / made, abs=0.03)
