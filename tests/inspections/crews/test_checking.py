"""The checker finds each fault that can be planted in a sound plan."""

from dataclasses import replace

import pytest

from inspections.crews.checking import check
from inspections.crews.plan import Plan, Rules, Stop
from tests.inspections.crews.town import job, on_a_line, van

MATRIX = on_a_line(0, 10, 20)
JOBS = [job("a", 1, due_s=2400, load=1), job("b", 2, due_s=3000, skills=frozenset({"lid"}))]
VAN = van("one", skills=frozenset({"lid"}), capacity=1)
SOUND = Plan({"one": (Stop("a", 600, 2400), Stop("b", 3000, 4800))}, ())


def test_a_sound_plan_costs_what_is_driven_and_what_is_late() -> None:
    verdict = check(JOBS, [VAN], MATRIX, SOUND, rules=Rules())
    assert not verdict.faults
    assert (verdict.cost.travel_s, verdict.cost.late_s) == (2400, 3 * 1800)


def test_what_is_left_or_moved_costs_by_the_rules() -> None:
    plan = Plan({"one": SOUND.routes["one"][:1]}, ("b",))
    cost = check(JOBS, [VAN], MATRIX, plan, rules=Rules(), before={"a": "two"}).cost
    assert (cost.left_s, cost.moved_s) == (Rules().left_s(3), Rules().moved_s)
    assert cost.total_s == cost.travel_s + cost.left_s + cost.moved_s


@pytest.mark.parametrize(
    ("plan", "changes", "word"),
    [
        (Plan({"one": SOUND.routes["one"][:1]}, ()), {}, "neither done nor left"),
        (Plan(SOUND.routes, ("a",)), {}, "2 times"),
        (Plan({"one": (*SOUND.routes["one"], Stop("c", 9000, 9900))}, ()), {}, "no job of this day"),
        (Plan({"two": SOUND.routes["one"]}, ()), {}, "no shift"),
        (Plan({"one": (Stop("a", 500, 2400), Stop("b", 3000, 4800))}, ()), {}, "not reached"),
        (Plan({"one": (Stop("a", 600, 2300), Stop("b", 3000, 4800))}, ()), {}, "takes longer"),
        (SOUND, {"skills": frozenset()}, "lacks lid"),
        (SOUND, {"until_s": 5000}, "after its shift"),
        (SOUND, {"capacity": 0}, "carries more"),
    ],
)
def test_a_planted_fault_is_found(plan: Plan, changes: dict[str, object], word: str) -> None:
    faults = check(JOBS, [replace(VAN, **changes)], MATRIX, plan, rules=Rules()).faults  # type: ignore[arg-type]
    assert any(word in fault for fault in faults), faults


def test_a_job_of_another_crew_is_found() -> None:
    faults = check([replace(JOBS[0], crew="two"), JOBS[1]], [VAN], MATRIX, SOUND, rules=Rules()).faults
    assert faults == ("a is two's, not one's",)
