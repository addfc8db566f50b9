"""Why a job was left out: what it would need, found by asking again with exactly one thing relaxed for this job alone.

Pure. A reason is given only where the relaxed job has a place in a plan: in the one that stands, or, where that has no
room, in one made anew. A job that no single thing helps is told so.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

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
    day = _Day(jobs, vans, matrix, plan, rules)
    by_key = {job.key: job for job in jobs}
    return tuple(_explain(by_key[key], day) for key in plan.left)


@dataclass(frozen=True, slots=True)
class _Day:
    jobs: Sequence[Job]
    vans: Sequence[Van]
    matrix: Matrix
    plan: Plan
    rules: Rules


def _explain(job: Job, day: _Day) -> Left:
    if day.vans and not any(day.matrix.seconds[van.start, job.place] >= 0 for van in day.vans):
        reasons: tuple[Reason, ...] = (Reason.ROAD,)
    else:
        reasons = tuple(reason for reason in _RELAXED if _helps(reason, job, day)) or (Reason.SEVERAL,)
    return Left(job.key, reasons, _words(reasons, job, day.vans))


Relaxed = Iterable[tuple[Job, list[Van]]]


def _any_crew(job: Job, day: _Day) -> Relaxed:
    yield replace(job, crew=None), list(day.vans)


def _no_skill(job: Job, day: _Day) -> Relaxed:
    yield replace(job, skills=frozenset()), list(day.vans)


def _longer(job: Job, day: _Day) -> Relaxed:
    """Only its own shift is longer: one van at a time."""
    for v, van in enumerate(day.vans):
        vans = list(day.vans)
        vans[v] = replace(van, until_s=van.until_s + _LONGER_S)
        yield job, vans


def _no_due(job: Job, day: _Day) -> Relaxed:
    yield replace(job, due_s=None), list(day.vans)


def _near(job: Job, day: _Day) -> Relaxed:
    """As if it lay where some van begins or works anyhow: nothing is driven for it."""
    done = {one.place for one in day.jobs if one.key not in day.plan.left} | {van.start for van in day.vans}
    for place in sorted(done):
        yield replace(job, place=place), list(day.vans)


def _no_load(job: Job, day: _Day) -> Relaxed:
    yield replace(job, load=0), list(day.vans)


_RELAXED: dict[Reason, Callable[[Job, _Day], Relaxed]] = {
    Reason.CREW: _any_crew,
    Reason.SKILL: _no_skill,
    Reason.SHIFT: _longer,
    Reason.DUE: _no_due,
    Reason.DISTANCE: _near,
    Reason.CAPACITY: _no_load,
}


def _helps(reason: Reason, job: Job, day: _Day) -> bool:
    """Whether the job, with one thing relaxed, has a place while all that was done stays done."""
    questions = [asked for asked in _RELAXED[reason](job, day) if asked != (job, list(day.vans))]
    done = [one for one in day.jobs if one.key not in day.plan.left]
    for relaxed, vans in questions:
        asked = [*done, relaxed]
        routes = routing.empty(asked, vans, day.matrix, day.rules)
        number = {one.key: j for j, one in enumerate(asked)}
        solving.settle(routes, [[number[stop.job] for stop in day.plan.routes.get(van.crew, ())] for van in vans])
        if routes.best_place(len(done))[0] < day.rules.left_s(job.priority):
            return True
    if len(questions) != 1:
        return False
    ((relaxed, vans),) = questions
    anew = solving.ask_vroom([*done, relaxed], vans, day.matrix, rules=day.rules, exploration=_EXPLORATION)
    before = routes.total()  # the job is left out in it
    solving.settle(routes, anew)
    return not routes.left and routes.total() < before


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
    Reason.SHIFT: Words("班次（风暴期间为缩短的班次）时间不够", "the shifts, shorter in a storm, end too early"),
    Reason.DUE: Words("按时限已来不及", "it would be too late for its due time"),
    Reason.DISTANCE: Words("路程太远", "the way there takes too long"),
    Reason.CAPACITY: Words("车载井盖不够", "the vans carry too few covers"),
    Reason.SEVERAL: Words("不止一项条件不满足", "more than one thing is in the way"),
}
