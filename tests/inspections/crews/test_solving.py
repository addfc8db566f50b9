"""Plans hold what the checker asks for, whatever the day; a plan made anew moves little and nothing that is begun."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from inspections.crews import routing, solving
from inspections.crews.checking import check
from inspections.crews.plan import Job, Rules, Van
from inspections.crews.roads import Matrix
from tests.inspections.crews.town import HOUR, job, on_a_line, van

RULES = Rules()
SKILLS = ("lid", "masonry", "confined_space")


@st.composite
def days(draw: st.DrawFn) -> tuple[list[Job], list[Van], Matrix]:
    """Up to a dozen jobs and three vans anywhere on a square, one job perhaps where no road leads."""
    size = draw(st.integers(1, 12))
    dice = np.random.default_rng(draw(st.integers(0, 10**6)))
    xy = dice.uniform(0, 1800, (size + 3, 2))
    seconds = np.abs(xy[:, None] - xy[None]).sum(axis=2).astype(np.int64)
    if draw(st.booleans()):
        seconds[-1, :-1] = seconds[:-1, -1] = -1
    some = st.frozensets(st.sampled_from(SKILLS), max_size=2)
    crews = [None, None, "v0", "v1"]
    jobs = [
        job(
            f"j{i}", i + 3, priority=draw(st.integers(1, 6)), skills=draw(some), load=draw(st.integers(0, 2)),
            due_s=draw(st.none() | st.integers(0, 6 * HOUR)), service_s=draw(st.integers(300, 2 * HOUR)),
            crew=draw(st.sampled_from(crews)),
        )
        for i in range(size)
    ]  # fmt: skip
    vans = [
        van(f"v{v}", start=v, end=v, until_s=draw(st.integers(HOUR, 9 * HOUR)), skills=draw(some), capacity=4)
        for v in range(draw(st.integers(1, 3)))
    ]
    return jobs, vans, Matrix(seconds, seconds)


@settings(max_examples=40)
@given(days())
def test_every_plan_can_be_driven(day: tuple[list[Job], list[Van], Matrix]) -> None:
    jobs, vans, matrix = day
    plan = solving.solve(jobs, vans, matrix, rules=RULES)
    assert check(jobs, vans, matrix, plan, rules=RULES).faults == ()
    assert plan == solving.solve(jobs, vans, matrix, rules=RULES)


@given(days(), st.data())
def test_a_route_given_in_reverse_is_the_same_route(
    day: tuple[list[Job], list[Van], Matrix], data: st.DataObject
) -> None:
    jobs, vans, matrix = day
    routes = routing.empty(jobs, vans, matrix, RULES)
    route = data.draw(st.lists(st.integers(0, len(jobs) - 1), unique=True))
    assert solving.one_way(routes, 0, route) == solving.one_way(routes, 0, route[::-1])
    assert routes.cost(0, solving.one_way(routes, 0, route)) == min(routes.cost(0, route), routes.cost(0, route[::-1]))


@settings(max_examples=40)
@given(days(), st.data())
def test_a_plan_made_anew_can_be_driven_and_costs_no_more_than_to_keep_the_old_one(
    day: tuple[list[Job], list[Van], Matrix], data: st.DataObject
) -> None:
    jobs, vans, matrix = day
    first = solving.solve(jobs, vans, matrix, rules=RULES)
    former = {crew: [stop.job for stop in stops] for crew, stops in first.routes.items()}
    before = {key: crew for crew, keys in former.items() for key in keys}
    anew = [*jobs, job("emergency", data.draw(st.integers(0, len(jobs) + 2)), priority=1, due_s=HOUR)]
    plan = solving.replan(anew, vans, matrix, former, rules=RULES)
    verdict = check(anew, vans, matrix, plan, rules=RULES, before=before)
    assert verdict.faults == ()
    old = check(jobs, vans, matrix, first, rules=RULES).cost.total_s
    assert verdict.cost.total_s <= old + RULES.left_s(1)


def test_an_emergency_goes_to_whoever_is_near_and_nobody_else_is_moved() -> None:
    matrix = on_a_line(0, 5, 10, 60, 65, 62)
    jobs = [job("a", 1), job("b", 2), job("c", 3), job("d", 4)]
    vans = [van("west"), van("east", start=3, end=3)]
    former = {"west": ["a", "b"], "east": ["c", "d"]}
    plan = solving.replan([*jobs, job("e", 5, priority=1, due_s=2700)], vans, matrix, former, rules=RULES)
    assert [stop.job for stop in plan.routes["west"]] == ["a", "b"]
    assert {stop.job for stop in plan.routes["east"]} == {"c", "d", "e"}
    assert plan.routes["east"][0].job == "e"


def test_a_move_is_made_only_where_it_saves_more_than_it_costs() -> None:
    matrix = on_a_line(0, 20, 24)
    vans = [van("west"), van("east", start=2, end=2)]
    former = {"west": ["a"], "east": []}
    near = solving.replan([job("a", 1)], vans, matrix, former, rules=RULES)  # 40 minutes against 8, and 15 for the move
    assert [stop.job for stop in near.routes["east"]] == ["a"]
    dear = solving.replan([job("a", 1)], vans, matrix, former, rules=replace(RULES, moved_s=3600))
    assert [stop.job for stop in dear.routes["west"]] == ["a"]


def test_late_is_better_than_never_and_the_urgent_go_first() -> None:
    jobs = [job("slow", 1, priority=5, due_s=0), job("hole", 1, priority=1, due_s=0)]
    plan = solving.solve(jobs, [van("one")], on_a_line(0, 5), rules=RULES)
    assert [stop.job for stop in plan.routes["one"]] == ["hole", "slow"]


def test_without_a_van_everything_is_left() -> None:
    assert solving.solve([job("a", 0)], [], on_a_line(0), rules=RULES).left == ("a",)
