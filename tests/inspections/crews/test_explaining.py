"""Each reason is found where exactly that thing stands in the way."""

import numpy as np
import pytest

from inspections.crews import explaining, solving
from inspections.crews.explaining import Reason
from inspections.crews.plan import Job, Rules, Van
from inspections.crews.roads import Matrix
from tests.inspections.crews.town import HOUR, job, on_a_line, van

RULES = Rules()


def _reasons(jobs: list[Job], vans: list[Van], matrix: Matrix) -> dict[str, tuple[Reason, ...]]:
    plan = solving.solve(jobs, vans, matrix, rules=RULES)
    found = explaining.explain(jobs, vans, matrix, plan, rules=RULES)
    assert all(left.words.zh and left.words.en for left in found)
    return {left.job: left.reasons for left in found}


@pytest.mark.parametrize(
    ("one", "crew", "minutes", "reason"),
    [
        (job("x", 1, skills=frozenset({"masonry"})), van("v"), 10, (Reason.SKILL,)),
        (job("x", 1, load=3), van("v", capacity=2), 10, (Reason.CAPACITY,)),
        (job("x", 1, crew="away"), van("v"), 10, (Reason.CREW,)),
        (job("x", 1, service_s=2 * HOUR), van("v", until_s=HOUR), 10, (Reason.SHIFT,)),
        (job("x", 1), van("v", until_s=2 * HOUR), 50, (Reason.SHIFT, Reason.DISTANCE)),
        (job("x", 1, due_s=0, service_s=10 * HOUR), van("v", until_s=12 * HOUR), 10, (Reason.DUE,)),
        (job("x", 1, skills=frozenset({"masonry"}), load=3), van("v", capacity=2), 10, (Reason.SEVERAL,)),
    ],
)
def test_the_one_thing_in_the_way_is_named(one: Job, crew: Van, minutes: float, reason: tuple[Reason, ...]) -> None:
    assert _reasons([one], [crew], on_a_line(0, minutes)) == {"x": reason}


def test_where_no_road_leads_is_said() -> None:
    seconds = np.array([[0, -1], [-1, 0]])
    assert _reasons([job("x", 1)], [van("v")], Matrix(seconds, seconds)) == {"x": (Reason.ROAD,)}


def test_what_is_done_has_no_reason() -> None:
    assert _reasons([job("x", 1)], [van("v")], on_a_line(0, 10)) == {}
