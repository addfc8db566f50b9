"""Routes cost what the checker says; tearing and exchanges never make them worse."""

from inspections.crews import routing
from inspections.crews.checking import check
from inspections.crews.plan import Rules
from tests.inspections.crews.town import HOUR, job, on_a_line, van

RULES = Rules()
JOBS = [job(f"j{i}", 1 + i % 7, priority=1 + i % 5, due_s=(i * 977) % (5 * HOUR), service_s=900) for i in range(14)]
VANS = [van("one"), van("two", start=4, end=4, from_s=600, until_s=5 * HOUR)]
MATRIX = on_a_line(0, 3, 9, 14, 22, 30, 41, 55)


def test_the_cost_is_the_checkers() -> None:
    routes = routing.empty(JOBS, VANS, MATRIX, RULES, {"j1": "two", "j2": "one"})
    assert routes.insert_left()
    verdict = check(JOBS, VANS, MATRIX, routes.plan(), rules=RULES, before={"j1": "two", "j2": "one"})
    assert not verdict.faults
    assert verdict.cost.total_s == routes.total()


def test_exchanges_and_tearing_only_help() -> None:
    routes = routing.empty(JOBS, VANS, MATRIX, RULES)
    routes.insert_left()
    costs = [routes.total()]
    routes.improve()
    costs.append(routes.total())
    routes.tear(50, seed=1)
    costs.append(routes.total())
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] < costs[0]
    assert not check(JOBS, VANS, MATRIX, routes.plan(), rules=RULES).faults


def test_the_quick_look_for_a_place_finds_the_best_one() -> None:
    routes = routing.empty(JOBS, VANS, MATRIX, RULES)
    routes.insert_left()
    j = routes.of[0].pop(1)
    slow = min(
        routes.cost(v, [*route[:at], j, *route[at:]]) - routes.cost(v, route)
        for v, route in enumerate(routes.of)
        for at in range(len(route) + 1)
    )
    assert routes.best_place(j)[0] == slow


def test_what_was_not_looked_at_again_would_not_have_helped() -> None:
    routes = routing.empty(JOBS, VANS, MATRIX, RULES)
    routes.improve()
    routes.tear(20, seed=1)
    routes.improve()
    forgetful = routing.empty(JOBS, VANS, MATRIX, RULES)
    forgetful.of, forgetful.left = [list(route) for route in routes.of], set(routes.left)
    forgetful.improve()
    assert forgetful.total() == routes.total()
