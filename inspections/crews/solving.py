"""A day of crews planned: VROOM finds the routes; what it must leave out for a due time goes in late where it pays.

Pure: the same question has the same answer, for no clock stops the search. VROOM takes whole seconds and walls; late
jobs, jobs worth less than what they would cost, and moves are weighed in `routing`.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import vroom

from inspections.crews import routing
from inspections.crews.plan import Job, Plan, Rules, Van
from inspections.crews.roads import Matrix
from inspections.crews.routing import Routes

EXPLORATION = 1  # of VROOM's 0 to 5: from there tearing comes further than VROOM itself in the same time
TEARS, TEARS_A_JOB = 700, 5  # at most; and for small days
_NO_ROAD = 30 * 24 * 3600  # longer than any shift: VROOM has no word for a missing road
_THREADS = 1  # several could finish in another order, and of two plans of one cost another would stay


def solve(
    jobs: Sequence[Job],
    vans: Sequence[Van],
    matrix: Matrix,
    *,
    rules: Rules,
    exploration: int = EXPLORATION,
    seed: int = 1,
) -> Plan:
    """A plan of least cost (see `Rules`), as near as the search comes. Without vans everything is left out."""
    routes = routing.empty(jobs, vans, matrix, rules)
    if jobs and vans:
        found = ask_vroom(jobs, vans, matrix, rules=rules, exploration=exploration)
        settle(routes, [one_way(routes, v, route) for v, route in enumerate(found)])
        routes.improve()
        routes.tear(min(TEARS, TEARS_A_JOB * len(jobs)), seed=seed)
        routes.improve()
    return routes.plan()


def replan(
    jobs: Sequence[Job], vans: Sequence[Van], matrix: Matrix, former: Mapping[str, Sequence[str]], *, rules: Rules
) -> Plan:
    """The plan of `former` (keys of jobs in order, by crew) with as little changed as what is new is worth.

    Jobs that went are dropped, new ones go in where they cost least, and a job goes to another crew only where that
    saves more than `moved_s`. Crews drive on from where they are: `vans` begin there.
    """
    before = {key: crew for crew, keys in former.items() for key in keys}
    routes = routing.empty(jobs, vans, matrix, rules, before)
    number = {job.key: j for j, job in enumerate(jobs)}
    kept = [[number[key] for key in former.get(van.crew, ()) if key in number] for van in vans]
    settle(routes, kept)
    routes.improve()
    return routes.plan()


def settle(routes: Routes, wanted: Sequence[Sequence[int]]) -> None:
    """Give each van its jobs; the last ones are let go where the shift does not hold them any more."""
    for v, given in enumerate(wanted):
        route = list(given)
        while routes.cost(v, route) == routing.NEVER:
            route.pop()
        routes.of[v] = route
        routes.left -= set(route)


def one_way(routes: Routes, v: int, route: Sequence[int]) -> list[int]:
    """A route or its reverse, the cheaper one, whichever was given.

    Where both cost VROOM the same it answers now the one, now the other (pyvroom 1.15.2: on 14 of 300 random days).
    """
    return min((list(route), list(reversed(route))), key=lambda way: (routes.cost(v, way), way))


def ask_vroom(
    jobs: Sequence[Job], vans: Sequence[Van], matrix: Matrix, *, rules: Rules, exploration: int, walls: bool = True
) -> list[list[int]]:
    """Jobs by number in the order of each van; `walls`: nothing is late, but for what would be so anyhow."""
    words = sorted({skill for job in jobs for skill in job.skills} | {f"={van.crew}" for van in vans})
    number = {word: i for i, word in enumerate(words)}
    problem = vroom.Input()
    problem.set_durations_matrix("car", np.where(matrix.seconds < 0, _NO_ROAD, matrix.seconds).astype(np.uint32))
    horizon = max(van.until_s for van in vans)
    for v, van in enumerate(vans):
        able = {number[word] for word in {*van.skills, f"={van.crew}"} if word in number}
        problem.add_vehicle(
            vroom.Vehicle(
                v, van.start, van.end, capacity=[van.capacity], skills=able, time_window=(van.from_s, van.until_s)
            )
        )
    heaviest = max(rules.late)
    for j, job in enumerate(jobs):
        needed = {number[word] for word in job.skills}
        if job.crew is not None:
            needed |= {number.setdefault(f"={job.crew}", len(number))}
        reach = [_soonest(job, van, matrix) for van in vans]
        latest = horizon if job.due_s is None or not walls else job.due_s - job.service_s
        if latest < min(reach):  # late whoever goes: as early as may be is for the exchanges to find
            latest = horizon
        problem.add_job(
            vroom.Job(
                j,
                job.place,
                default_service=job.service_s,
                delivery=vroom.Amount([job.load]),
                skills=needed,
                priority=100 * rules.late_weight(job.priority) // heaviest,
                time_windows=[vroom.TimeWindow(0, latest)],
            )
        )
    found = problem.solve(exploration_level=exploration, nb_threads=_THREADS)
    wanted: list[list[int]] = [[] for _ in vans]
    steps = found.routes
    if "id" not in steps:  # nobody drives
        return wanted
    for v, j in steps.loc[steps["type"] == "job", ["vehicle_id", "id"]].astype(int).itertuples(index=False):
        wanted[v].append(j)
    return wanted


def _soonest(job: Job, van: Van, matrix: Matrix) -> int:
    """When the van could begin if it drove there first."""
    drive = int(matrix.seconds[van.start, job.place])
    return van.from_s + (drive if drive >= 0 else _NO_ROAD)
