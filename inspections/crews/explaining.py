"""Why a job was left out: what it would need, found by asking again with exactly one thing relaxed for this job alone.

Pure. A reason is given only where the relaxed job has a place in a plan: in the one that stands, or, where that has no
room, in one made anew. A job that no single thing helps is told so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from inspections.crews import routing, solving
from inspections.crews.plan import Job, Plan, Rules, Van
from inspections.crews.roads import Matrix
from inspections.tickets.workflow import Words

_EXPLORATION = 1  # of the plan made anew: a quick look
_LONGER_S = 12 * 3600


class Reason(StrEnum):
    """What is in the way."""

    ROAD = "road"
    CREW = "crew"
    SKILL = "skill"
    SHIFT = "shift"
    DUE = "due"
    DISTANCE = "distance"
    CAPACITY = "capacity"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Left:
    """A job nobody does, and each thing that alone would have made room for it."""

    job: str
    reasons: tuple[Reason, ...]
    words: Words


def explain(jobs: Sequence[Job], vans: Sequence[Van], matrix: Matrix, plan: Plan, *, rules: Rules) -> tuple[Left, ...]:
    """The reason of every job that `plan` leaves out, in the order of the plan."""
    by_key = {job.key: job for job in jobs}
    return tuple(_explain(by_key[key], jobs, vans, matrix, plan, rules) for key in plan.left)


def _explain(job: Job, jobs: Sequence[Job], vans: Sequence[Van], matrix: Matrix, plan: Plan, rules: Rules) -> Left:
    if not any(matrix.seconds[van.start, job.place] >= 0 for van in vans) and vans:
        return Left(job.key, (Reason.ROAD,), _words((Reason.ROAD,), job, vans))
    reasons = tuple(reason for reason in _RELAXED if _helps(reason, job, jobs, vans, matrix, plan, rules))
    reasons = reasons or (Reason.SEVERAL,)
    return Left(job.key, reasons, _words(reasons, job, vans))


Question = tuple[Job, list[Van], Matrix]


def _any_crew(job: Job, vans: list[Van], matrix: Matrix) -> Question:
    return replace(job, crew=None), vans, matrix


def _no_skill(job: Job, vans: list[Van], matrix: Matrix) -> Question:
    return replace(job, skills=frozenset()), vans, matrix


def _longer(job: Job, vans: list[Van], matrix: Matrix) -> Question:
    return job, [replace(van, until_s=van.until_s + _LONGER_S) for van in vans], matrix


def _no_due(job: Job, vans: list[Van], matrix: Matrix) -> Question:
    return replace(job, due_s=None), vans, matrix


def _near(job: Job, vans: list[Van], matrix: Matrix) -> Question:
    seconds = matrix.seconds.copy()
    here, most = job.place, np.iinfo(np.int64).max // 4
    # as if it lay beside whatever comes before it: the way on is then no longer than without it
    seconds[:, here] = 0
    between = np.where(matrix.seconds < 0, most, matrix.seconds)
    seconds[here, :] = between.min(axis=0, where=~np.eye(len(seconds), dtype=bool), initial=most)
    seconds[here, here] = 0
    return job, vans, Matrix(seconds, matrix.metres)


def _no_load(job: Job, vans: list[Van], matrix: Matrix) -> Question:
    return replace(job, load=0), vans, matrix


_RELAXED: dict[Reason, Callable[[Job, list[Van], Matrix], Question]] = {
    Reason.CREW: _any_crew,
    Reason.SKILL: _no_skill,
    Reason.SHIFT: _longer,
    Reason.DUE: _no_due,
    Reason.DISTANCE: _near,
    Reason.CAPACITY: _no_load,
}


def _helps(
    reason: Reason, job: Job, jobs: Sequence[Job], vans: Sequence[Van], matrix: Matrix, plan: Plan, rules: Rules
) -> bool:
    """Whether the job, with one thing relaxed, has a place while all that was done stays done."""
    relaxed, longer, shifted = _RELAXED[reason](job, list(vans), matrix)
    if (relaxed, longer, shifted) == (job, list(vans), matrix):
        return False
    done = [one for one in jobs if one.key not in plan.left]
    asked = [*done, relaxed]
    routes = routing.empty(asked, longer, shifted, rules)
    number = {one.key: j for j, one in enumerate(asked)}
    solving.settle(routes, [[number[stop.job] for stop in plan.routes.get(van.crew, ())] for van in vans])
    if routes.best_place(len(done))[0] < rules.left_s(job.priority):
        return True
    anew = solving.ask_vroom(asked, longer, shifted, rules=rules, exploration=_EXPLORATION)
    return sum(map(len, anew)) == len(asked)


def _words(reasons: Sequence[Reason], job: Job, vans: Sequence[Van]) -> Words:
    said = [_WORDS[reason] for reason in reasons]
    zh, en = "；".join(words.zh for words in said), "; ".join(words.en for words in said)
    if Reason.SKILL in reasons:
        missing = sorted(job.skills - frozenset().union(*(van.skills for van in vans))) or sorted(job.skills)
        zh, en = f"{zh}（{'、'.join(missing)}）", f"{en} ({', '.join(missing)})"
    return Words(zh, en)


_WORDS: dict[Reason, Words] = {
    Reason.ROAD: Words("路网不通，车辆无法到达", "no road of the register leads there"),
    Reason.CREW: Words("已指定班组，该班组排不下", "it was given to one crew, which has no room for it"),
    Reason.SKILL: Words("具备所需技能的班组无空", "no crew with the skill has room"),
    Reason.SHIFT: Words("班次时间不够", "the shifts end too early"),
    Reason.DUE: Words("按时限已来不及", "it would be too late for its due time"),
    Reason.DISTANCE: Words("路程太远", "the way there takes too long"),
    Reason.CAPACITY: Words("车载井盖不够", "the vans carry too few covers"),
    Reason.SEVERAL: Words("不止一项条件不满足", "more than one thing is in the way"),
}
