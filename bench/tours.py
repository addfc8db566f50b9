"""Tours of crews: this planner beside VROOM and OR-Tools, given the same matrix, in one run.

`./run bench tours`. Every plan is judged by the same checker (`inspections/crews/checking.py`), which knows none of
them: what cannot be driven counts for nothing. Ours is timed with the matrix, from roads and points to the plan, in
seconds of processor time of all threads together: never less than the clock shows on a machine with nothing else to do.
"""

import time

from api.demo import stage
from bench.touring import peers
from bench.touring.question import Sample, read_sample
from inspections.crews import solving
from inspections.crews.checking import check
from inspections.crews.plan import Plan, Rules
from inspections.crews.roads import Matrix

BAR, BOUND_S = 1.03, 5.0
RULES = Rules()


def measure() -> list[dict[str, object]]:
    """Rows for `./run bench`: our cost over the better peer's, and our seconds over the five that are allowed."""
    sample = read_sample(stage.make_district(seed=1, scale=1.0))
    began = time.process_time()
    matrix = sample.matrix()
    measured_s = time.process_time() - began
    ours = solving.solve(sample.jobs, sample.vans, matrix, rules=RULES)
    took_s = time.process_time() - began
    table = [_line("ours", sample, matrix, ours, took_s)]
    for name, solver in (("VROOM", peers.ask_vroom), ("OR-Tools", peers.ask_ortools)):
        began = time.perf_counter()
        plan = solver(sample.jobs, sample.vans, matrix, RULES)
        table.append(_line(name, sample, matrix, plan, time.perf_counter() - began))
    drivable = [line for line in table[1:] if not line["faults"]]
    best = min(drivable, key=lambda line: int(str(line["cost"])))
    own, other = int(str(table[0]["cost"])), int(str(best["cost"]))
    faults = int(str(table[0]["faults"]))
    words = f"{len(sample.jobs)} repairs, {len(sample.vans)} crews; better of VROOM and OR-Tools: {best['solver']}"
    return [
        _row("tours_cost", own / other, BAR, own, other, words) | {"table": table},
        _row("tours_seconds", took_s / BOUND_S, 1, round(took_s, 2), BOUND_S, f"matrix {measured_s:.2f} s of it"),
        _row("tours_faults", faults, 0, faults, sum(int(str(line["faults"])) for line in table[1:]), "by the checker"),
    ]


def _line(solver: str, sample: Sample, matrix: Matrix, plan: Plan, took_s: float) -> dict[str, object]:
    verdict = check(sample.jobs, sample.vans, matrix, plan, rules=RULES)
    cost = verdict.cost
    return {
        "solver": solver,
        "cost": cost.total_s,
        "travel_s": cost.travel_s,
        "late_s": cost.late_s,
        "left_s": cost.left_s,
        "left": len(plan.left),
        "faults": len(verdict.faults),
        "seconds": round(took_s, 2),
    }


def _row(name: str, ratio: float, bar: float, ours: object, peer: object, words: str) -> dict[str, object]:
    return {"name": name, "ratio": ratio, "bar": bar, "ours": ours, "peer": peer, "peer_is": words, "at_most": True}
