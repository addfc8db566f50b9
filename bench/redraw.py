"""40 grids divided: this solver beside spopt's Skater and MaxPHeuristic and pymetis, in one run.

`python bench/redraw.py [--json]`, or `./run bench redraw`. The grids are every 23rd of the synthetic district
(合成数据) at true scale, the atoms its buildings with their minutes by the model of work. Every solver gets the same
regions ready made (what hangs together without crossing a barrier, buildings above the limit set apart): the graph,
the work and the count, which is the fewest cells our solver found. MaxP takes no count, only the least a cell must
have. Timed, in seconds of processor time of this one process, is what each makes of that. A region is given up after
10 s; a ratio counts the regions its peer has answered. Without a bar stands our whole way from rows to drawn cells:
faces, graph, bound, the search for the fewest, borders. Every cell of ours is judged by libpysal, GerryChain and the
verifier.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from api.demo import stage
from bench.dividing import referees, solvers
from bench.dividing.questions import MODEL, RULES, Question, Sample, ask, read_sample
from registry.redraw.solving import division, planning
from registry.redraw.solving.division import Survey
from registry.redraw.verifying.door import Given, verify

BAR = 50
PEERS: Mapping[str, tuple[solvers.Solver, str, float | None]] = {
    "skater": (solvers.skater, "spopt Skater, count given", BAR),
    "maxp": (solvers.maxp, "spopt MaxPHeuristic", BAR),
    "metis": (solvers.metis, "pymetis, contiguous, count given", None),
}


@dataclass(frozen=True, slots=True)
class Score:
    """What a solver made of the regions: labels and seconds of each, None where it did not answer."""

    labels: list[list[int] | None]
    seconds: list[float]

    def told(self, questions: Sequence[Question]) -> dict[str, object]:
        """Cells, cells over the limit, spread of work (deviation over the mean of the region), seconds."""
        loads = [_loads(q, own) / q.room for q, own in zip(questions, self.labels, strict=True) if own is not None]
        share = np.concatenate(loads)
        even = np.concatenate([load / load.mean() for load in loads])
        over = int((share > 1 + 1e-9).sum())
        return {
            "regions": f"{len(loads)} of {len(questions)}",
            "cells": len(share),
            "over": over,
            "over_share": round(over / len(share), 3),
            "spread": round(float(even.std()), 3),
            "seconds": round(self.total(), 3),
        }

    def total(self, answered: "Score | None" = None) -> float:
        """Seconds over the regions that `answered`, or this, has answered."""
        whose = (answered or self).labels
        return sum(took for took, own in zip(self.seconds, whose, strict=True) if own is not None)


def measure() -> list[dict[str, object]]:
    """Rows for `./run bench`: how many times as long each peer takes; then what has to hold of every cell of ours."""
    sample = read_sample(stage.make_district(seed=1, scale=1.0) / "district.gpkg")
    with threadpool_limits(1):
        return _rows(sample)


def _rows(sample: Sample) -> list[dict[str, object]]:
    began = time.process_time()
    surveys: list[Survey] = []

    def run(work: Callable[[Any], Any], things: Iterable[Any]) -> list[Any]:
        done = [work(thing) for thing in things]
        if work is division.survey:
            surveys.extend(done)
        return done

    plan = planning.make_plan(sample.grids, sample.buildings, rules=RULES, barriers=sample.barriers, run=run)
    whole_s = time.process_time() - began
    plan.cells["people"] *= MODEL.people  # the minutes are shared by them already
    inside = plan.atoms[plan.atoms["cell"].notna()]
    given = Given(plan.cells, inside, sample.grids, barriers=sample.barriers)
    verdict = verify(given, parameters=MODEL, mobilisation=MODEL.mobilisation_minutes)

    questions = ask(surveys)
    ours = _score(solvers.ours, questions)
    table: dict[str, dict[str, object]] = {"ours": ours.told(questions)}
    rows = []
    for name, (solver, peer_is, bar) in PEERS.items():
        peer = _score(solver, questions)
        table[name] = peer.told(questions)
        told, mine = table[name], ours.total(peer)
        there = sum(len(set(own or [])) for own, other in zip(ours.labels, peer.labels, strict=True) if other)
        words = (
            f"{peer_is}: {told['regions']} regions, {told['cells']} cells (ours {there}), {told['over']} over the limit"
        )
        rows.append(_row(f"redraw_{name}", peer.total() / mine, bar, mine, peer.total(), words))
    skated = float(str(table["skater"]["seconds"]))
    rows.append(_row("redraw_whole", skated / whole_s, None, whole_s, skated, "Skater again, beside all of our way"))
    graphs = [referees.borders(question) for question in questions]
    labels = [own or [] for own in ours.labels]
    parts = sum(referees.apart(graph, own) for graph, own in zip(graphs, labels, strict=True))
    refused = sum(not referees.holds(graph, own) for graph, own in zip(graphs, labels, strict=True))
    faults = len(verdict.faults)
    over = int(str(table["ours"]["over"])) + verdict.figures.over_limit
    none = {"at_most": True}
    rows += [
        _row("redraw_over", over, 0, over, int(str(table["skater"]["over"])), "cells over the limit; Skater") | none,
        _row("redraw_libpysal", parts, 0, parts, 0, "cells in several parts, by libpysal") | none,
        _row("redraw_gerrychain", refused, 0, refused, 0, "regions not contiguous, by GerryChain") | none,
        _row("redraw_verifier", faults, 0, faults, 0, f"faults in {len(plan.cells)} drawn cells") | none,
    ]  # fmt: skip
    rows[0]["table"] = [{"solver": name, **told} for name, told in table.items()]
    return rows


def _score(solver: solvers.Solver, questions: Sequence[Question]) -> Score:
    answers = [solvers.answer(solver, question) for question in questions]
    return Score([labels for labels, _ in answers], [seconds for _, seconds in answers])


def _loads(question: Question, labels: Sequence[int]) -> np.ndarray:
    return np.bincount(np.unique(labels, return_inverse=True)[1], weights=question.work)


def _row(name: str, ratio: float, bar: float | None, ours: float, peer: float, peer_is: str) -> dict[str, object]:
    return {
        "name": name, "ratio": round(ratio, 2), "bar": bar, "ours": round(ours, 3), "peer": round(peer, 3),
        "peer_is": peer_is, "unit": "s",
    }  # fmt: skip


def main() -> None:
    """Print the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.parse_args()
    for row in measure():
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
