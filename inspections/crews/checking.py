"""Whether a plan can be driven, and what it costs: judged from jobs, vans and matrix alone, whoever made the plan.

Pure. It knows nothing of the solver: its own, VROOM's and OR-Tools' plans are judged by the same words.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspections.crews.plan import Cost, Job, Plan, Rules, Stop, Van
from inspections.crews.roads import Matrix


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong (nothing: it can be driven) and what the plan costs."""

    faults: tuple[str, ...]
    cost: Cost


def check(
    jobs: Sequence[Job],
    vans: Sequence[Van],
    matrix: Matrix,
    plan: Plan,
    *,
    rules: Rules,
    before: Mapping[str, str] | None = None,
) -> Verdict:
    """Judge a plan; `before` says which crew had each job, for the cost of moves."""
    by_key, by_crew = {job.key: job for job in jobs}, {van.crew: van for van in vans}
    faults = _counts(by_key, plan)
    travel = late = moved = 0
    for crew, stops in plan.routes.items():
        if crew not in by_crew:
            faults.append(f"{crew} has no shift")
            continue
        known = [stop for stop in stops if stop.job in by_key]
        drive, own = _route(by_crew[crew], [(stop, by_key[stop.job]) for stop in known], matrix)
        travel += drive
        faults += own
        for stop in known:
            job = by_key[stop.job]
            late += rules.late_weight(job.priority) * _late_s(stop, job)
            moved += rules.moved_s * ((before or {}).get(job.key, crew) != crew)
    left = sum(rules.left_s(by_key[key].priority) for key in plan.left if key in by_key)
    return Verdict(tuple(faults), Cost(travel, late, left, moved))


def _late_s(stop: Stop, job: Job) -> int:
    return 0 if job.due_s is None else max(0, stop.end_s - max(job.due_s, 0))


def _counts(jobs: Mapping[str, Job], plan: Plan) -> list[str]:
    times = Counter([stop.job for stops in plan.routes.values() for stop in stops] + list(plan.left))
    faults = [f"{key} stands {count} times" for key, count in times.items() if count > 1]
    faults += [f"{key} is no job of this day" for key in times if key not in jobs]
    return faults + [f"{key} is neither done nor left out" for key in jobs if key not in times]


def _route(van: Van, stops: Sequence[tuple[Stop, Job]], matrix: Matrix) -> tuple[int, list[str]]:
    faults: list[str] = []
    travel, place, free = 0, van.start, van.from_s
    for stop, job in stops:
        drive = int(matrix.seconds[place, job.place])
        if drive < 0:
            faults.append(f"{van.crew}: no road leads to {job.key}")
            drive = 0
        if stop.arrival_s < free + drive:
            faults.append(f"{van.crew}: {job.key} is not reached by then")
        if stop.end_s < stop.arrival_s + job.service_s:
            faults.append(f"{van.crew}: {job.key} takes longer")
        faults += _may(van, job)
        travel, place, free = travel + drive, job.place, stop.end_s
    if not stops:
        return 0, []
    home = int(matrix.seconds[place, van.end])
    if home < 0:
        faults.append(f"{van.crew}: no road leads home")
        home = 0
    if free + home > van.until_s:
        faults.append(f"{van.crew} is back after its shift")
    if sum(job.load for _, job in stops) > van.capacity:
        faults.append(f"{van.crew} carries more than it holds")
    return travel + home, faults


def _may(van: Van, job: Job) -> list[str]:
    lacking = sorted(job.skills - van.skills)
    faults = [f"{van.crew} lacks {', '.join(lacking)} for {job.key}"] if lacking else []
    return faults + [f"{job.key} is {job.crew}'s, not {van.crew}'s"] * (job.crew not in {None, van.crew})
