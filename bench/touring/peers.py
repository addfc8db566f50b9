"""Two who plan tours, given the same matrix: VROOM with all its exploration, OR-Tools with guided local search.

VROOM holds due times as walls, as its users do; OR-Tools is told the very cost we are judged by.
"""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import vroom
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from inspections.crews.plan import Job, Plan, Rules, Stop, Van
from inspections.crews.roads import Matrix

BOUND_S = 30


def ask_vroom(jobs: Sequence[Job], vans: Sequence[Van], matrix: Matrix, rules: Rules) -> Plan:
    """Its plan at exploration level 5, 30 s allowed."""
    words = sorted({skill for job in jobs for skill in job.skills})
    problem = vroom.Input()
    problem.set_durations_matrix("car", matrix.seconds.astype(np.uint32))
    for v, van in enumerate(vans):
        problem.add_vehicle(
            vroom.Vehicle(
                v, van.start, van.end, capacity=[van.capacity], time_window=(van.from_s, van.until_s),
                skills={words.index(skill) for skill in van.skills if skill in words},
            )
        )  # fmt: skip
    for j, job in enumerate(jobs):
        problem.add_job(
            vroom.Job(
                j, job.place, default_service=job.service_s, delivery=vroom.Amount([job.load]),
                skills={words.index(skill) for skill in job.skills}, priority=20 * rules.late_weight(job.priority),
                time_windows=[vroom.TimeWindow(0, (job.due_s or 10**6) - job.service_s)],
            )
        )  # fmt: skip
    steps = problem.solve(exploration_level=5, nb_threads=2, timeout=timedelta(seconds=BOUND_S)).routes
    order: list[list[int]] = [[] for _ in vans]
    for v, j in steps.loc[steps["type"] == "job", ["vehicle_id", "id"]].astype(int).itertuples(index=False):
        order[v].append(j)
    return _timed(jobs, vans, matrix, order)


def ask_ortools(jobs: Sequence[Job], vans: Sequence[Van], matrix: Matrix, rules: Rules) -> Plan:
    """Its plan after 30 s of guided local search from parallel cheapest insertion."""
    starts = [van.start for van in vans]
    places = [job.place for job in jobs]
    size = len(jobs) + len(vans)
    where = np.array(places + starts)
    manager = pywrapcp.RoutingIndexManager(
        size, len(vans), [len(jobs) + v for v in range(len(vans))], [len(jobs) + v for v in range(len(vans))]
    )
    model = pywrapcp.RoutingModel(manager)
    seconds = matrix.seconds[np.ix_(where, where)]
    service = np.array([job.service_s for job in jobs] + [0] * len(vans))
    drive = model.RegisterTransitMatrix(seconds.tolist())
    busy = model.RegisterTransitMatrix((seconds + service[:, None]).tolist())
    model.SetArcCostEvaluatorOfAllVehicles(drive)
    model.AddDimension(busy, 10**6, 10**6, False, "time")
    time = model.GetDimensionOrDie("time")
    for v, van in enumerate(vans):
        time.CumulVar(model.Start(v)).SetRange(van.from_s, van.until_s)
        time.CumulVar(model.End(v)).SetRange(van.from_s, van.until_s)
    loads = model.RegisterUnaryTransitVector([job.load for job in jobs] + [0] * len(vans))
    model.AddDimensionWithVehicleCapacity(loads, 0, [van.capacity for van in vans], True, "load")
    for j, job in enumerate(jobs):
        index = manager.NodeToIndex(j)
        if job.due_s is not None:
            time.SetCumulVarSoftUpperBound(index, job.due_s - job.service_s, rules.late_weight(job.priority))
        able = [v for v, van in enumerate(vans) if job.skills <= van.skills]
        model.VehicleVar(index).SetValues([-1, *able])
        model.AddDisjunction([index], rules.left_s(job.priority))
    options = pywrapcp.DefaultRoutingSearchParameters()
    options.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    options.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    options.time_limit.FromSeconds(BOUND_S)
    found = model.SolveWithParameters(options)
    order: list[list[int]] = [[] for _ in vans]
    for v in range(len(vans)) if found else ():
        index = found.Value(model.NextVar(model.Start(v)))
        while not model.IsEnd(index):
            order[v].append(manager.IndexToNode(index))
            index = found.Value(model.NextVar(index))
    return _timed(jobs, vans, matrix, order)


def _timed(jobs: Sequence[Job], vans: Sequence[Van], matrix: Matrix, order: Sequence[Sequence[int]]) -> Plan:
    """The order with times, every van going at once."""
    routes = {}
    for van, route in zip(vans, order, strict=True):
        place, clock, stops = van.start, van.from_s, []
        for j in route:
            arrival = clock + int(matrix.seconds[place, jobs[j].place])
            place, clock = jobs[j].place, arrival + jobs[j].service_s
            stops.append(Stop(jobs[j].key, arrival, clock))
        routes[van.crew] = tuple(stops)
    done = {j for route in order for j in route}
    return Plan(routes, tuple(job.key for j, job in enumerate(jobs) if j not in done))
